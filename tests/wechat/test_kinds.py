"""Every message and event kind in the three modes, and what a resident then reads."""

from __future__ import annotations

import time

import pytest

from tests.wechat.hosting import Host
from tests.wechat.platform import Account, Platform, sign

NOT_KEPT = ("image", "video", "shortvideo", "file", "link", "location")


@pytest.fixture(params=["plain", "compatible", "safe"])
def platform(request: pytest.FixtureRequest, host: Host) -> Platform:
    return Platform(Account(mode=request.param), host.url)


def test_verification(platform: Platform) -> None:
    assert platform.verify() == (200, b"ok")


def test_text(platform: Platform) -> None:
    assert platform.text(platform.resident(), "电话是多少").shown == "答:电话是多少"


def test_voice_with_recognition(platform: Platform) -> None:
    delivery = platform.say(platform.resident(), "voice", Recognition="电话是多少。")
    assert delivery.shown == "答:电话是多少。"


@pytest.mark.parametrize("recognition", [{}, {"Recognition": ""}, {"Recognition": " "}])
def test_voice_without_recognition(platform: Platform, recognition: dict[str, str]) -> None:
    shown = platform.say(platform.resident(), "voice", **recognition).shown
    assert "打字" in shown and "没有保存" in shown


@pytest.mark.parametrize("kind", NOT_KEPT)
def test_what_is_not_text_is_not_kept(platform: Platform, kind: str) -> None:
    shown = platform.say(platform.resident(), kind).shown
    assert "没有保存" in shown and "请不要在此提交举报内容" in shown


@pytest.mark.parametrize("kind", ["image", "video", "shortvideo", "file", "link"])
def test_what_may_be_evidence_is_pointed_to_the_channels(platform: Platform, kind: str) -> None:
    assert "答:有哪些联系方式" in platform.say(platform.resident(), kind).shown


@pytest.mark.parametrize("kind", ["miniprogrampage", "hologram"])
def test_unknown_kind(platform: Platform, kind: str) -> None:
    assert "看不懂" in platform.say(platform.resident(), kind).shown


def test_unsupported_kind_that_arrives_as_text(platform: Platform) -> None:
    shown = platform.text(platform.resident(), "【收到不支持的消息类型,暂无法显示】").shown
    assert "看不懂" in shown


@pytest.mark.parametrize(
    "fields", [{}, {"EventKey": ""}, {"EventKey": "qrscene_12", "Ticket": "gQH"}]
)
def test_subscribe_is_welcomed_with_questions(platform: Platform, fields: dict[str, str]) -> None:
    resident = platform.resident()
    shown = platform.event(resident, "subscribe", **fields).shown
    assert shown.startswith("答:你好") and "题目1" in shown
    assert platform.text(resident, "2").shown == "答:问题2?"


def test_scan(platform: Platform) -> None:
    shown = platform.event(platform.resident(), "SCAN", EventKey="12", Ticket="gQH").shown
    assert shown.startswith("答:你好")


def test_click(platform: Platform) -> None:
    shown = platform.event(platform.resident(), "CLICK", EventKey="phone").shown
    assert shown == "答:值班电话是多少"


def test_click_on_a_menu_that_is_not_ours(platform: Platform) -> None:
    shown = platform.event(platform.resident(), "CLICK", EventKey="V1001_TODAY_MUSIC").shown
    assert shown.startswith("答:你好")


@pytest.mark.parametrize(
    "name", ["VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "scancode_push", "unknown_event"]
)
def test_other_events_say_nothing(platform: Platform, name: str) -> None:
    delivery = platform.event(platform.resident(), name, EventKey="http://example.com")
    assert delivery.shown is None and delivery.tries == 1


def test_unsubscribe_forgets(platform: Platform, host: Host) -> None:
    before = set(host.conversations())
    resident = platform.resident()
    platform.text(resident, "选")
    (conversation,) = set(host.conversations()) - before
    assert platform.event(resident, "unsubscribe").shown is None
    assert conversation not in host.conversations()
    assert platform.text(resident, "2").shown == "答:2"


def test_several_messages_are_one_reply(platform: Platform) -> None:
    assert platform.text(platform.resident(), "两段").shown == "第一段\n\n第二段"


@pytest.mark.parametrize("written", ["2", "\uff12", "②", "二", " 2。", "第二个", "选2"])
def test_a_number_picks_the_choice(platform: Platform, written: str) -> None:
    resident = platform.resident()
    platform.text(resident, "选")
    assert platform.text(resident, written).shown == "答:问题2?"


def test_a_tap_picks_the_choice(platform: Platform) -> None:
    resident = platform.resident()
    platform.text(resident, "选")
    assert platform.tap(resident, 3).shown == "答:问题3?"


def test_a_number_that_was_not_offered(platform: Platform) -> None:
    resident = platform.resident()
    platform.text(resident, "选")
    assert "1 到 3" in platform.text(resident, "7").shown
    assert platform.text(resident, "1").shown == "答:问题1?"
    assert platform.text(resident, "12345").shown == "答:12345"


def test_choices_belong_to_one_resident(platform: Platform) -> None:
    platform.text(platform.resident(), "选")
    assert platform.text(platform.resident(), "2").shown == "答:2"


def test_long_answer_is_read_on_request(platform: Platform) -> None:
    resident = platform.resident()
    shown = [platform.text(resident, "长120").shown]
    while "后面还有" in shown[-1]:
        shown.append(platform.text(resident, "继续").shown)
    assert len(shown) == 3
    sentences = [s for text in shown for s in text.partition("\n\n(后面还有")[0].split("。") if s]
    assert [s.partition("句")[0] for s in sentences] == [f"这是第{n}" for n in range(120)]
    assert platform.text(resident, "继续").shown == "答:继续"


def test_text_that_would_break_the_reply(platform: Platform) -> None:
    assert platform.text(platform.resident(), "险").shown == "a]]\uff1eb<xml>&amp;"


@pytest.mark.parametrize("text", ["坏", "哑"])
def test_a_broken_assistant_still_answers(platform: Platform, text: str) -> None:
    assert platform.text(platform.resident(), text).shown.startswith("抱歉")


@pytest.mark.parametrize("text", ["", " ", "/", "\u200b"])
def test_nothing_typed(platform: Platform, text: str) -> None:
    assert platform.text(platform.resident(), text).shown == "请输入您想问的问题。"


def test_too_long_a_message(platform: Platform) -> None:
    assert "最多" in platform.text(platform.resident(), "电" * 600).shown


def test_a_command_is_only_text(platform: Platform) -> None:
    assert platform.text(platform.resident(), "/restart").shown == "答:restart"


def test_too_many_messages(platform: Platform) -> None:
    resident = platform.resident()
    shown = [platform.text(resident, f"问{n}").shown for n in range(21)]
    assert shown[:20] == [f"答:问{n}" for n in range(20)]
    assert "太快" in shown[20]
    assert platform.text(platform.resident(), "问").shown == "答:问"


# ---- what is refused -----------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "0" * 40},
        {"signature": ""},
        {"signature": "签名"},
        {"nonce": "other"},
        {"timestamp": ""},
        {"timestamp": "昨天"},
        {"timestamp": "9" * 400},
    ],
)
def test_verification_with_a_wrong_signature(platform: Platform, wrong: dict[str, str]) -> None:
    assert platform.verify(**wrong)[0] == 403


@pytest.mark.parametrize("skew,status", [(-290, 200), (290, 200), (-320, 403), (320, 403)])
def test_clock_skew(platform: Platform, skew: int, status: int) -> None:
    platform.skew = skew
    assert platform.verify()[0] == status
    assert (
        platform.attempt(platform.message(platform.resident(), "text", Content="钟"))[0] == status
    )


def test_a_body_that_was_not_signed(platform: Platform, host: Host) -> None:
    name = "signature" if platform.account.mode == "plain" else "msg_signature"
    xml = platform.message(platform.resident(), "text", Content=f"伪造{platform.account.mode}")
    for wrong in ("0" * 40, "", "签"):
        assert platform.attempt(xml, **{name: wrong})[0] == 403
    assert host.asked(f"伪造{platform.account.mode}") == 0


def test_an_empty_echo_is_no_error(platform: Platform) -> None:
    assert platform.verify(echostr="")[0] == 200


def test_other_methods(platform: Platform) -> None:
    assert platform._send("PUT", platform.urls[0], {}, b"")[0] == 405


def test_json_pushes_are_told_to_the_deployer(host: Host) -> None:
    platform = Platform(Account(mode="plain"), host.url)
    query, _ = platform.envelope(platform.message(platform.resident(), "text", Content="x"))
    assert platform._send("POST", host.url, query, b'{"MsgType":"text"}') == (200, b"success")
    assert "请改选 XML" in host.log()


def test_logs_name_nobody_and_nothing_typed(host: Host) -> None:
    platform = Platform(Account(), host.url)
    resident = platform.resident()
    secret = "我们街道书记收了五十万"
    platform.text(resident, secret)
    platform.text(resident, f"坏{secret}")
    platform.attempt(platform.message(resident, "text", Content=secret), msg_signature="0")
    log = host.log()
    assert "POST" in log and "wechat.refused" in log
    assert resident.openid not in log and secret not in log
    assert platform.account.token not in log and platform.account.aes_key not in log


def test_a_replayed_request_is_the_platforms_retry(platform: Platform, host: Host) -> None:
    question = f"重放{platform.account.mode}"
    xml = platform.message(platform.resident(), "text", Content=question)
    replies = {platform.judge_text(platform.attempt(xml)) for _ in range(4)}
    assert replies == {f"答:{question}"} and host.asked(question) == 1


def test_an_event_is_known_by_sender_and_time(host: Host) -> None:
    platform = Platform(Account(), host.url)
    now = int(time.time())
    before = host.asked("电话几点到几点有人接")
    resident, other = platform.resident(), platform.resident()
    for who in (resident, resident, other):
        platform.event(who, "CLICK", EventKey="hours", CreateTime=now)
    assert host.asked("电话几点到几点有人接") == before + 2


def test_signature_is_the_documented_one() -> None:
    assert sign("token", "timestamp", "nonce") == sign("nonce", "token", "timestamp")
    assert sign("a") == "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"
