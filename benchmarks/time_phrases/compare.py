"""How many phrases our grammar and JioNLP read as expected, and how fast.

JioNLP depends on jiojio (GPL-3.0, 148 MB), so it is no dependency of this project. In an
environment apart, from the root of the repository:

    python3.10 -m venv jionlp-env
    jionlp-env/bin/pip install jionlp==1.5.31 pydantic==1.10.9 pyyaml chinesecalendar==1.11.0
    jionlp-env/bin/python -m benchmarks.time_phrases.compare

JioNLP is given the time phrase alone, cut out of the sentence by our `spans`, because its
`parse_time` expects that; the whole text where we mark nothing. It is judged leniently:
the right days, and of a clock time the right minute; any stretch that overlaps a named
part of the day; any period for days in general; a refusal for what is no time. The last
column is more lenient still: whether its reading leads to the same "is answered" or "is
not answered", whatever the day.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from benchmarks.time_phrases.notation import FILES, Case, cases, intervals, written
from bot import clock, notice, office_hours
from bot.hours_answers.verdicts import judge as verdict
from bot.time_expressions import Asked, parse, spans

NOTICE = notice.load()


def ours(case: Case) -> bool:
    """Whether our grammar reads the phrase exactly as expected."""
    return written(parse(case.phrase, case.now, NOTICE), case.now) == case.expected


def theirs(parse_time: Callable[..., Any]) -> Callable[[Case], bool]:
    """A judge of JioNLP's `parse_time`."""

    def judge(case: Case) -> bool:
        found = _read(parse_time, case)
        if found is None:
            return case.expected in ("none", "impossible")
        return _agrees(found, case)

    return judge


def same_answer(parse_time: Callable[..., Any]) -> Callable[[Case], bool]:
    """A judge of whether JioNLP's reading leads to the same answer."""

    def judge(case: Case) -> bool:
        found = _read(parse_time, case)
        if found is None or found["type"] not in ("time_point", "time_span"):
            return _agrees(found, case) if found else case.expected in ("none", "impossible")
        asked = _expected(case)
        start, end = (_moment(str(moment)) for moment in found["time"])
        moment = bool(asked.pieces) and asked.pieces[0].moment
        wanted = any(verdict(piece, case.now, NOTICE).open for piece in asked.pieces)
        return wanted == _answered(start, start if moment else end)

    return judge


def _read(parse_time: Callable[..., Any], case: Case) -> dict[str, Any] | None:
    marked = spans(case.phrase)
    phrase = case.phrase[marked[0][0] : marked[-1][1]] if marked else case.phrase
    base = {key: getattr(case.now, key) for key in ("year", "month", "day", "hour", "minute")}
    try:
        return parse_time(phrase, time_base=base)  # type: ignore[no-any-return]
    except Exception:
        return None


def _expected(case: Case) -> Asked:
    asked = parse(case.phrase, case.now, NOTICE)
    if written(asked, case.now) != case.expected or asked is None:
        raise SystemExit(f"{case.phrase}: our reading is not the expected one; mend that first")
    return asked


def _answered(start: datetime, end: datetime) -> bool:
    """Whether the line is answered at some quarter of an hour from `start` to `end`."""
    first = max(start, datetime(2020, 1, 1))
    last = min(end, first + timedelta(400))
    while first <= last:
        if office_hours.at(NOTICE, first.replace(tzinfo=clock.ZONE)).open:
            return True
        first += timedelta(minutes=15)
    return False


def _agrees(found: dict[str, Any], case: Case) -> bool:
    asked = _expected(case)
    if asked.usual:
        return bool(found["type"] == "time_period")
    if asked.impossible is not None or found["type"] not in ("time_point", "time_span"):
        return False
    start, end = (_moment(str(moment)) for moment in found["time"])
    if asked.now:
        return abs(start - case.now.replace(tzinfo=None)) < timedelta(hours=1)
    wanted = intervals(asked)
    pieces = wanted[:1] if asked.either else wanted
    first, last = pieces[0], pieces[-1]
    if asked.pieces[0].moment:
        return any(start == moment for moment, _ in wanted)
    same_days = start.date() == first[0].date()
    same_days = same_days and end.date() == (last[1] - timedelta(seconds=1)).date()
    return same_days and start < first[1] and end > last[0]


def _moment(text: str) -> datetime:
    """JioNLP writes -inf and inf where a stretch is open."""
    ends = {"inf": datetime.max, "-inf": datetime.min}
    return ends.get(text) or datetime.fromisoformat(text)


def main() -> None:
    """Prints a table; JioNLP's column only where it is installed."""
    judges: dict[str, Callable[[Case], bool]] = {"ours": ours}
    with contextlib.suppress(ImportError), contextlib.redirect_stdout(io.StringIO()):
        from jionlp import parse_time  # type: ignore[import-not-found]

        logging.disable(logging.CRITICAL)
        judges["JioNLP"] = theirs(parse_time)
        judges["JioNLP, same answer"] = same_answer(parse_time)
    verbose = "--failures" in sys.argv
    for name in FILES:
        found = list(cases(name))
        for judge_name, judge in judges.items():
            began = time.perf_counter()
            wrong = [case for case in found if not judge(case)]
            each = (time.perf_counter() - began) / len(found) * 1000
            right = len(found) - len(wrong)
            rate = right / len(found)
            print(f"{name:10} {judge_name:20} {right}/{len(found)} {rate:.1%} {each:.2f} ms")
            for case in wrong if verbose else ():
                print(f"    {case.now:%m-%d %H:%M} {case.phrase}: {case.expected}")


if __name__ == "__main__":
    main()
