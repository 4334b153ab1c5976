"""What a phrase is read against, and what reading it may find impossible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.notice import Notice
from bot.time_expressions.model import minutes


class NoSuchTime(Exception):
    """A date or clock time that does not exist; the argument is how it is written."""


class NotATime(Exception):
    """A word that says nothing about time here; it is passed over."""


@dataclass(frozen=True)
class Frame:
    """The clock, the notice, and the days that an incomplete day may be completed from.

    Attributes:
        now: aware, Asia/Shanghai.
        notice: the conversation's.
        spoken_of: the days of the question before (那天, 第二天).
        moment: the moment that the question before asked about (再晚半小时); aware.
        month_of: the day of the question before that this one reads on from; a bare 8号
            is of its month unless that is over.
        beside: a day with its month or week, named just before: 10月7号和8号, 下周一和周三.
        base: the first day of a range while its last is read.
    """

    now: datetime
    notice: Notice
    spoken_of: tuple[date, ...] = ()
    moment: datetime | None = None
    month_of: date | None = None
    beside: date | None = None
    base: date | None = None

    @property
    def today(self) -> date:
        """The date of `now`."""
        return self.now.date()

    @property
    def minute(self) -> int:
        """Minutes of `now` since midnight."""
        return minutes(self.now)

    @property
    def origin(self) -> date:
        """Where looking for an incomplete date begins."""
        return self.base or self.today
