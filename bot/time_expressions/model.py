"""What a time phrase comes down to once it is read against a clock and a notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import Any

DAY_MINUTES = 24 * 60


def minutes(value: time | datetime) -> int:
    """Minutes from midnight of a clock time."""
    return value.hour * 60 + value.minute


class Usual(Enum):
    """A question about days in general rather than about certain days."""

    WORKDAYS = "workdays"
    EVERY_DAY = "every day"
    DAYS_OFF = "days off"
    WEEKENDS = "weekends"
    SOME_DAY = "some day"
    LUNAR = "lunar date"


@dataclass(frozen=True)
class Piece:
    """A stretch of one day, in minutes from its midnight; a moment when they are equal.

    `words` is what residents call the stretch (上午, 9:00以前), empty when its clock
    times or the whole day say it best.
    """

    day: date
    start: int = 0
    end: int = DAY_MINUTES
    words: str = ""

    @property
    def moment(self) -> bool:
        """A point in time rather than a stretch."""
        return self.start == self.end

    def beginning(self, zone: tzinfo | None) -> datetime:
        """When it begins, as a time in `zone`."""
        return datetime.combine(self.day, time(), zone) + timedelta(minutes=self.start)

    @property
    def whole_day(self) -> bool:
        """A day without a time of day."""
        return (self.start, self.end) == (0, DAY_MINUTES)


@dataclass(frozen=True)
class Asked:
    """What is asked about: certain pieces of days, or days in general.

    Attributes:
        pieces: in the order asked; with `usual`, one working day's piece that stands
            for the time of day asked about.
        now: the present moment is meant; `pieces` holds it.
        usual: set when days in general are meant.
        impossible: a date or clock time that does not exist, as it is written (2月30日).
        either: the pieces are two readings of one clock time (6点 of a given day).
        carried: the time of day was taken over from the question before.
    """

    pieces: tuple[Piece, ...] = ()
    now: bool = False
    usual: Usual | None = None
    impossible: str | None = None
    either: bool = False
    carried: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """The days asked about, each once, in order."""
        return tuple(dict.fromkeys(piece.day for piece in self.pieces))

    def to_json(self) -> dict[str, Any]:
        """For a slot; read back by `from_json`."""
        return {
            "pieces": [[p.day.isoformat(), p.start, p.end, p.words] for p in self.pieces],
            "now": self.now,
            "usual": self.usual.value if self.usual else None,
            "carried": self.carried,
        }


def from_json(value: Any) -> Asked | None:
    """What `Asked.to_json` wrote; None for anything else."""
    try:
        pieces = tuple(
            Piece(date.fromisoformat(day), int(start), int(end), str(words))
            for day, start, end, words in value["pieces"]
        )
        usual = Usual(value["usual"]) if value["usual"] else None
        asked = Asked(pieces, now=bool(value["now"]), usual=usual, carried=bool(value["carried"]))
        return asked if pieces or usual else None
    except (TypeError, ValueError, KeyError):
        return None
