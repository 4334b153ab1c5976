"""What the account answers to each kind of message and event."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from bot.channels.gate import Answer
from bot.channels.wechat import choices, menu, replies, wording
from bot.channels.wechat.messages import Incoming
from bot.channels.wechat.store import Store

KEEP_SECONDS = 30 * 60.0
MINUTE_SECONDS = 60.0

Ask = Callable[[str, str], Awaitable[Answer]]
Forget = Callable[[str], Awaitable[None]]

_NEXT = {replies.NEXT, "继续看", "继续查看", "下一页", "接着说"}
# What the platform sends as a text in place of a kind that it does not pass on.
_UNSUPPORTED = "【收到不支持的消息类型"
_EVIDENCE = {
    "image": "图片",
    "video": "视频",
    "shortvideo": "视频",
    "file": "文件",
    "link": "链接",
}
_GREETED = {"event.subscribe", "event.scan"}


class Desk:
    """Answers residents; a conversation is known by its key, never by an OpenID."""

    def __init__(self, ask: Ask, forget: Forget, store: Store, messages_per_minute: int) -> None:
        """Sets what is asked and where things are kept.

        Args:
            ask: the assistant's answer to a text in a conversation; never fails.
            forget: makes the assistant forget a conversation.
        """
        self._ask = ask
        self._forget = forget
        self._store = store
        self._limit = messages_per_minute

    async def answer(self, incoming: Incoming, conversation: str) -> str:
        """The text that answers a message; empty where nothing is to be said."""
        kind = incoming.kind
        if kind == "event.unsubscribe":
            await self.forget(conversation)
            return ""
        if incoming.is_event and kind not in {*_GREETED, "event.click"}:
            return ""
        if await self._too_fast(conversation):
            return wording.TOO_FAST
        if kind in _GREETED:
            return await self._question(wording.GREETING, conversation)
        if kind == "event.click":
            return await self._question(menu.question(incoming.text), conversation)
        if kind == "text" or (kind == "voice" and incoming.text.strip()):
            return await self._text(incoming.text, conversation)
        if kind in _EVIDENCE:
            notice = wording.NOT_KEPT.format(what=_EVIDENCE[kind])
            return await self._question(wording.HOW_TO_REPORT, conversation, notice)
        if kind == "location":
            return wording.NOT_KEPT.format(what="位置")
        return wording.NOT_HEARD if kind == "voice" else wording.NOT_SHOWN

    async def forget(self, conversation: str) -> None:
        """Forgets a conversation: what was offered, what was answered, what was said."""
        await self._store.forget(f"{conversation}:")
        await self._forget(conversation)

    async def park(self, conversation: str, text: str) -> None:
        """Keeps an answer that could not be delivered for when the resident asks on."""
        texts = [text, *await self._kept(conversation, "rest")]
        await self._keep(conversation, "rest", texts)

    async def _text(self, text: str, conversation: str) -> str:
        if text.startswith(_UNSUPPORTED):
            return wording.NOT_SHOWN
        if text.strip() in _NEXT and (rest := await self._kept(conversation, "rest")):
            await self._keep(conversation, "rest", rest[1:])
            return rest[0]
        number = choices.number(text)
        offered = await self._kept(conversation, "choices") if number is not None else []
        if number is None or not offered:
            return await self._question(text, conversation)
        if not 1 <= number <= len(offered):
            return wording.NO_SUCH_CHOICE.format(last=len(offered))
        return await self._question(offered[number - 1], conversation)

    async def _question(self, text: str, conversation: str, before: str = "") -> str:
        answer = await self._ask(text, conversation)
        if before:
            text = before if answer.failed else f"{before}\n\n{answer.text}"
            answer = Answer(text, answer.buttons)
        first, *rest = replies.lay_out(answer)
        if answer.buttons:
            offered = [button.payload for button in answer.buttons]
            await self._keep(conversation, "choices", offered)
        await self._keep(conversation, "rest", rest)
        return first

    async def _too_fast(self, conversation: str) -> bool:
        return await self._store.count(f"{conversation}:pace", MINUTE_SECONDS) > self._limit

    async def _kept(self, conversation: str, what: str) -> list[str]:
        kept = await self._store.get(f"{conversation}:{what}")
        return json.loads(kept) if kept else []

    async def _keep(self, conversation: str, what: str, texts: list[str]) -> None:
        if texts:
            kept = json.dumps(texts, ensure_ascii=False)
            await self._store.set(f"{conversation}:{what}", kept, KEEP_SECONDS)
        else:
            await self._store.delete(f"{conversation}:{what}")
