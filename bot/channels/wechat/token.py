"""The account's access token, shared by all workers and renewed by one at a time.

https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html
"""

from __future__ import annotations

import asyncio
import json
import time

from bot.channels.wechat import api
from bot.channels.wechat.api import UNREACHABLE, ApiError
from bot.channels.wechat.store import Store

# From 5 minutes before its end the platform gives a new token, and honours both.
RENEW_BEFORE_SECONDS = 300
RENEWAL_SECONDS = 10.0
POLL_SECONDS = 0.1


class AccessToken:
    """The access token of one account."""

    def __init__(self, base: str, app_id: str, app_secret: str, store: Store) -> None:
        self._base = base
        self._app_id = app_id
        self._app_secret = app_secret
        self._store = store
        self._key = f"token:{app_id}"

    async def get(self, rejected: str | None = None) -> str:
        """A valid token, another one than that which the platform has rejected.

        While another worker renews it the present token serves until its end.

        Raises:
            ApiError: the platform gives none.
        """
        end = time.monotonic() + RENEWAL_SECONDS
        while time.monotonic() < end:
            token, left = await self._present()
            if token == rejected:
                left = 0
            if left > RENEW_BEFORE_SECONDS:
                return token
            if await self._store.set(f"{self._key}:renewal", "1", RENEWAL_SECONDS, new=True):
                return await self._renew()
            if left > 0:
                return token
            await asyncio.sleep(POLL_SECONDS)
        raise ApiError(UNREACHABLE)

    async def _present(self) -> tuple[str, float]:
        """The token kept, and the seconds it has left."""
        kept = await self._store.get(self._key)
        if kept is None:
            return "", 0
        token, expires = json.loads(kept)
        return token, expires - time.time()

    async def _renew(self) -> str:
        try:
            answer = await api.call(
                self._base,
                "/cgi-bin/stable_token",
                {
                    "grant_type": "client_credential",
                    "appid": self._app_id,
                    "secret": self._app_secret,
                },
            )
            try:
                token, lasts = str(answer["access_token"]), int(answer["expires_in"])
            except (KeyError, TypeError, ValueError):
                raise ApiError(UNREACHABLE) from None
            kept = json.dumps([token, time.time() + lasts])
            await self._store.set(self._key, kept, max(lasts, 1))
            return token
        finally:
            await self._store.delete(f"{self._key}:renewal")
