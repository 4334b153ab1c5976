"""A resident's visit in Chromium: what is seen, typed, pressed and kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from web_visits import whole_visit

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1200, "height": 800}}
SPEECH = """
window.heard = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  speak: (words) => heard.push([words.lang, words.text]), cancel: () => heard.push("cancel") } });
"""


def test_a_whole_visit_on_a_desktop(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, **DESKTOP)
    whole_visit(resident)
    assert resident.hosts() == {f"127.0.0.1:{assistant.port}"}


def test_a_whole_visit_on_a_phone(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, **PHONE)
    whole_visit(resident)
    resident.open()
    box = resident.panel.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
    assert not resident.overflows()
    assert resident.targets_below(44) == {}


def test_a_visit_with_the_keyboard_only(visitor: Any, during: Any) -> None:
    resident = visitor(during.url, **DESKTOP)
    page = resident.page
    expect(resident.launcher).to_be_visible()
    page.keyboard.press("Shift+Tab")  # from the page's start to its last stop
    expect(resident.launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(resident.input).to_be_focused()
    expect(resident.banner).to_be_hidden()
    page.keyboard.type("电话是多少")
    page.keyboard.press("Enter")
    expect(resident.answers()).to_have_count(1)
    first = resident.panel.locator(".current button").first
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(resident.answers()).to_have_count(2)
    assert resident.said().last.inner_text() != "1"
    page.keyboard.press("Shift+Tab")  # the answer's last button, or its log
    while not page.evaluate("document.activeElement.shadowRoot.activeElement.matches('button')"):
        page.keyboard.press("Shift+Tab")
    outline = "getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    before = resident.said().count()
    page.keyboard.press("1")
    expect(resident.said()).to_have_count(before + 1)
    assert first.count() == 1
    page.keyboard.press("Escape")
    expect(resident.panel).to_be_hidden()
    expect(resident.launcher).to_be_focused()


def test_a_bare_digit_in_a_question_is_typed_not_chosen(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.input.focus()
    resident.page.keyboard.type("12345是什么电话")
    assert resident.input.input_value() == "12345是什么电话"
    assert resident.posts() == []


def test_enter_while_composing_sends_nothing(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.input.focus()
    keyboard = resident.context.new_cdp_session(resident.page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "dian hua", "selectionStart": 8, "selectionEnd": 8}
    )
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    assert resident.input.input_value() == "dian hua"
    keyboard.send("Input.insertText", {"text": "电话"})
    # Some systems report the key that ends the composition after it, as 229.
    late = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **late})
    assert resident.posts() == []
    assert resident.input.input_value() == "电话"
    resident.input.press("Enter")
    expect(resident.answers()).to_have_count(1)
    assert resident.said().all_inner_texts() == ["电话"]


def test_shift_and_enter_break_the_line(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.input.fill("一")
    height = resident.input.bounding_box()["height"]
    resident.input.press("Shift+Enter")
    resident.input.press_sequentially("二")
    assert resident.input.input_value() == "一\n二"
    assert resident.input.bounding_box()["height"] > height
    assert resident.posts() == []


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>电话",
        "<script>alert(1)</script>",
        "[电话](javascript:alert(1))",
        "&lt;b&gt;电话&lt;/b&gt; **电话** http://evil.example/",
        "${7*7}{{7*7}}",
    ],
)
def test_markup_typed_is_only_text(visitor: Any, assistant: Any, text: str) -> None:
    resident = visitor(assistant.url).open()
    resident.ask(text)
    assert resident.said().last.inner_text() == text
    inside = resident.page.locator("xunwen-chat .said")
    assert inside.locator("a, img, script, b, em, strong").count() == 0
    resident.page.reload()
    assert resident.said().last.inner_text() == text


def test_markup_in_an_answer_is_only_text(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    evil = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) http://evil.example/"
    buttons = [{"title": "<b>选</b>", "payload": "<i>问</i>"}]
    reply = {"token": "", "text": evil, "buttons": buttons, "failed": False}
    resident.page.route("**/chat/message", lambda route: route.fulfill(json=reply))
    answer = resident.ask("你好")
    assert evil in answer.inner_text()
    assert answer.locator("a, img, b, i").count() == 0
    answer.get_by_role("button", name="<b>选</b>").click()
    assert resident.said().last.inner_text() == "<i>问</i>"


def test_history_survives_reload_and_navigation_and_ends_with_the_tab(
    visitor: Any, assistant: Any
) -> None:
    resident = visitor(assistant.url).open()
    resident.ask("电话是多少")
    resident.ask("受理哪些问题")
    seen = resident.spoken()
    for move in (resident.page.reload, lambda: resident.page.goto(f"{assistant.url}/?page=2")):
        move()
        expect(resident.panel).to_be_visible()
        expect(resident.answers()).to_have_count(2)
        assert resident.spoken() == seen
    assert len(resident.posts()) == 2
    resident.page.close()
    resident.page = resident.tab()
    resident.open()
    expect(resident.said()).to_have_count(0)


def test_one_press_clears_the_history_everywhere(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.ask("电话是多少")
    other = resident.tab()
    expect(resident.answers(other)).to_have_count(1)
    with resident.page.expect_response("**/chat/forget") as forgotten:
        resident.button("清除记录").click()
    assert forgotten.value.status == 200
    expect(resident.said()).to_have_count(0)
    expect(resident.said(other)).to_have_count(0)
    expect(resident.input).to_be_focused()
    stored = "JSON.stringify(sessionStorage) + JSON.stringify(localStorage)"
    for page in (resident.page, other):
        assert "电话是多少" not in page.evaluate(stored)
    resident.page.reload()
    expect(resident.panel).to_be_visible()
    expect(resident.said()).to_have_count(0)


def test_two_tabs_share_one_conversation(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.ask("电话是多少")
    second = resident.tab()
    expect(resident.answers(second)).to_have_count(1)
    first, resident.page = resident.page, second
    resident.open()
    resident.ask("那信箱呢")
    expect(resident.answers(first)).to_have_count(2)
    said = ["电话是多少", "那信箱呢"]
    for page in (first, second):
        page.reload()
        expect(resident.answers(page)).to_have_count(2)
        assert resident.said(page).all_inner_texts() == said
    resident.page = first
    resident.ask("受理哪些问题")
    expect(resident.answers(second)).to_have_count(3)
    assert len(resident.posts()) == 3
    assert len({post.post_data_json["id"] for post in resident.posts()}) == 3


def test_a_neighbour_sees_nothing(visitor: Any, assistant: Any) -> None:
    visitor(assistant.url).open().ask("电话是多少")
    neighbour = visitor(assistant.url).open()
    expect(neighbour.said()).to_have_count(0)


def test_too_long_a_question_is_counted_and_kept(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    counter = resident.panel.locator("#counter")
    resident.input.fill("问" * 399)
    expect(counter).to_be_hidden()
    resident.input.fill("问" * 450)
    expect(counter).to_have_text("还可以输入 50 个字")
    resident.input.fill("😀" * 503)
    expect(counter).to_have_text("超出 3 个字,请写短一些")
    expect(resident.input).to_have_attribute("aria-invalid", "true")
    resident.input.press("Enter")
    assert resident.posts() == []
    assert len(resident.input.input_value()) == 503


def test_the_badge_counts_what_came_while_closed(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    held: list[Any] = []
    resident.page.route("**/chat/message", lambda route: held.append(route))
    resident.input.fill("电话是多少")
    resident.input.press("Enter")
    expect(resident.panel.get_by_text("正在回答")).to_be_visible()
    resident.page.keyboard.press("Escape")
    held.pop().continue_()
    expect(resident.page.get_by_role("button", name="打开公告问答,有 1 条新回答")).to_be_visible()
    expect(resident.page.locator("xunwen-chat .badge")).to_have_text("1")
    resident.open()
    resident.page.keyboard.press("Escape")
    expect(resident.page.locator("xunwen-chat .badge")).to_be_hidden()


def test_numbers_can_be_called_and_copied(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, permissions=["clipboard-read", "clipboard-write"]).open()
    answer = resident.ask("有哪些联系方式")
    expect(answer.get_by_role("link")).to_have_attribute("href", "tel:0731-82186945")
    for name, copied in (("复制电话", "0731-82186945"), ("复制信箱", "长沙市A271号信箱")):
        answer.get_by_role("button", name=name).click()
        expect(resident.status).to_contain_text("已复制")
        assert resident.page.evaluate("navigator.clipboard.readText()") == copied


def test_only_the_notices_own_addresses_become_links(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    about = resident.page.request.get(f"{assistant.url}/chat/about").json()
    about |= {"email": "xunshi@example.gov.cn", "url": "https://www.example.gov.cn/notice"}
    resident.page.route("**/chat/about", lambda route: route.fulfill(json=about))
    text = f"{about['url']} {about['email']} {about['phone']} https://evil.example/ 12345"
    reply = {"token": "", "text": text, "buttons": [], "failed": False}
    resident.page.route("**/chat/message", lambda route: route.fulfill(json=reply))
    resident.page.goto(assistant.url)
    answer = resident.open().ask("你好")
    links = {a.get_attribute("href"): a.get_attribute("rel") for a in answer.locator("a").all()}
    expected = [about["url"], f"mailto:{about['email']}", f"tel:{about['phone']}"]
    assert links == dict.fromkeys(expected, "noopener noreferrer")
    assert answer.locator("p").inner_text() == text
    assert answer.evaluate("e => [...e.childNodes].every((node) => node.nodeType === 1)")


def test_copying_works_on_a_page_without_https(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    resident.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: null })")
    resident.page.goto(assistant.url)
    resident.open()
    resident.ask("电话是多少").get_by_role("button", name="复制电话").click()
    expect(resident.status).to_have_text("电话已复制。")
    resident.input.press("Control+v")
    assert resident.input.input_value() == "0731-82186945"


def test_an_answer_is_read_aloud_with_the_number_in_digits(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    resident.context.add_init_script(SPEECH)
    resident.page.goto(assistant.url)
    resident.open()
    answer = resident.ask("电话是多少")
    answer.get_by_role("button", name="朗读").click()
    language, words = resident.page.evaluate("heard")[-1]
    assert language == "zh-CN"
    assert "0 7 3 1 8 2 1 8 6 9 4 5" in words
    answer.get_by_role("button", name="停止朗读").click()
    expect(answer.get_by_role("button", name="朗读", exact=True)).to_be_visible()
    assert resident.page.evaluate("heard")[-1] == "cancel"


def test_without_speech_there_is_no_such_button(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    resident.context.add_init_script(
        "Object.defineProperty(window, 'speechSynthesis', { value: null })"
    )
    resident.page.goto(assistant.url)
    resident.open()
    assert resident.ask("电话是多少").get_by_role("button", name="朗读").count() == 0


def test_what_is_typed_goes_nowhere_but_into_the_message(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    answer = resident.ask("电话是多少,我叫壬癸子丑")
    with resident.page.expect_request("**/chat/opinion") as sent:
        answer.get_by_role("button", name="有用", exact=True).click()
    assert set(sent.value.post_data_json) == {"token", "id", "useful"}
    assert "壬癸子丑" not in sent.value.post_data
    resident.page.reload()
    pressed = resident.answers().last.get_by_role("button", name="有用", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert "壬癸子丑" not in assistant.output
    assert "web.feedback" in assistant.output


def test_the_elder_mode_is_large_and_remembered(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, **PHONE).open()
    resident.ask("电话是多少")
    resident.button("长者模式").click()
    resident.page.reload()
    expect(resident.button("长者模式")).to_have_attribute("aria-pressed", "true")
    style = (
        resident.answers()
        .last.locator("p")
        .evaluate(
            "p => ['fontSize', 'lineHeight'].map((name) => parseFloat(getComputedStyle(p)[name]))"
        )
    )
    assert style[0] >= 24
    assert style[1] >= 1.5 * style[0]
    assert resident.targets_below(60) == {}
    assert not resident.overflows()
    lefts = {b.bounding_box()["x"] for b in resident.answers().last.get_by_role("button").all()}
    assert len(lefts) == 1, "a single column"
    later = resident.tab()
    expect(later.locator("xunwen-chat .elder")).to_have_count(1)


def test_dark_mode_and_print(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url, color_scheme="dark", **DESKTOP).open()
    answer = resident.ask("电话是多少")
    ground = "e => getComputedStyle(e).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    assert max(answer.locator("p").evaluate(ground)) < 80
    resident.page.emulate_media(media="print")
    expect(answer.locator("p")).to_be_visible()
    for hidden in (resident.input, resident.button("清除记录"), answer.get_by_role("button").first):
        expect(hidden).to_be_hidden()
    assert resident.panel.evaluate("e => getComputedStyle(e).position") == "static"
    shown = resident.panel.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    assert shown, "nothing is cut off"
    resident.page.emulate_media(media="screen")
    resident.page.keyboard.press("Escape")
    resident.page.emulate_media(media="print")
    expect(resident.launcher).to_be_hidden()


def test_nothing_unstyled_is_ever_seen(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    held: list[Any] = []
    resident.page.route("**/widget.css", lambda route: held.append(route))
    resident.page.goto(assistant.url, wait_until="commit")
    resident.page.locator("xunwen-chat").wait_for(state="attached")
    expect(resident.launcher).to_be_hidden()
    held.pop().abort()  # and it is tried again
    resident.page.unroute("**/widget.css")
    expect(resident.launcher).to_be_visible()


def test_the_page_is_painted_before_the_widget_has_come(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    held: list[Any] = []
    resident.page.route("**/widget.js", lambda route: held.append(route))
    resident.page.goto(assistant.url, wait_until="commit")
    expect(resident.page.get_by_role("heading", level=1)).to_be_visible()
    held.pop().continue_()
    expect(resident.launcher).to_be_visible()


def test_without_script_the_page_states_the_facts(visitor: Any, assistant: Any) -> None:
    reader = visitor(assistant.url, java_script_enabled=False)
    text = reader.page.locator("main").inner_text()
    for fact in ("0731-82186945", "长沙市A271号信箱", "9:00—12:00", "13:30—17:30", "巡视已结束"):
        assert fact in text
    assert re.search("没有运行脚本", text)
    expect(reader.page.get_by_role("link", name="0731-82186945")).to_have_attribute(
        "href", "tel:0731-82186945"
    )


def test_a_hostile_page_and_the_widget_leave_each_other_alone(
    visitor: Any, during: Any, site: Any
) -> None:
    resident = visitor(site.page(during.url), **DESKTOP)
    whole_visit(resident)
    page = resident.page
    assert page.evaluate("Object.keys(window).length - before") == 1, "only the test's own name"
    assert page.evaluate("document.body.children.length") == 3
    assert page.evaluate("getComputedStyle(document.getElementById('text')).fontSize") == "9px"
    assert page.locator("body > .launcher").is_hidden()
    spacing = resident.launcher.evaluate("e => getComputedStyle(e).letterSpacing")
    assert spacing == "normal"
