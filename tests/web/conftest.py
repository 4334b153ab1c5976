"""Browsers, and an assistant within the inspection's period that tests may kill."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from web_embedding import Site
from web_visitor import Visitor

from tests.serving import Instance

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DURING = "2023-09-21T10:00:00+08:00"

expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=_program("chromium"), args=CHROMIUM)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.firefox.launch(
        channel="moz-firefox", executable_path=_program("firefox-esr")
    )
    yield browser
    browser.close()


def _program(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is missing: deploy/test-packages.sh installs it"
    return path


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a page as a resident with a browser of his own: `visitor(url, **context)`."""
    made: list[Visitor] = []

    def arrive(url: str, **context: Any) -> Visitor:
        made.append(Visitor(chromium.new_context(**context), url))
        return made[-1]

    yield arrive
    for one in made:
        one.context.close()
    for one in made:
        assert one.faults == [], "the browser's console is clean"


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site that embeds the widget, with a style and a script that mean it no good."""
    site = Site()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def during(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An assistant within the period, which `site` may embed and no other."""
    credentials = tmp_path_factory.mktemp("web") / "credentials.yml"
    blocks = {
        "bot.channels.web.WebInput": {"allowed_origins": [site.url]},
        "bot.channels.health.HealthInput": None,
    }
    credentials.write_text(yaml.safe_dump(blocks), encoding="utf-8")
    instance = Instance({"BOT_NOW": DURING, "BOT_CREDENTIALS": str(credentials)})
    yield instance
    instance.stop()
