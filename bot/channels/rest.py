"""Rasa's REST channel behind the gate: `POST /webhooks/rest/webhook`.

Rasa's own writes what was typed into the log when a message fails, answers a failure
with nothing, and lets all who name no sender share one conversation.
"""

from __future__ import annotations

import uuid
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import gate

LIMIT = 5_000
DEADLINE_SECONDS = 10.0


class RestInput(InputChannel):
    """Takes `{"sender", "message", "metadata"}`, answers with a list of one message."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is also part of its address."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Needs no settings."""
        return cls()

    def blueprint(self, on_new_message: gate.OnNewMessage) -> Blueprint:
        """The one route."""
        blueprint = Blueprint("rest_channel", __name__)

        @blueprint.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            text, sender, metadata = _read(request)
            answer = await gate.ask(
                on_new_message, text, sender, self.name(), metadata, DEADLINE_SECONDS, LIMIT
            )
            message: dict[str, Any] = {"recipient_id": sender, "text": answer.text}
            if answer.buttons:
                message["buttons"] = [
                    {"title": button.title, "payload": button.payload} for button in answer.buttons
                ]
            return response.json([message])

        return blueprint


def _read(request: Request) -> tuple[str, str, dict[str, Any]]:
    """The message's text, sender and metadata.

    Raises:
        InvalidUsage: (status 400) the body is no message.
    """
    body = request.json
    text = body.get("message") if isinstance(body, dict) else 0
    if text is not None and not isinstance(text, str):
        raise InvalidUsage("the body must be an object whose message is a text")
    sender, metadata = body.get("sender"), body.get("metadata")
    known = sender not in (None, "")
    return (
        text or "",
        str(sender) if known else uuid.uuid4().hex,
        metadata if isinstance(metadata, dict) else {},
    )
