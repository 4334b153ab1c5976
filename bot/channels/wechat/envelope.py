"""The platform's envelope: signature, freshness, encryption.

Plain pushes are signed over Token, timestamp and nonce; encrypted ones also over the
ciphertext (`msg_signature`), which alone is then trusted.
https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/message-push.html
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import xmltodict
from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from bot.channels.wechat.settings import Settings

BODY_LIMIT = 64 * 1024
PARAMETERS = ("signature", "timestamp", "nonce", "echostr", "encrypt_type", "msg_signature")


class EnvelopeError(Exception):
    """A request that is not answered. `status` is HTTP's; `reason` names no sender.

    `mend` tells the deployer what to correct where a wrong setting is the likely cause.
    """

    def __init__(self, status: int, reason: str, mend: str | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.mend = mend


@dataclass(frozen=True)
class Query:
    """The parameters that the platform puts into the URL; "" where one is absent."""

    signature: str = ""
    timestamp: str = ""
    nonce: str = ""
    echostr: str = ""
    encrypt_type: str = ""
    msg_signature: str = ""

    @classmethod
    def of(cls, argument: Callable[[str, str], str]) -> Query:
        """From a getter of the request's first value by name and default."""
        return cls(*(argument(name, "") for name in PARAMETERS))


class Cipher(PrpCrypto):
    """wechatpy's cipher with unpredictable padding.

    The protocol's IV is fixed, so the 16 random characters before the text stand in
    for one; wechatpy draws them from `random`.
    """

    def __init__(self, encoding_aes_key: str) -> None:
        super().__init__(base64.b64decode(encoding_aes_key + "="))

    def get_random_string(self) -> str:
        return secrets.token_hex(8)


@dataclass(frozen=True)
class Opened:
    """A message out of its envelope, and the key that opened it; None for a plain one."""

    xml: str
    cipher: Cipher | None = None


class Envelope:
    """Opens what the platform sends to one account and seals what goes back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        keys = (settings.encoding_aes_key, settings.previous_encoding_aes_key)
        self._ciphers = [Cipher(key) for key in keys if key]

    def echo(self, query: Query, now: float) -> str:
        """The answer to the console's URL verification.

        Raises:
            EnvelopeError: the request is not the platform's, or not of this moment.
        """
        self._check(query.signature, query, now)
        return query.echostr

    def open(self, query: Query, body: bytes, now: float) -> Opened:
        """The XML of a push.

        Args:
            now: Unix time in seconds.

        Raises:
            EnvelopeError: the push is not the platform's, not of this moment, not in
                the mode set, or cannot be read.
        """
        if body.lstrip()[:1] == b"{":
            self._check(query.signature, query, now)
            raise EnvelopeError(200, "json", "控制台的“数据格式”是 JSON,请改选 XML")
        if query.encrypt_type == "aes" and self._ciphers:
            return self._open_encrypted(query, body, now)
        self._check(query.signature, query, now)
        if self._settings.mode == "encrypted":
            mend = "收到明文消息:请在控制台选“安全模式”,或在 credentials.yml 中改 mode"
            raise EnvelopeError(403, "plain", mend)
        xml = _decoded(body)
        if query.encrypt_type == "aes" and "MsgType" not in fields(xml):
            raise EnvelopeError(400, "encrypted", "收到加密消息:请填写 encoding_aes_key")
        return Opened(xml)

    def seal(self, opened: Opened, xml: str, now: float) -> str:
        """A reply's XML, encrypted with the key that opened the message, if one did."""
        if opened.cipher is None:
            return xml
        encrypted = opened.cipher.encrypt(xml, self._settings.app_id).decode()
        timestamp, nonce = str(int(now)), secrets.token_hex(8)
        signed = signature(self._settings.token, timestamp, nonce, encrypted)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signed}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _open_encrypted(self, query: Query, body: bytes, now: float) -> Opened:
        encrypted = field(fields(_decoded(body)), "Encrypt")
        self._check(query.msg_signature, query, now, encrypted)
        for cipher in self._ciphers:
            try:
                return Opened(cipher.decrypt(encrypted, self._settings.app_id), cipher)
            except Exception:  # another key or AppID, or whatever hostile ciphertext does
                continue
        mend = "解不开加密消息:请核对 app_id 和 encoding_aes_key 与控制台一致"
        raise EnvelopeError(403, "undecipherable", mend)

    def _check(self, given: str, query: Query, now: float, *more: str) -> None:
        expected = signature(self._settings.token, query.timestamp, query.nonce, *more)
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            mend = "签名不对:如来自微信,请核对 token 与控制台一致"
            raise EnvelopeError(403, "signature", mend)
        window = self._settings.timestamp_window_seconds
        if not re.fullmatch(r"[0-9]{1,11}", query.timestamp):
            raise EnvelopeError(403, "timestamp")
        if abs(now - int(query.timestamp)) > window:
            mend = f"时间戳与本机时钟相差超过 {window} 秒:如来自微信,请校准本机时钟"
            raise EnvelopeError(403, "stale", mend)


def signature(token: str, *signed: str) -> str:
    """The platform's signature over a Token and some texts."""
    signer = WeChatSigner()
    signer.add_data(token, *signed)
    return str(signer.signature)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise EnvelopeError(400, "encoding") from None


def fields(xml: str) -> dict[str, object]:
    """The elements below the root `<xml>`; entities are never expanded.

    Raises:
        EnvelopeError: it is not such a document.
    """
    try:
        root = xmltodict.parse(xml).get("xml")
    except Exception:  # expat's errors, refused entities, whatever the parser meets
        raise EnvelopeError(400, "xml") from None
    if not isinstance(root, dict):
        raise EnvelopeError(400, "root")
    return root


def field(elements: dict[str, object], name: str) -> str:
    """The text of one element that must be there.

    Raises:
        EnvelopeError: it is absent, empty, repeated or holds other elements.
    """
    value = elements.get(name)
    if not isinstance(value, str) or not value:
        raise EnvelopeError(400, f"field {name}")
    return value
