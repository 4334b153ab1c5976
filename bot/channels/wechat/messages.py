"""A message or event of the platform, read from its XML.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wechatpy import parse_message

from bot.channels.wechat import envelope
from bot.channels.wechat.envelope import EnvelopeError

_NAME = re.compile(r"[A-Za-z0-9_@.=-]{1,128}")
_TEXTS = {"text": "content", "voice": "recognition"}


@dataclass(frozen=True)
class Incoming:
    """One message or event.

    `kind` is the platform's MsgType, for an event `event.` and its name, in small
    letters; `text` is what was typed, recognised from speech, or the event's key.
    `identity` is what the platform's retries of one message have in common. A
    resident's OpenID and words stay out of its `repr`.
    """

    kind: str
    created: int
    sender: str = field(repr=False)
    account: str = field(repr=False)
    text: str = field(repr=False)
    identity: str = field(repr=False)

    @property
    def is_event(self) -> bool:
        return self.kind.startswith("event.")


def read(xml: str) -> Incoming:
    """The message in the XML.

    Raises:
        EnvelopeError: the XML is malformed, hostile, or lacks what every message has.
    """
    elements = envelope.fields(xml)
    kind = envelope.field(elements, "MsgType").lower()
    sender, account = (_name(elements, name) for name in ("FromUserName", "ToUserName"))
    if kind == "event":
        kind = f"event.{envelope.field(elements, 'Event').lower()}"
    elif kind == "text" and "Content" not in elements:
        raise EnvelopeError(400, "field Content")
    try:
        message = parse_message(xml)
        created, number = int(message.time), int(message.id or 0)
        text = getattr(message, _TEXTS.get(kind, ""), None) or ""
    except Exception:  # whatever wechatpy meets in hostile fields
        raise EnvelopeError(400, "message") from None
    if kind.startswith("event."):
        number, text = 0, elements.get("EventKey") or ""
    if not isinstance(text, str) or not 0 < created < 10**11:
        raise EnvelopeError(400, "message")
    mark = str(number) if number else f"{created} {kind} {text}"
    return Incoming(kind, created, sender, account, text, f"{sender} {mark}")


def _name(elements: dict[str, object], element: str) -> str:
    value = envelope.field(elements, element)
    if not _NAME.fullmatch(value):
        raise EnvelopeError(400, f"field {element}")
    return value
