"""From text to tokens: every time word in it, by tables of rules.

A rule is a pattern and what it means; the tables stand in `days`, `clocks` and
`words`. At each place of the text the first rule that fits wins, so that a table goes
from the special to the general.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from bot.beginnings import by_beginning
from bot.time_expressions.misspellings import put_right


class Role(Enum):
    """What a token says."""

    NOISE = auto()  # looks like a time, is none: 一点意见, 7号线
    DAY = auto()
    SOFT_DAY = auto()  # 调休: a day unless another day is named
    SHIFT = auto()  # 前一天, 第二天: moves the day before it
    PART = auto()  # 上午
    CLOCK = auto()
    LATER = auto()  # 半小时后: a moment reckoned from now
    SOON = auto()  # 过一会儿
    BEFORE = auto()  # 以前
    AFTER = auto()  # 以后
    PAST = auto()  # 过了, before a clock time
    NOW = auto()
    USUAL = auto()  # 每天, 节假日


@dataclass(frozen=True)
class Rule:
    """A pattern with named groups, and the function that reads its match."""

    role: Role
    pattern: str
    read: Callable[..., Any]


@dataclass(frozen=True)
class Token:
    """A time word at [start, end) of the folded text."""

    rule: Rule
    match: re.Match[str]

    @property
    def role(self) -> Role:
        """What the token says."""
        return self.rule.role

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.match.start()

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.match.end()

    @property
    def text(self) -> str:
        """The word itself."""
        return self.match.group()


def group(match: re.Match[str], name: str) -> str | None:
    """A named group's text; None where the rule has no such group, or it is empty."""
    return (match[name] or None) if name in match.re.groupindex else None


class Scanner:
    """All rules, sorted by the characters that they can begin with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """`rules`: in the order in which they are tried."""
        self._beginning_with = by_beginning(
            ((rule, re.compile(rule.pattern)), rule.pattern) for rule in rules
        )

    def tokens(self, text: str) -> Iterator[Token]:
        """The time words of a folded text, from left to right, without overlap."""
        place = 0
        while place < len(text):
            for rule, pattern in self._beginning_with.get(text[place], ()):
                match = pattern.match(text, place)
                if match and match.end() > place:
                    yield Token(rule, match)
                    place = match.end()
                    break
            else:
                place += 1

    def names(self, text: str) -> bool:
        """Whether a folded text holds a time word."""
        return any(token.role is not Role.NOISE for token in self.tokens(text))


@dataclass(frozen=True)
class Folded:
    """A text in half width without blanks, and where each character stood in the original."""

    text: str
    places: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text for [start, end) of the folded one."""
        return self.places[start], self.places[end - 1] + 1


_BLANK = re.compile(r"[\s\u200b\ufeff]")
_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {ord("∶"): ":", ord("。"): ".", ord("–"): "-", ord("―"): "—"}


def fold(text: str) -> Folded:
    """Full width to half, misspelt time words put right, blanks out except between
    two digits or two letters.
    """
    wide = text.translate(_WIDTH)
    if not _BLANK.search(wide):
        return Folded(put_right(wide), range(len(wide)))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(wide):
        if _BLANK.match(character):
            before = characters[-1] if characters else ""
            after = wide[place + 1 : place + 2]
            if not (before.isalnum() and before.isascii() and after.isalnum() and after.isascii()):
                continue
            character = " "
        characters.append(character)
        places.append(place)
    return Folded(put_right("".join(characters)), tuple(places))
