"""Reading a bare number as one of the choices last offered."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_BARE = re.compile(
    r"(?:我?选|第)*[\s(\[【]*(?P<number>[0-9]{1,2}|[一二三四五六七八九十两]{1,3})"
    r"[\s)\]】]*(?:个|项|条|题)?[\s.,:;!。、]*"
)


def number(text: str) -> int | None:
    """The number that the text is and nothing else: 2, ②, (2), 二, 十二, 第二个, 选2。

    Full-width forms count as half-width. None for anything longer, such as a telephone
    number or a time of day.
    """
    match = _BARE.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    if match is None:
        return None
    written = match["number"]
    return int(written) if written.isdecimal() else _chinese(written)


def _chinese(written: str) -> int | None:
    written = written.replace("两", "二")
    if "十" not in written:
        return _DIGITS[written] if len(written) == 1 else None
    tens, _, ones = written.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return _DIGITS[tens or "一"] * 10 + _DIGITS[ones or "零"]
