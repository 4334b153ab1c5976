"""What a regular expression can begin with, so that it need not be tried where it cannot fit."""

from __future__ import annotations

import sre_parse
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def beginnings(pattern: str) -> set[str]:
    """The characters that a match of `pattern` can begin with.

    Trying only the patterns that can fit is several times faster than trying them all, or
    one alternation of them.

    Raises:
        ValueError: the pattern may begin with anything, such as `.`, or with nothing.
    """
    found, empty = _beginnings(sre_parse.parse(pattern).data)
    if empty:
        raise ValueError("a pattern may match nothing")
    return found


def by_beginning(patterns: Iterable[tuple[T, str]]) -> dict[str, list[T]]:
    """Character → whose patterns can begin with it, in the order given.

    Raises:
        ValueError: as of `beginnings`.
    """
    found: dict[str, list[T]] = {}
    for owner, pattern in patterns:
        for character in beginnings(pattern):
            found.setdefault(character, []).append(owner)
    return found


class Thinkable(Generic[T]):
    """Patterns' owners, of which a text brings into question those that may begin in it."""

    def __init__(self, patterns: Iterable[tuple[T, str]]) -> None:
        """`patterns`: each with its owner, in the order in which `of` gives the owners.

        Raises:
            ValueError: as of `beginnings`.
        """
        listed = list(patterns)
        self._owners = [owner for owner, _ in listed]
        self._places = by_beginning((place, pattern) for place, (_, pattern) in enumerate(listed))

    def of(self, text: str) -> list[T]:
        """The owners of the patterns that can begin with a character of `text`."""
        begun = self._places
        places = {place for c in set(text) if c in begun for place in begun[c]}
        return [self._owners[place] for place in sorted(places)]


def _beginnings(nodes: list[Any]) -> tuple[set[str], bool]:
    """The beginnings of a sequence, and whether it may be empty."""
    found: set[str] = set()
    for kind, value in nodes:
        some, empty = _beginning(str(kind), value)
        found |= some
        if not empty:
            return found, False
    return found, True


def _beginning(kind: str, value: Any) -> tuple[set[str], bool]:
    if kind == "LITERAL":
        return {chr(value)}, False
    if kind == "IN":
        return set().union(*(_characters(str(k), v) for k, v in value)), False
    if kind == "SUBPATTERN":
        return _beginnings(list(value[3]))
    if kind == "BRANCH":
        branches = [_beginnings(list(branch)) for branch in value[1]]
        return set().union(*(b[0] for b in branches)), any(b[1] for b in branches)
    if kind == "MAX_REPEAT":
        some, empty = _beginnings(list(value[2]))
        return some, empty or value[0] == 0
    if kind in ("ASSERT", "ASSERT_NOT", "AT"):
        return set(), True
    raise ValueError(f"a pattern begins with {kind}")


def _characters(kind: str, value: Any) -> set[str]:
    if kind == "LITERAL":
        return {chr(value)}
    if kind == "RANGE":
        return {chr(code) for code in range(value[0], value[1] + 1)}
    if kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
        return set("0123456789")
    raise ValueError(f"a pattern begins with {kind} {value}")
