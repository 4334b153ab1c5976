"""A table for `str.translate` that is filled as characters turn up."""

from __future__ import annotations

from collections.abc import Callable


class Characters(dict[int, str]):
    """What a function makes of a character, found once for each."""

    def __init__(self, made_of: Callable[[str], str]) -> None:
        """`made_of`: character → what takes its place."""
        super().__init__()
        self._made_of = made_of

    def __missing__(self, code: int) -> str:
        self[code] = made = self._made_of(chr(code))
        return made
