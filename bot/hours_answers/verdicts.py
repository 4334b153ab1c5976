"""What the hours say about each piece that was asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot import office_hours, workdays
from bot.clock import ZONE
from bot.notice import Notice
from bot.office_hours import Closed
from bot.time_expressions import Piece
from bot.time_expressions.model import DAY_MINUTES


@dataclass(frozen=True)
class Verdict:
    """Whether the line is answered within a piece of a day.

    Attributes:
        piece: what was asked about.
        answered: the stretches within it that are answered, in minutes of the day; for
            a moment the stretch that it lies in. Empty when nobody answers.
        why: why nobody answers; None when somebody does.
        past: the piece is over.
    """

    piece: Piece
    answered: tuple[tuple[int, int], ...]
    why: Closed | None
    past: bool

    @property
    def open(self) -> bool:
        """Somebody answers within the piece."""
        return bool(self.answered)

    @property
    def day(self) -> workdays.Day:
        """What kind of day it is."""
        return workdays.about(self.piece.day)

    @property
    def partly(self) -> bool:
        """A stretch told by clock times that is answered in part only."""
        piece = self.piece
        told = not piece.moment and not piece.whole_day and piece.words in _BY_CLOCK(piece)
        return told and sum(e - s for s, e in self.answered) < piece.end - piece.start


def _BY_CLOCK(piece: Piece) -> tuple[str, ...]:
    return ("", piece.words) if piece.words.endswith(("以前", "以后")) else ("",)
