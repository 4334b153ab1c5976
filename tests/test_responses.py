"""Wording and facts put together: every response, of every notice, at every time."""

from __future__ import annotations

import asyncio
from datetime import datetime
from itertools import count
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_yaml_file

from actions.conversation import meanings
from bot import clock, notice
from bot.facts import facts
from bot.notice import Notice
from bot.responses import NoticeResponses
from tests.serving import ROOT
from tests.understanding import intent_of

DOMAIN = Domain.from_dict(dict(read_yaml_file(ROOT / "domain.yml")))
RESPONSES = NoticeResponses(DOMAIN)
NAMES = sorted(DOMAIN.responses)
YUHUA = notice.load()
SHIPPED = yaml.load(
    (notice.NOTICES / "yuhua-2023.yml").read_text("utf-8"), Loader=yaml.BaseLoader
)
BEFORE, DURING, AFTER = (
    datetime.fromisoformat(f"{day}T10:00:00+08:00")
    for day in ("2023-09-01", "2023-09-21", "2023-11-20")
)
STATED = {BEFORE: "巡视尚未开始", AFTER: "巡视已结束"}
# What only the hours' and the scope's actions say; the rest comes from the notice.
FACTS = {*facts(YUHUA), "period_note", "period_state"}
NUMBERS = count()
OPTIONAL = (
    ("source", "publisher"),
    ("source", "published"),
    ("team", "head"),
    ("team", "deputy"),
    ("period", "length"),
    ("contact", "mailbox"),
    ("contact", "qr_channel"),
    ("scope", "basis"),
    ("meeting", "part_of_day"),
    ("meeting", "presided_by"),
    ("meeting", "before"),
    ("meeting", "attended"),
    ("meeting", "sat_in"),
    ("meeting", "speeches"),
    ("focus", "watched"),
    ("focus", "problems"),
    ("focus", "supervision"),
    ("joint_inspection", ""),
    ("meeting", ""),
    ("focus", ""),
)


def without(*missing: tuple[str, str]) -> Notice:
    """The shipped notice, had the announcement not stated these."""
    data = {name: dict(part) if isinstance(part, dict) else part for name, part in SHIPPED.items()}
    data["id"] = f"without-{next(NUMBERS)}"
    for section, field in missing:
        if field and data.get(section):
            data[section].pop(field, None)
        elif not field:
            data.pop(section, None)
    return Notice(**data)


MINIMAL = without(*OPTIONAL)


def placeholders(name: str) -> set[str]:
    texts = [variation.get("text") or "" for variation in DOMAIN.responses[name]]
    return {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}


def said(name: str, served: Notice, now: datetime) -> str:
    """The response in words; what its action would give is 某."""
    given_by_action = {field: "某" for field in placeholders(name) - FACTS}
    message = RESPONSES.say(name, served, now, given_by_action)
    assert message is not None, f"{name} cannot be said"
    return str(message["text"])


def contacts(served: Notice) -> list[str]:
    contact = served.contact
    return [fact for fact in (contact.phone, contact.mailbox, contact.qr_channel) if fact]


@pytest.mark.parametrize("now", [BEFORE, DURING, AFTER])
@pytest.mark.parametrize("served", [YUHUA, MINIMAL], ids=["shipped", "minimal"])
@pytest.mark.parametrize("name", NAMES)
def test_every_response_can_be_said_whole(name: str, served: Notice, now: datetime) -> None:
    text = said(name, served, now)
    assert text
    assert not any(sign in text for sign in ("{", "}", "None", "\n\n", "。。", ",,"))


@settings(max_examples=40)
@given(st.sets(st.sampled_from(OPTIONAL)), st.sampled_from([BEFORE, DURING, AFTER]))
def test_whatever_an_announcement_leaves_out_all_can_be_said(
    missing: set[tuple[str, str]], now: datetime
) -> None:
    served = without(*missing)
    for name in NAMES:
        text = said(name, served, now)
        assert "None" not in text and "{" not in text


@pytest.mark.parametrize("now", [BEFORE, AFTER])
@pytest.mark.parametrize("name", NAMES)
def test_no_contact_is_given_before_the_period_is_said_to_be_over(
    name: str, now: datetime
) -> None:
    text = said(name, YUHUA, now)
    found = [text.index(fact) for fact in contacts(YUHUA) if fact in text]
    assert not found or text.index(STATED[now]) < min(found)
    assert text.count("请注意:") <= 1


@pytest.mark.parametrize("name", ["utter_contact", "utter_phone", "utter_mailbox", "utter_qr"])
def test_within_the_period_no_note_is_given(name: str) -> None:
    text = said(name, YUHUA, DURING)
    assert not any(words in text for words in ("请注意", *STATED.values()))


@pytest.mark.parametrize(
    ("name", "missing", "fact"),
    [
        ("utter_mailbox", ("contact", "mailbox"), "长沙市A271号信箱"),
        ("utter_qr", ("contact", "qr_channel"), "码上巡视"),
        ("utter_head", ("team", "head"), "万中学"),
        ("utter_deputy", ("team", "deputy"), "马昌松"),
        ("utter_meeting", ("meeting", ""), "刘素月"),
        ("utter_meeting_presided", ("meeting", "presided_by"), "刘素月"),
        ("utter_meeting_before", ("meeting", "before"), "见面沟通会"),
        ("utter_meeting_attendees", ("meeting", ""), "跳马镇"),
        ("utter_joint", ("joint_inspection", ""), "组织部门"),
        ("utter_focus", ("focus", ""), "一把手"),
        ("utter_legal_basis", ("scope", "basis"), "巡视工作条例"),
    ],
)
def test_a_fact_that_is_not_stated_is_said_to_be_not_stated(
    name: str, missing: tuple[str, str], fact: str
) -> None:
    assert fact in said(name, YUHUA, DURING)
    told = said(name, without(missing), DURING)
    assert fact not in told
    assert "公告没有" in told or "公告未说明" in told
    assert YUHUA.contact.phone in told


def test_the_contacts_are_those_the_notice_states() -> None:
    everything = said("utter_contact", YUHUA, DURING)
    assert all(fact in everything for fact in contacts(YUHUA))
    by_telephone = said("utter_contact", MINIMAL, DURING)
    assert YUHUA.contact.phone in by_telephone
    assert not any(words in by_telephone for words in ("信件", "微信", "二维码"))
    for missing, kept, gone in (("mailbox", "微信", "信件"), ("qr_channel", "信件", "微信")):
        text = said("utter_contact", without(("contact", missing)), DURING)
        assert kept in text and gone not in text


class TestVariations:
    """The first of a response's variations that can be filled."""

    @pytest.fixture
    def responses(self) -> NoticeResponses:
        generator = NoticeResponses(Domain.empty())
        generator.responses = {
            "utter_x": [
                {"text": "{email}和{phone}"},
                {"text": "{phone}{given}"},
                {"text": "没有"},
                {"text": "后面的"},
            ],
            "utter_never": [{"text": "{email}"}],
        }
        return generator

    def test_a_missing_fact_passes_on(self, responses: NoticeResponses) -> None:
        assert self.text(responses, "utter_x") == "没有"

    def test_what_an_action_gives_counts(self, responses: NoticeResponses) -> None:
        assert self.text(responses, "utter_x", given="!") == "0731-82186945!"

    def test_what_an_action_gives_goes_before_the_fact(self, responses: NoticeResponses) -> None:
        assert self.text(responses, "utter_x", phone="1", email="2") == "2和1"

    def test_none_given_is_nothing_given(self, responses: NoticeResponses) -> None:
        assert self.text(responses, "utter_x", given=None) == "没有"

    def test_what_cannot_be_filled_or_is_unknown_is_nothing(
        self, responses: NoticeResponses
    ) -> None:
        assert responses.say("utter_never", YUHUA, DURING, {}) is None
        assert responses.say("utter_unknown", YUHUA, DURING, {}) is None

    @given(st.text(max_size=40))
    def test_values_are_words_never_templates(self, value: str) -> None:
        generator = NoticeResponses(Domain.empty())
        generator.responses = {"utter_x": [{"text": "[{said}]"}]}
        assert self.text(generator, "utter_x", said=value) == f"[{value}]"

    @staticmethod
    def text(responses: NoticeResponses, name: str, **values: Any) -> str:
        message = responses.say(name, YUHUA, DURING, values)
        assert message is not None
        return str(message["text"])


def generated(now: datetime, name: str, monkeypatch: pytest.MonkeyPatch, **given: Any) -> Any:
    monkeypatch.setenv(clock.METADATA_VARIABLE, "1")
    heard = UserUttered("", metadata={"now": now.isoformat()})
    tracker = DialogueStateTracker.from_events("somebody", [heard])
    return asyncio.run(RESPONSES.generate(name, tracker, "rest", **given))


def test_several_answers_become_one_without_saying_a_line_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = [{"response": name} for name in ("utter_phone", "utter_mailbox", "utter_phone")]
    message = generated(AFTER, "utter_compound", monkeypatch, parts=parts)
    lines = message["text"].splitlines()
    assert len(lines) == len(set(lines)) == 3
    assert "巡视已结束" in lines[0]
    assert "0731-82186945" in lines[1] and "A271" in lines[2]
    assert message["buttons"] == []


def test_a_part_that_cannot_be_said_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [{"response": "utter_nothing_known"}, {"response": "utter_head"}]
    message = generated(DURING, "utter_compound", monkeypatch, parts=parts)
    assert message["text"] == "省委第六巡视组组长是万中学。"


def test_the_conversations_clock_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for now, words in STATED.items():
        assert words in generated(now, "utter_phone", monkeypatch)["text"].splitlines()[0]
    assert "请注意" not in generated(DURING, "utter_phone", monkeypatch)["text"]


def test_buttons_are_the_messages_own(monkeypatch: pytest.MonkeyPatch) -> None:
    first = generated(DURING, "utter_phone", monkeypatch)
    first["buttons"][0]["payload"] = "changed"
    assert generated(DURING, "utter_phone", monkeypatch)["buttons"][0]["payload"] != "changed"


def test_no_response_holds_a_fact_of_one_notice() -> None:
    own = [YUHUA.contact.phone, "82186945", "A271", "码上巡视", "雨花", "长沙", "第六巡视组"]
    own += [official.name for official in YUHUA.officials]
    for path in ("domain.yml", *(ROOT / "data" / "rules").glob("*.yml")):
        text = Path(ROOT / path).read_text("utf-8")
        assert [fact for fact in own if fact in text] == [], path


# Buttons.

STANDS_FOR = {
    "现在电话有人接吗": "ask_hours_at",
    "这个周末有人接吗": "ask_hours_at",
    "下次什么时候有人接电话": "ask_next_opening",
    "受理范围是什么": "ask_scope",
    "还有哪些联系方式": "ask_contact",
    "有哪些联系方式": "ask_contact",
    "离结束还有几天": "ask_days_left",
    "我的事属于受理范围吗": "ask_scope_check",
    "重点是违反哪些纪律": "ask_disciplines",
    "可以反映哪些人的问题": "ask_scope_people",
    "动员会上讲了什么": "ask_meeting_speech",
    "谁参加了动员会": "ask_meeting_attendees",
}
BUTTONS = [
    (name, button)
    for name, variations in DOMAIN.responses.items()
    for variation in variations
    for button in variation.get("buttons") or ()
]


def test_every_button_outside_the_form_is_known_to_this_test() -> None:
    payloads = {b["payload"] for name, b in BUTTONS if not name.startswith("utter_ask_scope_form")}
    assert payloads == set(STANDS_FOR)


@pytest.mark.parametrize(("payload", "intent"), STANDS_FOR.items())
def test_a_button_is_understood_as_what_it_stands_for(payload: str, intent: str) -> None:
    assert intent_of(payload) == intent


@pytest.mark.parametrize(("intent", "words"), meanings().items())
def test_an_offered_meaning_is_understood_as_its_intent(intent: str, words: str) -> None:
    assert intent_of(words) == intent


def test_buttons_say_words_never_commands() -> None:
    for _, button in BUTTONS:
        assert not button["payload"].startswith("/")
        assert button["title"] and button["payload"]
    assert set(meanings()) <= set(DOMAIN.intents)
