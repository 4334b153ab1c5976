"""The load: residents who talk to a server over REST, so many at once."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

CONVERSATION = 5
"""Messages of one resident before the next takes their place."""
TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Kind:
    """Questions that are answered alike, and what every right answer contains."""

    name: str
    questions: tuple[str, ...]
    answer: str


FACT = Kind(
    "fact",
    (
        "电话是多少",
        "值班电话多少",
        "你们的电话号码是多少",
        "巡视组电话多少啊",
        "请问联系电话是多少",
        "打哪个电话",
        "电话号码发我一下",
        "座机号码是多少",
    ),
    "值班电话",
)
"""Answered by a response of the domain."""
ACTION = Kind(
    "action",
    (
        "现在有人接吗",
        "现在电话有人接吗",
        "这会儿打电话有人接吗",
        "现在打电话有人接吗",
        "周六有人接电话吗",
        "明天上午有人接电话吗",
        "晚上8点打电话有人接吗",
        "国庆节电话有人接吗",
    ),
    "在接听时间内",
)
"""Answered by a custom action."""
KINDS = (FACT, ACTION)


@dataclass
class Load:
    """What came of one load: seconds of every answer, and of the whole."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    right: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that this share (0 to 1) of the answers did not exceed, in seconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Client:
    """Asks one server, over connections that stay open."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """`url`: the server's root."""
        self._session = session
        self._url = f"{url}/webhooks/rest/webhook"

    async def ask(self, sender: str, text: str) -> str:
        """The text of the answer; empty when there was none."""
        body = {"sender": sender, "message": text}
        async with self._session.post(self._url, json=body) as response:
            response.raise_for_status()
            parts: list[dict[str, Any]] = await response.json()
        return "\n".join(part["text"] for part in parts if part.get("text"))

    async def timed(self, load: Load, sender: str, text: str, expected: str) -> None:
        """Asks, and adds the answer to the load."""
        began = time.perf_counter()
        answer = await self.ask(sender, text)
        load.latencies.append(time.perf_counter() - began)
        load.right += expected in answer


def session(connections: int = 0) -> aiohttp.ClientSession:
    """A session whose connections are kept open."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
    )


async def many(url: str, kind: Kind, senders: int, seconds: float, least: int) -> Load:
    """So many residents at once, each asking again as soon as they are answered.

    Args:
        url: the server's root.
        kind: what they ask.
        senders: how many ask at the same time.
        seconds: for how long.
        least: the messages below which it goes on for longer.
    """
    load = Load()
    async with session() as opened:
        client = Client(opened, url)
        began = time.perf_counter()

        async def resident(questions: Iterator[str]) -> None:
            while time.perf_counter() - began < seconds or len(load.latencies) < least:
                sender = str(uuid.uuid4())
                for question in itertools.islice(questions, CONVERSATION):
                    await client.timed(load, sender, question, kind.answer)

        await asyncio.gather(*(resident(_cycle(kind, start)) for start in range(senders)))
        load.seconds = time.perf_counter() - began
    return load


async def conversation(url: str, kind: Kind, turns: int) -> Load:
    """One resident who asks so many questions."""
    load = Load()
    async with session() as opened:
        client = Client(opened, url)
        sender, questions = str(uuid.uuid4()), _cycle(kind, 0)
        began = time.perf_counter()
        for question in itertools.islice(questions, turns):
            await client.timed(load, sender, question, kind.answer)
        load.seconds = time.perf_counter() - began
    return load


async def first_answer(url: str, kinds: tuple[Kind, ...] = KINDS) -> bool:
    """Whether the server answers a question of every kind."""
    async with session() as opened:
        client = Client(opened, url)
        try:
            for kind in kinds:
                if not await client.ask(str(uuid.uuid4()), kind.questions[0]):
                    return False
        except aiohttp.ClientError:
            return False
    return True


def _cycle(kind: Kind, start: int) -> Iterator[str]:
    return itertools.islice(itertools.cycle(kind.questions), start, None)
