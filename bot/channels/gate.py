"""The one gate between a channel of ours and Rasa: one question in, one answer out.

Every channel passes what a resident typed through `ask`; whatever happens behind it
(an empty answer, an error, a time-out), the resident gets a reply in Chinese.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import async_timeout
import structlog
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import Restarted

from bot.characters import Characters

if TYPE_CHECKING:
    from rasa.core.agent import Agent

log = structlog.get_logger(__name__)

MESSAGE_LIMIT = 500
DEADLINE_SECONDS = 4.0

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


@dataclass(frozen=True)
class Button:
    """A choice: what it shows, and what choosing it says for the resident."""

    title: str
    payload: str


@dataclass(frozen=True)
class Answer:
    """What the bot says to one message: one text, and the choices below it.

    `failed` tells that no answer was had and `text` is an apology; a channel may
    try the same message again.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    failed: bool = False


EMPTY = Answer("请输入您想问的问题。")
UNAVAILABLE = Answer("抱歉,系统暂时没能回答,请稍后再发一次。", failed=True)


async def ask(
    on_new_message: OnNewMessage,
    text: str,
    conversation: str,
    channel: str,
    metadata: dict[str, Any] | None = None,
    deadline: float = DEADLINE_SECONDS,
    limit: int = MESSAGE_LIMIT,
) -> Answer:
    """The bot's answer to one message of one conversation.

    Args:
        on_new_message: Rasa's handler, as given to `InputChannel.blueprint`.
        text: what the resident typed, untouched.
        conversation: the conversation's key; never a name or an OpenID.
        channel: the channel's name, as in credentials.yml.
        metadata: passed to Rasa with the message.
        deadline: seconds after which the resident is told to try again.
        limit: the most characters that a message may have.

    Never raises for what a resident sends; nothing of `text` is logged.
    """
    text = _plain(text)
    if not text:
        return EMPTY
    if len(text) > limit:
        return _too_long(limit)
    collector = CollectingOutputChannel()
    message = UserMessage(
        text, collector, conversation, input_channel=channel, metadata=metadata or {}
    )
    try:
        # Unlike asyncio.wait_for, without a task of its own for every message.
        async with async_timeout.timeout(deadline):
            await on_new_message(message)
    except asyncio.TimeoutError:
        log.error("gate.timeout", channel=channel, deadline=deadline)
        return UNAVAILABLE
    except Exception as error:  # a request must never take the server down
        log.error("gate.failure", channel=channel, error=type(error).__name__)
        return UNAVAILABLE
    return _joined(collector.messages)


async def forget(agent: Agent, conversation: str) -> None:
    """Makes Rasa forget a conversation; `bot.conversations` drops one that is restarted."""
    tracker = await agent.tracker_store.get_or_create_tracker(conversation)
    tracker.update(Restarted())
    await agent.tracker_store.save(tracker)


def _plain(text: str) -> str:
    """Text without what is invisible, and without a slash at its head.

    Control and format characters hide words, and surrogates cannot be written to any
    store. A leading "/" Rasa would obey as a command; a full-width one becomes that
    when the text is normalised.
    """
    return _HEAD.sub("", text.translate(_VISIBLE)).rstrip()


_HEAD = re.compile(r"^[\s/／]+")


def _if_visible(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\n\t"
    return "" if hidden else character


_VISIBLE = Characters(_if_visible)


def _too_long(limit: int) -> Answer:
    return Answer(f"抱歉,一条消息最多 {limit} 个字,请把问题说短一些再发。请不要在此提交举报内容。")


def _joined(messages: list[dict[str, Any]]) -> Answer:
    """Rasa's several messages as one answer; nothing at all becomes the apology."""
    texts = [message["text"] for message in messages if message.get("text")]
    buttons = tuple(
        Button(button["title"], button["payload"])
        for message in messages
        for button in message.get("buttons") or ()
    )
    return Answer("\n\n".join(texts), buttons) if texts else UNAVAILABLE
