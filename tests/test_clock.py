"""The clock: fixed by the environment, by a message's metadata only when allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot import clock

FIXED = "2023-09-21T10:00:00+08:00"
ASKED = {"now": "2023-10-01T01:00:00+00:00"}


def test_the_real_clock_is_in_shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.NOW_VARIABLE, raising=False)
    present = clock.now()
    assert present.utcoffset() == timedelta(hours=8)
    assert abs(present - datetime.now(clock.ZONE)) < timedelta(minutes=1)


def test_the_environment_fixes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.NOW_VARIABLE, FIXED)
    assert clock.now().isoformat() == FIXED


def test_metadata_counts_only_when_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.NOW_VARIABLE, FIXED)
    monkeypatch.delenv(clock.METADATA_VARIABLE, raising=False)
    assert clock.now(ASKED).isoformat() == FIXED
    monkeypatch.setenv(clock.METADATA_VARIABLE, "1")
    assert clock.now(ASKED).isoformat() == "2023-10-01T09:00:00+08:00"


@pytest.mark.parametrize("junk", [{}, {"now": 5}, {"now": "soon"}, {"now": "2023-10-01"}])
def test_metadata_that_is_no_moment_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, junk: dict[str, object]
) -> None:
    monkeypatch.setenv(clock.NOW_VARIABLE, FIXED)
    monkeypatch.setenv(clock.METADATA_VARIABLE, "1")
    assert clock.now(junk).isoformat() == FIXED


@pytest.mark.parametrize("wrong", ["yesterday", "2023-09-21", "2023-09-21T10:00:00"])
def test_a_wrong_environment_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv(clock.NOW_VARIABLE, wrong)
    with pytest.raises(clock.ClockError, match=r"BOT_NOW: .*请写成"):
        clock.now()
