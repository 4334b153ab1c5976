"""A stand-in for the WeChat platform, built from its documents and not from our channel.

It signs and encrypts pushes, waits 5 seconds, tries three times, judges every reply as
the platform does and keeps what a resident then sees; beside that it serves the API:
access tokens, customer-service messages, menus. Its cryptography is its own.

Documents, as of November 2026, below https://developers.weixin.qq.com/doc/:
offiaccount/Getting_Started/message-push.html (signature, modes)
subscription/guide/dev/push/encryption.md (AES)
offiaccount/Message_Management/Passive_user_reply_message.html (5 s, three tries, faults)
service/api/base/api_getstableaccesstoken.html (tokens)
subscription/guide/product/kf/intro.html (48 hours, numbers of messages)
subscription/api/custommenu/api_createcustommenu.html (limits of menus)
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import itertools
import json
import os
import secrets
import struct
import threading
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

FAULT = "该公众号提供的服务出现故障,请稍后再试"
PATIENCE_SECONDS = 5.0
TRIES = 3
TEXT_LIMIT_BYTES = 2047
MESSAGE_WINDOW_SECONDS = 48 * 3600
EVENT_WINDOW_SECONDS = 60
TOKEN_SECONDS = 7200
OVERLAP_SECONDS = 300


# ---- what the console shows ----------------------------------------------------------


@dataclass
class Account:
    """An official account as its console shows it."""

    app_id: str = "wx1234567890abcdef"
    app_secret: str = "0123456789abcdef0123456789abcdef"
    token: str = "xunwenTestToken2023"
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    original_id: str = "gh_0123456789ab"
    mode: str = "safe"  # plain 明文模式, compatible 兼容模式, safe 安全模式


@dataclass
class Resident:
    """A follower, and what their chat window has shown them."""

    openid: str = field(default_factory=lambda: "o" + secrets.token_hex(14)[:27])
    seen: list[str] = field(default_factory=list)


@dataclass
class Delivery:
    """What became of one message: what was shown, after how many tries, how fast."""

    shown: str | None
    tries: int
    seconds: float
    attempts: list[float]

    @property
    def fault(self) -> bool:
        return self.shown == FAULT


class Anyone(str):
    """Equal to every name."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


# ---- signature and encryption, from the documents ------------------------------------


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypt(plain: str, aes_key: str, app_id: str) -> str:
    key = base64.b64decode(aes_key + "=")
    text = plain.encode()
    data = os.urandom(16) + struct.pack(">I", len(text)) + text + app_id.encode()
    pad = 32 - len(data) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(
        encryptor.update(data + bytes([pad]) * pad) + encryptor.finalize()
    ).decode()


def decrypt(encrypted: str, aes_key: str, app_id: str) -> str:
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    data = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
    pad = data[-1]
    if not 1 <= pad <= 32 or data[-pad:] != bytes([pad]) * pad:
        raise Malformed("padding")
    data = data[16:-pad]
    (length,) = struct.unpack(">I", data[:4])
    if data[4 + length :].decode() != app_id:
        raise Malformed("appid")
    return data[4 : 4 + length].decode()


class Malformed(Exception):
    """A reply that makes the platform show a fault."""


# ---- messages, as the documents show them --------------------------------------------

_numbers = itertools.count(int(time.time() * 1000) * 1000)


def element(name: str, value: object) -> str:
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{value}]]></{name}>"


KINDS: dict[str, dict[str, object]] = {
    "image": {"PicUrl": "http://mmbiz.example/1", "MediaId": "media-1"},
    "voice": {"MediaId": "media-1", "Format": "amr"},
    "video": {"MediaId": "media-1", "ThumbMediaId": "thumb-1"},
    "shortvideo": {"MediaId": "media-1", "ThumbMediaId": "thumb-1"},
    "location": {
        "Location_X": "28.13", "Location_Y": "113.03", "Scale": 20, "Label": "长沙市",
    },
    "link": {"Title": "标题", "Description": "描述", "Url": "http://example.com"},
    "file": {
        "Title": "材料.pdf", "Description": "", "FileKey": "k", "FileMd5": "m", "FileTotalLen": 9,
    },
}  # fmt: skip


class Platform:
    """The platform for one account, pushing to one URL (or to several in turn)."""

    def __init__(self, account: Account, *urls: str, scale: float = 1.0) -> None:
        self.account = account
        self.urls = list(urls)
        self.scale = scale
        self.skew = 0.0
        self.residents: dict[str, Resident] = {}
        self.requests = 0
        self._lock = threading.Lock()

    def resident(self) -> Resident:
        resident = Resident()
        self.residents[resident.openid] = resident
        return resident

    # -- what residents do --

    def text(self, resident: Resident, content: str, **more: object) -> Delivery:
        return self.say(resident, "text", Content=content, **more)

    def say(self, resident: Resident, kind: str, **elements: object) -> Delivery:
        """A message of some kind, with the documents' fields unless others are given."""
        return self.push(resident, self.message(resident, kind, **elements))

    def event(self, resident: Resident, name: str, **elements: object) -> Delivery:
        return self.push(resident, self.event_xml(resident, name, **elements))

    def tap(self, resident: Resident, number: int) -> Delivery:
        """Taps on the link before which the last text shown has this number."""
        line = next(x for x in resident.seen[-1].splitlines() if x.startswith(f"{number}. <a "))
        query = parse_qs(urlsplit(line.split('href="')[1].split('"')[0]).query)
        return self.text(resident, query["msgmenucontent"][0], bizmsgmenuid=query["msgmenuid"][0])

    def crowd(self, questions: list[str]) -> list[Delivery]:
        """Everybody asks at once, each a resident of their own."""
        start = threading.Barrier(len(questions))

        def ask(question: str) -> Delivery:
            resident = self.resident()
            start.wait()
            return self.text(resident, question)

        with ThreadPoolExecutor(len(questions)) as residents:
            return list(residents.map(ask, questions))

    def message(self, resident: Resident, kind: str, **elements: object) -> str:
        fields = {**KINDS.get(kind, {}), **elements}
        fields.setdefault("MsgId", next(_numbers))
        return self._xml(resident, kind, fields)

    def event_xml(self, resident: Resident, name: str, **elements: object) -> str:
        return self._xml(resident, "event", {"Event": name, **elements})

    def _xml(self, resident: Resident, kind: str, fields: dict[str, object]) -> str:
        head = {
            "ToUserName": self.account.original_id,
            "FromUserName": resident.openid,
            "CreateTime": int(self._now()),
            "MsgType": kind,
        }
        return f"<xml>{''.join(element(*item) for item in {**head, **fields}.items())}</xml>"

    # -- how the platform pushes --

    def verify(self, **wrong: str) -> tuple[int, bytes]:
        """The console's URL verification; passes if the echostr comes back alone."""
        query = {**self._signed(), "echostr": str(secrets.randbits(63)), **wrong}
        status, body = self._send("GET", self.urls[0], query, None)
        return status, b"ok" if body == query["echostr"].encode() else body

    def push(self, resident: Resident, xml: str) -> Delivery:
        """Pushes a message, three times if it must, and shows what came of it."""
        began = time.monotonic()
        attempts: list[float] = []
        for number in range(TRIES):
            url = self.urls[number % len(self.urls)]
            start = time.monotonic()
            try:
                status, body = self.attempt(xml, url)
            except OSError:  # no answer in time, or no connection
                time.sleep(max(0.0, start + PATIENCE_SECONDS * self.scale - time.monotonic()))
                attempts.append(time.monotonic() - start)
                continue
            attempts.append(time.monotonic() - start)
            shown = self.judge(resident, status, body)
            break
        else:
            shown = FAULT
        if shown is not None:
            resident.seen.append(shown)
        return Delivery(shown, len(attempts), time.monotonic() - began, attempts)

    def attempt(self, xml: str, url: str | None = None, **query: str) -> tuple[int, bytes]:
        """One try: signed now, given up after 5 seconds."""
        signed, body = self.envelope(xml)
        return self._send("POST", url or self.urls[0], {**signed, **query}, body)

    def envelope(self, xml: str) -> tuple[dict[str, str], bytes]:
        """The query and the body of a push in the account's mode."""
        query = self._signed()
        openid = xml.partition("<FromUserName><![CDATA[")[2].partition("]")[0]
        query["openid"] = openid
        if self.account.mode == "plain":
            return query, xml.encode()
        encrypted = encrypt(xml, self.account.aes_key, self.account.app_id)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = sign(
            self.account.token, query["timestamp"], query["nonce"], encrypted
        )
        cipher = element("Encrypt", encrypted)
        if self.account.mode == "compatible":
            return query, xml.replace("</xml>", f"{cipher}</xml>").encode()
        return (
            query,
            f"<xml>{element('ToUserName', self.account.original_id)}{cipher}</xml>".encode(),
        )

    def _signed(self) -> dict[str, str]:
        timestamp, nonce = str(int(self._now())), str(secrets.randbits(31))
        signature = sign(self.account.token, timestamp, nonce)
        return {"signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _now(self) -> float:
        return time.time() + self.skew

    def _send(
        self, method: str, url: str, query: dict[str, str], body: bytes | None
    ) -> tuple[int, bytes]:
        with self._lock:
            self.requests += 1
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS * self.scale
        )
        try:
            connection.request(
                method, f"{parts.path}?{urlencode(query)}", body, {"Content-Type": "text/xml"}
            )
            response = connection.getresponse()
            return response.status, response.read()
        except http.client.HTTPException as error:
            raise ConnectionError(type(error).__name__) from None
        finally:
            connection.close()

    # -- how the platform judges a reply --

    def judge(self, resident: Resident, status: int, body: bytes) -> str | None:
        """The text that the resident is shown, None for nothing."""
        try:
            return self.read(resident, status, body)
        except (Malformed, ValueError, ElementTree.ParseError, struct.error, IndexError):
            return FAULT

    def judge_text(self, answer: tuple[int, bytes]) -> str | None:
        """As `judge`, for whoever the reply is addressed to."""
        return self.judge(Resident(Anyone()), *answer)

    def read(self, resident: Resident, status: int, body: bytes) -> str | None:
        """The text of a valid reply, None for `success` or an empty one.

        Raises:
            Malformed, ValueError, ParseError: the platform would show a fault.
        """
        if status != 200:
            raise Malformed(f"status {status}")
        if body in (b"", b"success"):
            return None
        root = ElementTree.fromstring(body.decode("utf-8"))
        if root.tag != "xml":
            raise Malformed("root")
        if root.find("Encrypt") is not None:
            root = self._opened(root)
        elif self.account.mode == "safe":
            raise Malformed("plain reply in safe mode")
        fields = {child.tag: child.text or "" for child in root}
        if fields["ToUserName"] != resident.openid:
            raise Malformed("ToUserName")
        if fields["FromUserName"] != self.account.original_id:
            raise Malformed("FromUserName")
        int(fields["CreateTime"])
        if fields["MsgType"] != "text" or not fields["Content"].strip():
            raise Malformed("Content")
        if len(fields["Content"].encode()) > TEXT_LIMIT_BYTES:
            raise Malformed("length")
        return fields["Content"]

    def _opened(self, root: ElementTree.Element) -> ElementTree.Element:
        if self.account.mode == "plain":
            raise Malformed("encrypted reply in plain mode")
        values = {child.tag: child.text or "" for child in root}
        signed = sign(self.account.token, values["TimeStamp"], values["Nonce"], values["Encrypt"])
        if signed != values["MsgSignature"]:
            raise Malformed("MsgSignature")
        plain = decrypt(values["Encrypt"], self.account.aes_key, self.account.app_id)
        return ElementTree.fromstring(plain)


# ---- the API -------------------------------------------------------------------------


class Api:
    """The platform's API for one account, on a port of its own."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.account = platform.account
        self.verified = True  # an account without 微信认证 has no such rights
        self.whitelisted = True
        self.busy: list[int] = []  # errcodes that the next calls are refused with
        self.minute_limit = 1000
        self.token_seconds: float = TOKEN_SECONDS
        self.token_calls = 0
        self.calls: list[str] = []
        self.menu: dict[str, object] | None = None
        self.sent: list[tuple[str, str]] = []
        self._tokens: dict[str, float] = {}
        self._last_seen: dict[str, tuple[float, float, int]] = {}
        self._minute: list[float] = []
        self._lock = threading.Lock()
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, body: bytes | None) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                data = json.dumps(api.answer(parts.path, query, body), ensure_ascii=False).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def date_time_string(self, timestamp: float | None = None) -> str:
                return super().date_time_string(timestamp or platform._now())

            def log_message(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def met(self, resident: Resident, ago: float = 0.0, event: bool = False) -> None:
        """The resident wrote (or clicked, scanned, subscribed), some seconds ago."""
        window, limit = (EVENT_WINDOW_SECONDS, 3) if event else (MESSAGE_WINDOW_SECONDS, 5)
        self._last_seen[resident.openid] = (time.time() - ago, window, limit)

    def expire_tokens(self) -> None:
        self._tokens = {token: 0.0 for token in self._tokens}

    def answer(self, path: str, query: dict[str, str], body: bytes | None) -> dict[str, object]:
        with self._lock:
            self.calls.append(path)
            try:
                return self._answer(path, query, body)
            except Refusal as refusal:
                return {"errcode": refusal.code, "errmsg": refusal.text}

    def _answer(self, path: str, query: dict[str, str], body: bytes | None) -> dict[str, object]:
        if path == "/":
            return {}
        if not self.whitelisted:
            raise Refusal(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist")
        data = json.loads(body) if body is not None else None
        if path == "/cgi-bin/stable_token":
            return self._token(data)
        expires = self._tokens.get(query.get("access_token", ""))
        if expires is None:
            raise Refusal(40001, "invalid credential")
        if expires <= time.time():
            raise Refusal(42001, "access_token expired")
        if self.busy:
            raise Refusal(self.busy.pop(0), "busy")
        self._minute = [moment for moment in self._minute if moment > time.time() - 60]
        if len(self._minute) >= self.minute_limit:
            raise Refusal(45009, "reach max api daily quota limit")
        self._minute.append(time.time())
        if path == "/cgi-bin/message/custom/send":
            return self._send(data)
        if path == "/cgi-bin/menu/get":
            return self._get_menu()
        if path == "/cgi-bin/menu/create":
            return self._create_menu(body or b"", data)
        raise Refusal(40066, "invalid url")

    def _token(self, data: dict[str, str]) -> dict[str, object]:
        self.token_calls += 1
        if data["grant_type"] != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        if data["appid"] != self.account.app_id:
            raise Refusal(40013, "invalid appid")
        if data["secret"] != self.account.app_secret:
            raise Refusal(40125, "invalid appsecret")
        now = time.time()
        for token, expires in self._tokens.items():
            if expires - now > OVERLAP_SECONDS:
                return {"access_token": token, "expires_in": int(expires - now)}
        token = secrets.token_hex(68)
        self._tokens[token] = now + self.token_seconds
        return {"access_token": token, "expires_in": int(self.token_seconds)}

    def _send(self, data: dict[str, object]) -> dict[str, object]:
        if not self.verified:
            raise Refusal(48001, "api unauthorized")
        openid = str(data["touser"])
        resident = self.platform.residents.get(openid)
        if resident is None:
            raise Refusal(40003, "invalid openid")
        since, window, left = self._last_seen.get(openid, (0.0, 0, 0))
        if time.time() - since > window:
            raise Refusal(45015, "response out of time limit or subscription is canceled")
        if not left:
            raise Refusal(45047, "out of response count limit")
        content = str(data["text"]["content"])  # type: ignore[index]
        if len(content.encode()) > 2048:
            raise Refusal(45002, "content size out of limit")
        self._last_seen[openid] = (since, window, left - 1)
        resident.seen.append(content)
        self.sent.append((openid, content))
        return {"errcode": 0, "errmsg": "ok"}

    def _get_menu(self) -> dict[str, object]:
        if not self.verified:
            raise Refusal(48001, "api unauthorized")
        if self.menu is None:
            raise Refusal(46003, "menu no exist")
        return {"menu": self.menu}

    def _create_menu(self, body: bytes, data: dict[str, object]) -> dict[str, object]:
        if not self.verified:
            raise Refusal(48001, "api unauthorized")
        if rb"\u" in body:
            raise Refusal(40033, "invalid charset: \\uxxxx format not allowed")
        buttons = data["button"]
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
            raise Refusal(40016, "invalid button size")
        for button in buttons:
            if len(button["name"].encode()) > 16:
                raise Refusal(40018, "invalid button name size")
            items = button.get("sub_button", [])
            if not 1 <= len(items) <= 5:
                raise Refusal(40023, "invalid sub button size")
            for item in items:
                if len(item["name"]) > 8:
                    raise Refusal(40025, "invalid sub button name size")
                if item["type"] == "click" and not 1 <= len(item["key"].encode()) <= 128:
                    raise Refusal(40026, "invalid sub button key size")
        self.menu = data
        return {"errcode": 0, "errmsg": "ok"}


class Server(ThreadingHTTPServer):
    """Takes many calls at once."""

    request_queue_size = 256


class Refusal(Exception):
    """An errcode with its errmsg."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
