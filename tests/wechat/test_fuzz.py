"""10,000 hostile bodies: no 500, no fault, no harm, and the conversation goes on."""

from __future__ import annotations

import http.client
import random
from collections import Counter
from urllib.parse import urlencode, urlsplit

import pytest

from tests.wechat.hosting import Host
from tests.wechat.platform import Account, Platform, encrypt, sign

BODIES = 10_000
ALPHABET = "<>&;!-[]'\"/?=abcXML微信\x00\x08\ud800\ufffe\u202e𝕏🀄0123456789\n\t "
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

HOSTILE = [
    "",
    " ",
    "<",
    "<xml",
    "<xml/>",
    "<xml></xml>",
    "<xml>text</xml>",
    "<html><body/></html>",
    "<xml><MsgType/></xml>",
    "<xml><MsgType><a/></MsgType></xml>",
    "<xml xmlns='urn:x'><MsgType>text</MsgType></xml>",
    "<!DOCTYPE xml [<!ENTITY l0 'lol'>" + ENTITIES + "]><xml>&l9;</xml>",
    "<!DOCTYPE xml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><xml>&x;</xml>",
    "<!DOCTYPE xml SYSTEM 'http://127.0.0.1:9/x.dtd'><xml><MsgType>text</MsgType></xml>",
    "<!DOCTYPE xml [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'> %p;]><xml/>",
    "<xml>" + "<a>" * 15_000 + "</a>" * 5,
    "<xml>" + "<a/>" * 15_000 + "</xml>",
    "<xml " + " ".join(f"a{n}='1'" for n in range(5_000)) + "/>",
    "<xml><Content>" + "x" * 70_000 + "</Content></xml>",
    "[]",
    '{"MsgType":"text"}',
    "\ufeff<xml></xml>",
    '<?xml version="1.0" encoding="utf-16"?><xml><MsgType>text</MsgType></xml>',
]


def mutated(seed: random.Random, xml: str) -> str:
    """The message with a few places damaged."""
    for _ in range(seed.randint(1, 2)):
        at, end = sorted(seed.choices(range(len(xml) + 1), k=2))
        end = min(end, at + seed.choice([0, 1, 5, 40]))
        piece = "".join(seed.choices(ALPHABET, k=seed.choice([0, 1, 3, 30])))
        how = seed.randrange(4)
        if how == 0:
            xml = xml[:at] + piece + xml[end:]
        elif how == 1:
            xml = xml[:at] + xml[end:]
        elif how == 2:
            xml = xml[:at] + xml[at:end] * seed.choice([2, 50]) + xml[end:]
        else:
            tag = seed.choice(["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId"])
            xml = xml.replace(tag, seed.choice(["", "X", "xml", "Content"]), seed.randint(1, 2))
    return xml


def bodies(seed: random.Random, platform: Platform) -> list[str]:
    kinds = ["text", "voice", "image", "location", "link", "hologram"]
    names = ["subscribe", "CLICK", "VIEW", "SCAN", "subscribe_scan_product", "card_pay_order"]
    messages = []
    for resident in (platform.resident() for _ in range(100)):
        messages += [platform.message(resident, kind, Content="问") for kind in kinds]
        messages += [platform.event_xml(resident, name, EventKey="qrscene_1") for name in names]
    return HOSTILE + [mutated(seed, seed.choice(messages)) for _ in range(BODIES - len(HOSTILE))]


def query_for(seed: random.Random, platform: Platform, body: bytes) -> tuple[dict, bytes]:
    """Signed as the platform signs; some sealed, some with damaged ciphertext."""
    signed = platform._signed()
    how = seed.choice(["plain", "query", "sealed", "sealed", "damaged", "noise"])
    if how == "plain":
        return signed, body
    if how == "query":
        name = seed.choice([*signed, "encrypt_type", "msg_signature", "openid"])
        signed[name] = seed.choice(["", "aes", "raw", "\x00", "签名", "9" * 5000, "-1", "1e9"])
        return signed, body
    account = platform.account
    sealed = encrypt(body.decode("utf-8", "replace"), account.aes_key, account.app_id)
    if how == "damaged":
        sealed = sealed[: seed.randrange(len(sealed))] + seed.choice(["", "=", "!", "AAAA"])
    if how == "noise":
        sealed = "".join(seed.choices("ABCDwxyz0189+/", k=4 * seed.randrange(1, 40)))
    signed["encrypt_type"] = "aes"
    signed["msg_signature"] = sign(account.token, signed["timestamp"], signed["nonce"], sealed)
    return signed, f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def test_hostile_bodies(host: Host) -> None:
    seed = random.Random(20230907)
    platform = Platform(Account(), host.url)
    resident = platform.resident()
    platform.text(resident, "选")
    parts = urlsplit(host.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    statuses: Counter[int] = Counter()
    for number, text in enumerate(bodies(seed, platform)):
        query, body = query_for(seed, platform, text.encode("utf-8", "replace"))
        connection.request("POST", f"{parts.path}?{urlencode(query)}", body)
        response = connection.getresponse()
        answer = response.read()
        statuses[response.status] += 1
        assert response.status in (200, 400, 403, 413), (number, response.status)
        if response.status == 200:
            assert answer == b"success" or answer.startswith(b"<xml>"), number
            assert b"root:" not in answer
        if response.status == 413:
            connection.close()
    assert sum(statuses.values()) == BODIES
    assert statuses[200] > 500 and statuses[400] > 500 and statuses[403] > 500, statuses
    assert platform.text(resident, "2").shown == "答:问题2?"


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_huge_bodies_are_not_read(host: Host, how: str) -> None:
    """Far over the limit: refused without being taken in."""
    platform = Platform(Account(mode="plain"), host.url)
    parts = urlsplit(host.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    sent = 0

    def endless() -> object:
        nonlocal sent
        while sent < 50_000_000:
            sent += 100_000
            yield b"x" * 100_000

    target = f"{parts.path}?{urlencode(platform._signed())}"
    try:
        if how == "length":
            connection.putrequest("POST", target)
            connection.putheader("Content-Length", str(10**12))
            connection.endheaders(b"<xml>")
        else:
            connection.request("POST", target, endless(), encode_chunked=True)
        assert connection.getresponse().status == 413
    except OSError:
        assert how == "chunked"  # refused while it was still being sent
    assert sent < 50_000_000
    assert platform.text(platform.resident(), "还在").shown == "答:还在"
