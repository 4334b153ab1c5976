"""Working days in mainland China, by the State Council's arrangement of each year.

References:
- 全国年节及纪念日放假办法 (国务院令第795号, in force since 2025-01-01): the days that are
  free by law in every year, `_FIXED` and `_LUNAR` below.
- 国务院办公厅关于2023年部分节假日安排的通知 (国办发明电〔2022〕16号): 中秋节、国庆节 off from
  2023-09-29 to 10-06, on duty on 10-07 and 10-08.
- Each year's notice since 2004, as the `chinese_calendar` package encodes it.
- `data/calendar/*.yml`: a year that the package does not know, or knows wrongly.

Checked with (tests/test_workdays.py): `holidays` 0.86, 2020 to 2026, no difference.

Limits: the arrangement of a year is published in the November before. Until it is
known here a day is reckoned by weekday and by `_FIXED` and `_LUNAR`, and marked
`certain=False`. `_LUNAR` ends in 2035.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from chinese_calendar import holidays as _days_off
from chinese_calendar import workdays as _days_on
from pydantic import BaseModel, Extra, Field, ValidationError, root_validator

CORRECTIONS = Path(__file__).resolve().parent.parent / "data" / "calendar"

WORKING_DAY = "工作日"
WEEKEND = "周末"
MAKE_UP = "{}调休上班"

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}

_KNOWN_YEARS = frozenset(day.year for day in _days_off)

# Free by law whatever the year's arrangement adds: (month, day) of the solar calendar.
_FIXED = {
    "元旦": ((1, 1),),
    "劳动节": ((5, 1), (5, 2)),
    "国庆节": ((10, 1), (10, 2), (10, 3)),
}

# 正月初一, 清明, 端午, 中秋 and 重阳 (no holiday) of each year, by 紫金山天文台's calendar.
_LUNAR = {
    2023: ((1, 22), (4, 5), (6, 22), (9, 29), (10, 23)),
    2024: ((2, 10), (4, 4), (6, 10), (9, 17), (10, 11)),
    2025: ((1, 29), (4, 4), (5, 31), (10, 6), (10, 29)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25), (10, 18)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15), (10, 8)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3), (10, 26)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22), (10, 16)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12), (10, 5)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1), (10, 24)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19), (10, 12)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8), (10, 1)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27), (10, 20)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16), (10, 9)),
}
_LUNAR_NAMES = ("春节", "清明节", "端午节", "中秋节", "重阳节")
_FREE_OF_LUNAR = {"春节": (-1, 0, 1, 2), "清明节": (0,), "端午节": (0,), "中秋节": (0,)}


class CalendarError(ValueError):
    """A correction that must not be used: one line naming file, field and mend."""


@dataclass(frozen=True)
class Day:
    """What a day is. `reason` is in residents' words: 工作日, 周末, 国庆节, 国庆节调休上班."""

    date: date
    working: bool
    reason: str
    certain: bool

    @property
    def make_up(self) -> bool:
        """A Saturday or Sunday that is worked for a holiday."""
        return self.working and self.reason != WORKING_DAY


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False


class _Source(_Strict):
    title: str = Field(min_length=1)
    url: str = Field(regex=r"^https?://\S+$")


class _Holiday(_Strict):
    name: str = Field(min_length=1)
    first: date
    last: date

    @root_validator(skip_on_failure=True)
    def _in_order(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not timedelta(0) <= values["last"] - values["first"] <= timedelta(30):
            raise ValueError("last 应不早于 first,且相差不超过 30 天")
        return values


class _MakeUp(_Strict):
    name: str = Field(min_length=1)
    day: date


class _Year(_Strict):
    """One year's arrangement; it replaces what the package knows of that year."""

    year: int
    source: _Source
    holidays: tuple[_Holiday, ...]
    make_up: tuple[_MakeUp, ...] = ()

    @root_validator(skip_on_failure=True)
    def _of_this_year(cls, values: dict[str, Any]) -> dict[str, Any]:
        off = {day for holiday in values["holidays"] for day in _span(holiday.first, holiday.last)}
        on = {make_up.day for make_up in values["make_up"]}
        for day in off | on:
            # A year's notice may begin with the last days of December before it.
            if day.year != values["year"] and (day.year, day.month) != (values["year"] - 1, 12):
                raise ValueError(f"{day} 不在 {values['year']} 年内")
        if off & on:
            raise ValueError(f"{min(off & on)} 既写成放假又写成上班")
        return values

    def days(self) -> Iterator[Day]:
        for holiday in self.holidays:
            for day in _span(holiday.first, holiday.last):
                yield Day(day, False, holiday.name, True)
        for make_up in self.make_up:
            yield Day(make_up.day, True, MAKE_UP.format(make_up.name), True)


@dataclass(frozen=True)
class Calendar:
    """The package's calendar with corrections laid over it."""

    corrected_years: frozenset[int]
    corrected_days: Mapping[date, Day]

    def about(self, day: date) -> Day:
        """What `day` is. Total: every date has an answer."""
        if day in self.corrected_days:
            return self.corrected_days[day]
        # The last days of December may be moved by the next year's arrangement.
        decided_by = day.year + 1 if (day.month, day.day) > (12, 24) else day.year
        certain = {day.year, decided_by} <= _KNOWN_YEARS | self.corrected_years
        if day.year in self.corrected_years:
            return _ordinary(day, certain)
        if day in _days_on:
            return Day(day, True, MAKE_UP.format(_name(_days_on[day])), certain)
        if day in _days_off:
            return Day(day, False, _joined(_name(_days_off[day]), _free_by_law(day)), certain)
        return _ordinary(day, certain) if day.year in _KNOWN_YEARS else _by_law(day)


@lru_cache(maxsize=4096)
def about(day: date) -> Day:
    """What `day` is, by the package and the corrections in `data/calendar`.

    Raises:
        CalendarError: a correction file is broken (checked at start by `load`).
    """
    return load().about(day)


@lru_cache(maxsize=256)
def holiday(name: str, year: int) -> tuple[date, ...]:
    """The days off called `name` (国庆节 …) in that year's arrangement, in order.

    New Year's days off in the December before belong to the year. Before the
    arrangement is known, the days free by law. Empty for a name that is no holiday.
    """
    first, last = date(year - 1, 12, 25), date(year, 12, 24)
    return tuple(
        day
        for day in _span(first, last)
        if not about(day).working and name in about(day).reason.split("、")
    )


def festival(name: str, year: int) -> date | None:
    """The very day of a festival (正月初一 for 春节), or None where it is not known."""
    if name in _FIXED:
        return date(year, *_FIXED[name][0])
    if name in _LUNAR_NAMES and year in _LUNAR:
        return date(year, *_LUNAR[year][_LUNAR_NAMES.index(name)])
    return None


def load(folder: Path = CORRECTIONS) -> Calendar:
    """The calendar with the corrections of this folder.

    Raises:
        CalendarError: a file cannot be read as one year's arrangement; the message is
            one line in Chinese that names the file, the field and the mend.
    """
    return _load(folder)


@lru_cache(maxsize=8)
def _load(folder: Path) -> Calendar:
    years = [_read(path) for path in sorted(folder.glob("*.yml"))]
    numbers = [year.year for year in years]
    for number in numbers:
        if numbers.count(number) > 1:
            raise CalendarError(f"{folder}: {number} 年有两个文件,请只留一个")
    return Calendar(frozenset(numbers), {day.date: day for year in years for day in year.days()})


def _read(path: Path) -> _Year:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # dates stay text
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise CalendarError(f"{path}: 读不出来,请检查 YAML 格式({reason})") from None
    if not isinstance(data, dict):
        raise CalendarError(f"{path}: 整个文件应是“字段: 值”的形式")
    try:
        return _Year(**{str(key): value for key, value in data.items()})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part != "__root__") or "year"
        raise CalendarError(f"{path}: {field}: {first['msg']},请对照国务院通知改正") from None


def _name(package_name: str) -> str:
    return _NAMES.get(package_name, package_name)


def _ordinary(day: date, certain: bool) -> Day:
    weekend = day.weekday() >= 5
    return Day(day, not weekend, WEEKEND if weekend else WORKING_DAY, certain)


def _by_law(day: date) -> Day:
    names = _free_by_law(day)
    if names:
        return Day(day, False, "、".join(names), False)
    return _ordinary(day, False)


def _free_by_law(day: date) -> list[str]:
    names = [name for name, days in _FIXED.items() if (day.month, day.day) in days]
    for name, offsets in _FREE_OF_LUNAR.items():
        first = festival(name, day.year)
        if first and (day - first).days in offsets:
            names.append(name)
    return names


def _joined(name: str, by_law: list[str]) -> str:
    """国庆节、中秋节 for a day on which both fall."""
    return "、".join([name, *(other for other in by_law if other != name)])


def _span(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(number)
