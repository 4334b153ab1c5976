"""The calendar: facts as dates, a second opinion, and what is not published yet."""

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import workdays
from bot.workdays import CalendarError

OFF = [
    # 国办发明电〔2022〕16号, for 2023
    ("2023-01-21", "2023-01-27", "春节"),
    ("2023-04-05", "2023-04-05", "清明节"),
    ("2023-04-29", "2023-05-03", "劳动节"),
    ("2023-06-22", "2023-06-24", "端午节"),
    ("2023-09-29", "2023-09-29", "中秋节"),
    ("2023-09-30", "2023-10-06", "国庆节"),
    # 国办发明电〔2023〕7号, for 2024
    ("2023-12-30", "2024-01-01", "元旦"),
    ("2024-02-10", "2024-02-17", "春节"),
    ("2024-09-15", "2024-09-17", "中秋节"),
    ("2024-10-01", "2024-10-07", "国庆节"),
]
MAKE_UP = [
    ("2023-01-28", "春节调休上班"),
    ("2023-01-29", "春节调休上班"),
    ("2023-05-06", "劳动节调休上班"),
    ("2023-06-25", "端午节调休上班"),
    ("2023-10-07", "国庆节调休上班"),
    ("2023-10-08", "国庆节调休上班"),
    ("2024-09-14", "中秋节调休上班"),
    ("2024-10-12", "国庆节调休上班"),
]
ORDINARY = [
    ("2023-09-28", True, "工作日"),
    ("2023-10-09", True, "工作日"),
    ("2023-09-23", False, "周末"),
    ("2023-09-24", False, "周末"),
    ("2023-11-07", True, "工作日"),
    ("2024-02-09", True, "工作日"),
]


def days(first: str, last: str) -> list[date]:
    start = date.fromisoformat(first)
    return [start + timedelta(n) for n in range((date.fromisoformat(last) - start).days + 1)]


@pytest.mark.parametrize(("first", "last", "name"), OFF)
def test_holidays_are_off_under_their_name(first, last, name):
    for day in days(first, last):
        assert workdays.about(day) == workdays.Day(day, False, name, True)


@pytest.mark.parametrize(("day", "reason"), MAKE_UP)
def test_make_up_days_are_on(day, reason):
    about = workdays.about(date.fromisoformat(day))
    assert about.working and about.make_up and about.certain
    assert about.reason == reason


@pytest.mark.parametrize(("day", "working", "reason"), ORDINARY)
def test_ordinary_days(day, working, reason):
    about = workdays.about(date.fromisoformat(day))
    assert (about.working, about.reason, about.make_up) == (working, reason, False)


def test_the_second_opinion_agrees_on_every_day_of_2020_to_2026():
    second = holidays.China(years=range(2020, 2027))
    different = [
        day
        for day in days("2020-01-01", "2026-12-31")
        if workdays.about(day).working != second.is_working_day(day)
    ]
    assert different == []


def test_the_second_opinion_is_known_to_be_wrong_on_four_days_of_2019():
    second = holidays.China(years=2019)
    different = [
        day.isoformat()
        for day in days("2019-01-01", "2019-12-31")
        if workdays.about(day).working != second.is_working_day(day)
    ]
    assert different == ["2019-04-28", "2019-05-02", "2019-05-03", "2019-05-05"]


LUNAR = {
    "春节": "Chinese New Year (Spring Festival)",
    "清明节": "Tomb-Sweeping Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
}


@pytest.mark.parametrize("year", range(2023, 2036))
def test_lunar_festivals_agree_with_the_second_opinion(year):
    second = holidays.China(years=year)
    for name, english in LUNAR.items():
        first = next(day for day, names in sorted(second.items()) if english in names.split("; "))
        assert workdays.festival(name, year) == first


def test_days_free_by_law_are_off_before_the_arrangement_is_published():
    for day in ("2027-01-01", "2027-02-06", "2027-05-02", "2027-09-15", "2027-10-03"):
        about = workdays.about(date.fromisoformat(day))
        assert not about.working and not about.certain, day
    assert workdays.about(date(2027, 10, 3)).reason == "国庆节"


def test_other_days_of_an_unpublished_year_go_by_the_weekday_and_are_uncertain():
    assert workdays.about(date(2027, 10, 4)) == workdays.Day(
        date(2027, 10, 4), True, "工作日", False
    )
    assert workdays.about(date(2027, 10, 9)) == workdays.Day(
        date(2027, 10, 9), False, "周末", False
    )


def test_the_last_days_of_december_wait_for_the_next_years_arrangement():
    assert workdays.about(date(2026, 12, 24)).certain
    assert not workdays.about(date(2026, 12, 25)).certain
    assert workdays.about(date(2025, 12, 31)).certain


def test_festivals_and_their_days_off():
    assert workdays.holiday("国庆节", 2023) == tuple(days("2023-09-30", "2023-10-06"))
    assert workdays.holiday("元旦", 2024) == tuple(days("2023-12-30", "2024-01-01"))
    assert workdays.holiday("重阳节", 2023) == ()
    assert workdays.festival("重阳节", 2023) == date(2023, 10, 23)
    assert workdays.festival("国庆节", 2023) == date(2023, 10, 1)
    assert workdays.festival("中秋节", 1999) is None
    assert workdays.festival("植树节", 2023) is None


def test_two_festivals_on_one_day_are_both_named():
    assert workdays.about(date(2031, 10, 1)).reason == "国庆节、中秋节"


@given(st.dates())
def test_every_date_has_an_answer(day):
    about = workdays.about(day)
    assert about.date == day
    assert about.reason
    assert about.make_up == (about.working and about.reason != "工作日")


# Corrections.

YEAR = """
year: 2027
source: {title: 国务院办公厅关于2027年部分节假日安排的通知, url: "https://www.gov.cn/notice"}
holidays:
  - {name: 国庆节, first: 2027-10-01, last: 2027-10-07}
make_up:
  - {name: 国庆节, day: 2027-09-26}
  - {name: 国庆节, day: 2027-10-09}
"""


def corrected(tmp_path: Path, text: str, name: str = "2027.yml") -> workdays.Calendar:
    (tmp_path / name).write_text(text, "utf-8")
    return workdays.load(tmp_path)


def test_a_correction_replaces_the_year(tmp_path):
    calendar = corrected(tmp_path, YEAR)
    assert calendar.about(date(2027, 10, 7)) == workdays.Day(
        date(2027, 10, 7), False, "国庆节", True
    )
    assert calendar.about(date(2027, 10, 9)).reason == "国庆节调休上班"
    assert calendar.about(date(2027, 10, 8)) == workdays.Day(
        date(2027, 10, 8), True, "工作日", True
    )
    # What the file does not list is an ordinary day, whatever the law's table says.
    assert calendar.about(date(2027, 5, 1)).reason == "周末"
    assert not calendar.about(date(2028, 10, 1)).certain


def test_a_correction_settles_the_december_before(tmp_path):
    calendar = corrected(tmp_path, YEAR)
    assert calendar.about(date(2026, 12, 31)).certain
    moved = YEAR.replace(
        "first: 2027-10-01, last: 2027-10-07", "first: 2026-12-31, last: 2027-01-02"
    )
    (tmp_path / "moved").mkdir()
    calendar = corrected(tmp_path / "moved", moved)
    assert not calendar.about(date(2026, 12, 31)).working


def test_a_correction_may_mend_a_known_year(tmp_path):
    calendar = corrected(tmp_path, YEAR.replace("2027", "2023"), "2023.yml")
    assert calendar.about(date(2023, 9, 29)).working
    assert not calendar.about(date(2023, 10, 7)).working


BROKEN = {
    "no year": (YEAR.replace("year: 2027\n", ""), "year"),
    "no source": ("year: 2027\nholidays: []\n", "source"),
    "no link": (YEAR.replace("https://www.gov.cn/notice", "gov.cn"), "source.url"),
    "unknown field": (YEAR + "weekend: 1\n", "weekend"),
    "no date": (YEAR.replace("2027-10-07", "2027-10-32"), "holidays.0.last"),
    "backward": (YEAR.replace("last: 2027-10-07", "last: 2027-09-30"), "last"),
    "another year": (YEAR.replace("day: 2027-10-09", "day: 2028-10-09"), "2028-10-09"),
    "off and on": (YEAR.replace("day: 2027-10-09", "day: 2027-10-02"), "2027-10-02"),
    "a list": ("- 1\n", "字段"),
    "no YAML": ("year: [\n", "YAML"),
    "empty": ("", "字段"),
}


@pytest.mark.parametrize(("text", "named"), BROKEN.values(), ids=BROKEN)
def test_a_broken_correction_is_refused_in_one_line(tmp_path, text, named):
    with pytest.raises(CalendarError) as refusal:
        corrected(tmp_path, text)
    message = str(refusal.value)
    assert "2027.yml" in message and named in message
    assert "\n" not in message


def test_two_files_for_one_year_are_refused(tmp_path):
    (tmp_path / "a.yml").write_text(YEAR, "utf-8")
    with pytest.raises(CalendarError, match="2027 年有两个文件"):
        corrected(tmp_path, YEAR, "b.yml")


def test_the_shipped_corrections_are_in_order():
    workdays.load()
