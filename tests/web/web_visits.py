"""One resident's whole visit, the same in every browser."""

from __future__ import annotations

from playwright.sync_api import expect
from web_visitor import Visitor


def whole_visit(resident: Visitor) -> None:
    """Opens, asks in words and by choices, rates, reloads, and closes."""
    expect(resident.launcher).to_be_visible()
    resident.open()
    expect(resident.panel.get_by_role("heading")).to_contain_text("公告问答")
    expect(resident.panel.get_by_text("自动问答,不受理举报")).to_be_visible()
    answer = resident.ask("电话是多少")
    expect(answer).to_contain_text("0731-82186945")
    expect(answer.get_by_role("link")).to_have_attribute("href", "tel:0731-82186945")
    count = resident.answers().count()
    answer.locator(".choices button").first.click()
    expect(resident.answers()).to_have_count(count + 1)
    answer.get_by_role("button", name="没用").click()
    expect(answer.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "true")
    resident.input.fill("受理哪些问题")
    resident.button("发送").click()
    expect(resident.answers()).to_have_count(count + 2)
    expect(resident.answers().last).to_contain_text("信访")
    expect(resident.status).to_be_empty()
    seen = resident.spoken()
    resident.page.reload()
    expect(resident.answers()).to_have_count(count + 2)
    assert resident.spoken() == seen
    resident.button("关闭").click()
    expect(resident.panel).to_be_hidden()
    expect(resident.launcher).to_be_focused()
