"""The same visit in Firefox."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Error, expect
from web_visitor import Visitor
from web_visits import whole_visit


@pytest.fixture
def context(firefox: Browser) -> Any:
    try:
        context = firefox.new_context(viewport={"width": 1200, "height": 800})
    except Error as error:
        pytest.skip(f"this Firefox does not know the driver's protocol: {error.message}")
    yield context
    context.close()


def test_the_whole_visit_in_firefox(context: Any, assistant: Any) -> None:
    resident = Visitor(context, assistant.url)
    whole_visit(resident)
    assert resident.faults == []


def test_a_hostile_page_in_firefox(context: Any, during: Any, site: Any) -> None:
    resident = Visitor(context, site.page(during.url))
    whole_visit(resident)


def test_an_answer_lost_on_the_way_in_firefox(context: Any, assistant: Any) -> None:
    resident = Visitor(context, assistant.url).open()
    lost: list[int] = []

    def lose(route: Any) -> None:
        lost.append(1)
        if len(lost) > 1:
            route.continue_()
        else:
            route.abort()

    resident.page.route("**/chat/message", lose)
    resident.ask("电话是多少")
    expect(resident.said()).to_have_count(1)
    assert len(lost) == 2
