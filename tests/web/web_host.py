"""The channel on a server of its own, with an assistant that a test scripts."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage, register
from rasa.server import add_root_route, configure_cors
from rasa.shared.core.domain import Domain
from sanic import Sanic
from sanic.touchup import TouchUp

from bot.channels.web import WebInput
from bot.conversations import ShortMemory
from bot.model import ROOT
from bot.responses import NoticeResponses

_touch_up = TouchUp.run
_touched: list[Sanic] = []


def _touch_up_once(app: Sanic) -> None:
    """Sanic rewrites its own methods when an app starts, and fails the second time."""
    if not _touched:
        _touch_up(app)
        _touched.append(app)


TouchUp.run = _touch_up_once

Script = Callable[[UserMessage], Awaitable[None]]


@dataclass(frozen=True)
class Reply:
    """What came back; `body` is the JSON, or the text where it is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Host:
    """Serves until `stop`; `script` answers the messages."""

    def __init__(self, script: Script, credentials: dict[str, Any] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._script = script
        self.memory = ShortMemory(Domain.empty())
        self._channel = WebInput.from_credentials(credentials)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of a coroutine, run where the server runs."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())

    async def _start(self) -> None:
        app = Sanic(f"web-{self.port}", configure_logging=False)
        add_root_route(app)
        configure_cors(app)
        nlg = NoticeResponses(Domain.load(str(ROOT / "domain.yml")))
        app.ctx.agent = SimpleNamespace(
            nlg=nlg, handle_message=self._script, tracker_store=self.memory
        )
        register([self._channel], app, "/webhooks/")
        server = await app.create_server("127.0.0.1", self.port, return_asyncio_server=True)
        await server.startup()
        await server.before_start()
        await server.start_serving()

    def get(self, path: str, **headers: str) -> Reply:
        return self._send(urllib.request.Request(self.url + path, headers=_named(headers)))

    def post(self, path: str, body: Any, **headers: str) -> Reply:
        """Sends JSON as the widget does, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers.setdefault("content_type", "text/plain;charset=UTF-8")
        return self._send(urllib.request.Request(self.url + path, data, _named(headers)))

    def say(self, text: str, token: str = "", id: str = "message-0001", **headers: str) -> Reply:
        return self.post("/chat/message", {"token": token, "id": id, "text": text}, **headers)

    def _send(self, request: urllib.request.Request) -> Reply:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return _reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return _reply(error.code, error.headers, error.read())


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _reply(status: int, headers: Any, raw: bytes) -> Reply:
    text = raw.decode("utf-8", "replace")
    try:
        return Reply(status, headers, json.loads(text))
    except ValueError:
        return Reply(status, headers, text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
