"""Bad networks, busy and restarted servers: nothing is lost, nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

RETRYING = "正在自动重试"
OFFLINE = "您的网络断开了"
PHONE = "0731-82186945"


def send(resident: Any, text: str) -> None:
    resident.input.fill(text)
    resident.input.press("Enter")


def ids(resident: Any) -> list[str]:
    return [post.post_data_json["id"] for post in resident.posts()]


def failing(times: int, fail: Callable[[Route], None]) -> Callable[[Route], None]:
    """A route that fails so many times, and lets the rest through."""
    left = [times]

    def handle(route: Route) -> None:
        left[0] -= 1
        if left[0] >= 0:
            fail(route)
        else:
            route.continue_()

    return handle


def test_a_server_killed_in_mid_conversation(visitor: Any, during: Any) -> None:
    resident = visitor(during.url).open()
    resident.ask("电话是多少")
    seen = resident.spoken()
    during.kill()
    send(resident, "受理哪些问题")
    expect(resident.status).to_contain_text(RETRYING)
    expect(resident.status).to_contain_text(PHONE)
    during.start()
    expect(resident.answers()).to_have_count(2, timeout=60_000)
    assert resident.spoken()[: len(seen)] == seen
    assert resident.said().all_inner_texts() == ["电话是多少", "受理哪些问题"]
    expect(resident.status).to_be_empty()
    assert len(set(ids(resident))) == 2
    resident.ask("信箱是什么")
    resident.page.reload()
    expect(resident.answers()).to_have_count(3)


def test_an_answer_lost_on_the_way_is_fetched_again(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    answers: list[str] = []

    def lose(route: Route) -> None:
        answers.append(route.fetch().json()["text"])
        route.abort()

    resident.page.route("**/chat/message", failing(2, lose))
    answer = resident.ask("电话是多少")
    assert len(answers) == 2
    assert len(ids(resident)) == 3
    assert len(set(ids(resident))) == 1
    assert answers[0].splitlines()[0] in answer.inner_text()
    expect(resident.said()).to_have_count(1)


@pytest.mark.parametrize(
    "page",
    [
        {"status": 502, "body": "<html>Bad Gateway</html>", "content_type": "text/html"},
        {"status": 200, "body": "<html>请登录无线网络</html>", "content_type": "text/html"},
        {"status": 503, "json": {"text": "busy"}},
        {"status": 404, "json": {"error": "not found"}},
    ],
    ids=["gateway", "portal", "busy", "missing"],
)
def test_a_gateways_error_page_is_no_answer(visitor: Any, assistant: Any, page: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.page.route("**/chat/message", failing(1, lambda route: route.fulfill(**page)))
    send(resident, "电话是多少")
    expect(resident.status).to_contain_text(RETRYING)
    expect(resident.answers()).to_have_count(1)
    expect(resident.answers().last).to_contain_text(PHONE)


def test_offline_is_said_and_mended(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.context.set_offline(True)
    send(resident, "电话是多少")
    expect(resident.status).to_contain_text(OFFLINE)
    expect(resident.status).to_contain_text(PHONE)
    send(resident, "受理哪些问题")
    expect(resident.panel.get_by_text("正在回答")).to_have_count(2)
    resident.context.set_offline(False)
    expect(resident.answers()).to_have_count(2)
    assert resident.said().all_inner_texts() == ["电话是多少", "受理哪些问题"]
    expect(resident.status).to_be_empty()


def test_a_reload_before_the_answer_loses_nothing(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    resident.page.route("**/chat/message", lambda route: route.abort())
    send(resident, "电话是多少")
    expect(resident.status).to_contain_text(RETRYING)
    resident.page.unroute("**/chat/message")
    resident.page.reload()
    expect(resident.answers()).to_have_count(1)
    assert resident.said().all_inner_texts() == ["电话是多少"]
    assert len(set(ids(resident))) == 1


def test_a_tab_closed_before_the_answer_leaves_it_to_the_other(
    visitor: Any, assistant: Any
) -> None:
    resident = visitor("about:blank")
    resident.page.goto(assistant.url)
    resident.open()
    resident.ask("电话是多少")
    other = resident.tab()
    other.clock.install()
    other.goto(assistant.url)
    expect(resident.answers(other)).to_have_count(1)
    resident.page.route("**/chat/message", lambda route: route.abort())
    send(resident, "受理哪些问题")
    expect(resident.said(other)).to_have_count(2)
    resident.page.close()
    other.clock.fast_forward(21_000)
    expect(resident.answers(other)).to_have_count(2)
    assert len(set(ids(resident))) == 2


def test_a_slow_network_shows_that_it_is_thinking(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    held: list[Route] = []
    resident.page.route("**/chat/message", lambda route: held.append(route))
    send(resident, "电话是多少")
    expect(resident.panel.get_by_text("正在回答")).to_be_visible()
    send(resident, "受理哪些问题")
    expect(resident.said()).to_have_count(2)
    assert len(held) == 1, "one after the other"
    held.pop().continue_()
    expect(resident.answers()).to_have_count(1)
    expect(resident.panel.get_by_text("正在回答")).to_have_count(1)
    held.pop().continue_()
    expect(resident.answers()).to_have_count(2)


def test_a_request_that_hangs_is_sent_again(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    resident.page.clock.install()
    resident.page.goto(assistant.url)
    resident.open()
    resident.page.route("**/chat/message", failing(1, lambda route: None))
    send(resident, "电话是多少")
    expect(resident.panel.get_by_text("正在回答")).to_be_visible()
    resident.page.clock.fast_forward(12_500)
    expect(resident.status).to_contain_text(RETRYING)
    resident.page.clock.fast_forward(1_500)
    expect(resident.answers()).to_have_count(1)
    assert len(ids(resident)) == 2
    assert len(set(ids(resident))) == 1


def test_an_assistant_that_fails_is_asked_again_and_then_by_hand(
    visitor: Any, assistant: Any
) -> None:
    resident = visitor(assistant.url).open()
    apology = {"token": "", "text": "抱歉,系统暂时没能回答。", "buttons": [], "failed": True}
    resident.page.route("**/chat/message", lambda route: route.fulfill(json=apology))
    send(resident, "电话是多少")
    refused = resident.panel.get_by_text("没有发出。抱歉,系统暂时没能回答。")
    expect(refused).to_be_visible()
    assert len(ids(resident)) == 3
    resident.page.reload()
    expect(refused).to_be_visible()
    resident.page.unroute("**/chat/message")
    resident.button("重发").click()
    expect(resident.answers()).to_have_count(1)
    expect(refused).to_have_count(0)
    assert len(set(ids(resident))) == 1


def test_asking_too_fast_waits_and_goes_on(visitor: Any, assistant: Any) -> None:
    resident = visitor(assistant.url).open()
    refusal = {"text": "您发得太快了,请过 1 秒再发。", "wait": 1}
    resident.page.route(
        "**/chat/message", failing(1, lambda route: route.fulfill(status=429, json=refusal))
    )
    send(resident, "电话是多少")
    expect(resident.status).to_have_text(refusal["text"])
    expect(resident.answers()).to_have_count(1)


def test_a_real_flood_is_slowed_and_all_is_answered(visitor: Any, during: Any) -> None:
    resident = visitor(during.url).open()
    questions = [f"电话是多少 第{n}遍" for n in range(1, 23)]
    for question in questions:
        send(resident, question)
    expect(resident.status).to_contain_text("太快", timeout=40_000)
    expect(resident.answers()).to_have_count(len(questions), timeout=40_000)
    assert resident.said().all_inner_texts() == questions
    assert len(set(ids(resident))) == len(questions)


def test_a_site_that_is_not_allowed_is_told_so(visitor: Any, assistant: Any, site: Any) -> None:
    resident = visitor(site.page(assistant.url))
    resident.launcher.click()
    expect(resident.status).to_contain_text("这个网站没有接入本问答")
    send(resident, "电话是多少")
    expect(resident.panel.get_by_text("没有发出。抱歉,这个网站没有接入本问答")).to_be_visible()
    resident.faults.clear()  # the browser reports the refusals


def test_the_first_visit_may_meet_a_server_that_is_starting(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    resident.page.route("**/chat/about", failing(2, lambda route: route.abort()))
    resident.page.goto(assistant.url)
    resident.launcher.click()
    expect(resident.status).to_contain_text(RETRYING)
    expect(resident.panel.locator(".choices button").first).to_be_visible()
    expect(resident.status).to_be_empty()


def test_storage_that_is_refused_costs_only_the_memory(visitor: Any, assistant: Any) -> None:
    resident = visitor("about:blank")
    resident.context.add_init_script(
        """for (const name of ["sessionStorage", "localStorage", "BroadcastChannel"])
             Object.defineProperty(window, name, { get() { throw new Error("refused"); } });"""
    )
    resident.page.goto(assistant.url)
    resident.open()
    resident.ask("电话是多少")
    resident.button("长者模式").click()
    expect(resident.button("长者模式")).to_have_attribute("aria-pressed", "true")
    resident.button("长者模式").click()
    expect(resident.button("长者模式")).to_have_attribute("aria-pressed", "false")
