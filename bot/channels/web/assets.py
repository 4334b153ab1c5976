"""The widget's files, read and compressed once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

STATIC = Path(__file__).parent / "static"
WIDGET = (
    "texts",
    "dom",
    "store",
    "tabs",
    "network",
    "speech",
    "parts",
    "conversation",
    "panel",
    "main",
)
MAX_AGE_SECONDS = 300


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    packed: bytes
    content_type: str
    tag: str

    def response(self, request: Request) -> HTTPResponse:
        """The file, packed for a browser that unpacks, or 304 where it has it already."""
        headers = {
            "ETag": self.tag,
            "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if request.headers.get("if-none-match") == self.tag:
            return empty(304, headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return raw(self.packed, headers=headers, content_type=self.content_type)
        return raw(self.body, headers=headers, content_type=self.content_type)


def load() -> dict[str, Asset]:
    """Every file that the channel serves, by its name below the channel's path."""
    return {
        "widget.js": _asset(_script(), "text/javascript; charset=utf-8"),
        "widget.css": _asset(_read("widget.css"), "text/css; charset=utf-8"),
        "page.css": _asset(_read("page.css"), "text/css; charset=utf-8"),
    }


def _script() -> str:
    """The widget's parts as one script that leaves no name behind on the page."""
    parts = "".join(_read(f"widget/{name}.js") for name in WIDGET)
    return f'(function () {{\n"use strict";\n{parts}}})();\n'


def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _asset(text: str, content_type: str) -> Asset:
    body = text.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Asset(body, gzip.compress(body, 9, mtime=0), content_type, tag)
