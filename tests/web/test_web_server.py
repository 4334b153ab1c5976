"""The channel's HTTP side: who may ask, how often, and what comes back."""

from __future__ import annotations

import asyncio
import http.client
import re
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from rasa.core.channels.channel import UserMessage
from structlog.testing import capture_logs
from web_host import Host

from bot.channels.web import settings
from bot.model import ROOT

OURS = "https://www.example.gov.cn"


class Scripted:
    """Echoes; counts what reached it; sleeps, fails or stays silent when told to."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message)
        if "slow" in message.text:
            await asyncio.sleep(1)
        if "fail" in message.text and len(self.heard) == 1:
            raise RuntimeError(message.text)
        if "silent" not in message.text:
            await message.output_channel.send_text_with_buttons(
                message.sender_id, f"答:{message.text}", [{"title": "甲", "payload": "问甲"}]
            )


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def host(scripted: Scripted) -> Iterator[Callable[..., Host]]:
    made: list[Host] = []

    def start(**credentials: Any) -> Host:
        made.append(Host(scripted, credentials))
        return made[-1]

    yield start
    for one in made:
        one.stop()


def test_an_answer_carries_text_choices_and_a_token(host: Any, scripted: Scripted) -> None:
    reply = host().say("电话是多少")
    assert reply.status == 200
    assert reply.body["text"] == "答:电话是多少"
    assert reply.body["buttons"] == [{"title": "甲", "payload": "问甲"}]
    assert reply.body["failed"] is False
    assert reply.headers["Cache-Control"] == "no-store"
    assert scripted.heard[0].input_channel == "web"


def test_the_token_goes_on_with_the_conversation_and_never_reaches_rasa(
    host: Any, scripted: Scripted
) -> None:
    server = host()
    token = server.say("一").body["token"]
    token = server.say("二", token, "message-0002").body["token"]
    server.say("三", token, "message-0003")
    names = {message.sender_id for message in scripted.heard}
    assert len(names) == 1
    assert not any(part in token for part in names)


def test_each_newcomer_has_a_conversation_of_his_own(host: Any, scripted: Scripted) -> None:
    server = host()
    tokens = {server.say("你好", id=f"message-{n:04}").body["token"] for n in range(5)}
    assert len(tokens) == 5
    assert len({message.sender_id for message in scripted.heard}) == 5


@pytest.mark.parametrize(
    "change", ["", "A" * 76, "%00", "é" * 20, "../../etc", "another", "shorter"]
)
def test_a_stolen_or_made_up_token_opens_nothing(
    host: Any, scripted: Scripted, change: str
) -> None:
    server = host()
    token = server.say("我的问题", id="message-0001").body["token"]
    forged = {"another": ("B" if token[3] != "B" else "C").join((token[:3], token[4:]))}.get(
        change, token[:-8] if change == "shorter" else change
    )
    reply = server.say("我的问题", forged, "message-0001")
    assert reply.status == 200
    assert reply.body["token"] != token
    assert scripted.heard[0].sender_id != scripted.heard[1].sender_id


def test_a_message_sent_twice_is_answered_once(host: Any, scripted: Scripted) -> None:
    server = host()
    token = server.say("你好").body["token"]
    replies: list[Any] = []
    senders = [
        threading.Thread(
            target=lambda: replies.append(server.say("slow", token, "message-0002").body["text"])
        )
        for _ in range(3)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    replies.append(server.say("slow", token, "message-0002").body["text"])
    assert replies == ["答:slow"] * 4
    assert Counter(message.text for message in scripted.heard)["slow"] == 1


def test_who_hangs_up_finds_the_answer_on_return(host: Any, scripted: Scripted) -> None:
    server = host()
    token = server.say("你好").body["token"]
    line = http.client.HTTPConnection("127.0.0.1", server.port)
    line.request(
        "POST", "/chat/message", f'{{"token":"{token}","id":"message-0002","text":"slow"}}'
    )
    while len(scripted.heard) < 2:
        pass
    line.close()
    assert server.say("slow", token, "message-0002").body["text"] == "答:slow"
    assert len(scripted.heard) == 2


def test_a_failure_is_an_apology_and_the_same_message_may_come_again(host: Any) -> None:
    server = host()
    first = server.say("fail")
    assert (first.status, first.body["failed"]) == (200, True)
    assert "抱歉" in first.body["text"]
    again = server.say("fail", first.body["token"])
    assert (again.body["failed"], again.body["text"]) == (False, "答:fail")


def test_silence_of_the_assistant_is_an_apology(host: Any) -> None:
    reply = host().say("silent")
    assert reply.body["failed"] is True
    assert "抱歉" in reply.body["text"]


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u202e", "/", "／／ "])
def test_nothing_typed_is_asked_for(host: Any, scripted: Scripted, text: str) -> None:
    assert host().say(text).body["text"] == "请输入您想问的问题。"
    assert not scripted.heard


@pytest.mark.parametrize("text", ["/greet", "\u200b/greet", " ／ / greet", '/report{"matter":"x"}'])
def test_a_command_to_rasa_is_only_words(host: Any, scripted: Scripted, text: str) -> None:
    host().say(text)
    assert not scripted.heard[0].text.startswith(("/", "／"))


def test_broken_unicode_is_dropped(host: Any, scripted: Scripted) -> None:
    raw = b'{"token":"","id":"message-0001","text":"\\ud800\\u0000\\udc00\xe7\x94\xb5\xe8\xaf\x9d"}'
    assert host().post("/chat/message", raw).status == 200
    assert scripted.heard[0].text == "电话"


def test_the_length_limit_is_a_setting_with_a_clear_reply(host: Any, scripted: Scripted) -> None:
    server = host(message_length=20)
    assert server.say("问" * 20).body["text"].startswith("答:")
    refused = server.say("问" * 21)
    assert "最多 20 个字" in refused.body["text"]
    assert len(scripted.heard) == 1


@pytest.mark.parametrize("size", [9_000, 3_000_000])
def test_a_huge_body_is_refused(host: Any, scripted: Scripted, size: int) -> None:
    server = host()
    try:
        reply = server.post("/chat/message", b"x" * size)
    except (ConnectionError, OSError):
        pass  # the line was cut while it was still being sent
    else:
        assert reply.status == 413
        assert "太长" in reply.body["text"]
    assert server.say("还在吗").status == 200
    assert [message.text for message in scripted.heard] == ["还在吗"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"\xff\xfe",
        pytest.param(b"[" * 4000, id="deep"),
        b'{"text":"x"}',
        b'{"id":"short","text":"x"}',
        b'{"id":"message-0001"}',
        b'{"id":"message-0001","text":null}',
        b'{"id":"message-0001","text":{"a":1}}',
        b'{"id":"message-0001","text":"x","token":7e400}',
        b'{"id":"message-0001","text":"x","sender":"me"}',
        b'{"id":"message-<script>","text":"x"}',
    ],
)
def test_what_is_no_message_is_refused_in_chinese(
    host: Any, scripted: Scripted, raw: bytes
) -> None:
    reply = host().post("/chat/message", raw)
    assert reply.status == 400
    assert "格式不对" in reply.body["text"]
    assert not scripted.heard


def test_flooding_a_session_is_slowed_down(host: Any, scripted: Scripted) -> None:
    server = host(session_rate=3)
    token = server.say("0", id="message-0000").body["token"]
    replies = [server.say(str(n), token, f"message-{n:04}") for n in range(1, 6)]
    assert [reply.status for reply in replies] == [200, 200, 429, 429, 429]
    assert "太快" in replies[-1].body["text"]
    assert 1 <= replies[-1].body["wait"] <= 21
    assert replies[-1].headers["Retry-After"] == str(replies[-1].body["wait"])
    assert server.say("1", token, "message-0001").status == 200, "a repeat is no flood"
    assert server.say("别人").status == 200
    assert len(scripted.heard) == 4


def test_flooding_from_an_address_is_slowed_down(host: Any, scripted: Scripted) -> None:
    server = host(address_rate=5)
    statuses = [server.say("你好", id=f"message-{n:04}").status for n in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    assert server.say("你好", x_forwarded_for="198.51.100.7").status == 429
    assert len(scripted.heard) == 5


def test_a_trusted_proxy_names_the_address(host: Any) -> None:
    server = host(address_rate=2, trusted_proxies=["127.0.0.1"])
    for there in ("198.51.100.7", "198.51.100.8, 198.51.100.9"):
        statuses = [server.say("你好", x_forwarded_for=there).status for _ in range(3)]
        assert statuses == [200, 200, 429]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://[", OURS + ".evil.example"]
)
def test_another_site_is_refused(host: Any, scripted: Scripted, origin: str) -> None:
    server = host(allowed_origins=[OURS])
    for reply in (server.say("你好", origin=origin), server.get("/chat/about", origin=origin)):
        assert reply.status == 403
        assert "没有接入" in reply.body["text"]
        assert set(reply.body) == {"text"}
    assert not scripted.heard


def test_an_allowed_site_and_the_bots_own_pages_may_read(host: Any) -> None:
    server = host(allowed_origins=[OURS])
    for origin in (OURS, server.url):
        for reply in (server.say("你好", origin=origin), server.get("/chat/about", origin=origin)):
            assert reply.status == 200
            assert reply.headers.get_all("Access-Control-Allow-Origin") == [origin]
            assert reply.headers["Vary"] == "Origin"


def test_an_opinion_is_counted_once_and_without_words(host: Any) -> None:
    server = host()
    token = server.say("secret words").body["token"]
    mine = {"token": token, "id": "message-0001"}
    with capture_logs() as logs:
        assert server.post("/chat/opinion", {**mine, "useful": True}).status == 200
        server.post("/chat/opinion", {**mine, "useful": True})
        server.post("/chat/opinion", {**mine, "useful": False})
        server.post("/chat/opinion", {**mine, "id": "message-9999", "useful": True})
        server.post("/chat/opinion", {**mine, "token": "", "useful": True})
    counted = [(entry["useful"], entry["useless"]) for entry in logs]
    assert counted == [(1, 0), (1, 0), (0, 1)]
    assert "secret" not in str(logs)
    assert token not in str(logs)


def test_a_conversation_is_forgotten_at_the_residents_wish(host: Any, scripted: Scripted) -> None:
    server = host()
    mine, other = (server.say("你好", id=f"message-{n:04}").body["token"] for n in range(2))
    for message in scripted.heard:
        tracker = server.run(server.memory.get_or_create_tracker(message.sender_id))
        server.run(server.memory.save(tracker))
    assert server.post("/chat/forget", {"token": mine}).status == 200
    assert server.post("/chat/forget", {"token": "made up"}).status == 200
    assert list(server.memory.conversations) == [scripted.heard[1].sender_id]
    server.say("你好", mine, "message-0000")
    server.say("你好", other, "message-0001")
    assert len(scripted.heard) == 3, "only the forgotten answer is computed anew"


def test_nothing_typed_is_logged(host: Any, capfd: pytest.CaptureFixture[str]) -> None:
    server = host(message_length=30, session_rate=2)
    with capture_logs() as logs:
        token = server.say("fail 机密文字").body["token"]
        server.say("机密文字" * 9, token, "message-0002")
        server.say("机密文字", token, "message-0003")
        server.post("/chat/message", '{"text":"机密文字"'.encode())
    assert "机密" not in str(logs)
    assert "机密" not in "".join(capfd.readouterr())


def test_about_tells_what_the_widget_shows(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server = host(message_length=200)
    monkeypatch.setenv("BOT_NOW", "2023-09-21T10:00:00+08:00")
    during = server.get("/chat/about").body
    assert during["phone"] == "0731-82186945"
    assert during["mailbox"] == "长沙市A271号信箱"
    assert during["limit"] == 200
    assert during["banner"] is None
    assert during["email"] is None
    assert len(during["greeting"]["buttons"]) >= 3
    assert all(not b["payload"].startswith("/") for b in during["greeting"]["buttons"])
    for now, words in (("2023-09-06", "巡视尚未开始"), ("2023-11-08", "巡视已结束")):
        monkeypatch.setenv("BOT_NOW", f"{now}T10:00:00+08:00")
        about = server.get("/chat/about").body
        assert words in about["banner"]
        assert words in about["help"]
        assert words in server.get("/").body


def test_files_are_sent_packed_and_once(host: Any) -> None:
    server = host()
    first = server.get("/chat/widget.js", accept_encoding="gzip")
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert server.get("/chat/widget.js").headers["Content-Encoding"] is None
    assert server.get("/chat/widget.js", if_none_match=first.headers["ETag"]).status == 304
    assert server.get("/chat/widget.css").headers["Content-Type"] == "text/css; charset=utf-8"
    assert server.get("/chat/..%2f..%2fsettings.py").status == 404


def test_the_front_page_is_ours_and_strict(host: Any) -> None:
    real, shown = host(), host(demonstration=True)
    page = real.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "演示" not in page.body
    assert not re.search(r"<style|style=|<script>| on\w+=", page.body)
    assert f"{shown.url}/chat/widget.js" in shown.get("/").body
    assert "&lt;b&gt;" in shown.get("/", host="<b>").body


def test_production_opens_only_the_web_and_wechat() -> None:
    blocks = yaml.safe_load((ROOT / "deploy" / "credentials.yml").read_text("utf-8"))
    assert set(blocks) == {"bot.channels.web.WebInput", "bot.channels.health.HealthInput"}
    assert settings.read(blocks["bot.channels.web.WebInput"]) == settings.read(None)


@pytest.mark.parametrize(
    "path",
    ["/webhooks/rest/webhook", "/model/parse", "/conversations/x/tracker", "/status", "/domain"],
)
def test_no_other_way_in_is_open_there(during: Any, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(during.url + path, b"{}")
    assert caught.value.code in (404, 405)
