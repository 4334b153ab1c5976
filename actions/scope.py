"""The scope check: answered at once when enough was said, asked for by a form otherwise.

Slots and replies hold categories (`data/lexicon/`), never what was typed. `scope_person`
and `scope_matter` are also the context for 那村支书呢; `scope_open` says that the form
still waits for an answer, which it may get after other questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announcement import about_officials
from actions.context import last_person, last_topic
from actions.reply import Reply, say
from bot import scope
from bot.notice import Notice
from bot.officials import PRONOUN, by_post
from bot.scope.lexicon import MATTER, PERSON, UNCLEAR
from bot.serving import notice_for

PERSON_SLOT, MATTER_SLOT, OPEN_SLOT = "scope_person", "scope_matter", "scope_open"
REQUESTED_SLOT = "requested_slot"

CHECKS = ("ask_scope_check", "ask_other_district")
"""Questions whether something is accepted; a bare post after one asks the same of it."""
_NAMING = ("ask_head", "ask_deputy", "ask_team_members", "ask_official")
"""Questions whose answers are names."""
_DEPUTY_OF = {"leadership": "leadership", "party_head": "key_post", "institution": "institution"}
"""Whose deputy 副主席 is after a check on 区政协主席."""
LONGEST_ABOUT_HIM = 16
"""Characters; in a longer text 他 is somebody told of in it."""
LONGEST_UNCLEAR_ANSWER = 12
"""Characters; what was not understood and is longer does not answer the form."""


def answer(
    people: Sequence[str],
    matters: Sequence[str],
    notice: Notice,
    context: Mapping[str, Any] | None = None,
) -> Reply:
    """The verdict in words, or the form's first question when nothing is known.

    Args:
        people: the categories of people that the question names.
        matters: the categories of matters that it names.
        notice: the announcement asked about.
        context: slots kept from earlier questions, see `kept`; they stand in for what
            the question leaves out.
    """
    person, matter = _completed(people, matters, notice, context or {})
    if not (person or matter):
        return Reply("utter_ask_scope_form_scope_person", slots=_slots(None, None, True))
    verdict = scope.judge(person, matter, notice)
    said = {
        "group": verdict.group,
        "discipline": verdict.discipline,
        "person": scope.label(PERSON, person),
        "matter": scope.label(MATTER, matter),
    }
    return Reply(
        f"utter_scope_{verdict.outcome}_{verdict.why}",
        {name: words for name, words in said.items() if words},
        _slots(person, matter, False),
    )


def kept(
    text: str,
    people: Sequence[str],
    matters: Sequence[str],
    notice: Notice,
    slots: Mapping[str, Any],
) -> dict[str, Any]:
    """What of the last check still holds for this question.

    继续 keeps all of it, a full question nothing. 那村支书呢 keeps the matter and
    那收红包呢 the person; but a petition is nobody's deed and passes to no other.
    """
    if scope.resumes(text):
        return {name: slots.get(name) for name in (PERSON_SLOT, MATTER_SLOT)}
    if not scope.is_follow_up(text, notice) or (
        not (people or matters) and scope.names_another(text)
    ):
        return {}
    context = {}
    _, matter = scope.decisive(people, matters, notice)
    if not scope.is_petition(matter):
        context[PERSON_SLOT] = slots.get(PERSON_SLOT)
    if not scope.is_petition(slots.get(MATTER_SLOT)):
        context[MATTER_SLOT] = slots.get(MATTER_SLOT)
    return context


class ActionScopeCheck(Action):
    """Answers a question about scope, or opens the form that asks for what is missing."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_scope_check"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Says the verdict; or sets `scope_open`, by which a rule starts the form.

        A bare 区委书记 after 组长是谁 asks who that is, after 谁参加了动员会 if they came.
        """
        notice, text = notice_for(tracker.sender_id), _text(tracker)
        topic = last_topic(tracker)
        other = _of_topic(topic, text, notice)
        if other:
            return [*say(dispatcher, other), *_set(_slots(None, None, False))]
        people, matters = named(tracker)
        if not (people or any(map(scope.is_petition, matters))) and asks_of_him(text):
            checked = tracker.get_slot(PERSON_SLOT) if topic in CHECKS else None
            people = [checked] if checked else office_of(last_person(tracker, notice), notice)
        people = _deputies(text, tracker.get_slot(PERSON_SLOT)) or people
        context = kept(text, people, matters, notice, tracker.slots)
        person, matter = _completed(people, matters, notice, context)
        goes_on = bool(context) and bool(tracker.get_slot(OPEN_SLOT))
        if not (person or matter) or (goes_on and not scope.settled(person, matter)):
            return _set(_slots(person, matter, True))
        return say(dispatcher, answer(people, matters, notice, context))


class ValidateScopeForm(Action):
    """Fills the form, says the verdict when it is certain, and leaves when interrupted."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "validate_scope_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Reads an answer to the question asked.

        Nothing returned means that the message is none: Rasa then rejects the form for
        this turn, answers the message by its own rule and comes back here, where the form
        ends without asking again. Its slots stay, so that it can be taken up later.
        """
        requested = tracker.get_slot(REQUESTED_SLOT)
        if requested is None or _just_opened(tracker):
            return []
        if _other_question_answered(tracker):
            return [SlotSet(REQUESTED_SLOT, None)]
        notice = notice_for(tracker.sender_id)
        given = self._given(tracker, requested, notice)
        if given is None:
            return []
        person = given.get(PERSON_SLOT) or tracker.get_slot(PERSON_SLOT)
        matter = given.get(MATTER_SLOT) or tracker.get_slot(MATTER_SLOT)
        if not scope.settled(person, matter):
            return _set(_slots(person, matter, True))
        reply = answer([person] if person else [], [matter] if matter else [], notice)
        return [*say(dispatcher, reply), SlotSet(REQUESTED_SLOT, None)]

    @staticmethod
    def _given(tracker: Tracker, requested: str, notice: Notice) -> dict[str, str | None] | None:
        """The slots that the message fills, or None when it does not answer the form.

        A message understood as another question answers it only when it names a person
        or a matter and says nothing else. 继续 fills none and is asked again.
        """
        text = _text(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if scope.resumes(text):
            return {}
        if scope.is_unsure(text):
            return {requested: UNCLEAR}
        short = len(text) <= LONGEST_UNCLEAR_ANSWER
        answers = intent == "ask_scope_check" or (intent == "nlu_fallback" and short)
        if not answers and not scope.is_bare(text, notice):
            return None
        person, matter = scope.decisive(*named(tracker), notice)
        if person or matter:
            return {PERSON_SLOT: person, MATTER_SLOT: matter}
        return {requested: UNCLEAR} if short and not scope.says_nothing(text) else None


class ActionCancel(Action):
    """Drops what was being asked."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_cancel"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Ends the form and forgets its slots."""
        events = say(dispatcher, Reply("utter_cancel", slots=_slots(None, None, False)))
        return [*events, SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]


def _completed(
    people: Sequence[str], matters: Sequence[str], notice: Notice, context: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    person, matter = context.get(PERSON_SLOT), context.get(MATTER_SLOT)
    return scope.decisive(
        people or ([person] if person else []), matters or ([matter] if matter else []), notice
    )


def asks_of_him(text: str) -> bool:
    """Whether a short question leaves to the conversation whom it means: 反映她的问题你们受理吗."""
    return len(text) <= LONGEST_ABOUT_HIM and bool(PRONOUN.search(text))


def office_of(name: str | None, notice: Notice) -> list[str]:
    """The category of the official who is named so; nothing where there is none."""
    found = scope.find(name or "", notice)
    return [who.value for who in found if who.kind == PERSON][:1]


def _deputies(text: str, person: str | None) -> list[str]:
    """The deputies of whom the check before was about, where `text` names no more than them."""
    deputy = _DEPUTY_OF.get(person or "") if scope.names_deputy(text) else None
    return [deputy] if deputy else []


def _of_topic(topic: str | None, text: str, notice: Notice) -> Reply | None:
    """The answer to somebody's bare post where people were spoken of before."""
    if topic == "ask_meeting_attendees" and scope.is_bare(text, notice):
        return Reply("utter_meeting_attendees")
    if topic in _NAMING and scope.is_bare(text, notice) and by_post(text, notice):
        return about_officials(text, [], None, notice)
    return None


def _slots(person: str | None, matter: str | None, is_open: bool) -> dict[str, Any]:
    return {PERSON_SLOT: person, MATTER_SLOT: matter, OPEN_SLOT: is_open}


def _set(slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [SlotSet(name, value) for name, value in slots.items()]


def _text(tracker: Tracker) -> str:
    return tracker.latest_message.get("text") or ""


def named(tracker: Tracker) -> tuple[list[str], list[str]]:
    """The categories of people and of matters that the present message names."""
    return (
        list(tracker.get_latest_entity_values(PERSON)),
        list(tracker.get_latest_entity_values(MATTER)),
    )


def _actions_of_this_turn(tracker: Tracker) -> list[str]:
    """What was done since the resident's message, without the form itself."""
    done: list[str] = []
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        if event.get("event") == "action":
            done.append(event.get("name") or "")
    return [name for name in done if name not in ("action_listen", "scope_form")]


def _just_opened(tracker: Tracker) -> bool:
    return "action_scope_check" in _actions_of_this_turn(tracker)


def _other_question_answered(tracker: Tracker) -> bool:
    return bool(_actions_of_this_turn(tracker))
