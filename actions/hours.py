"""Date and hour checks: the answers of `bot.hours_answers`, in the light of the conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import last_topic
from actions.reply import Reply, say
from bot import clock, hours_answers
from bot.notice import Notice
from bot.serving import notice_for
from bot.time_expressions import Asked, Before, Piece, from_json, means_told_time, parse

ASKED_TIME = "asked_time"
"""The slot that keeps what was asked about last, for 那下午呢: dates and times, no words."""

INTENTS = ("ask_hours_at", "ask_next_opening", "ask_period_state", "ask_days_left", "ask_why")
_ENDING = ("ask_period", "ask_period_length", "ask_period_state", "ask_days_left")
_OF_HOURS = ("action_check_hours", "action_next_opening", "action_why", "action_answer_all")

Answer = Callable[[Asked | None, datetime, Notice], hours_answers.Wording]
_ANSWERS: dict[str, Answer] = {
    "ask_hours_at": hours_answers.about_time,
    "ask_why": hours_answers.about_time,
    "ask_next_opening": hours_answers.about_next_opening,
    "ask_period_state": hours_answers.about_period,
    "ask_days_left": hours_answers.about_days_left,
}


def answer(
    intent: str, text: str, now: datetime, notice: Notice, before: Before | None = None
) -> Reply:
    """What to say to a question about time.

    Args:
        intent: one of `INTENTS`.
        text: the question, or just its time phrases; read by `bot.time_expressions`.
        now: aware, Asia/Shanghai.
        notice: the conversation's.
        before: the question about time before this one (`spoken_of`).

    Returns:
        The response, what fills it, and the slot `ASKED_TIME` when a time was asked, or
        the day of the next opening named.

    Raises:
        KeyError: the intent is not one of `INTENTS`.
    """
    asked = parse(text, now, notice, before)
    if asked is None and before and before.just:
        reads_on = intent == "ask_next_opening" and before.is_shut_later(now)  # 国庆呢, 那几时恢复
        asked = before.asked if reads_on or intent == "ask_why" else None
    wording = _ANSWERS[intent](asked, now, notice)
    slots = {}
    if asked and asked.impossible is None and intent in ("ask_hours_at", "ask_why"):
        slots[ASKED_TIME] = {**asked.to_json(), "open": wording.open}
    elif wording.opens:
        slots[ASKED_TIME] = {**Asked((Piece(wording.opens),)).to_json(), "open": True}
    return Reply(wording.response, dict(wording.facts), slots)


def spoken_of(tracker: Tracker) -> Before | None:
    """The question about time before this one, from the slot and the last action.

    那天 after 巡视哪天结束 or 动员会哪天开的 is the day that was answered.
    """
    if means_told_time(tracker.latest_message.get("text") or ""):
        day = _day_told(last_topic(tracker), notice_for(tracker.sender_id))
        if day:
            return Before(Asked((Piece(day),)), open=True, just=True)
    slot = tracker.get_slot(ASKED_TIME)
    asked = from_json(slot)
    if asked is None:
        return None
    actions = (e.get("name") for e in reversed(tracker.events) if e.get("event") == "action")
    last = next((name for name in actions if name != "action_listen"), None)
    return Before(asked, bool(slot.get("open")), last in _OF_HOURS)


def _day_told(topic: str | None, notice: Notice) -> date | None:
    """The day that an answer about this topic names last."""
    if topic in _ENDING:
        return notice.period.end
    return notice.meeting.date if notice.meeting and topic == "ask_meeting" else None


def just_asked(reply: Reply) -> Before | None:
    """The question about time that `reply` answers, for the next one of one message."""
    slot = reply.slots.get(ASKED_TIME)
    asked = from_json(slot)
    return Before(asked, bool(slot["open"]), True) if slot and asked else None


class _HoursAction:
    """One of the checks; a subclass names the action and the intent that it answers."""

    action: str
    intent: str

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answers by the conversation's notice, at the message's clock."""
        message = tracker.latest_message
        reply = answer(
            self.intent,
            message.get("text") or "",
            clock.now(message.get("metadata")),
            notice_for(tracker.sender_id),
            spoken_of(tracker),
        )
        return say(dispatcher, reply)


class ActionCheckHours(_HoursAction, Action):
    """Whether the line is answered now, or at the time asked about."""

    action = "action_check_hours"
    intent = "ask_hours_at"


class ActionNextOpening(_HoursAction, Action):
    """When the line is answered next."""

    action = "action_next_opening"
    intent = "ask_next_opening"


class ActionPeriodState(_HoursAction, Action):
    """Whether the inspection is on."""

    action = "action_period_state"
    intent = "ask_period_state"


class ActionDaysLeft(_HoursAction, Action):
    """How many days are left."""

    action = "action_days_left"
    intent = "ask_days_left"
