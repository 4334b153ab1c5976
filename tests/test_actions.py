"""The actions about people, the conversation itself and several questions at once."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.announcement import ActionMeeting, ActionMeetingSpeech
from actions.conversation import (
    CHOICES,
    MORE,
    ActionClarify,
    ActionMore,
    ActionOffTopic,
    ActionRepeat,
    ActionWhy,
    meanings,
)
from actions.officials import ActionOfficial
from actions.several import ActionAnswerAll
from bot import clock, notice
from bot.nlu.questions import QUESTION
from tests.serving import ROOT

YUHUA = notice.load()
RESPONSES = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["responses"]
OPEN = "2023-09-21T10:00:00+08:00"


@pytest.fixture(autouse=True)
def within_the_period(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.NOW_VARIABLE, OPEN)


def official(name: str) -> dict[str, Any]:
    return {"entity": "official", "value": name}


class Talk:
    """A conversation so far: what was asked, done and said."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.message: dict[str, Any] = {}
        self.slots: dict[str, Any] = {}

    def hear(self, intent: str, *entities: dict[str, Any], text: str = "", **more: Any) -> Talk:
        """A message; of those before it the text is dropped, as `ShortMemory` does."""
        self.message = {
            "intent": {"name": intent}, "entities": list(entities), "text": text, **more
        }  # fmt: skip
        self.events.append({"event": "action", "name": "action_listen"})
        self.events.append({"event": "user", "parse_data": {**self.message, "text": ""}})
        return self

    def answered(self, action: str, text: str = "") -> Talk:
        """What the bot did and said then."""
        self.events += [{"event": "action", "name": action}, {"event": "bot", "text": text}]
        return self

    def tracker(self) -> Tracker:
        """As an action receives it."""
        return Tracker("somebody", self.slots, self.message, self.events, False, None, {}, None)

    def run(self, action: Action) -> dict[str, Any]:
        """The one message that the action utters."""
        dispatcher = CollectingDispatcher()
        self.returned = action.run(dispatcher, self.tracker(), {})
        (message,) = dispatcher.messages
        assert message["response"] in RESPONSES
        return dict(message)


@pytest.fixture
def talk() -> Talk:
    return Talk()


# People.


@pytest.mark.parametrize(
    ("text", "named", "people"),
    [
        ("刘素月是谁", ["刘素月"], "刘素月:雨花区委书记"),
        ("区委书记是谁", [], "刘素月:雨花区委书记"),
        (
            "陈刚什么职务",
            ["陈刚"],
            "陈刚:长沙市委常委、市纪委书记、市监委主任、市委巡察工作领导小组组长",
        ),
        (
            "万中学和马昌松是谁",
            ["万中学", "马昌松"],
            "万中学:省委第六巡视组组长\n马昌松:省委第六巡视组副组长",
        ),
    ],
)
def test_somebody_is_told_by_name_or_post(
    talk: Talk, text: str, named: list[str], people: str
) -> None:
    said = talk.hear("ask_official", *map(official, named), text=text).run(ActionOfficial())
    assert (said["response"], said["people"]) == ("utter_official", people)


def test_who_is_not_named_is_not_made_up(talk: Talk) -> None:
    said = talk.hear("ask_official", text="区长是谁").run(ActionOfficial())
    assert said["response"] == "utter_official_unknown"
    said = talk.hear("ask_official", text="公告提到了哪些领导").run(ActionOfficial())
    assert said["response"] == "utter_officials"


@pytest.mark.parametrize(
    ("intent", "entities", "meant"),
    [
        ("ask_head", [], "万中学"),
        ("ask_deputy", [], "马昌松"),
        ("ask_meeting_presided", [], "刘素月"),
        ("ask_meeting_presided", [{"entity": "meeting", "value": "before"}], "万中学"),
        ("ask_official", [official("陈刚")], "陈刚"),
        ("ask_official", [official("陈刚"), official("刘素月")], "刘素月"),
    ],
)
def test_he_is_whom_one_spoke_of(
    talk: Talk, intent: str, entities: list[dict[str, Any]], meant: str
) -> None:
    talk.hear(intent, *entities).answered("utter_x").hear("thank").answered("utter_thank")
    said = talk.hear("ask_official", text="他是什么职务").run(ActionOfficial())
    assert said["people"].startswith(meant)


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("那区委书记呢", "utter_scope_in_group"),
        ("区委书记", "utter_scope_in_group"),
        ("那区委书记叫什么", "utter_official"),
    ],
)
def test_a_bare_post_after_a_scope_check_is_judged(talk: Talk, text: str, response: str) -> None:
    village, leader = (
        {"entity": "person", "value": "village"},
        {"entity": "person", "value": "leadership"},
    )
    talk.hear("ask_scope_check", village).answered("action_scope_check")
    assert (
        talk.hear("ask_official", leader, text=text).run(ActionOfficial())["response"] == response
    )


@pytest.mark.parametrize(
    ("entities", "response"),
    [([], "utter_meeting"), ([{"entity": "meeting", "value": "before"}], "utter_meeting_before")],
)
def test_the_meeting_asked_about_is_told(
    talk: Talk, entities: list[dict[str, Any]], response: str
) -> None:
    assert talk.hear("ask_meeting", *entities).run(ActionMeeting())["response"] == response


def test_he_is_nobody_when_nobody_was_spoken_of(talk: Talk) -> None:
    said = talk.hear("ask_official", text="他是什么职务").run(ActionOfficial())
    assert said["response"] != "utter_official"


@pytest.mark.parametrize(
    ("text", "named", "speaker"),
    [
        ("陈刚提了什么要求", ["陈刚"], "陈刚"),
        ("组长讲了什么", [], "万中学"),
        ("区委书记怎么表态的", [], "刘素月"),
    ],
)
def test_a_speech_is_told_by_its_speaker(
    talk: Talk, text: str, named: list[str], speaker: str
) -> None:
    talk.hear("ask_meeting_speech", *map(official, named), text=text)
    speeches = talk.run(ActionMeetingSpeech())["speeches"]
    assert speeches.startswith(speaker)
    assert "\n" not in speeches


def test_all_speeches_are_told_when_no_speaker_is_named(talk: Talk) -> None:
    said = talk.hear("ask_meeting_speech", text="会上讲了什么").run(ActionMeetingSpeech())
    assert said["response"] == "utter_meeting_speeches" and "speeches" not in said


def test_nothing_is_put_into_the_mouth_of_who_did_not_speak(talk: Talk) -> None:
    talk.hear("ask_meeting_speech", official("马昌松"), text="马昌松讲了什么")
    said = talk.run(ActionMeetingSpeech())
    assert "马昌松" not in said.get("speeches", "")


# The conversation itself.


@pytest.mark.parametrize(("topic", "response"), MORE.items())
def test_more_is_more_of_the_last_topic(talk: Talk, topic: str, response: str) -> None:
    talk.hear(topic).answered("utter_x").hear("thank").answered("utter_thank")
    assert talk.hear("ask_more").run(ActionMore())["response"] == response


def test_more_of_nothing(talk: Talk) -> None:
    assert talk.hear("ask_more").run(ActionMore())["response"] == "utter_more"


def test_more_is_asked_of_a_topic_not_of_more(talk: Talk) -> None:
    talk.hear("ask_phone").answered("utter_phone").hear("ask_more").answered("action_more")
    assert talk.hear("ask_more").run(ActionMore())["response"] == "utter_contact"


@pytest.mark.parametrize("topic", ["ask_scope_check", "ask_other_district", "ask_scope"])
def test_the_reason_of_a_verdict_is_the_scope(talk: Talk, topic: str) -> None:
    talk.hear(topic).answered("action_x")
    assert talk.hear("ask_why", text="为什么").run(ActionWhy())["response"] == "utter_scope"


def test_the_reason_of_the_hours_is_theirs(talk: Talk) -> None:
    talk.hear("ask_hours_at").answered("action_check_hours")
    said = talk.hear("ask_why", text="为什么周六不上班").run(ActionWhy())
    assert said["response"].startswith("utter_hours_") and said["reason"] == "周末"


@pytest.mark.parametrize("topic", ["ask_reply_time", "greet"])
def test_no_other_reason_is_made_up(talk: Talk, topic: str) -> None:
    talk.hear(topic).answered("utter_x")
    assert talk.hear("ask_why", text="为什么").run(ActionWhy())["response"] == "utter_why"


def test_the_last_reply_is_said_again(talk: Talk) -> None:
    talk.hear("ask_phone").answered("utter_phone", "电话是{0}。")
    said = talk.hear("repeat").run(ActionRepeat())
    assert (said["response"], said["said"]) == ("utter_again", "电话是{0}。")


def test_there_may_be_nothing_to_say_again(talk: Talk) -> None:
    assert talk.hear("repeat").run(ActionRepeat())["response"] == "utter_nothing_to_repeat"


def ranked(*intents: str) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": 0.2} for name in intents]


def test_the_likeliest_meanings_are_offered_in_residents_words(talk: Talk) -> None:
    likely = ranked("nlu_fallback", "ask_phone", "off_topic", "ask_mailbox", "ask_qr", "ask_visit")
    said = talk.hear("nlu_fallback", intent_ranking=likely).run(ActionClarify())
    assert said["response"] == "utter_clarify"
    assert [button["payload"] for button in said["buttons"]] == [
        meanings()[name] for name in ("ask_phone", "ask_mailbox", "ask_qr")
    ]
    assert len(said["buttons"]) == CHOICES


def test_nothing_likely_is_declined(talk: Talk) -> None:
    talk.hear("nlu_fallback", intent_ranking=ranked("nlu_fallback", "off_topic"))
    assert talk.run(ActionClarify())["response"] == "utter_off_topic"


@pytest.mark.parametrize("action", [ActionClarify(), ActionOffTopic()])
@pytest.mark.parametrize("before", ["action_clarify", "action_off_topic"])
def test_twice_not_understood_leads_to_the_menu_and_the_telephone(
    talk: Talk, before: str, action: Action
) -> None:
    talk.hear("nlu_fallback").answered(before)
    talk.hear("nlu_fallback", intent_ranking=ranked("ask_phone"))
    assert talk.run(action)["response"] == "utter_not_understood"


def test_an_answer_between_begins_anew(talk: Talk) -> None:
    talk.hear("off_topic").answered("action_off_topic").hear("ask_phone").answered("utter_phone")
    assert talk.hear("off_topic").run(ActionOffTopic())["response"] == "utter_off_topic"


# Several questions.


def compound(talk: Talk, *questions: tuple[str, str, list[dict[str, Any]]]) -> Talk:
    entities, text = [], ""
    for group, (intent, words, named) in enumerate(questions):
        place = {"start": len(text), "end": len(text) + len(words), "group": str(group)}
        entities.append({"entity": QUESTION, "value": intent, **place})
        entities += [{**entity, "group": str(group)} for entity in named]
        text += words + ","
    return talk.hear("compound", *entities, text=text)


def parts(talk: Talk) -> list[dict[str, Any]]:
    said = talk.run(ActionAnswerAll())
    assert said["response"] == "utter_compound"
    assert all(part["response"] in RESPONSES for part in said["parts"])
    return list(said["parts"])


def test_questions_are_answered_in_order_each_with_its_own_words(talk: Talk) -> None:
    village = {"entity": "person", "value": "village"}
    compound(
        talk,
        ("ask_mailbox", "信箱多少", []),
        ("ask_hours_at", "周六有人吗", []),
        ("ask_official", "刘素月是谁", [official("刘素月")]),
        ("ask_scope_check", "村支书归你们管吗", [village]),
        ("ask_meeting_speech", "陈刚讲了什么", [official("陈刚")]),
    )
    answers = parts(talk)
    assert [answer["response"] for answer in answers] == [
        "utter_mailbox",
        "utter_hours_closed",
        "utter_official",
        "utter_scope_undecided_person",
        "utter_meeting_speeches",
    ]
    assert answers[1]["reason"] == "周末"
    assert answers[2]["people"] == "刘素月:雨花区委书记"
    assert answers[4]["speeches"].startswith("陈刚")


def test_a_question_leans_on_the_one_before_it(talk: Talk) -> None:
    compound(talk, ("ask_hours_at", "周六有人吗", []), ("ask_hours_at", "那周一呢", []))
    closed, open_ = parts(talk)
    assert closed["response"] == "utter_hours_closed"
    assert "open" in open_["response"]
    slots = {event["name"]: event["value"] for event in talk.returned}
    assert slots["asked_time"]["open"] is True


@pytest.mark.parametrize(
    "intent",
    [
        name
        for name in yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
        if name.startswith("ask_") and name not in ("ask_more", "ask_why")
    ],
)
def test_every_question_can_be_one_of_several(talk: Talk, intent: str) -> None:
    compound(talk, (intent, "这个呢", []), ("ask_phone", "电话多少", []))
    first, second = parts(talk)
    assert first["response"] in RESPONSES
    assert second["response"] == "utter_phone"


# What was said before.


def test_the_questions_of_a_compound_message_are_told_apart(talk: Talk) -> None:
    compound(
        talk, ("ask_head", "组长是谁", []), ("ask_official", "陈刚是谁", [official("陈刚")])
    ).answered("action_answer_all").hear("ask_official", text="他是什么职务")
    assert context.last_topic(talk.tracker()) == "ask_official"
    assert context.last_person(talk.tracker(), YUHUA) == "陈刚"


def test_the_present_message_is_not_what_was_said_before(talk: Talk) -> None:
    talk.hear("ask_head")
    assert context.last_topic(talk.tracker()) is None
    assert context.last_person(talk.tracker(), YUHUA) is None
    assert context.last_reply(talk.tracker()) is None
    assert not context.misunderstood_before(talk.tracker())
