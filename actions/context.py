"""What was said before, read from the conversation's recent events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Tracker

from bot.notice import Notice

SPOKEN_OF = "spoken_of"
"""The slot that keeps who was named last in an answer."""
_OF_MEETING = ("ask_meeting", "ask_meeting_presided")
NOT_UNDERSTOOD = ("action_clarify", "action_off_topic")


Question = tuple[str, list[dict[str, Any]], str]
"""Intent, entities and text of one question."""


def questions(message: dict[str, Any]) -> list[Question]:
    """A parsed message as its questions, in order.

    A `compound` message holds several, told apart by their entities' group.
    """
    intent = (message.get("intent") or {}).get("name") or ""
    entities = message.get("entities") or []
    text = message.get("text") or ""
    asked = [e for e in entities if e["entity"] == "question"]
    if not asked:
        return [(intent, entities, text)]
    return [
        (
            q["value"],
            [e for e in entities if e is not q and e.get("group") == q["group"]],
            text[q["start"] : q["end"]],
        )
        for q in asked
    ]


def values(entities: list[dict[str, Any]], kind: str) -> list[Any]:
    """The values of the entities of one kind, in order."""
    return [entity["value"] for entity in entities if entity["entity"] == kind]


def earlier_questions(tracker: Tracker) -> Iterator[Question]:
    """The questions of the messages before the present one, latest first, without text."""
    messages = [e.get("parse_data") or {} for e in tracker.events if e.get("event") == "user"]
    for message in reversed(messages[:-1]):
        yield from reversed(questions(message))


def last_topic(tracker: Tracker) -> str | None:
    """The intent last asked about, passing over 还有吗, 为什么 and small talk."""
    for intent, _, _ in earlier_questions(tracker):
        if intent.startswith("ask_") and intent not in ("ask_more", "ask_why"):
            return intent
    return None


def last_person(tracker: Tracker, notice: Notice) -> str | None:
    """The named person last spoken of: whom 他 means.

    Of the meeting before the meeting it is whom the announcement names first in it.
    """
    meeting = notice.meeting
    before = meeting.before or "" if meeting else ""
    named_before = [official.name for official in notice.officials if official.name in before]
    host = min(named_before, key=before.index, default=None)
    implied = {
        "ask_head": notice.team.head,
        "ask_team": notice.team.head,
        "ask_deputy": notice.team.deputy,
        "ask_meeting_presided": meeting.presided_by if meeting else None,
        "ask_official": tracker.get_slot(SPOKEN_OF),
    }
    for intent, entities, _ in earlier_questions(tracker):
        named = values(entities, "official")
        if host and intent in _OF_MEETING and values(entities, "meeting"):
            return host
        if named or implied.get(intent):
            return named[-1] if named else implied[intent]
    return None


def misunderstood_before(tracker: Tracker) -> bool:
    """Whether the message before this one was not understood either."""
    for event in reversed(tracker.events):
        if event.get("event") == "action" and event.get("name") != "action_listen":
            return event.get("name") in NOT_UNDERSTOOD
    return False


def last_reply(tracker: Tracker) -> str | None:
    """What the bot said last, or None."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and event.get("text"):
            return str(event["text"])
    return None
