"""Where a clause of a message begins and ends, by its punctuation."""

from __future__ import annotations

import re

ENDS = re.compile(r"[,.?!;]+")
"""What ends a clause, in normal form or folded."""
OF_ONESELF = re.compile(r"(?:我|俺|本人)(?:就|也|只)?是")
"""What begins a clause that says who asks."""


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause that text[start:end] stands in, as [begin, end) offsets."""
    begin = max((mark.end() for mark in ENDS.finditer(text, 0, start)), default=0)
    after = ENDS.search(text, end)
    return begin, after.start() if after else len(text)
