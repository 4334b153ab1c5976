"""The platform's API, called with the account's access token.

https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=5)
# The platform shows \u escapes as they are.
_json = partial(json.dumps, ensure_ascii=False)

UNREACHABLE = -1000
BAD_TOKEN = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45011})
NO_MENU = 46003

_MENDS = {
    UNREACHABLE: "连不上微信接口,请检查本机能否访问外网、防火墙和代理",
    -1: "微信系统繁忙,请稍后再试",
    40001: "AppSecret 不对或 access_token 无效,请核对 app_secret 与控制台一致",
    40013: "AppID 不对,请核对 app_id 与控制台“开发者ID(AppID)”一致",
    40125: "AppSecret 不对,请核对 app_secret;如在控制台重置过,请填新的",
    40164: "本机的公网 IP 不在白名单,请在控制台“IP白名单”中加入",
    40243: "AppSecret 已被冻结,请在控制台解冻",
    45009: "今天的接口调用次数已用完,请明天再试或在控制台清零",
    45011: "接口调用太频繁,请过一分钟再试",
    45015: "居民超过 48 小时没有发消息,或已取消关注,不能再发客服消息",
    45047: "客服消息条数已达上限,要等居民再发消息",
    48001: "账号没有这个接口的权限:自定义菜单和客服消息一般要账号通过微信认证",
    48004: "接口被封禁,请登录控制台查看详情",
    50004: "AppID 已被冻结,请登录控制台查看详情",
}


class ApiError(Exception):
    """A call that failed: the platform's errcode and, in Chinese, what to do about it.

    The platform's own `message` may name an IP or an OpenID: show it, never log it.
    """

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    @property
    def mend(self) -> str:
        return _MENDS.get(self.code, "请按错误码查微信开发文档“全局错误码”")


class Token(Protocol):
    """Gives access tokens."""

    async def get(self, rejected: str | None = None) -> str:
        """A valid token, another one than that which the platform has rejected."""


async def call(base: str, path: str, body: Mapping[str, Any] | None = None, **query: str) -> Any:
    """One call: POST with a body, GET without.

    Raises:
        ApiError: the platform refuses it, or cannot be reached within 5 seconds.
    """
    method = "GET" if body is None else "POST"
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True, json_serialize=_json) as session,
            session.request(method, base + path, params=query, json=body) as response,
        ):
            answer = json.loads(await response.text())
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
        raise ApiError(UNREACHABLE) from None
    if not isinstance(answer, dict):
        raise ApiError(UNREACHABLE)
    if answer.get("errcode"):
        raise ApiError(int(answer["errcode"]), str(answer.get("errmsg", "")))
    return answer


class Api:
    """The calls of one account; a token that has gone bad is renewed once."""

    def __init__(self, base: str, token: Token) -> None:
        self._base = base
        self._token = token

    async def call(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """As `call`, with the account's access token."""
        token = await self._token.get()
        try:
            return await call(self._base, path, body, access_token=token)
        except ApiError as error:
            if error.code not in BAD_TOKEN:
                raise
        token = await self._token.get(rejected=token)
        return await call(self._base, path, body, access_token=token)
