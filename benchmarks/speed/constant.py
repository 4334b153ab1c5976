"""The floor: Rasa's own REST channel, on Rasa's own server, with nothing behind it.

The channel is Rasa's: the request is read, a `UserMessage` is made, its answer is collected
and sent as JSON. Only what it hands the message to is replaced: instead of an agent, one
line that says a constant of about the length of an answer, with the buttons of one.
"""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint

ANSWER = {
    "text": "巡视组的值班电话:0000-00000000。接听时间:工作日上午9:00—12:00,下午13:30—17:30。",
    "buttons": [
        {"title": "现在有人接吗", "payload": "现在电话有人接吗"},
        {"title": "还有别的方式吗", "payload": "还有哪些联系方式"},
    ],
}


class ConstantRest(RestInput):
    """Rasa's REST channel in front of a constant."""

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """The routes of Rasa's channel, with the constant for an agent."""
        return super().blueprint(_answer)


async def _answer(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, dict(ANSWER))
