"""What the hours say about each piece of a day that was asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot import office_hours, workdays
from bot.clock import ZONE
from bot.notice import Notice
from bot.office_hours import Closed
from bot.time_expressions import Piece
from bot.time_expressions.model import DAY_MINUTES, minutes


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
    elapsed = _elapsed(piece.day, now)
    if piece.moment:
        answer = office_hours.at(notice, _moment(piece, piece.start))
        answered = _within(piece, notice) if answer.open else ()
        past = piece.start < int(elapsed)
        return Verdict(piece, answered, answer.why_closed, answer.until, past)
    past = piece.end <= elapsed
    answered = tuple((start, end) for start, end in _within(piece, notice) if past or end > elapsed)
    if answered:
        return Verdict(piece, answered, None, None, past)
    why = office_hours.why_closed_on(notice, piece.day)
    if why:
        return Verdict(piece, (), why, None, past)
    under_way = not past and piece.start < elapsed
    answer = office_hours.at(notice, now if under_way else _moment(piece, piece.start))
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
        start, end = minutes(stretch.start), minutes(stretch.end)
        if piece.moment and start <= piece.start < end:
            result.append((start, end))
        elif max(start, piece.start) < min(end, piece.end):
            result.append((max(start, piece.start), min(end, piece.end)))
    return tuple(result)


def _moment(piece: Piece, minute: int) -> datetime:
    return datetime.combine(piece.day, time(), ZONE) + timedelta(minutes=minute)


def _elapsed(day: date, now: datetime) -> float:
    """Minutes from the beginning of `day` to now; negative for a day to come."""
    seconds = now.second + now.microsecond / 1e6
    return (now.date() - day).days * DAY_MINUTES + now.hour * 60 + now.minute + seconds / 60
