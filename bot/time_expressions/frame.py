"""What a phrase is read against, and what reading it may find impossible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.notice import Notice


class NoSuchTime(Exception):
    """A date or clock time that does not exist; the argument is how it is written."""


class NotATime(Exception):
    """A word that says nothing about time here; it is passed over."""


@dataclass(frozen=True)
class Frame:
    """The clock, the notice, and the days spoken of before.

    `base` is the day from which an incomplete date is looked for: today, or the first
    day of a range while its last is read.
    """

    now: datetime
    notice: Notice
    spoken_of: tuple[date, ...] = ()
    base: date | None = None

    @property
    def today(self) -> date:
        """The date of `now`."""
        return self.now.date()

    @property
    def minute(self) -> int:
        """Minutes of `now` since midnight."""
        return self.now.hour * 60 + self.now.minute

    @property
    def origin(self) -> date:
        """Where looking for an incomplete date begins."""
        return self.base or self.today
