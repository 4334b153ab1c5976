"""Serves the channel as Rasa does, with a scripted assistant behind it.

The script can be slow, silent, broken or long at will, which the real assistant is not;
`GET /asked` tells how often each question was computed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections import Counter
from typing import Any

from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic, response

from bot.channels.wechat import WeChatInput, menu
from bot.conversations import ShortMemory

SENTENCE = "这是第{}句,说明公告里的一件事情。"

# A menu item that takes longer than one try, in the shortened seconds of hosting.SCALE.
SLOW_KEY = "period"
SLOW_SECONDS = 2.1


class Agent:
    """Answers by the first character of what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.tracker_store = ShortMemory(Domain.empty())

    async def handle_message(self, message: UserMessage) -> None:
        text = message.text or ""
        self.asked[text] += 1
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(text))
        await self.tracker_store.save(tracker)
        out = message.output_channel
        if text == menu.question(SLOW_KEY):
            await asyncio.sleep(SLOW_SECONDS)
        if text.startswith("慢"):
            await asyncio.sleep(float(text[1:].partition("秒")[0]))
        if text.startswith("坏"):
            raise RuntimeError("scripted")
        if text.startswith("哑"):
            return
        if text.startswith("长"):
            long = "".join(SENTENCE.format(n) for n in range(int(text[1:])))
            await out.send_text_message(message.sender_id, long)
            return
        if text.startswith("两"):
            await out.send_text_message(message.sender_id, "第一段")
            await out.send_text_message(message.sender_id, "第二段")
            return
        if text.startswith("险"):
            await out.send_text_message(message.sender_id, "a]]>b\x00\x08<xml>&amp;")
            return
        if text in ("你好", "选"):
            buttons = [{"title": f"题目{n}", "payload": f"问题{n}?"} for n in (1, 2, 3)]
            await out.send_text_with_buttons(message.sender_id, f"答:{text}", buttons)
            return
        await out.send_text_message(message.sender_id, f"答:{text}")


class Whole(logging.Formatter):
    """Also what Sanic's access log carries beside its empty message."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {getattr(record, 'request', '')}"


def log_everything(path: str) -> None:
    """Logs to a file as a deployer might who wants to see all there is."""
    with open(path, "ab", 0) as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    handler = logging.StreamHandler()
    handler.setFormatter(Whole("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)


def serve(port: int, block: dict[str, Any], log: str) -> None:
    """Serves until a signal comes."""
    log_everything(log)
    app = Sanic("host", configure_logging=False)
    app.ctx.agent = Agent()
    register([WeChatInput.from_credentials(block)], app, "/webhooks/")

    @app.get("/asked")
    async def asked(_: object) -> response.HTTPResponse:
        agent = app.ctx.agent
        state = {"asked": agent.asked, "conversations": list(agent.tracker_store.conversations)}
        return response.json(state, dumps=json.dumps)

    app.run("127.0.0.1", port, access_log=True)
