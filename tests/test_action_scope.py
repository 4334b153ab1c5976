"""The scope check's actions and form, turn by turn on real trackers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.scope import (
    REQUESTED_SLOT,
    ActionCancel,
    ActionScopeCheck,
    ValidateScopeForm,
    answer,
    kept,
)
from bot import notice, scope
from bot.facts import facts
from bot.scope.lexicon import categories
from tests.serving import ROOT

YUHUA = notice.load()
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
ASK_PERSON = "utter_ask_scope_form_scope_person"
ASK_MATTER = "utter_ask_scope_form_scope_matter"
IN, OUT, UNDECIDED = OUTCOMES = ("属于受理范围", "不属于受理范围", "需由巡视组认定")


class Talk:
    """A conversation as Rasa keeps it: what is said and done, and the slots."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.slots: dict[str, Any] = {}
        self.loop: str | None = None
        self.message: dict[str, Any] = {}

    def hear(self, text: str, intent: str = "ask_scope_check") -> None:
        """A message of the resident, understood as `intent`."""
        entities = [
            {"entity": item.kind, "value": item.value, "start": item.start, "end": item.end}
            for item in scope.find(text, YUHUA)
        ]
        self.message = {"text": text, "intent": {"name": intent}, "entities": entities}
        self.events.append({"event": "action", "name": "action_listen"})
        self.events.append({"event": "user", "text": text, "parse_data": self.message})

    def run(self, action: Action) -> list[dict[str, Any]]:
        """Runs an action, keeps its events, returns what it uttered."""
        dispatcher = CollectingDispatcher()
        name = action.name().replace("validate_", "")
        tracker = Tracker(
            "somebody", dict(self.slots), self.message, list(self.events), False, None,
            {"name": self.loop} if self.loop else {}, None,
        )  # fmt: skip
        events = action.run(dispatcher, tracker, {})
        events = asyncio.run(events) if asyncio.iscoroutine(events) else events
        self.events.append({"event": "action", "name": name})
        for event in events:
            self.events.append(event)
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            if event["event"] == "active_loop":
                self.loop = event["name"]
        self.returned = events
        return dispatcher.messages

    def do(self, name: str) -> None:
        """Another action is executed by its own rule."""
        self.events.append({"event": "action", "name": name})

    def ask(self, slot: str) -> None:
        """Rasa's form asks for a slot."""
        self.loop = "scope_form"
        self.slots[REQUESTED_SLOT] = slot

    def check(self, text: str) -> str:
        """A question about scope outside the form; the response's name."""
        self.hear(text)
        (said,) = self.run(ActionScopeCheck()) or [{"response": ""}]
        return str(said["response"])

    def fill(self, text: str, intent: str = "ask_scope_check") -> str:
        """A message while the form asks; the response's name, if any."""
        self.hear(text, intent)
        (said,) = self.run(ValidateScopeForm()) or [{"response": ""}]
        return str(said["response"])


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def asked(talk: Talk) -> Talk:
    """A conversation in which the form has asked who it is about."""
    assert talk.check("我的事归不归你们管") == ""
    assert talk.slots == {"scope_person": None, "scope_matter": None, "scope_open": True}
    talk.do("scope_form")
    talk.ask("scope_person")
    return talk


def test_a_full_question_is_answered_at_once(talk: Talk) -> None:
    assert talk.check("街道书记收红包归你们管吗") == "utter_scope_in_group"
    assert talk.slots["scope_open"] is False


@pytest.mark.parametrize(
    ("topic", "text", "response"),
    [
        ("ask_deputy", "区委书记", "utter_official"),
        ("ask_deputy", "村支书", "utter_scope_undecided_person"),
        ("ask_meeting_attendees", "街道的书记们呢", "utter_meeting_attendees"),
        ("ask_meeting_attendees", "街道书记收红包归你们管吗", "utter_scope_in_group"),
        ("ask_phone", "区委书记", "utter_scope_in_group"),
    ],
)
def test_a_bare_post_is_read_in_the_light_of_what_was_asked(
    talk: Talk, topic: str, text: str, response: str
) -> None:
    talk.hear("先问的", topic)
    assert talk.check(text) == response
    assert talk.slots["scope_open"] is False


def test_what_is_kept_are_categories_never_words(talk: Talk) -> None:
    talk.check("张三当街道书记时收了老板的红包能反映吗")
    assert {talk.slots["scope_person"], talk.slots["scope_matter"]} == {"party_head", "integrity"}
    keys = {key for _, key in categories()}
    assert {value for value in talk.slots.values() if isinstance(value, str)} <= keys


@pytest.mark.parametrize(
    ("first", "then", "response"),
    [
        ("街道书记收红包归你们管吗", "那村支书呢", "utter_scope_undecided_person"),
        ("村支书收红包归你们管吗", "如果是局长呢", "utter_scope_in_group"),
        ("村支书收红包归你们管吗", "那买官卖官呢", "utter_scope_undecided_person"),
        ("街道书记收红包归你们管吗", "那拆迁的事呢", "utter_scope_out_petition"),
        ("物业乱收费能反映吗", "那街道书记呢", "utter_scope_in_group"),
        ("物业乱收费能反映吗", "那村支书呢", "utter_scope_undecided_person"),
        ("街道书记能反映吗", "收红包呢", "utter_scope_in_group"),
        ("街道书记能反映吗", "那岳麓区的呢", "utter_scope_out_person"),
        ("区政协主席能反映吗", "副主席呢", "utter_scope_in_group"),
        ("教育局局长收红包归你们管吗", "那副的呢", "utter_scope_in_group"),
        ("村支书能反映吗", "副主任呢", "utter_scope_undecided_person"),
        ("村支书收红包归你们管吗", "公款吃喝能反映吗", "utter_scope_in_group_if"),
        ("街道书记收红包归你们管吗", "村支书的事受理吗", "utter_scope_undecided_person"),
        ("街道书记收红包归你们管吗", "那他不解决物业的事呢", "utter_scope_out_petition"),
    ],
)
def test_a_follow_up_keeps_what_still_holds(
    talk: Talk, first: str, then: str, response: str
) -> None:
    talk.check(first)
    assert talk.check(then) == response


@pytest.mark.parametrize(
    ("first", "topic", "response"),
    [
        ("刘素月是谁", "ask_official", "utter_scope_in_group"),
        ("街道书记归你们管吗", "ask_scope_check", "utter_scope_in_group"),
        ("村支书归你们管吗", "ask_scope_check", "utter_scope_undecided_person"),
        ("电话多少", "ask_phone", ""),
    ],
)
def test_he_is_whom_the_conversation_spoke_of(
    talk: Talk, first: str, topic: str, response: str
) -> None:
    if topic == "ask_scope_check":
        talk.check(first)
    else:
        talk.hear(first, topic)
        talk.message["entities"] += [
            {"entity": "official", "value": o.name} for o in YUHUA.officials if o.name in first
        ]
    assert talk.check("反映她的问题你们受理吗") == response


def test_a_full_question_keeps_nothing(talk: Talk) -> None:
    talk.check("村支书收红包归你们管吗")
    talk.check("公款吃喝能反映吗")
    assert talk.slots["scope_person"] is None


def test_the_form_asks_for_both_and_answers(asked: Talk) -> None:
    assert asked.fill("街道书记", "ask_official") == ""
    assert asked.slots["scope_person"] == "party_head"
    asked.ask("scope_matter")
    assert asked.fill("收红包", "report") == "utter_scope_in_group"
    assert asked.slots[REQUESTED_SLOT] is None
    assert asked.slots["scope_open"] is False


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("物业", "utter_scope_out_petition"),
        ("岳麓区的局长", "utter_scope_out_person"),
        ("市委书记", "utter_scope_out_person"),
        ("村支书贪污归你们管吗", "utter_scope_undecided_person"),
    ],
)
def test_the_form_asks_no_more_than_it_must(asked: Talk, text: str, response: str) -> None:
    assert asked.fill(text) == response
    assert asked.slots[REQUESTED_SLOT] is None


def test_a_matter_said_first_is_kept(asked: Talk) -> None:
    assert asked.fill("收红包") == ""
    assert asked.slots["scope_matter"] == "integrity"
    assert asked.fill("村支书") == "utter_scope_undecided_person"


@pytest.mark.parametrize("text", ["不清楚", "其他", "我也不知道", "其他人", "抄表的师傅"])
def test_not_knowing_who_is_an_answer(asked: Talk, text: str) -> None:
    asked.fill(text, "nlu_fallback")
    assert asked.slots["scope_person"] == "unclear"
    asked.ask("scope_matter")
    assert asked.fill("贪污") == "utter_scope_undecided_person"


def test_not_knowing_what_is_an_answer(asked: Talk) -> None:
    asked.fill("区长")
    asked.ask("scope_matter")
    assert asked.fill("说不清", "deny") == "utter_scope_undecided_matter"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("电话多少", "ask_phone"),
        ("区委书记叫什么名字", "ask_official"),
        ("我们街道书记张三收了五十万", "report"),
        ("周六有人接吗", "ask_hours_at"),
        ("算了", "cancel"),
        ("我住在这里二十多年了从来没有见过这样的道理你说说看", "nlu_fallback"),
        ("我的事归不归你们管", "ask_scope_check"),
    ],
)
def test_another_question_is_not_taken_for_an_answer(asked: Talk, text: str, intent: str) -> None:
    before = dict(asked.slots)
    assert asked.fill(text, intent) == ""
    assert asked.returned == []
    assert asked.slots == before


def test_the_form_ends_silently_after_another_question(asked: Talk) -> None:
    asked.fill("街道书记")
    asked.ask("scope_matter")
    asked.fill("电话多少", "ask_phone")
    asked.do("utter_phone")
    assert asked.run(ValidateScopeForm()) == []
    assert asked.returned == [
        {"event": "slot", "timestamp": None, "name": REQUESTED_SLOT, "value": None}
    ]
    assert asked.slots["scope_person"] == "party_head"
    assert asked.slots["scope_open"] is True


@pytest.mark.parametrize("text", ["收红包", "那收红包呢", "是收红包的事"])
def test_the_form_can_be_taken_up_later(asked: Talk, text: str) -> None:
    asked.slots |= {"scope_person": "party_head", REQUESTED_SLOT: None}
    assert asked.check(text) == "utter_scope_in_group"
    assert asked.slots["scope_open"] is False


def test_taken_up_later_the_form_asks_for_what_is_still_missing(asked: Talk) -> None:
    asked.slots[REQUESTED_SLOT] = None
    assert asked.check("街道书记") == ""
    assert asked.slots["scope_person"] == "party_head"
    assert asked.slots["scope_open"] is True
    assert asked.check("继续") == ""
    assert asked.slots["scope_person"] == "party_head"


def test_going_on_within_the_form_asks_again(asked: Talk) -> None:
    before = dict(asked.slots)
    assert asked.fill("继续", "ask_more") == ""
    assert asked.returned
    assert asked.slots == before


def test_the_form_asks_anew_when_the_question_is_put_anew(asked: Talk) -> None:
    asked.fill("街道书记")
    asked.ask("scope_matter")
    assert asked.check("我的事归不归你们管") == ""
    assert asked.run(ValidateScopeForm()) == []
    assert asked.returned == []
    assert asked.slots["scope_person"] is None


def test_cancel_forgets_everything(asked: Talk) -> None:
    asked.fill("街道书记")
    asked.hear("算了", "cancel")
    (said,) = asked.run(ActionCancel())
    assert said["response"] == "utter_cancel"
    assert asked.loop is None
    assert set(asked.slots.values()) == {None, False}


def test_a_clause_of_several_questions_is_answered_without_a_conversation() -> None:
    reply = answer(["village"], ["integrity"], YUHUA)
    assert reply.response == "utter_scope_undecided_person"
    assert reply.facts["person"] == "村(社区)干部"
    nothing = answer([], [], YUHUA)
    assert nothing.response == ASK_PERSON
    assert nothing.slots["scope_open"] is True


def test_the_context_stands_in_for_what_is_left_out() -> None:
    slots = {"scope_person": "party_head", "scope_matter": "integrity"}
    assert kept("那村支书呢", ["village"], [], YUHUA, slots)["scope_matter"] == "integrity"
    assert kept("村支书的事受理吗", ["village"], [], YUHUA, slots) == {}
    assert answer([], ["life"], YUHUA, slots).slots["scope_person"] == "party_head"


@pytest.mark.parametrize("person", [None, *(k for kind, k in categories() if kind == "person")])
@pytest.mark.parametrize("matter", [None, *(k for kind, k in categories() if kind == "matter")])
def test_every_verdict_has_words_with_one_outcome(person: str | None, matter: str | None) -> None:
    reply = answer([person] if person else [], [matter] if matter else [], YUHUA)
    known = {**facts(YUHUA), "period_note": "", **reply.facts}
    words = _said(reply.response, known)
    said = [o for o in OUTCOMES if o in words and not (o == IN and OUT in words)]
    assert len(said) == (1 if person or matter else 0)
    assert "抱歉" not in words
    if OUT in words:
        assert YUHUA.scope.others_handled_by in words
    elif person or matter:
        assert YUHUA.contact.phone in words


def _said(response: str, known: dict[str, Any]) -> str:
    stated = {name: words for name, words in known.items() if words is not None}
    for variation in DOMAIN["responses"][response]:
        try:
            return str(variation["text"].format_map(stated))
        except KeyError:
            continue
    raise AssertionError(f"{response} cannot be filled")


@pytest.mark.parametrize(("response", "kind"), [(ASK_PERSON, "person"), (ASK_MATTER, "matter")])
def test_each_button_is_an_answer(response: str, kind: str) -> None:
    (variation,) = DOMAIN["responses"][response]
    values = []
    for button in variation["buttons"]:
        (found,) = scope.find(button["payload"], YUHUA)
        assert (found.kind, found.start, found.end) == (kind, 0, len(button["payload"]))
        assert scope.is_bare(button["payload"], YUHUA)
        values.append(found.value)
    assert len(set(values)) == len(values)
    assert "unclear" in values
