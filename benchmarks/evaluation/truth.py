"""When the line is answered, worked out apart from the assistant.

It is the yardstick for the dates in replies and for the question files themselves, so it
shares no code with the assistant; only the notice's hours and period are common.

Source of the day tables: 国务院办公厅关于2023年部分节假日安排的通知 (国办发明电〔2022〕16号),
中秋节、国庆节: 9月29日至10月6日放假调休, 10月7日(星期六)、10月8日(星期日)上班.
Known limit: the tables cover the autumn of 2023 only, which is all that the questions ask about.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.notice import Notice

ZONE = ZoneInfo("Asia/Shanghai")
DAYS_OFF = frozenset(date(2023, 9, 29) + timedelta(days=n) for n in range(8))
MAKE_UP_DAYS = frozenset({date(2023, 10, 7), date(2023, 10, 8)})
WEEKDAYS = "一二三四五六日"


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`, by the State Council's arrangement."""
    return day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in DAYS_OFF)


def is_open(notice: Notice, moment: datetime) -> bool:
    """Whether the line is answered at `moment` (aware, Asia/Shanghai)."""
    return any(start <= moment < end for start, end in _stretches(notice, moment.date()))


def next_opening(notice: Notice, moment: datetime) -> datetime | None:
    """The first start of answering after `moment`; None when the period brings no more."""
    day = max(moment.date(), notice.period.start)
    while day <= notice.period.end:
        for start, _ in _stretches(notice, day):
            if start > moment:
                return start
        day += timedelta(days=1)
    return None


def opening_text(moment: datetime) -> str:
    """A moment in the canonical form: 9月21日(星期四)9:00."""
    return (
        f"{moment.month}月{moment.day}日(星期{WEEKDAYS[moment.weekday()]})"
        f"{moment.hour}:{moment.minute:02d}"
    )


def _stretches(notice: Notice, day: date) -> list[tuple[datetime, datetime]]:
    in_period = notice.period.start <= day <= notice.period.end
    if not in_period or not is_working_day(day):
        return []
    return [(_at(day, hours.start), _at(day, hours.end)) for hours in notice.answering.hours]


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)
