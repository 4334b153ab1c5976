"""The days of festivals, holidays and the inspection itself, as dates.

Readers of the rules in `day_rules`, as in `days`. A festival without a year is the one
in the notice's period, else the next one.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot import workdays
from bot.time_expressions.days import numeral, year_of
from bot.time_expressions.frame import Frame, NoSuchTime, NotATime
from bot.time_expressions.reckoning import (
    Days,
    block,
    festival_year,
    nearest,
    span,
    weekday_number,
)
from bot.time_expressions.scanning import group

Match = re.Match[str]

_FESTIVALS = {
    "国庆": "国庆节",
    "十一": "国庆节",
    "中秋": "中秋节",
    "八月十五": "中秋节",
    "元旦": "元旦",
    "新年": "元旦",
    "春节": "春节",
    "过年": "春节",
    "大年": "春节",
    "清明": "清明节",
    "五一": "劳动节",
    "劳动": "劳动节",
    "端午": "端午节",
    "重阳": "重阳节",
    "九月初九": "重阳节",
}
# Days that are no holiday but that people date by.
DATED = {
    "教师节": (9, 10),
    "万圣节": (10, 31),
    "光棍节": (11, 11),
    "双十一": (11, 11),
    "双11": (11, 11),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
}


# Festivals and holidays.


def festival(match: Match, frame: Frame) -> Days:
    name = _FESTIVALS[match["fest"]]
    when = year_of(match["y"], frame) if group(match, "y") else festival_year(name, frame)
    free = workdays.holiday(name, when)
    day = workdays.festival(name, when)
    if day is None and not free:
        raise NotATime
    off = block(free) if free else (day,) if day else ()
    if group(match, "make_up"):
        return _make_up_days(name, when)
    if group(match, "eve"):
        return (off[0] - timedelta(1),)
    if group(match, "after") or group(match, "done"):
        return (off[-1] + timedelta(1),)
    if group(match, "last"):
        return (free or off)[-1:]
    if count := group(match, "n"):
        return (_nth(numeral(count), day, off, in_holiday=group(match, "holiday") is not None),)
    if group(match, "day") and day:
        return (day,)
    return free or off


def _nth(count: int, day: date | None, block: Days, *, in_holiday: bool) -> date:
    """国庆第三天 is October 3rd, 国庆假期第三天 the third day off.

    Counted from the festival only while that stays among the days off.
    """
    if day and not in_holiday:
        counted = day + timedelta(count - 1)
        if counted in block:
            return counted
    if not 1 <= count <= len(block):
        raise NoSuchTime(f"假期第{count}天")
    return block[count - 1]


def next_holiday(match: Match, frame: Frame) -> Days:
    """The holiday under way or the next: 节后, 长假最后一天."""
    day = frame.today
    for _ in range(400):
        about = workdays.about(day)
        if not about.working and about.reason != workdays.WEEKEND:
            off = block((day,))
            break
        day += timedelta(1)
    else:
        raise NotATime
    if group(match, "after"):
        return (off[-1] + timedelta(1),)
    if group(match, "eve"):
        return (off[0] - timedelta(1),)
    if group(match, "last"):
        return off[-1:]
    if count := group(match, "n"):
        return (_nth(numeral(count), None, off, in_holiday=True),)
    return off


def make_up(match: Match, frame: Frame) -> Days:
    period = frame.notice.period
    days = [d for d in span(period.start, period.end) if workdays.about(d).make_up]
    coming = [d for d in days if d >= frame.today] or days
    if weekday := group(match, "w"):
        coming = [d for d in coming if d.weekday() == weekday_number(weekday)]
    if not coming:
        raise NotATime
    return tuple(coming)


def _make_up_days(name: str, when: int) -> Days:
    around = span(date(when - 1, 12, 1), date(when, 12, 31))
    reason = workdays.MAKE_UP.format(name)
    days = tuple(d for d in around if workdays.about(d).reason == reason)
    if not days:
        raise NotATime
    return days


def dated(match: Match, frame: Frame) -> Days:
    month, day = next(value for key, value in DATED.items() if match.group().startswith(key))
    return (nearest(frame, month, day),)


def new_year(match: Match, frame: Frame) -> Days:
    """除夕 and 大年初三, by the day of 春节."""
    first = workdays.festival("春节", festival_year("春节", frame))
    if first is None:
        raise NotATime
    count = group(match, "n")
    return (first + timedelta(numeral(count) - 1 if count else -1),)


# The inspection's own days.


def last_day(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.end,)


def first_day(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.start,)


def last_week(match: Match, frame: Frame) -> Days:
    end = frame.notice.period.end
    return span(end - timedelta(6), end)


def after_end(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.end + timedelta(1),)


def before_start(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.start - timedelta(1),)


def meeting_day(match: Match, frame: Frame) -> Days:
    if frame.notice.meeting is None:
        raise NotATime
    return (frame.notice.meeting.date,)


def shift(match: Match, frame: Frame) -> int:
    """Days by which another day is moved: 前一天 is -1, 再往后推两天 is 2."""
    amount = numeral(group(match, "n") or "1")
    if (group(match, "unit") or "天") not in ("天", "日"):
        amount *= 7
    return -amount if group(match, "earlier") else amount
