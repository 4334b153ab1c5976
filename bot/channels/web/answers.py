"""The answers lately given: a message that comes twice is answered from one computation.

A browser that hears nothing sends its message again under the same id. Only the bot's
answers are kept, in memory, and never what was asked.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.gate import Answer

CAPACITY = 5_000

Key = tuple[str, str]
"""The conversation's key and the message's id."""


@dataclass
class _Given:
    task: asyncio.Task[Answer]
    useful: bool | None = None


class Answers:
    """The last `CAPACITY` answers, and what residents thought of them."""

    def __init__(self) -> None:
        self._given: OrderedDict[Key, _Given] = OrderedDict()
        self._opinions: Counter[bool] = Counter()

    def __contains__(self, key: Key) -> bool:
        return key in self._given

    async def once(self, key: Key, compute: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to this message, computed unless it already was or is being.

        A resident who hangs up does not stop the computation. An answer that failed
        is forgotten, so that asking again asks anew.
        """
        given = self._given.get(key)
        if given is None:
            given = self._given[key] = _Given(asyncio.ensure_future(compute()))
            if len(self._given) > CAPACITY:
                self._given.popitem(last=False)
        try:
            answer = await asyncio.shield(given.task)
        except Exception:
            self._given.pop(key, None)
            raise
        if answer.failed:
            self._given.pop(key, None)
        return answer

    def rate(self, key: Key, useful: bool) -> bool:
        """Counts an opinion on an answer; the last one given stands.

        Returns:
            False where no such answer is remembered: nothing is counted then.
        """
        given = self._given.get(key)
        if given is None:
            return False
        if given.useful is not None:
            self._opinions[given.useful] -= 1
        given.useful = useful
        self._opinions[useful] += 1
        return True

    def opinions(self) -> tuple[int, int]:
        """How many found an answer useful, and how many did not, since the start."""
        return self._opinions[True], self._opinions[False]

    def forget(self, conversation: str) -> None:
        """Drops the answers of one conversation."""
        for key in [key for key in self._given if key[0] == conversation]:
            del self._given[key]
