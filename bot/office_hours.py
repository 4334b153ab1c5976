"""When a notice's telephone line is answered: pure checks of a moment or a day.

The rule stands in the notice: during `period` (both days included), on working days
(`bot.workdays`), in the half-open stretches of `answering.hours`. All reckoning is in
Asia/Shanghai; a moment is an aware datetime.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from typing import Literal

from bot import workdays
from bot.clock import ZONE
from bot.notice import Hours, Notice

PeriodState = Literal["before", "during", "after"]


class Closed(Enum):
    """Why the line is not answered. A day off has its own name, in `bot.workdays`."""

    NOT_BEGUN = "not begun"
    OVER = "over"
    DAY_OFF = "day off"
    BEFORE_WORK = "before work"
    LUNCH = "lunch"
    BREAK = "break"
    AFTER_WORK = "after work"


@dataclass(frozen=True)
class Answer:
    """Whether the line is answered at a moment.

    `until` is the end of the stretch of answering hours, or of the break within the
    day, that the moment lies in; None where a whole day is closed, and after work.
    """

    open: bool
    why_closed: Closed | None = None
    until: time | None = None


def period_state(notice: Notice, day: date) -> PeriodState:
    """Where `day` stands to the notice's period; its first and last day are within."""
    if day < notice.period.start:
        return "before"
    return "after" if day > notice.period.end else "during"


def hours_on(notice: Notice, day: date) -> tuple[Hours, ...]:
    """The stretches in which the line is answered on `day`; none on a closed day."""
    return () if why_closed_on(notice, day) else notice.answering.hours


def why_closed_on(notice: Notice, day: date) -> Closed | None:
    """Why nobody answers on `day` at all, or None when somebody does."""
    state = period_state(notice, day)
    if state == "before":
        return Closed.NOT_BEGUN
    if state == "after":
        return Closed.OVER
    return None if workdays.about(day).working else Closed.DAY_OFF


def at(notice: Notice, moment: datetime) -> Answer:
    """Whether the line is answered at `moment`: at 9:00 sharp it is, at 12:00 it is not.

    Raises:
        ValueError: `moment` is naive.
    """
    moment = _local(moment)
    why = why_closed_on(notice, moment.date())
    if why:
        return Answer(False, why)
    hours, clock = notice.answering.hours, moment.time()
    for stretch in hours:
        if stretch.start <= clock < stretch.end:
            return Answer(True, until=stretch.end)
    if clock < hours[0].start:
        return Answer(False, Closed.BEFORE_WORK, hours[0].start)
    for earlier, later in pairwise(hours):
        if earlier.end <= clock < later.start:
            return Answer(False, _break(earlier, later), later.start)
    return Answer(False, Closed.AFTER_WORK)


def next_opening(notice: Notice, after: datetime) -> datetime | None:
    """The first moment later than `after` at which the line begins to be answered.

    Before the period that is its first opening; None when it has no opening left.

    Raises:
        ValueError: `after` is naive.
    """
    after = _local(after)
    day = max(after.date(), notice.period.start)
    while day <= notice.period.end:
        for stretch in hours_on(notice, day):
            opening = datetime.combine(day, stretch.start, ZONE)
            if opening > after:
                return opening
        day += timedelta(1)
    return None


def last_closing(notice: Notice) -> datetime | None:
    """The moment after which the line is never answered again; None if it never is."""
    day = notice.period.end
    while day >= notice.period.start:
        if hours := hours_on(notice, day):
            return datetime.combine(day, hours[-1].end, ZONE)
        day -= timedelta(1)
    return None


def days_to_end(notice: Notice, day: date) -> int:
    """Days from `day` to the period's last day: 0 on the last day, negative after it."""
    return (notice.period.end - day).days


def working_days_left(notice: Notice, day: date) -> int:
    """Answered days from `day` (included) to the end of the period (included)."""
    first = max(day, notice.period.start)
    days = range((notice.period.end - first).days + 1)
    return sum(bool(hours_on(notice, first + timedelta(number))) for number in days)


def _break(earlier: Hours, later: Hours) -> Closed:
    """A break that holds some of 12:00 to 13:00 is lunch."""
    return Closed.LUNCH if earlier.end < time(13) and later.start > time(12) else Closed.BREAK


def day_bounds(notice: Notice) -> tuple[time, time]:
    """When a working day's answering begins and ends (`answering.hours`)."""
    hours = notice.answering.hours
    return hours[0].start, hours[-1].end


def lunch(notice: Notice) -> tuple[time, time] | None:
    """The notice's lunch break, or None where the line is answered through noon."""
    for earlier, later in pairwise(notice.answering.hours):
        if earlier.end < later.start and _break(earlier, later) is Closed.LUNCH:
            return earlier.end, later.start
    return None


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(ZONE)
