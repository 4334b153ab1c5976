"""Nothing that a resident typed reaches a log, not even when Rasa logs a failure."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import structlog

# Keys under which Rasa logs what was typed, or what was understood of it.
TYPED = frozenset(
    {
        "text",
        "user_text",
        "message_text",
        "message",
        "user_message",
        "json_message",
        "token_text",
        "parse_data",
        "parse_data_text",
        "parse_data_entities",
        "entity",
        "current_entity",
        "next_entity",
        "rasa_event",
        "rasa_events",
        "prediction_events",
        "tracker_latest_message",
        "slot_values",
        "slot_candidates",
        "prefilled_slots",
        "tracker_states",
        "current_states",
        "old_states",
        "states",
    }
)


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: replaces what residents typed by a dash."""
    for key in TYPED & event.keys():
        event[key] = "—"
    return event


def install() -> None:
    """Puts `redact` before whatever processors are configured; once is enough.

    In place, because Rasa's loggers keep the list that they were made with.
    """
    processors = structlog.get_config()["processors"]
    if redact not in processors:
        processors.insert(0, redact)
