"""Answers about the people whom the announcement names and what they said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import SPOKEN_OF, last_person, values
from actions.reply import Reply, say
from bot import passages
from bot.notice import Notice, Speech, listed
from bot.officials import PRONOUN, by_post, names_an_office
from bot.serving import notice_for

# 会上讲话的那个陈刚是什么职务
_ASKS_POST = re.compile(
    r"职务|职位|头衔|什么官|么子官|啥官|身份|哪个单位|干什么的|做什么工作|是哪个|是谁|哪位|何人|什么人"
)

_COMMON = ("省委巡视组", "巡视组", "巡视工作", "领导干部", "区委书记", "动员会")
"""Words of the speeches that pick out no sentence."""


def about_officials(text: str, named: list[str], spoken_of: str | None, notice: Notice) -> Reply:
    """Who somebody is.

    Args:
        text: the question.
        named: the officials whom it names.
        spoken_of: whom 他 means, from the conversation.
    """
    names = named or [official.name for official in by_post(text, notice)]
    if not names and spoken_of and PRONOUN.search(text):
        names = [spoken_of]
    people = [official for official in map(notice.official, names) if official]
    if people:
        lines = (f"{person.name}:{listed(person.posts)}" for person in people)
        said = {"people": "\n".join(lines)}
        return Reply("utter_official", said, {SPOKEN_OF: people[0].name})
    if names_an_office(text):
        return Reply("utter_official_unknown")
    return Reply("utter_officials")


def about_speeches(text: str, named: list[str], spoken_of: str | None, notice: Notice) -> Reply:
    """What was said at the meeting, by the person asked about or by all.

    Arguments as for `about_officials`.
    """
    if named and _ASKS_POST.search(text):
        return about_officials(text, named, spoken_of, notice)
    names = named or [official.name for official in by_post(text, notice)]
    if not names and "副组长" not in text and "组长" in text and notice.team.head:
        names = [notice.team.head]
    if not names and spoken_of and PRONOUN.search(text):
        names = [spoken_of]
    speeches = notice.meeting.speeches if notice.meeting else ()
    chosen = [speech for speech in speeches if speech.speaker in names]
    told = list(_passages(text, chosen or speeches, notice)) or [s.told for s in chosen]
    return Reply("utter_meeting_speeches", {"speeches": "\n".join(told)} if told else {})


def _passages(text: str, speeches: Sequence[Speech], notice: Notice) -> Iterator[str]:
    """The sentences that a question takes words from, each with its speaker."""
    posts = (post for official in notice.officials for post in (official.name, *official.posts))
    common = (notice.team.name, notice.target.name, notice.target.short_name, *posts, *_COMMON)
    said = [(s.speaker, words) for s in speeches for words in passages.sentences(s.words or "")]
    for place in passages.asked_about(text, [words for _, words in said], common):
        speaker, words = said[place]
        yield f"{words}。" if words.startswith(speaker) else f"{speaker}:{words}。"


def about_meeting(entities: list[dict[str, Any]]) -> Reply:
    """The meeting, or the one held before it where the question speaks of that."""
    return Reply("utter_meeting_before" if values(entities, "meeting") else "utter_meeting")


class ActionMeeting(Action):
    """Tells of the meeting."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_meeting"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answers for the meeting that is asked about."""
        return say(dispatcher, about_meeting(tracker.latest_message.get("entities") or []))


class ActionMeetingSpeech(Action):
    """Says what was said at the meeting."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_meeting_speech"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answers for the speaker asked about, or for all."""
        notice = notice_for(tracker.sender_id)
        return say(dispatcher, about_speeches(*asked(tracker, notice), notice))


def asked(tracker: Tracker, notice: Notice) -> tuple[str, list[str], str | None]:
    """A question's text, the officials whom it names, and whom 他 would mean in it."""
    message = tracker.latest_message
    named = values(message.get("entities") or [], "official")
    return message.get("text") or "", named, last_person(tracker, notice)
