"""The channel in front of the real assistant: what a resident of the shipped notice reads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from bot import notice
from bot.channels.wechat import menu
from tests.serving import Instance
from tests.wechat.assistant import QUESTIONS, started
from tests.wechat.platform import Account, Platform

NOTICE = notice.load()
PHONE, MAILBOX, QR = NOTICE.contact.phone, NOTICE.contact.mailbox, NOTICE.contact.qr_channel
PEOPLE = NOTICE.scope.people[0]
REPORT = "我们街道书记收了老板五十万,我要举报"
RESIDENTS = 200


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, Platform]]:
    instance, platform = started(Account(), tmp_path_factory.mktemp("assistant"))
    yield instance, platform
    instance.stop()


@pytest.fixture
def platform(running: tuple[Instance, Platform]) -> Platform:
    return running[1]


def test_verification(platform: Platform) -> None:
    assert platform.verify() == (200, b"ok")


def test_a_new_follower_taps_on_a_question(platform: Platform) -> None:
    resident = platform.resident()
    assert NOTICE.team.name in platform.event(resident, "subscribe").shown
    lines = resident.seen[0].splitlines()
    number = next(
        n for n in range(1, 9) if any(x.startswith(f"{n}. ") and "有人接" in x for x in lines)
    )
    assert "在接听时间内" in platform.tap(resident, number).shown


def test_a_number_picks_the_question(platform: Platform) -> None:
    resident = platform.resident()
    platform.event(resident, "subscribe")
    assert PHONE in platform.text(resident, "一").shown


@pytest.mark.parametrize(
    "key,said",
    [
        ("contact", PHONE), ("phone", PHONE), ("mailbox", MAILBOX), ("qr", QR),
        ("open_now", "在接听时间内"), ("hours", "9:00"), ("next_opening", "9月21日(星期四)13:30"),
        ("period", "11月7日"), ("scope", PEOPLE), ("people", PEOPLE),
        ("team", NOTICE.team.name), ("focus", NOTICE.focus.watched[0]), ("help", "联系方式"),
    ],
)  # fmt: skip
def test_every_menu_item_is_answered(platform: Platform, key: str, said: str) -> None:
    shown = platform.event(platform.resident(), "CLICK", EventKey=key).shown
    assert said in shown and "抱歉" not in shown, menu.question(key)


@pytest.mark.parametrize("kind", ["image", "video", "file"])
def test_evidence_is_pointed_to_the_channels(platform: Platform, kind: str) -> None:
    shown = platform.say(platform.resident(), kind).shown
    assert "请不要在此提交举报内容" in shown
    assert PHONE in shown and MAILBOX in shown and QR in shown


def test_a_report_is_stopped(platform: Platform) -> None:
    shown = platform.text(platform.resident(), REPORT).shown
    assert "请不要在此提交举报内容" in shown and PHONE in shown


def test_unsubscribing_ends_the_conversation(platform: Platform) -> None:
    resident, again = platform.resident(), "再说一遍"
    platform.text(resident, "值班电话是多少")
    assert PHONE in platform.text(resident, again).shown
    assert platform.event(resident, "unsubscribe").shown is None
    stranger = platform.text(platform.resident(), again).shown
    assert platform.text(resident, again).shown == stranger


def test_two_hundred_residents_at_once(platform: Platform) -> None:
    """The platform's own limit of 5 seconds; benchmarks/wechat_load.py states the times."""
    deliveries = platform.crowd(list(islice(cycle(QUESTIONS), RESIDENTS)))
    assert not any(delivery.fault or "抱歉" in delivery.shown for delivery in deliveries)
    assert {delivery.tries for delivery in deliveries} == {1}


def test_logs_name_nobody_and_nothing_typed(running: tuple[Instance, Platform]) -> None:
    instance, platform = running
    resident = platform.resident()
    platform.text(resident, REPORT)
    platform.attempt(platform.message(resident, "text", Content=REPORT), msg_signature="0")
    assert "签名不对" in instance.output
    assert "五十万" not in instance.output
    assert not any(openid in instance.output for openid in platform.residents)
