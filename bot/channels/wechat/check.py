"""Verifies an account's settings and that the platform and the channel reach each other.

The channel is asked as the platform would ask it: verification, a wrong signature, and
an event that concerns no resident.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from bot.channels.wechat import menu
from bot.channels.wechat.api import Api, ApiError
from bot.channels.wechat.channel import SUCCESS
from bot.channels.wechat.envelope import Cipher, signature
from bot.channels.wechat.settings import Settings
from bot.channels.wechat.store import MemoryStore, RedisStore
from bot.channels.wechat.token import AccessToken

PATIENCE_SECONDS = 5.0
SKEW_SECONDS = 60
INVALID_OPENID = 40003
NO_RIGHT = 48001
_IP = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `ok` is None for advice that stops nothing."""

    ok: bool | None
    text: str

    def __str__(self) -> str:
        mark = {True: "通过", False: "有误", None: "提示"}[self.ok]
        return f"[{mark}] {self.text}"


async def check(settings: Settings, url: str | None) -> AsyncIterator[Finding]:
    """Looks at the settings, the store, the platform's API and, given its public URL,
    the channel; yields what it finds in that order."""
    for finding in form(settings):
        yield finding
    yield await _store(settings)
    async for finding in _platform(settings):
        yield finding
    if url is None:
        yield Finding(None, "没有用 --url 给出公网地址,没有检查微信能否连到本机")
        return
    async for finding in _channel(settings, url):
        yield finding


def form(settings: Settings) -> list[Finding]:
    """What the settings' form alone tells."""
    found = [Finding(True, f"配置文件格式正确,消息加解密方式按 {settings.mode} 处理")]
    if not re.fullmatch(r"wx[0-9a-f]{16}", settings.app_id):
        found.append(Finding(None, "app_id 一般是 wx 加 16 位小写字母或数字,请再核对"))
    if not re.fullmatch(r"[A-Za-z0-9]{3,32}", settings.token):
        found.append(Finding(None, "token: 控制台只收 3 到 32 位字母或数字,请改短或去掉其他字符"))
    if settings.mode != "encrypted":
        found.append(Finding(None, "mode: 建议在控制台选“安全模式”,并在这里写 encrypted"))
    return found


async def _store(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return Finding(None, "没有填 redis_url:只能运行一个进程,重启会忘记正在处理的消息")
    store = RedisStore(settings.redis_url)
    try:
        await store.set("check", "1", 1)
        return Finding(True, "Redis 可以读写")
    except Exception as error:  # whatever a wrong address leads to
        return Finding(
            False, f"redis_url: 连不上 Redis({type(error).__name__}),请检查地址、密码和服务"
        )
    finally:
        await store.close()


async def _platform(settings: Settings) -> AsyncIterator[Finding]:
    yield await _clock(settings.api_base)
    if settings.app_secret is None:
        yield Finding(None, "没有填 app_secret:不能推送菜单,也不能发客服消息;被动回复不受影响")
        return
    token = AccessToken(settings.api_base, settings.app_id, settings.app_secret, MemoryStore())
    try:
        await token.get()
    except ApiError as error:
        yield _refusal("取 access_token", error)
        return
    yield Finding(True, "AppID 和 AppSecret 正确,能取得 access_token")
    api = Api(settings.api_base, token)
    try:
        await menu.present(api)
        yield Finding(True, "有自定义菜单接口的权限")
    except ApiError as error:
        yield _refusal("查自定义菜单", error, advice=error.code == NO_RIGHT)
    if settings.customer_service:
        yield await _customer_service(api)


async def _customer_service(api: Api) -> Finding:
    """Whether the account may send: a text to nobody is refused for its address then."""
    nobody = {"touser": "nobody", "msgtype": "text", "text": {"content": "check"}}
    try:
        await api.call("/cgi-bin/message/custom/send", nobody)
    except ApiError as error:
        if error.code != INVALID_OPENID:
            return _refusal("发客服消息", error)
    return Finding(True, "有客服消息接口的权限")


async def _clock(api_base: str) -> Finding:
    try:
        async with (
            aiohttp.ClientSession(timeout=_timeout(), trust_env=True) as session,
            session.get(api_base) as response,
        ):
            there = parsedate_to_datetime(response.headers["Date"]).timestamp()
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, KeyError, ValueError):
        return Finding(False, "连不上微信接口,请检查本机能否访问外网、防火墙和代理")
    skew = round(time.time() - there)
    if abs(skew) > SKEW_SECONDS:
        ahead = "快" if skew > 0 else "慢"
        return Finding(False, f"本机时钟比微信{ahead} {abs(skew)} 秒,请校准(如启用 NTP 对时)")
    return Finding(True, "能连上微信接口,本机时钟准确")


def _refusal(what: str, error: ApiError, advice: bool = False) -> Finding:
    ip = _IP.search(error.message) if error.code == 40164 else None
    where = f"(本机公网 IP:{ip[0]})" if ip else ""
    return Finding(None if advice else False, f"{what}:错误码 {error.code},{error.mend}{where}")


async def _channel(settings: Settings, url: str) -> AsyncIterator[Finding]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (KeyError, ValueError):
        yield Finding(False, "--url: 请写成 https://域名/webhooks/wechat/webhook 的形式")
        return
    if port not in (80, 443):
        yield Finding(None, "--url: 微信只连 80(http)和 443(https)端口")
    async with aiohttp.ClientSession(timeout=_timeout()) as session:
        probe = Probe(settings, url, session)
        try:
            yield await probe.verification()
            yield await probe.wrong_signature()
            yield await probe.event()
        except asyncio.TimeoutError:
            yield Finding(False, f"{url}: {PATIENCE_SECONDS:.0f} 秒内没有回应,微信会判为故障")
        except (aiohttp.ClientError, OSError) as error:
            yield Finding(
                False,
                f"{url}: 连不上({type(error).__name__}),请检查域名解析、防火墙、证书和反向代理",
            )


class Probe:
    """Asks the channel as the platform would."""

    def __init__(self, settings: Settings, url: str, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._url = url
        self._session = session

    async def verification(self) -> Finding:
        """The console's URL verification."""
        echo = secrets.token_hex(8)
        status, text = await self._send("GET", {**self._signed(), "echostr": echo})
        if status == 403:
            return Finding(False, "服务器地址验证未通过:运行中的程序用的 token 不同,或时钟不准")
        if status != 200:
            return Finding(False, f"服务器地址验证未通过:返回 {status},请检查地址路径和反向代理")
        if text != echo:
            return Finding(False, "服务器地址验证未通过:返回内容被改动,请检查反向代理和 CDN")
        return Finding(True, "服务器地址(URL)验证通过")

    async def wrong_signature(self) -> Finding:
        """A request that is not the platform's."""
        status, _ = await self._send("GET", {**self._signed(), "signature": "0", "echostr": "0"})
        if status == 403:
            return Finding(True, "签名不对的请求会被拒绝")
        return Finding(False, "签名不对的请求没有被拒绝,请检查地址是否指向本程序")

    async def event(self) -> Finding:
        """A push, encrypted if the settings have a key."""
        xml = (
            "<xml><ToUserName>check</ToUserName><FromUserName>check</FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime><MsgType>event</MsgType>"
            "<Event>VIEW</Event><EventKey>check</EventKey></xml>"
        )
        query = self._signed()
        if key := self._settings.encoding_aes_key:
            encrypted = Cipher(key).encrypt(xml, self._settings.app_id).decode()
            query["encrypt_type"] = "aes"
            query["msg_signature"] = signature(
                self._settings.token, query["timestamp"], query["nonce"], encrypted
            )
            xml = f"<xml><Encrypt>{encrypted}</Encrypt></xml>"
        began = time.monotonic()
        status, text = await self._send("POST", query, xml)
        took = time.monotonic() - began
        if (status, text) != (200, SUCCESS):
            return Finding(
                False, f"消息推送未通过:返回 {status},请核对 encoding_aes_key、app_id 和 mode"
            )
        return Finding(True, f"消息推送通过,用时 {took:.2f} 秒")

    def _signed(self) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(8)
        signed = signature(self._settings.token, timestamp, nonce)
        return {"signature": signed, "timestamp": timestamp, "nonce": nonce}

    async def _send(
        self, method: str, query: dict[str, str], body: str | None = None
    ) -> tuple[int, str]:
        async with self._session.request(method, self._url, params=query, data=body) as response:
            return response.status, await response.text(errors="replace")


def _timeout() -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
