"""Small numbers as people write them: 28, 二十八, 廿八, 两."""

from __future__ import annotations

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "两": 2, "俩": 2}
_TENS = {"十": 1, "廿": 2, "卅": 3}

HAN = "〇零一二三四五六七八九十廿卅两"
NUMBER = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}})"
"""A pattern for numbers from 0 to 99; it also fits nonsense, for which `number` says None."""


def number(text: str) -> int | None:
    """The value of a numeral up to 99 (or any run of Arabic digits); None for no numeral.

    >>> number("二十八"), number("十"), number("28"), number("七八")
    (28, 10, 28, None)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) > 1 and text[0] in "零〇":
        return number(text[1:])
    for ten, value in _TENS.items():
        before, found, after = text.partition(ten)
        if found:
            tens = _DIGITS.get(before) if before else value
            ones = _DIGITS.get(after) if after else 0
            if tens is None or ones is None or (before and ten != "十"):
                return None
            return tens * 10 + ones
    return _DIGITS.get(text)


def year(text: str) -> int | None:
    """The year of 2023, 23 or 二〇二三; None for no year."""
    digits = text if text.isdigit() and text.isascii() else _spelt(text)
    if not digits:
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _spelt(text: str) -> str:
    values = [_DIGITS.get(character) for character in text]
    return "" if None in values else "".join(map(str, values))
