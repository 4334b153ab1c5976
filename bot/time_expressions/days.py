"""The words for days: what each pattern means, as dates.

Each `read` function takes the rule's match and the frame and returns the days meant,
in order. It raises NoSuchTime for a date that does not exist, NotATime for a word that
says nothing here.

How an incomplete date is completed:
- a month and day without a year: the year in which it falls in the notice's period,
  else the year in which it is nearest to today;
- a day without a month: today or the next such day;
- a weekday without a week: today or the next such day; 这周 and 上周 are taken by the
  calendar week, Monday to Sunday.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot import workdays
from bot.time_expressions.frame import Frame, NoSuchTime, NotATime
from bot.time_expressions.numerals import number, year
from bot.time_expressions.reckoning import (
    Days,
    date_of,
    in_week,
    monday,
    month_end,
    month_shift,
    nearest,
    next_day,
    on_or_after,
    part_of_month,
    shifted_month,
    span,
    touches_period,
    week_shift,
    weekday_number,
    years,
)
from bot.time_expressions.scanning import group

Match = re.Match[str]

WEEKDAY = "[一二三四五六日天1-7]"
AND = "[、,和跟与及或]"
_OFFSETS = {"今": 0, "明": 1, "后": 2, "大后": 3, "外后": 3, "昨": -1, "前": -2, "大前": -3}


# Dates.


def explicit(match: Match, frame: Frame) -> Days:
    return (date_of(int(match["y"]), int(match["m"]), int(match["d"])),)


def month_day(match: Match, frame: Frame) -> Days:
    return (_in_year(match, frame, _month(match), numeral(match["d"])),)


def month_days(match: Match, frame: Frame) -> Days:
    month = _month(match)
    return tuple(_in_year(match, frame, month, numeral(d)) for d in _numbers(match["ds"]))


def month_range(match: Match, frame: Frame) -> Days:
    first = _in_year(match, frame, _month(match), numeral(match["d"]))
    last_month = group(match, "m2")
    month = numeral(last_month) if last_month else first.month
    last = date_of(first.year, month, numeral(match["d2"]))
    return span(first, last if last >= first else date_of(first.year + 1, last.month, last.day))


def numeric(match: Match, frame: Frame) -> Days:
    return (nearest(frame, int(match["m"]), int(match["d"])),)


def of_month(match: Match, frame: Frame) -> Days:
    """The named part of a named month, or all of it."""
    month, part = _month(match), group(match, "part")
    if group(match, "y"):
        return _of_these(part_of_month(date(year_of(match["y"], frame), month, 1), part), match)
    firsts = years(frame, month, 1)
    if frame.base:
        first = min((d for d in firsts if month_end(d) >= frame.base), default=max(firsts))
    else:
        firsts = [d for d in firsts if touches_period(frame, d)] or firsts
        first = min(firsts, key=lambda d: abs((d - frame.today).days))
    return _of_these(part_of_month(first, part), match)


def relative_month(match: Match, frame: Frame) -> Days:
    first = shifted_month(frame.today, month_shift(match["rel"]))
    return _of_these(part_of_month(first, group(match, "part")), match)


def relative_month_day(match: Match, frame: Frame) -> Days:
    first = shifted_month(frame.today, month_shift(match["rel"]))
    return (date_of(first.year, first.month, numeral(match["d"])),)


def bare_month_part(match: Match, frame: Frame) -> Days:
    days = part_of_month(frame.origin.replace(day=1), match["part"])
    if days[-1] < frame.origin:
        days = part_of_month(shifted_month(frame.origin, 1), match["part"])
    return _of_these(days, match)


def year_part(match: Match, frame: Frame) -> Days:
    first = date(year_of(group(match, "y"), frame), 1, 1)
    part = group(match, "part")
    if part is None:
        return span(first, first.replace(month=12, day=31))
    month = first if part in "初头" else first.replace(month=12)
    return span(month, month_end(month))


def day_of_month(match: Match, frame: Frame) -> Days:
    return (_of_this_month(numeral(match["d"]), frame),)


def days_of_month(match: Match, frame: Frame) -> Days:
    first, *others = map(numeral, _numbers(match["ds"]))
    days = [_of_this_month(first, frame)]
    for other in others:
        days.append(next_day(days[-1], other))
    return tuple(days)


def _of_this_month(day: int, frame: Frame) -> date:
    """A bare 8号: of the month named beside it or spoken of, else the next."""
    if frame.beside:
        return date_of(frame.beside.year, frame.beside.month, day)
    if frame.month_of and not frame.base:
        try:
            spoken = frame.month_of.replace(day=day)
        except ValueError:
            spoken = frame.today
        if spoken > frame.today:
            return spoken
    return next_day(frame.origin, day)


def day_range(match: Match, frame: Frame) -> Days:
    first = next_day(frame.origin, numeral(match["d"]))
    # A range that has begun is this month's: 20号到25号 asked on the 21st.
    begun = frame.today.replace(day=1) + timedelta(numeral(match["d"]) - 1)
    last_number = numeral(match["d2"])
    if not frame.base and begun.day == first.day and begun <= frame.today:
        end = next_day(begun, last_number)
        first = begun if end >= frame.today else first
    return span(first, next_day(first, last_number))


# Weeks.


def weekday(match: Match, frame: Frame) -> Days:
    return (in_week(group(match, "rel"), match["w"], frame),)


def weekdays(match: Match, frame: Frame) -> Days:
    first, *others = re.findall(WEEKDAY, match["ws"])
    days = [in_week(group(match, "rel"), first, frame)]
    for other in others:
        days.append(on_or_after(days[0], weekday_number(other)))
    return tuple(days)


def weekday_range(match: Match, frame: Frame) -> Days:
    if group(match, "rel"):
        first = in_week(group(match, "rel"), match["w"], frame)
        return span(first, on_or_after(first, weekday_number(match["w2"])))
    start, end = weekday_number(match["w"]), weekday_number(match["w2"])
    first = monday(frame.today) + timedelta(start)
    last = on_or_after(first, end)
    if last < frame.today:
        first, last = first + timedelta(7), last + timedelta(7)
    return span(max(first, frame.today), last)


def weekend(match: Match, frame: Frame) -> Days:
    week = group(match, "rel")
    saturday = monday(frame.today) + timedelta(5 + 7 * week_shift(week))
    days = (saturday, saturday + timedelta(1))
    # On Sunday the weekend that is left is that Sunday.
    return tuple(d for d in days if week or d >= frame.today)


def this_day_of_week(match: Match, frame: Frame) -> Days:
    """下周的今天."""
    return (frame.today + timedelta(7 * week_shift(match["rel"])),)


def no_weekday(match: Match, frame: Frame) -> Days:
    """星期八."""
    raise NoSuchTime(match.group())


def week(match: Match, frame: Frame) -> Days:
    first = monday(frame.today) + timedelta(7 * week_shift(match["rel"]))
    days = span(first, first + timedelta(6))
    if group(match, "edge"):
        return _of_these(days, match)
    return days if week_shift(match["rel"]) else tuple(d for d in days if d >= frame.today)


# Days near today.


def relative(match: Match, frame: Frame) -> Days:
    return (frame.today + timedelta(_OFFSETS[match["rel"]]),)


def today_and_tomorrow(match: Match, frame: Frame) -> Days:
    return tuple(frame.today + timedelta(_OFFSETS[word]) for word in match["rels"])


def these_days(match: Match, frame: Frame) -> Days:
    return span(frame.today, frame.today + timedelta(1 if group(match, "two") else 2))


def in_days(match: Match, frame: Frame) -> Days:
    """三天后 is reckoned from today; 再过一天, reading on, from the last day spoken of."""
    sign = -1 if group(match, "ago") else 1
    reads_on = frame.month_of is not None and match.group().startswith("再过")
    first = max(frame.today, *frame.spoken_of) if reads_on else frame.today
    if match["n"] == "半" and match["unit"] == "个月":
        return (first + timedelta(15 * sign),)
    amount = numeral(match["n"]) * sign
    if match["unit"] == "个月":
        target = shifted_month(first, amount)
        return (target.replace(day=min(first.day, month_end(target).day)),)
    return (first + timedelta(amount * _unit(match)),)


def within_days(match: Match, frame: Frame) -> Days:
    days = numeral(match["n"]) * _unit(match)
    return span(frame.today, frame.today + timedelta(days))


def _unit(match: Match) -> int:
    return 1 if match["unit"] in "天日" else 7


def next_working_day(match: Match, frame: Frame) -> Days:
    day = frame.today + timedelta(1)
    while not workdays.about(day).working:
        day += timedelta(1)
    return (day,)


def spoken_of(match: Match, frame: Frame) -> Days:
    if not frame.spoken_of:
        raise NotATime
    return frame.spoken_of


# What a match says.


def numeral(text: str) -> int:
    """The value of a numeral; NotATime where it is none."""
    value = number(text)
    if value is None:
        raise NotATime
    return value


def _of_these(days: Days, match: Match) -> Days:
    """All of these days, or the one named of them: 月底最后一天, 下周第一个工作日."""
    edge = group(match, "edge")
    if edge is None:
        return days
    place = -1 if edge.startswith("最后") else 0
    chosen = days if edge.endswith("天") else [d for d in days if workdays.about(d).working]
    if not chosen:
        raise NotATime
    return (chosen[place],)


def _month(match: Match) -> int:
    text = match["m"]
    value = 1 if text in "正元" else number(text)
    if value is None:
        raise NotATime
    if not 1 <= value <= 12:
        raise NoSuchTime(f"{value}月")
    return value


def _numbers(text: str) -> list[str]:
    parts = re.split(AND, text)
    return list(text) if len(parts) == 1 and number(text) is None else parts


def year_of(text: str | None, frame: Frame) -> int:
    """The year of 2023, 23, 明 …; this year for None."""
    relative = {None: 0, "今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "去": -1, "前": -2}
    if text in relative:
        return frame.today.year + relative[text]
    value = year(text or "")
    if value is None or not 1900 <= value <= 2199:
        raise NoSuchTime(f"{text}年")
    return value


def _in_year(match: Match, frame: Frame, month: int, day: int) -> date:
    if match["y"]:
        return date_of(year_of(match["y"], frame), month, day)
    return nearest(frame, month, day)


WITH_MONTH = (month_day, month_days, month_range, explicit, numeric)
"""The readers of days that are named with their month."""
