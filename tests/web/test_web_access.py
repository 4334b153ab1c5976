"""Accessibility: axe-core on every state, the keyboard, the screen reader, zoom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP = {"viewport": {"width": 1200, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ZOOMED = {"viewport": {"width": 320, "height": 256}}  # 1280 by 1024 at 400 %

State = Callable[[Any], None]


def closed(resident: Any) -> None:
    expect(resident.launcher).to_be_visible()


def greeted(resident: Any) -> None:
    resident.open()


def answered(resident: Any) -> None:
    resident.open()
    answer = resident.ask("有哪些联系方式")
    answer.get_by_role("button", name="有用", exact=True).click()


def elderly(resident: Any) -> None:
    answered(resident)
    resident.button("长者模式").click()


def thinking(resident: Any) -> None:
    resident.open()
    resident.page.route("**/chat/message", lambda route: None)
    resident.input.fill("电话是多少")
    resident.input.press("Enter")
    expect(resident.panel.get_by_text("正在回答")).to_be_visible()


def cut_off(resident: Any) -> None:
    resident.open()
    resident.page.route("**/chat/message", lambda route: route.abort())
    resident.input.fill("电话是多少")
    resident.input.press("Enter")
    expect(resident.status).to_contain_text("正在自动重试")


def refused(resident: Any) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=400, json={"text": "抱歉,发送的内容格式不对。"})

    resident.open()
    resident.page.route("**/chat/message", refuse)
    resident.input.fill("电话是多少")
    resident.input.press("Enter")
    expect(resident.button("重发")).to_be_visible()


def too_long(resident: Any) -> None:
    resident.open()
    resident.input.fill("问" * 510)
    resident.input.press("Enter")
    expect(resident.status).to_contain_text("超出")


def waiting_unread(resident: Any) -> None:
    thinking(resident)
    resident.page.keyboard.press("Escape")
    resident.page.unroute("**/chat/message")
    resident.page.reload()
    expect(resident.page.locator("xunwen-chat .badge")).to_be_visible()


STATES = [closed, greeted, answered, elderly, thinking, cut_off, refused, too_long, waiting_unread]


@pytest.mark.parametrize(
    "screen",
    [
        {"color_scheme": "light", **DESKTOP},
        {"color_scheme": "dark", **PHONE},
        {"color_scheme": "light", **ZOOMED},
    ],
    ids=["desktop", "dark-phone", "zoomed"],
)
def test_axe_finds_nothing(visitor: Any, assistant: Any, screen: Any) -> None:
    for state in STATES:
        # axe styles a probe of its own inline, which the page's policy would refuse.
        resident = visitor(assistant.url, bypass_csp=True, reduced_motion="reduce", **screen)
        state(resident)
        found = Axe().run(resident.page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
        assert found.violations_count == 0, f"{state.__name__}\n{found.generate_report()}"
        resident.context.close()


def test_each_answer_is_read_once(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    resident.context.add_init_script(
        """window.read = [];
        new MutationObserver(() => {
          const host = document.querySelector("xunwen-chat");
          const log = host && host.shadowRoot.querySelector("[role=log]");
          if (!log || log.watched) return;
          log.watched = new MutationObserver((changes) => changes.forEach((change) =>
            change.addedNodes.forEach((node) => read.push(node.textContent))));
          log.watched.observe(log, { childList: true, subtree: true, characterData: true });
        }).observe(document, { childList: true, subtree: true });"""
    )
    resident.page.goto(assistant.url)
    log = resident.page.get_by_role("log")
    resident.open()
    assert log.get_attribute("aria-live") == "polite"
    [greeting] = resident.page.evaluate("read")
    assert "可选的问题:1 " in greeting
    answer = resident.ask("电话是多少")
    words = answer.locator("p").inner_text()
    read = resident.page.evaluate("read")
    assert len(read) == 2
    assert words in read[1]
    assert "电话是多少" not in read[1], "what was typed is not read back"
    answer.get_by_role("button", name="有用", exact=True).click()
    resident.page.reload()
    expect(resident.answers()).to_have_count(1)
    assert resident.page.evaluate("read") == [], "what was read is not read again"


def test_the_names_and_roles_that_a_screen_reader_meets(visitor: Any, during: Any) -> None:
    resident = visitor(during.url).open()
    resident.ask("电话是多少")
    assert resident.page.locator("xunwen-chat").get_attribute("lang") == "zh-CN"
    expect(resident.panel).to_have_accessible_name("省委第六巡视组公告问答")
    expect(resident.panel.get_by_role("region", name="对话记录")).to_be_visible()
    expect(resident.panel.get_by_role("list", name="可选的问题").first).to_be_visible()
    expect(resident.panel.get_by_role("listitem").filter(has_text="您说:")).to_have_count(1)


def test_the_focus_goes_in_stays_and_comes_back(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, **ZOOMED)
    resident.launcher.focus()
    resident.page.keyboard.press("Enter")
    expect(resident.input).to_be_focused()
    expect(resident.panel).to_have_attribute("aria-modal", "true")
    resident.ask("电话是多少")
    inside = "document.activeElement.localName"
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            resident.page.keyboard.press(key)
            assert resident.page.evaluate(inside) == "xunwen-chat"
    resident.page.keyboard.press("Escape")
    expect(resident.launcher).to_be_focused()


def test_on_a_desktop_the_page_can_still_be_reached(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, **DESKTOP).open()
    expect(resident.panel).to_have_attribute("aria-modal", "false")
    resident.page.keyboard.press("Tab")
    resident.page.keyboard.press("Tab")
    assert resident.page.evaluate("document.activeElement.localName") != "xunwen-chat"


def test_on_a_phone_opening_does_not_raise_the_keyboard(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, **PHONE)
    resident.launcher.tap()
    expect(resident.panel.get_by_role("heading")).to_be_focused()


@pytest.mark.parametrize("elder", [False, True])
def test_at_four_hundred_percent_nothing_is_lost(visitor: Any, assistant: Any, elder: bool) -> None:
    resident = visitor(assistant.url, **ZOOMED).open()
    if elder:
        resident.button("长者模式").click()
    answer = resident.ask("有哪些联系方式")
    assert not resident.overflows()
    for part in (
        answer.locator("p"),
        answer.get_by_role("button").last,
        resident.button("清除记录"),
        resident.button("关闭"),
        resident.input,
        resident.button("发送"),
    ):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
    notice = resident.panel.get_by_text("自动问答,不受理举报")
    answer.locator("p").scroll_into_view_if_needed()
    expect(notice).to_be_in_viewport()


def test_wider_spacing_of_text_cuts_nothing(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, **PHONE).open()
    resident.ask("有哪些联系方式")
    resident.page.evaluate(
        """() => { const style = new CSSStyleSheet();
          style.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
          document.querySelector("xunwen-chat").shadowRoot.adoptedStyleSheets = [style]; }"""
    )
    assert not resident.overflows()
    for target in resident.panel.get_by_role("button").all():
        assert target.evaluate("b => b.scrollHeight <= b.clientHeight + 1")


def test_who_wants_less_motion_gets_none(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, reduced_motion="reduce")
    thinking(resident)
    moving = resident.panel.locator(".thinking p").evaluate(
        "p => getComputedStyle(p).animationName"
    )
    assert moving == "none"


def test_forced_colours_keep_the_edges(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, forced_colors="active", **DESKTOP)
    width = "e => parseFloat(getComputedStyle(e).borderTopWidth)"
    assert resident.launcher.evaluate(width) >= 1
    resident.open()
    assert resident.panel.evaluate(width) >= 1
