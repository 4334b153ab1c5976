"""A resident in front of a page with the widget."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

SPACE_FOR_ROUNDING = 0.6


class Visitor:
    """What a resident sees and does; `faults` collects errors of the page."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.faults: list[str] = []
        self.requests: list[Request] = []
        self.page = self.tab()

    def tab(self) -> Page:
        """Opens a further tab of the same page."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)
        page.on("request", lambda request: self.requests.append(request))
        page.goto(self.url)
        return page

    def _note(self, message: Any) -> None:
        # That a request failed is what some tests are about; the browser always says so.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="打开公告问答")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def input(self) -> Locator:
        return self.page.get_by_role("textbox", name="输入您的问题")

    @property
    def status(self) -> Locator:
        return self.panel.get_by_role("status")

    @property
    def banner(self) -> Locator:
        return self.panel.get_by_role("note")

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def answers(self, page: Page | None = None) -> Locator:
        """The answers to what was said; the greeting is not among them."""
        return (page or self.page).locator("xunwen-chat .said + .answer")

    def said(self, page: Page | None = None) -> Locator:
        return (page or self.page).locator("xunwen-chat .said p")

    def open(self) -> Visitor:
        self.launcher.click()
        expect(self.panel.locator(".choices button").first).to_be_visible()
        return self

    def ask(self, text: str) -> Locator:
        """Types and sends a question; its answer, once it is there."""
        before = self.answers().count()
        self.input.fill(text)
        self.input.press("Enter")
        expect(self.answers()).to_have_count(before + 1)
        return self.answers().last

    def spoken(self) -> list[str]:
        """The exchanges on the screen, as the page shows them."""
        return [
            text.strip() for text in self.page.locator("xunwen-chat ol > li > p").all_inner_texts()
        ]

    def posts(self, path: str = "message") -> list[Request]:
        return [r for r in self.requests if r.method == "POST" and r.url.endswith(f"/chat/{path}")]

    def hosts(self) -> set[str]:
        """Where the page sent requests to."""
        return {urlsplit(r.url).netloc for r in self.requests if r.url.startswith("http")}

    def overflows(self) -> bool:
        """Whether the page, or the panel, must be scrolled sideways."""
        return bool(
            self.page.evaluate(
                """() => [document.documentElement,
                    ...document.querySelector("xunwen-chat").shadowRoot.querySelectorAll("*")]
                    .filter(node => !node.closest(".unseen"))
                    .some(node => node.scrollWidth > node.clientWidth + 1 && node.clientWidth)"""
            )
        )

    def targets_below(self, least: int) -> dict[str, tuple[float, float]]:
        """Everything in the panel that one may press, smaller than so many pixels."""
        sizes = {}
        for target in self.panel.locator("button, textarea").all():
            box = target.bounding_box()
            if box and min(box["width"], box["height"]) + SPACE_FOR_ROUNDING < least:
                sizes[target.inner_text() or "field"] = (box["width"], box["height"])
        return sizes
