"""Serves the channel as Rasa does, with a scripted assistant behind it.

The script can be slow, silent, broken or long at will, which the real assistant is not;
`GET /asked` tells how often each question was computed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
from collections import Counter
from pathlib import Path

import yaml
from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic, response

from bot.channels.wechat import WeChatInput
from bot.conversations import ShortMemory

SENTENCE = "这是第{}句,说明公告里的一件事情。"


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


def log_everything() -> None:
    """Logs as a deployer might turn on who wants to see all there is."""
    handler = logging.StreamHandler()
    handler.setFormatter(Whole("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--credentials", type=Path, required=True)
    args = parser.parse_args()
    credentials = yaml.safe_load(args.credentials.read_text(encoding="utf-8"))
    log_everything()
    app = Sanic("host", configure_logging=False)
    app.ctx.agent = Agent()
    register([WeChatInput.from_credentials(c) for c in credentials.values()], app, "/webhooks/")

    @app.get("/asked")
    async def asked(_: object) -> response.HTTPResponse:
        agent = app.ctx.agent
        state = {"asked": agent.asked, "conversations": list(agent.tracker_store.conversations)}
        return response.json(state, dumps=json.dumps)

    @app.get("/health")
    async def health(_: object) -> response.HTTPResponse:
        return response.text("ok")

    app.run("127.0.0.1", args.port, access_log=True)


if __name__ == "__main__":
    main()
