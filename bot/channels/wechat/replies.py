"""An answer as WeChat can show it: texts of at most 2,047 bytes, choices numbered.

A passive reply carries one text. What does not fit is cut at a sentence's end and
offered on request.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wechatpy.replies import TextReply

from bot.channels.gate import Answer, Button
from bot.channels.wechat.messages import Incoming

# The documents say 2,048 for a customer-service text; for a passive reply 2,047 has been
# seen to be the last length that arrives.
LIMIT_BYTES = 2047
NEXT = "继续"

_ENDS = "。!?\uff01\uff1f;\uff1b…"
_CLOSES = "”’」』)\uff09"
_SENTENCE = re.compile(f"(?<=[{_ENDS}\n])(?![{_CLOSES}])|(?<=[{_ENDS}][{_CLOSES}])")
_CLAUSE = re.compile(r"(?<=[,\uff0c、:\uff1a\s])")
_WORD = re.compile(r"(?<![\x21-\x7e])|(?![\x21-\x7e])")
_CHARACTER = re.compile("")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS_LINK = re.compile("[\"'<>&#%\\s]+")


def lay_out(answer: Answer) -> list[str]:
    """The texts of an answer, in order, each within the limit.

    Choices stand below the last one, as numbers and as links that say the choice for
    the resident; where that does not fit, as numbers alone.
    """
    text = safe(answer.text)
    blocks = [_linked(answer.buttons), _numbered(answer.buttons)] if answer.buttons else [""]
    for block in blocks:
        if size(whole := _below(text, block)) <= LIMIT_BYTES:
            return [whole]
    texts = _cut(text, (_SENTENCE, _CLAUSE, _WORD, _CHARACTER))
    for block in blocks:
        if size(last := _below(texts[-1], block)) <= LIMIT_BYTES:
            texts[-1] = last
            break
    else:
        texts += _cut(blocks[-1], (_SENTENCE, _WORD, _CHARACTER))
    return [*(f"{text}{_MORE}" for text in texts[:-1]), texts[-1]]


def render(text: str, incoming: Incoming, now: float) -> str:
    """The XML of a passive text reply to a message; `now` is Unix time."""
    reply = TextReply(
        source=incoming.account, target=incoming.sender, time=int(now), content=safe(text)
    )
    return str(reply.render())


def safe(text: str) -> str:
    """The text without what would break the reply's XML.

    wechatpy puts it into a CDATA section as it is, which `]]>` would end.
    """
    return _ILLEGAL.sub("", text).replace("]]>", "]]＞").strip()


def size(text: str) -> int:
    """What the platform counts: bytes of UTF-8."""
    return len(text.encode("utf-8"))


def _linked(buttons: Sequence[Button]) -> str:
    lines = (
        f"{number}. {_link(button.title, button.payload, number)}"
        for number, button in enumerate(buttons, 1)
    )
    return "\n".join(["点选或回复数字:", *lines])


def _numbered(buttons: Sequence[Button]) -> str:
    lines = (f"{number}. {safe(button.title)}" for number, button in enumerate(buttons, 1))
    return "\n".join(["请回复数字:", *lines])


def _link(shown: str, said: str, number: int) -> str:
    """A link that says something for the resident who taps on it.

    The platform's documents show it in customer-service menus only; it works in any
    text, but nothing says how it is escaped, so what would need escaping is left out.
    """
    said, shown = (_BREAKS_LINK.sub("", safe(text)) for text in (said, shown))
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={said}&msgmenuid={number}">{shown}</a>'


_MORE = f"\n\n(后面还有,请点或回复:{_link(NEXT, NEXT, 0)})"
_ROOM_BYTES = LIMIT_BYTES - size(_MORE)


def _below(text: str, block: str) -> str:
    return f"{text}\n\n{block}" if text and block else text or block


def _cut(text: str, rulers: Sequence[re.Pattern[str]]) -> list[str]:
    """Pieces that leave room for `_MORE`, cut at the first ruler that serves."""
    pieces, piece = [], ""
    for part in rulers[0].split(text):
        if size(piece + part) > _ROOM_BYTES:
            pieces.append(piece)
            *full, piece = [part] if size(part) <= _ROOM_BYTES else _cut(part, rulers[1:])
            pieces += full
        else:
            piece += part
    return [stripped for piece in [*pieces, piece] if (stripped := piece.strip())] or [""]
