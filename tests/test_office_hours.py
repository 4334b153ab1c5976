"""The hours logic, against a check written apart from it and by its properties."""

from bisect import bisect_right
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import notice, office_hours, workdays
from bot.clock import ZONE
from bot.notice import Answering, Notice, Period
from bot.office_hours import Closed

SERVED = notice.load()

# The separate check: every answered day of the served period, written out from a wall
# calendar and the State Council's notice, and the hours as minutes of the day.
WALL_CALENDAR = """
2023-09-07 2023-09-08
2023-09-11 2023-09-12 2023-09-13 2023-09-14 2023-09-15
2023-09-18 2023-09-19 2023-09-20 2023-09-21 2023-09-22
2023-09-25 2023-09-26 2023-09-27 2023-09-28
2023-10-07 2023-10-08 2023-10-09 2023-10-10 2023-10-11 2023-10-12 2023-10-13
2023-10-16 2023-10-17 2023-10-18 2023-10-19 2023-10-20
2023-10-23 2023-10-24 2023-10-25 2023-10-26 2023-10-27
2023-10-30 2023-10-31 2023-11-01 2023-11-02 2023-11-03
2023-11-06 2023-11-07
"""
ANSWERED_DAYS = WALL_CALENDAR.split()
OPENS, CLOSES = (9 * 60, 13 * 60 + 30), (12 * 60, 17 * 60 + 30)


def checked(day: str, minute: int) -> bool:
    morning = OPENS[0] <= minute < CLOSES[0]
    return day in ANSWERED_DAYS and (morning or OPENS[1] <= minute < CLOSES[1])


def openings() -> list[str]:
    return [
        f"{day}T{minute // 60:02d}:{minute % 60:02d}" for day in ANSWERED_DAYS for minute in OPENS
    ]


def test_every_minute_from_before_the_period_to_after_it():
    coming = openings()
    moment = datetime(2023, 9, 1, tzinfo=ZONE)
    while moment < datetime(2023, 11, 15, tzinfo=ZONE):
        written = moment.isoformat(timespec="minutes")[:16]
        expected = checked(written[:10], moment.hour * 60 + moment.minute)
        assert office_hours.at(SERVED, moment).open is expected, written
        place = bisect_right(coming, written)
        opening = office_hours.next_opening(SERVED, moment)
        found = opening.isoformat(timespec="minutes")[:16] if opening else None
        assert found == (coming[place] if place < len(coming) else None), written
        moment += timedelta(minutes=1)


WHY = [
    ("2023-09-21 08:59:59", Closed.BEFORE_WORK, "9:00"),
    ("2023-09-21 12:00:00", Closed.LUNCH, "13:30"),
    ("2023-09-21 13:29:59", Closed.LUNCH, "13:30"),
    ("2023-09-21 17:30:00", Closed.AFTER_WORK, None),
    ("2023-09-21 23:59:59", Closed.AFTER_WORK, None),
    ("2023-09-23 10:00:00", Closed.DAY_OFF, None),
    ("2023-09-29 12:30:00", Closed.DAY_OFF, None),
    ("2023-10-07 12:30:00", Closed.LUNCH, "13:30"),
    ("2023-09-06 10:00:00", Closed.NOT_BEGUN, None),
    ("2023-11-08 10:00:00", Closed.OVER, None),
]


@pytest.mark.parametrize(("moment", "why", "until"), WHY)
def test_why_it_is_closed_and_until_when(moment, why, until):
    answer = office_hours.at(SERVED, at(moment))
    assert not answer.open
    assert answer.why_closed is why
    assert (notice.clock_time(answer.until) if answer.until else None) == until


@pytest.mark.parametrize(
    ("moment", "until"), [("2023-09-21 09:00:00", time(12)), ("2023-09-21 17:29:59", time(17, 30))]
)
def test_until_when_it_is_open(moment, until):
    assert office_hours.at(SERVED, at(moment)) == office_hours.Answer(True, None, until)


def test_a_moment_is_taken_to_shanghai():
    utc = datetime(2023, 9, 21, 1, 0, tzinfo=timezone.utc)
    assert office_hours.at(SERVED, utc).open
    assert not office_hours.at(SERVED, utc - timedelta(seconds=1)).open


@pytest.mark.parametrize("check", [office_hours.at, office_hours.next_opening])
def test_a_naive_moment_is_refused(check):
    with pytest.raises(ValueError, match="time zone"):
        check(SERVED, datetime(2023, 9, 21, 10))


def test_the_period():
    states = [
        office_hours.period_state(SERVED, date(2023, 9, 6)),
        office_hours.period_state(SERVED, date(2023, 9, 7)),
        office_hours.period_state(SERVED, date(2023, 11, 7)),
        office_hours.period_state(SERVED, date(2023, 11, 8)),
    ]
    assert states == ["before", "during", "during", "after"]
    assert office_hours.days_to_end(SERVED, date(2023, 11, 7)) == 0
    assert office_hours.days_to_end(SERVED, date(2023, 9, 21)) == 47
    assert office_hours.days_to_end(SERVED, date(2023, 11, 9)) == -2
    assert office_hours.last_closing(SERVED) == at("2023-11-07 17:30:00")


def test_working_days_left():
    assert office_hours.working_days_left(SERVED, date(2023, 8, 1)) == len(ANSWERED_DAYS)
    assert office_hours.working_days_left(SERVED, date(2023, 11, 4)) == 2
    assert office_hours.working_days_left(SERVED, date(2023, 11, 7)) == 1
    assert office_hours.working_days_left(SERVED, date(2023, 11, 8)) == 0


def test_lunch_is_the_break_around_noon():
    assert office_hours.lunch(SERVED) == (time(12), time(13, 30))
    assert office_hours.lunch(served("2023-09-07", "2023-11-07", ["8:00-18:00"])) is None
    afternoon = served("2023-09-07", "2023-11-07", ["8:00-14:00", "15:00-18:00"])
    assert office_hours.lunch(afternoon) is None
    assert office_hours.at(afternoon, at("2023-09-21 14:30:00")).why_closed is Closed.BREAK


def test_a_period_without_a_working_day_is_never_answered():
    weekend = served("2023-09-23", "2023-09-24", ["9:00-12:00"])
    assert office_hours.last_closing(weekend) is None
    assert office_hours.next_opening(weekend, at("2023-09-01 00:00:00")) is None
    assert office_hours.working_days_left(weekend, date(2023, 9, 23)) == 0


# Properties, for notices of every kind.


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def served(start: str, end: str, hours: list[str]) -> Notice:
    period = Period(start=start, end=end, quote="-")
    stretches = [dict(zip(("start", "end"), stretch.split("-"), strict=True)) for stretch in hours]
    answering = Answering(days="工作日", hours=stretches, quote="-")
    return SERVED.copy(update={"period": period, "answering": answering})


@st.composite
def notices(draw):
    start = draw(st.dates(date(2004, 1, 1), date(2030, 12, 31)))
    end = start + timedelta(draw(st.integers(0, 90)))
    minutes = sorted(draw(st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True)))
    pairs = zip(minutes[::2], minutes[1::2], strict=False)
    hours = [f"{a // 60}:{a % 60:02d}-{b // 60}:{b % 60:02d}" for a, b in pairs]
    return served(start.isoformat(), end.isoformat(), hours)


@st.composite
def moments(draw):
    return draw(
        st.datetimes(datetime(2003, 1, 1), datetime(2031, 12, 31)).map(
            lambda moment: moment.replace(tzinfo=ZONE)
        )
    )


@st.composite
def near(draw):
    """A notice, and a moment in or close to its period."""
    served_notice = draw(notices())
    days = (served_notice.period.end - served_notice.period.start).days
    first = datetime.combine(served_notice.period.start, time(), ZONE) - timedelta(3)
    seconds = draw(st.integers(0, (days + 7) * 86400))
    return served_notice, first + timedelta(seconds=seconds)


@settings(max_examples=300)
@given(near())
def test_the_next_opening_is_open_and_nothing_opens_before_it(case):
    served_notice, moment = case
    opening = office_hours.next_opening(served_notice, moment)
    if opening is None:
        end = datetime.combine(served_notice.period.end, time.max, ZONE)
    else:
        assert opening > moment
        assert office_hours.at(served_notice, opening).open
        before = office_hours.at(served_notice, opening - timedelta(seconds=1))
        adjoining = any(stretch.end == opening.time() for stretch in served_notice.answering.hours)
        assert adjoining or not before.open
        end = opening - timedelta(seconds=1)
    step = max(timedelta(minutes=17), (end - moment) / 200)
    was_open = office_hours.at(served_notice, moment).open
    while moment <= end:
        is_open = office_hours.at(served_notice, moment).open
        assert was_open or not is_open, moment
        was_open, moment = is_open, moment + step


@settings(max_examples=200)
@given(notices(), st.integers(0, 90))
def test_hours_are_half_open_on_every_answered_day(served_notice, number):
    day = served_notice.period.start + timedelta(number)
    for stretch in office_hours.hours_on(served_notice, day):
        begin, end = (datetime.combine(day, t, ZONE) for t in (stretch.start, stretch.end))
        assert office_hours.at(served_notice, begin) == office_hours.Answer(True, None, stretch.end)
        assert office_hours.at(served_notice, end - timedelta(microseconds=1)).open
        starts = [other.start for other in served_notice.answering.hours]
        assert office_hours.at(served_notice, end).open is (stretch.end in starts)


@settings(max_examples=300)
@given(notices(), moments())
def test_every_moment_has_an_answer_with_a_reason(served_notice, moment):
    answer = office_hours.at(served_notice, moment)
    assert answer.open == (answer.why_closed is None)
    state = office_hours.period_state(served_notice, moment.date())
    assert (answer.why_closed is Closed.NOT_BEGUN) == (state == "before")
    assert (answer.why_closed is Closed.OVER) == (state == "after")
    if state == "during":
        off = not workdays.about(moment.date()).working
        assert (answer.why_closed is Closed.DAY_OFF) == off
