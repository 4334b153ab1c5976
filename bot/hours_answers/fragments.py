"""Dates, times and reasons as residents read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from bot import office_hours, workdays
from bot.hours_answers.verdicts import Verdict
from bot.notice import Notice, clock_time
from bot.office_hours import Closed
from bot.time_expressions import Piece
from bot.time_expressions.clocks import written

_NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
_WEEKDAYS = "一二三四五六日"


def day(value: date, now: datetime) -> str:
    """9月21日(星期四), with the year where it is not this year's."""
    year = "" if value.year == now.year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日(星期{_WEEKDAYS[value.weekday()]})"


def near_day(value: date, now: datetime) -> str:
    """The same with 今天, 明天 … before it."""
    return _NEAR.get((value - now.date()).days, "") + day(value, now)


def moment(value: datetime | None, now: datetime) -> str | None:
    """9月21日(星期四)9:00, with 国庆节调休上班 where a weekend is worked; None for None."""
    if value is None:
        return None
    about = workdays.about(value.date())
    make_up = f"({about.reason})" if about.make_up else ""
    return f"{day(value.date(), now)}{clock_time(value)}{make_up}"


def time_of_day(piece: Piece) -> str:
    """What a piece's time of day is called: 下午, 9:00以前, 10:00—11:00; empty for a day."""
    if piece.whole_day:
        return ""
    if piece.words:
        return piece.words
    if piece.moment:
        return written(piece.start)
    return f"{written(piece.start)}—{written(piece.end)}"


def asked(piece: Piece, now: datetime) -> str:
    """明天9月22日(星期五)下午."""
    return near_day(piece.day, now) + time_of_day(piece)


def days(values: Sequence[date], now: datetime) -> str:
    """Days in a row, three and more running ones as a range."""
    runs: list[list[date]] = []
    for value in values:
        if runs and value - runs[-1][-1] == timedelta(1):
            runs[-1].append(value)
        else:
            runs.append([value])
    parts = []
    for run in runs:
        named = [day(value, now) for value in run]
        parts.append("、".join(named) if len(run) < 3 else f"{named[0]}—{named[-1]}")
    return "、".join(parts)


def windows(stretches: Sequence[tuple[int, int]]) -> str:
    """9:00—12:00、13:30—17:30."""
    return "、".join(f"{written(start)}—{written(end)}" for start, end in stretches)


def all_windows(notice: Notice) -> str:
    """The whole day's answering hours."""
    return "、".join(f"{clock_time(h.start)}—{clock_time(h.end)}" for h in notice.answering.hours)


def reason(verdict: Verdict, notice: Notice) -> str:
    """Why nobody answers, with the clock time at which that changes or began."""
    hours = notice.answering.hours
    if verdict.why is Closed.DAY_OFF:
        return off_day(verdict.day)
    if verdict.why is Closed.BEFORE_WORK:
        return f"还没到{clock_time(hours[0].start)}的上班时间"
    if verdict.why is Closed.AFTER_WORK:
        return f"{clock_time(hours[-1].end)}已下班"
    if verdict.why in (Closed.LUNCH, Closed.BREAK) and verdict.until:
        began = next(h.end for e, h in enumerate(hours) if hours[e + 1].start == verdict.until)
        word = "午休" if verdict.why is Closed.LUNCH else "休息"
        return f"{clock_time(began)}—{clock_time(verdict.until)}{word}"
    return "巡视尚未开始" if verdict.why is Closed.NOT_BEGUN else "巡视已结束"


def off_day(about: workdays.Day) -> str:
    """周末, 国庆节放假."""
    return about.reason if about.reason == workdays.WEEKEND else f"{about.reason}放假"


def kind(verdicts: Sequence[Verdict]) -> str:
    """What the answered days are: 工作日, 国庆节调休上班日, or both."""
    kinds = [v.day.reason + ("日" if v.day.make_up else "") for v in verdicts]
    return "、".join(dict.fromkeys(kinds))


def groups(verdicts: Sequence[Verdict], notice: Notice, now: datetime) -> str:
    """Closed days with their reasons: 9月29日(星期五)中秋节放假,9月30日… 国庆节放假."""
    parts = []
    for why, group in groupby(verdicts, key=lambda v: reason(v, notice)):
        found = list(group)
        if all(v.piece.whole_day for v in found):
            parts.append(f"{days([v.piece.day for v in found], now)}{why}")
        else:
            named = [
                days([v.piece.day for v in same], now) + time
                for time, same in groupby(found, key=lambda v: time_of_day(v.piece))
            ]
            parts.append(f"{'、'.join(named)}({why})")
    return ",".join(parts)


def coming_holidays(first: date, notice: Notice, now: datetime) -> str:
    """The holidays and make-up days from `first` to the end of the period, or nothing."""
    span = range((notice.period.end - first).days + 1)
    about = [workdays.about(first + timedelta(n)) for n in span]
    off = [d for d in about if not d.working and d.reason != workdays.WEEKEND]
    on = [d.date for d in about if d.make_up]
    parts = [
        f"{days([d.date for d in group], now)}{name}放假"
        for name, group in groupby(off, key=lambda d: d.reason)
    ]
    if on:
        parts.append(f"{days(on, now)}调休上班")
    return ",".join(parts)


def reservation(values: Sequence[date], notice: Notice) -> str:
    """The line for days of the period whose arrangement is not published; else empty."""
    years = sorted(
        {
            (value + timedelta(7)).year if value.month == 12 else value.year
            for value in values
            if office_hours.period_state(notice, value) == "during"
            and not workdays.about(value).certain
        }
    )
    if not years:
        return ""
    named = "、".join(map(str, years))
    return f"(国务院尚未公布{named}年的放假安排,以上按平常的工作日推算。)"
