"""Asking the questions: over the bot's REST channel, or of anything else that replies."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from benchmarks.evaluation.question import Question

CONCURRENCY = 4
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """The texts of one reply, joined, and its buttons' titles; empty when none came."""

    text: str
    buttons: tuple[str, ...] = ()


Ask = Callable[[str, str, datetime], Awaitable[Reply]]
"""Sender id, message, clock → reply."""


async def ask_all(
    questions: Iterable[Question], ask: Ask, progress: Callable[[Question], None]
) -> dict[str, tuple[Reply, ...]]:
    """The replies to every turn, by question id; each question has a sender of its own."""
    limit = asyncio.Semaphore(CONCURRENCY)

    async def one(question: Question) -> tuple[str, tuple[Reply, ...]]:
        async with limit:
            sender = f"evaluation-{uuid.uuid4()}"
            replies = [await ask(sender, turn.ask, question.now) for turn in question.turns]
            progress(question)
            return question.id, tuple(replies)

    return dict(await asyncio.gather(*map(one, questions)))


async def ask_server(
    url: str, questions: Iterable[Question], progress: Callable[[Question], None]
) -> dict[str, tuple[Reply, ...]]:
    """The replies of the bot at `url`, which must run with BOT_ALLOW_CLOCK_METADATA=1."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:

        async def ask(sender: str, message: str, now: datetime) -> Reply:
            return await _post(session, url, sender, message, now)

        return await ask_all(questions, ask, progress)


async def _post(
    session: aiohttp.ClientSession, url: str, sender: str, message: str, now: datetime
) -> Reply:
    body = {"sender": sender, "message": message, "metadata": {"now": now.isoformat()}}
    try:
        async with session.post(f"{url.rstrip('/')}/webhooks/rest/webhook", json=body) as response:
            response.raise_for_status()
            parts = await response.json()
    except (aiohttp.ClientResponseError, asyncio.TimeoutError):
        return Reply("")
    return Reply(
        text="\n".join(part["text"] for part in parts if part.get("text")),
        buttons=tuple(button["title"] for part in parts for button in part.get("buttons") or ()),
    )
