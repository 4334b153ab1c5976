"""The response generator: wording from `domain.yml`, facts from the notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot import clock
from bot.facts import facts
from bot.notice import Notice
from bot.office_hours import period_state
from bot.serving import notice_for

PARTS = "parts"
"""The keyword under which an action hands over several responses for one reply."""

CONTACTS = {"phone", "mailbox", "qr_channel", "address", "email"}
"""Placeholders of contact facts: outside the period none is given without saying so first."""

PERIOD_STATES = {"before": "巡视尚未开始", "during": "", "after": "巡视已结束"}
"""What `{period_state}` says, and how a note or an answer is known to have said it."""

Variation = dict[str, Any]
Responses = dict[str, list[Variation]]


class NoticeResponses(TemplatedNaturalLanguageGenerator):
    """Fills a response's placeholders from the conversation's notice.

    Of a response's variations the first is used of which every placeholder can be
    filled, so that a fact the notice does not state falls through to the variation
    that says so. Values given by an action go before the notice's facts.
    """

    def __init__(self, domain: Domain, endpoint_config: Any = None) -> None:
        """Called by Rasa from `endpoints.yml`, before the model's domain is known."""
        super().__init__(domain.responses)

    @property
    def responses(self) -> Responses:
        """Name → variations; set by Rasa whenever a model is loaded."""
        return self._responses

    @responses.setter
    def responses(self, responses: Responses) -> None:
        self._responses = {
            name: [_prepared(variation) for variation in variations]
            for name, variations in responses.items()
        }

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The response as a message for the channel, or None where there is none."""
        metadata = tracker.latest_message.metadata if tracker.latest_message else None
        notice, now = notice_for(tracker.sender_id), clock.now(metadata)
        parts = kwargs.pop(PARTS, None)
        if parts is None:
            return self.say(utter_action, notice, now, kwargs)
        said = [self.say(part["response"], notice, now, part) for part in parts]
        return _together([message for message in said if message])

    def say(
        self, response: str, notice: Notice, now: datetime, given: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """One response in words: the first variation that can be filled.

        Args:
            response: its name in the domain.
            now: aware, Asia/Shanghai; decides the line that a contact answer begins with.
            given: values from an action, by placeholder.
        """
        state = period_state(notice, now.date())
        begins = PERIOD_STATES[state]
        known = {**facts(notice), "period_state": begins and f"{begins}。", **given}
        for variation in self.responses.get(response, ()):
            needed = variation["placeholders"]
            if "period_note" in needed:
                known["period_note"] = self._period_note(state, notice, now)
            if all(known.get(name) is not None for name in needed):
                message = _filled(variation, known)
                if needed & CONTACTS and begins not in message["text"]:
                    message["text"] = self._period_note(state, notice, now) + message["text"]
                return message
        return None

    def _period_note(self, state: str, notice: Notice, now: datetime) -> str:
        """The line that goes before contact facts outside the period; empty within it."""
        note = self.say(f"utter_period_note_{state}", notice, now, {})
        return f"{note['text']}\n" if note else ""


def _prepared(variation: Variation) -> Variation:
    names = {name for _, name, _, _ in Formatter().parse(variation.get("text") or "") if name}
    return {**variation, "placeholders": names}


def _filled(variation: Variation, known: Mapping[str, Any]) -> dict[str, Any]:
    message = {
        "text": variation["text"].format_map(known).strip(),
        "buttons": [dict(button) for button in variation.get("buttons") or ()],
    }
    if "custom" in variation:
        message["custom"] = variation["custom"]
    return message


def _together(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Several messages as one: a line that was said is not said again."""
    lines: dict[str, None] = {}
    for message in messages:
        lines.update(dict.fromkeys(message["text"].splitlines()))
    return {"text": "\n".join(lines), "buttons": []}
