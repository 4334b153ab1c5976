"""Signatures, modes and keys: what the stand-in sends, opened without a server."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.channels.wechat import messages
from bot.channels.wechat import settings as wechat_settings
from bot.channels.wechat.envelope import Envelope, EnvelopeError, Query
from tests.wechat.hosting import settings
from tests.wechat.platform import Account, Delivery, Platform

OLD_KEY = "Z" + "y" * 41 + "8"


def envelope(account: Account, **more: Any) -> Envelope:
    return Envelope(wechat_settings.parse(settings(account, **more)))


def opened(envelope: Envelope, platform: Platform, text: str = "问") -> messages.Incoming:
    query, body = platform.envelope(platform.message(platform.resident(), "text", Content=text))
    query.pop("openid")
    return messages.read(envelope.open(Query(**query), body, time.time()).xml)


def refused(envelope: Envelope, platform: Platform) -> EnvelopeError:
    with pytest.raises(EnvelopeError) as error:
        opened(envelope, platform)
    return error.value


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_each_mode_is_opened(mode: str) -> None:
    account = Account(mode=mode)
    assert opened(envelope(account), Platform(account, ""), "电话").text == "电话"


def test_replies_use_the_key_that_opened_the_message() -> None:
    account = Account()
    both = envelope(account, previous_encoding_aes_key=OLD_KEY, mode="encrypted")
    for key in (account.aes_key, OLD_KEY):
        platform = Platform(Account(aes_key=key), "")
        resident = platform.resident()
        query, body = platform.envelope(platform.message(resident, "text", Content="问"))
        query.pop("openid")
        message = both.open(Query(**query), body, time.time())
        xml = (
            f"<xml><ToUserName>{resident.openid}</ToUserName>"
            f"<FromUserName>{account.original_id}</FromUserName><CreateTime>1</CreateTime>"
            "<MsgType>text</MsgType><Content>答</Content></xml>"
        )
        sealed = both.seal(message, xml, time.time())
        assert platform.judge(resident, 200, sealed.encode()) == "答"


def test_another_key_or_appid_is_refused_with_advice() -> None:
    ours = envelope(Account())
    for other in (Account(aes_key="x" * 42 + "8"), Account(app_id="wxffffffffffffffff")):
        error = refused(ours, Platform(other, ""))
        assert error.status == 403 and "encoding_aes_key" in (error.mend or "")


def test_a_wrong_token_is_refused_with_advice() -> None:
    error = refused(envelope(Account()), Platform(Account(token="other"), ""))
    assert error.status == 403 and "token" in (error.mend or "")


def test_only_encrypted_pushes_in_encrypted_mode() -> None:
    safe = envelope(Account(), mode="encrypted")
    error = refused(safe, Platform(Account(mode="plain"), ""))
    assert error.status == 403 and "安全模式" in (error.mend or "")
    assert opened(safe, Platform(Account(mode="compatible"), ""), "电话").text == "电话"


def test_a_stripped_envelope_does_not_pass_for_a_plain_message() -> None:
    platform = Platform(Account(mode="compatible"), "")
    query, body = platform.envelope(platform.message(platform.resident(), "text", Content="问"))
    plain = Query(query["signature"], query["timestamp"], query["nonce"])
    with pytest.raises(EnvelopeError):
        envelope(Account(), mode="encrypted").open(plain, body, time.time())


def test_encrypted_pushes_without_a_key_are_refused_with_advice() -> None:
    keyless = envelope(Account(), encoding_aes_key=None)
    error = refused(keyless, Platform(Account(mode="safe"), ""))
    assert error.status == 400 and "encoding_aes_key" in (error.mend or "")
    assert opened(keyless, Platform(Account(mode="compatible"), ""), "电话").text == "电话"


def test_what_is_typed_stays_out_of_representations() -> None:
    platform = Platform(Account(), "")
    incoming = opened(envelope(Account()), platform, "秘密")
    assert "秘密" not in repr(incoming) and incoming.sender not in repr(incoming)
    assert Account().token not in repr(wechat_settings.parse(settings(Account())))


def test_a_fault_is_what_the_stand_in_calls_one() -> None:
    """The judge itself: without it the other tests would prove nothing."""
    platform = Platform(Account(mode="safe"), "")
    resident = platform.resident()
    xml = f"<xml><ToUserName>{resident.openid}</ToUserName></xml>".encode()
    for status, body in [(500, b""), (200, b"ok"), (200, b"{}"), (200, xml), (200, b"<xml>")]:
        assert Delivery(platform.judge(resident, status, body), 1, 0, []).fault
    assert platform.judge(resident, 200, b"success") is None
    assert platform.judge(resident, 200, b"") is None
