"""Reckoning with dates: the completion of what a phrase leaves out."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from bot import workdays
from bot.time_expressions.frame import Frame, NoSuchTime

Days = tuple[date, ...]

_MONTH_PARTS = {
    "初": (1, 5),
    "头": (1, 5),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (26, 31),
    "末": (26, 31),
    "尾": (26, 31),
}


def span(first: date, last: date) -> Days:
    """Every day from `first` to `last`, both included; at most two years of them."""
    return tuple(first + timedelta(n) for n in range(min((last - first).days + 1, 731)))


def date_of(year_: int, month: int, day: int) -> date:
    """The date; NoSuchTime where it does not exist."""
    try:
        return date(year_, month, day)
    except ValueError:
        raise NoSuchTime(f"{month}月{day}日") from None


def nearest(frame: Frame, month: int, day: int) -> date:
    """The date in the notice's period, after a range's first day, or nearest to today."""
    found = years(frame, month, day)
    if frame.base:
        return min(d for d in [*found, date.max] if d >= frame.base)
    period = frame.notice.period
    within = [d for d in found if period.start <= d <= period.end]
    return min(within or found, key=lambda d: abs((d - frame.today).days))


def years(frame: Frame, month: int, day: int) -> list[date]:
    """That month and day in the years around, as far as it exists in them."""
    found = []
    period = frame.notice.period
    around = {frame.today.year + n for n in (-4, -3, -2, -1, 0, 1, 2, 3, 4)}
    leap = (month, day) == (2, 29)
    for year_ in sorted({period.start.year, period.end.year, *around}):
        try:
            if leap or abs(year_ - frame.today.year) <= 1 or year_ not in around:
                found.append(date(year_, month, day))
        except ValueError:
            continue
    if not found:
        raise NoSuchTime(f"{month}月{day}日")
    return found


def touches_period(frame: Frame, first: date) -> bool:
    period = frame.notice.period
    return first <= period.end and month_end(first) >= period.start


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def part_of_month(first: date, part: str | None) -> Days:
    start, end = _MONTH_PARTS.get(part or "", (1, 31))
    last = month_end(first)
    return span(first.replace(day=start), min(last, first + timedelta(end - 1)))


def shifted_month(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def month_shift(text: str) -> int:
    if text.startswith("下下"):
        return 2
    if text.startswith(("下", "次")):
        return 1
    return -1 if text.startswith("上") else 0


def next_day(after: date, day: int) -> date:
    """The first date from `after` on with this day of the month."""
    if not 1 <= day <= 31:
        raise NoSuchTime(f"{day}号")
    while after.day != day:
        after += timedelta(1)
    return after


_ENGLISH = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")


def weekday_number(text: str) -> int:
    """0 for Monday, from 一, 1 or mon."""
    if text in _ENGLISH:
        return _ENGLISH.index(text)
    return "一二三四五六日".index("日" if text in "天7" else _han(text))


def _han(text: str) -> str:
    return "〇一二三四五六"[int(text)] if text.isdigit() else text


def monday(day: date) -> date:
    return day - timedelta(day.weekday())


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta((weekday - day.weekday()) % 7)


def in_week(rel: str | None, text: str, frame: Frame) -> date:
    weekday = weekday_number(text)
    if not rel and frame.beside:
        return monday(frame.beside) + timedelta(weekday)
    if not rel:
        return on_or_after(frame.origin, weekday)
    return monday(frame.today) + timedelta(7 * week_shift(rel) + weekday)


def week_shift(rel: str | None) -> int:
    words = {"下下": 2, "上上": -2, "下": 1, "上": -1}
    return next((n for word, n in words.items() if (rel or "").startswith(word)), 0)


def festival_year(name: str, frame: Frame) -> int:
    period = frame.notice.period
    for year_ in range(period.start.year, period.end.year + 1):
        days = [*workdays.holiday(name, year_), workdays.festival(name, year_)]
        if any(day and period.start <= day <= period.end for day in days):
            return year_
    for year_ in (frame.today.year, frame.today.year + 1):
        days = [*workdays.holiday(name, year_), workdays.festival(name, year_)]
        if any(day and day >= frame.today for day in days):
            return year_
    return frame.today.year


def block(days: Days) -> Days:
    """The whole run of days off that these belong to."""
    first, last = days[0], days[-1]
    while not workdays.about(first - timedelta(1)).working:
        first -= timedelta(1)
    while not workdays.about(last + timedelta(1)).working:
        last += timedelta(1)
    return span(first, last)
