"""One computation per message, however often and wherever the platform repeats it.

The platform waits 5 seconds and tries three times in all; every try of one message is
answered from what the first one set going, in this worker or another. The worker that
computes holds a short lease, so that a message is taken over when its worker dies.
https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

from bot.channels.wechat.store import Store

TRIES = 3
POLL_SECONDS = 0.05

Compute = Callable[[], Awaitable[str]]
Later = Callable[[str], Awaitable[None]]


class Late(Enum):
    """Why a try got no answer."""

    TRY_AGAIN = "the platform will try again"
    HANDED_OVER = "the answer goes another way when it is there"


class Once:
    """Answers to messages, by a key that all tries of one message have in common."""

    def __init__(self, store: Store, deadline: float, keep: float) -> None:
        """Sets the times, in seconds.

        Args:
            deadline: how long a try may wait; below the platform's 5.
            keep: how long an answer is kept for repetitions of its message.
        """
        self._store = store
        self._deadline = deadline
        self._keep = keep
        self._computing: dict[str, asyncio.Task[str]] = {}
        self._aside: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def answer(self, key: str, compute: Compute, later: Later, last: bool) -> str | Late:
        """The answer to a message, or why there is none in this try.

        Args:
            compute: makes the answer and never fails; called once for all tries.
            later: given the answer when it comes after the last try.
            last: the caller knows already that no further try will come.

        A late try that is not the last is held until the platform has hung up, since
        that, and no reply, is what makes it try again.
        """
        last = await self._store.count(f"{key}:tries", self._keep) >= TRIES or last
        patience = self._deadline if last else self._deadline * 1.5
        answer = await self._wait(key, compute, later, patience)
        if answer is not None:
            return answer
        if not last:
            return Late.TRY_AGAIN
        if await self._decide(key, "later"):
            return Late.HANDED_OVER
        return await self._store.get(f"{key}:answer") or ""

    async def close(self) -> None:
        """Lets what is nearly done finish; another worker may take the rest over at once."""
        self._closing = True
        if working := {*self._computing.values(), *self._aside}:
            await asyncio.wait(working, timeout=self._deadline)
        for key, task in list(self._computing.items()):
            task.cancel()
            await self._store.delete(f"{key}:lease")

    async def _wait(self, key: str, compute: Compute, later: Later, patience: float) -> str | None:
        clock = asyncio.get_running_loop().time
        end = clock() + patience
        while (answer := await self._store.get(f"{key}:answer")) is None:
            if key not in self._computing and await self._claim(key):
                self._computing[key] = asyncio.create_task(self._compute(key, compute, later))
            left = max(end - clock(), 0)
            if task := self._computing.get(key):
                await asyncio.wait({task}, timeout=left)
                if task.done() and not task.cancelled():
                    return task.result()
            elif left:
                await asyncio.sleep(min(POLL_SECONDS, left))
            if clock() >= end:
                return None
        return answer

    async def _claim(self, key: str) -> bool:
        if self._closing:
            return False
        return await self._store.set(f"{key}:lease", "taken", self._deadline, new=True)

    async def _compute(self, key: str, compute: Compute, later: Later) -> str:
        renewing = asyncio.create_task(self._renew(key))
        try:
            answer = await compute()
            await self._store.set(f"{key}:answer", answer, self._keep)
        finally:
            renewing.cancel()
            del self._computing[key]
        if not await self._decide(key, "reply"):
            self._beside(later(answer))
        return answer

    async def _renew(self, key: str) -> None:
        while True:
            await asyncio.sleep(self._deadline / 4)
            await self._store.set(f"{key}:lease", "taken", self._deadline)

    async def _decide(self, key: str, way: str) -> bool:
        """Whether this way of delivery was first: the reply to a try, or later."""
        return await self._store.set(f"{key}:way", way, self._keep, new=True)

    def _beside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
