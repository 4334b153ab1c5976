"""A district's site on another origin that embeds the widget."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>某区</title>
<link rel="stylesheet" href="/hostile.css">
<script src="/hostile.js"></script>
<script src="{bot}/chat/widget.js" async></script>
</head><body><h1>某区人民政府</h1><p id="text">正文</p>
<button class="launcher">本站按钮</button></body></html>
"""

STYLE = """
html { font-size: 62.5%; }
body { transform: scale(0.98); filter: grayscale(1); font: 9px serif; }
* { letter-spacing: 3px; }
button, div, span, section, xunwen-chat { display: none !important; color: #ff0 !important; }
"""

SCRIPT = """
Array.prototype.each = function () {};
Object.prototype.extend = function () {};
String.prototype.strip = function () {};
window.before = Object.keys(window).length;
"""


class Site:
    """Serves `PAGE` for whatever bot the query names, with the policy the guide asks for."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.url = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def page(self, bot: str) -> str:
        """The address of the page that embeds this bot."""
        return f"{self.url}/?{bot}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, _, bot = self.path.partition("?")
        kind, text = {
            "/": ("text/html", PAGE.format(bot=bot)),
            "/hostile.css": ("text/css", STYLE),
            "/hostile.js": ("text/javascript", SCRIPT),
        }.get(path, ("text/plain", ""))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if path == "/":
            sources = f"'self' {bot}"
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'none'; script-src {sources}; style-src {sources}; connect-src {bot}",
            )
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Keeps the test's output clean."""
