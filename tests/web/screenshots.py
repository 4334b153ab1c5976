"""Takes the README's pictures anew: `python -m tests.web.screenshots`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from conftest import CHROMIUM, DURING
from PIL import Image
from playwright.sync_api import sync_playwright
from web_visitor import Visitor

from tests.serving import ROOT, Instance

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"viewport": {"width": 1100, "height": 800}}
COLOURS = 160
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def greeting(resident: Visitor) -> None:
    """The greeting and the likeliest questions."""
    resident.open()


def answers(resident: Visitor) -> None:
    """A question by words and one by a choice."""
    resident.open()
    resident.ask("国庆节电话有人接吗")
    resident.ask("有哪些联系方式")


def elder(resident: Visitor) -> None:
    """The elder mode."""
    resident.open()
    resident.button("长者模式").click()
    resident.ask("电话是多少")


STATES: list[tuple[str, dict[str, Any], Callable[[Visitor], None]]] = [
    ("desktop-answers", DESKTOP, answers),
    ("desktop-dark", {**DESKTOP, "color_scheme": "dark"}, answers),
    ("phone-greeting", PHONE, greeting),
    ("phone-answers", PHONE, answers),
    ("phone-elder", PHONE, elder),
]


def main() -> None:
    """Writes one picture for each state."""
    IMAGES.mkdir(exist_ok=True)
    assistant = Instance({"BOT_NOW": DURING})
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=CHROMIUM
            )
            for name, context, arrange in STATES:
                resident = Visitor(browser.new_context(**context), assistant.url)
                arrange(resident)
                resident.page.mouse.move(0, 0)
                picture = Image.open(BytesIO(resident.page.screenshot()))
                picture.quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)
                resident.context.close()
            browser.close()
    finally:
        assistant.stop()


if __name__ == "__main__":
    main()
