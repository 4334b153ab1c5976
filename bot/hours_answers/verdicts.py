"""What the hours say about each piece of a day that was asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot import office_hours, workdays
from bot.clock import ZONE
from bot.notice import Notice
from bot.office_hours import Closed
from bot.time_expressions import Piece


@dataclass(frozen=True)
class Verdict:
    """Whether the line is answered within a piece of a day.

    Attributes:
        piece: what was asked about.
        answered: the stretches within it that are answered, in minutes of the day; for
            a moment, the stretch that it lies in. Empty when nobody answers.
        why: why nobody answers; None when somebody does.
        until: the end of the break that a closed moment lies in, where there is one.
        past: the piece is over.
    """

    piece: Piece
    answered: tuple[tuple[int, int], ...]
    why: Closed | None
    until: time | None
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
    def outside(self) -> bool:
        """The day is not one of the inspection."""
        return self.why in (Closed.NOT_BEGUN, Closed.OVER)


def judge(piece: Piece, now: datetime, notice: Notice) -> Verdict:
    """What holds in `piece`.

    Of a stretch under way only what is left counts: 今天 asked after work is closed.
    """
    first = _moment(piece, piece.start)
    if piece.moment:
        answer = office_hours.at(notice, first)
        answered = _within(piece, notice) if answer.open else ()
        return Verdict(piece, answered, answer.why_closed, answer.until, first < _minute(now))
    past = _moment(piece, piece.end) <= now
    from_ = now if not past and first < now else first
    answered = tuple(
        (start, end) for start, end in _within(piece, notice) if past or _moment(piece, end) > now
    )
    if answered:
        return Verdict(piece, answered, None, None, past)
    why = office_hours.why_closed_on(notice, piece.day)
    if why:
        return Verdict(piece, (), why, None, past)
    answer = office_hours.at(notice, from_)
    return Verdict(piece, (), answer.why_closed, answer.until, past)


def next_opening(verdict: Verdict, now: datetime, notice: Notice) -> datetime | None:
    """The first opening after the piece began; for a piece under way, after now."""
    piece = verdict.piece
    begin = _moment(piece, piece.start)
    under_way = not piece.moment and begin < now < _moment(piece, piece.end)
    return office_hours.next_opening(notice, now if under_way else begin)


def _within(piece: Piece, notice: Notice) -> tuple[tuple[int, int], ...]:
    """The answered stretches that the piece touches, cut to it unless it is a moment."""
    result = []
    for stretch in office_hours.hours_on(notice, piece.day):
        start, end = _minutes(stretch.start), _minutes(stretch.end)
        if piece.moment and start <= piece.start < end:
            result.append((start, end))
        elif max(start, piece.start) < min(end, piece.end):
            result.append((max(start, piece.start), min(end, piece.end)))
    return tuple(result)


def _moment(piece: Piece, minute: int) -> datetime:
    return datetime.combine(piece.day, time(), ZONE) + timedelta(minutes=minute)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _minutes(value: time) -> int:
    return value.hour * 60 + value.minute
