"""Where the channel keeps what must outlive one request: in Redis, or in this process.

Only answers, choices, counters and the access token are kept, each for a stated time;
nothing that a resident typed, and no OpenID.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PREFIX = "xunwen:wechat:"
ENTRIES = 20_000
TIMEOUT_SECONDS = 0.5
PAUSE_SECONDS = 10.0

T = TypeVar("T")


class Store(Protocol):
    """Texts by key, each kept for `ttl` seconds."""

    async def get(self, key: str) -> str | None:
        """The value, or None when there is none any more."""

    async def set(self, key: str, value: str, ttl: float, new: bool = False) -> bool:
        """Keeps a value; with `new` only if the key has none. Whether it was kept."""

    async def count(self, key: str, ttl: float) -> int:
        """One more of something; how many there are since the first, `ttl` ago at most."""

    async def delete(self, key: str) -> None:
        """Forgets one key."""

    async def forget(self, prefix: str) -> None:
        """Forgets every key that begins so."""

    async def close(self) -> None:
        """Lets go of connections."""


class MemoryStore:
    """For one process: what it holds is bounded, and gone when the process ends."""

    def __init__(self, entries: int = ENTRIES) -> None:
        self._entries = entries
        self._kept: OrderedDict[str, tuple[str, float]] = OrderedDict()

    async def get(self, key: str) -> str | None:
        value, until = self._kept.get(key, ("", 0.0))
        return value if until > time.monotonic() else None

    async def set(self, key: str, value: str, ttl: float, new: bool = False) -> bool:
        if new and await self.get(key) is not None:
            return False
        self._keep(key, value, time.monotonic() + ttl)
        return True

    async def count(self, key: str, ttl: float) -> int:
        value, until = self._kept.get(key, ("0", 0.0))
        now = time.monotonic()
        number, until = (int(value) + 1, until) if until > now else (1, now + ttl)
        self._keep(key, str(number), until)
        return number

    async def delete(self, key: str) -> None:
        self._kept.pop(key, None)

    async def forget(self, prefix: str) -> None:
        for key in [key for key in self._kept if key.startswith(prefix)]:
            del self._kept[key]

    async def close(self) -> None:
        self._kept.clear()

    def _keep(self, key: str, value: str, until: float) -> None:
        self._kept[key] = (value, until)
        self._kept.move_to_end(key)
        while len(self._kept) > self._entries or self._oldest_expired():
            self._kept.popitem(last=False)

    def _oldest_expired(self) -> bool:
        _, until = next(iter(self._kept.values()))
        return until <= time.monotonic()


class RedisStore:
    """For several processes, and for what must survive a restart."""

    def __init__(self, url: str) -> None:
        self._redis: Redis[str] = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
        )

    async def get(self, key: str) -> str | None:
        return await self._redis.get(PREFIX + key)

    async def set(self, key: str, value: str, ttl: float, new: bool = False) -> bool:
        return bool(await self._redis.set(PREFIX + key, value, px=int(ttl * 1000), nx=new))

    async def count(self, key: str, ttl: float) -> int:
        async with self._redis.pipeline(transaction=True) as pipe:
            await pipe.set(PREFIX + key, 0, px=int(ttl * 1000), nx=True).incr(PREFIX + key)
            return int((await pipe.execute())[1])

    async def delete(self, key: str) -> None:
        await self._redis.delete(PREFIX + key)

    async def forget(self, prefix: str) -> None:
        async for key in self._redis.scan_iter(match=f"{PREFIX}{prefix}*", count=1000):
            await self._redis.delete(key)

    async def close(self) -> None:
        await self._redis.close()


class SafeStore:
    """A store that a lost Redis does not silence.

    While Redis cannot be reached the process keeps to itself, so that residents are
    still answered; a retry that reaches another worker may then be computed twice.
    """

    def __init__(self, first: Store) -> None:
        self._first = first
        self._spare = MemoryStore()
        self._back_at = 0.0

    async def get(self, key: str) -> str | None:
        return await self._either(lambda store: store.get(key))

    async def set(self, key: str, value: str, ttl: float, new: bool = False) -> bool:
        return await self._either(lambda store: store.set(key, value, ttl, new))

    async def count(self, key: str, ttl: float) -> int:
        return await self._either(lambda store: store.count(key, ttl))

    async def delete(self, key: str) -> None:
        await self._either(lambda store: store.delete(key))

    async def forget(self, prefix: str) -> None:
        await self._spare.forget(prefix)
        await self._either(lambda store: store.forget(prefix))

    async def close(self) -> None:
        await self._first.close()

    async def _either(self, do: Callable[[Store], Awaitable[T]]) -> T:
        if time.monotonic() >= self._back_at:
            try:
                return await do(self._first)
            except (RedisError, OSError) as error:
                self._back_at = time.monotonic() + PAUSE_SECONDS
                log.error("wechat.store.lost: %s", type(error).__name__)
        return await do(self._spare)


def open_store(redis_url: str | None) -> Store:
    """The store that the settings name: Redis if there is a URL, else this process."""
    return SafeStore(RedisStore(redis_url)) if redis_url else MemoryStore()
