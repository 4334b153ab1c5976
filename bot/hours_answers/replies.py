"""Which response answers a question about time, and the values of its placeholders.

The responses are `utter_hours_*` of the domain; `phone`, `period`, `start`, `end` and
`period_note` in them are filled by the response generator from the notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from bot import office_hours, workdays
from bot.hours_answers import fragments as say
from bot.hours_answers.verdicts import Verdict, judge, next_opening
from bot.notice import Notice, clock_time
from bot.office_hours import Closed
from bot.time_expressions import Asked, Piece, Usual
from bot.time_expressions.model import minutes

WEEK = 5
"""From this many days in a row on, days off among them are told as rest, not as a verdict."""
MOST_NAMED = 7
"""Days that are named one by one where they have one and the same answer."""
LONG = 14
"""From this many days in a row on, they are summed up rather than listed."""


class Wording(NamedTuple):
    """A response's name and what fills its placeholders; a None passes a variation over.

    `open` tells whether the line is answered within some of what was asked about;
    `opens` is the day that is named where it was asked when the line is answered.
    """

    response: str
    facts: dict[str, str | None]
    open: bool = False
    opens: date | None = None


def about_time(asked: Asked | None, now: datetime, notice: Notice) -> Wording:
    """Whether the line is answered at what was asked about; now, where nothing was."""
    if asked is None:
        asked = Asked((Piece(now.date(), minutes(now), minutes(now)),), now=True)
    if asked.impossible is not None:
        return Wording("utter_hours_no_such_time", {"written": asked.impossible or None})
    if asked.usual is Usual.LUNAR:
        return Wording("utter_hours_lunar", {})
    if office_hours.period_state(notice, now.date()) == "after":
        coming = asked.days and asked.days[0] >= now.date() and not (asked.now or asked.usual)
        words = say.days(asked.days[:MOST_NAMED], now) if coming else "现在"
        return Wording("utter_hours_over", {"asked": words})
    if asked.usual:
        return _usually(asked, now, notice)
    verdicts = [judge(piece, now, notice) for piece in asked.pieces]
    if asked.now:
        wording = _now(verdicts[0], now, notice)
    elif len(verdicts) > 1:
        wording = _several(verdicts, asked, now, notice)
    else:
        wording = _one(verdicts[0], asked, now, notice)
    return wording._replace(open=any(verdict.open for verdict in verdicts))


def about_next_opening(asked: Asked | None, now: datetime, notice: Notice) -> Wording:
    """When the line is answered next: from now, or from the day asked about on."""
    certain = asked is not None and asked.pieces and not asked.now and not asked.usual
    if not certain or asked is None or office_hours.period_state(notice, now.date()) == "after":
        return _next_from_now(now, notice)
    first = asked.pieces[0]
    begin = datetime.combine(first.day, datetime.min.time(), now.tzinfo)
    begin = max(begin + timedelta(minutes=first.start, seconds=-1), now)
    if office_hours.at(notice, begin).open:
        return about_time(asked, now, notice)
    opening = office_hours.next_opening(notice, begin)
    if opening is None:
        return about_time(asked, now, notice)
    facts = {
        "asked": say.asked(first, now),
        "next_opening": say.moment(opening, now),
        "reservation": say.reservation([opening.date()], notice),
    }
    return Wording("utter_hours_next_from", facts, opens=opening.date())


def about_period(asked: Asked | None, now: datetime, notice: Notice) -> Wording:
    """Whether the inspection is on: today, or on the day asked about."""
    today = now.date()
    state = office_hours.period_state(notice, today)
    day = _coming_day(asked, now)
    if day and state != "after":
        then = office_hours.period_state(notice, day)
        words = say.near_day(day, now)
        left = str(office_hours.days_to_end(notice, day))
        return Wording(f"utter_hours_period_{then}_on", {"asked": words, "left": left})
    return _days_left("utter_hours_period", now, notice)


def about_days_left(asked: Asked | None, now: datetime, notice: Notice) -> Wording:
    """How many days are left, from today or from the day asked about."""
    if _coming_day(asked, now) not in (None, notice.period.end):
        return about_period(asked, now, notice)
    return _days_left("utter_hours_days_left", now, notice)


def _coming_day(asked: Asked | None, now: datetime) -> date | None:
    """The first day asked about, when it is still to come."""
    if asked is None or asked.usual or not asked.days or asked.days[0] <= now.date():
        return None
    return asked.days[0]


# One piece.


def _now(verdict: Verdict, now: datetime, notice: Notice) -> Wording:
    if verdict.why is Closed.NOT_BEGUN:
        return _not_begun("现在", now, notice)
    facts: dict[str, str | None] = {"now": _clock(now)}
    if verdict.open:
        facts["until"] = say.written(verdict.answered[0][1])
        facts["reservation"] = say.reservation([now.date()], notice)
        return Wording("utter_hours_now_open", facts)
    opening = next_opening(verdict, now, notice)
    facts["reason"] = say.reason(verdict, notice)
    return Wording("utter_hours_now_closed", facts | _opening(opening, [now.date()], now, notice))


def _one(verdict: Verdict, asked: Asked, now: datetime, notice: Notice) -> Wording:
    piece = verdict.piece
    if verdict.outside:
        return _outside([verdict], now, notice)
    if not verdict.open:
        return _closed(verdict, asked, now, notice)
    facts: dict[str, str | None] = {
        "asked": say.asked(piece, now),
        "kind": say.kind([verdict]),
        "windows": say.windows(verdict.answered),
        "past": ",这个时间已经过了" if verdict.past else "",
        "reservation": say.reservation([piece.day], notice),
    }
    if piece.whole_day:
        facts["windows"] = say.all_windows(notice)
        if piece.day != now.date():
            return Wording("utter_hours_day_open", facts)
        if not office_hours.at(notice, now).open:
            opening = next_opening(verdict, now, notice)
            facts |= _opening(opening, [piece.day], now, notice)
        return Wording("utter_hours_today_open", facts)
    if _partly(verdict):
        return Wording("utter_hours_partly", facts)
    if piece.moment or asked.carried:
        facts["windows"] = say.all_windows(notice)
    return Wording("utter_hours_open", facts)


def _partly(verdict: Verdict) -> bool:
    """A stretch told by clock times, with unanswered time in it."""
    piece = verdict.piece
    by_clock = not piece.words or piece.words.endswith(("以前", "以后", "点多"))
    answered = sum(end - start for start, end in verdict.answered)
    return by_clock and not piece.moment and answered < piece.end - piece.start


def _closed(verdict: Verdict, asked: Asked, now: datetime, notice: Notice) -> Wording:
    opening = next_opening(verdict, now, notice)
    today_is_answered = office_hours.hours_on(notice, verdict.piece.day)
    facts: dict[str, str | None] = {
        "asked": say.asked(verdict.piece, now),
        "reason": say.reason(verdict, notice),
        "day_hours": "",
    }
    if asked.carried and today_is_answered:
        facts["day_hours"] = f"当天{say.all_windows(notice)}接听。"
    response = "utter_hours_closed_past" if verdict.past else "utter_hours_closed"
    return Wording(response, facts | _opening(opening, [verdict.piece.day], now, notice))


# Several pieces.


def _several(verdicts: Sequence[Verdict], asked: Asked, now: datetime, notice: Notice) -> Wording:
    if all(v.outside for v in verdicts):
        return _outside(verdicts, now, notice)
    coming = [v for v in verdicts if not v.past]
    running = _running(verdicts)
    if coming and running and len(verdicts) >= 3:
        verdicts = coming  # what is over of a week or a month is not asked about
    if len(verdicts) == 1:
        return _one(verdicts[0], asked, now, notice)
    if asked.either:
        return _either(verdicts, asked, now, notice)
    open_ = [v for v in verdicts if v.open]
    shut = [v for v in verdicts if not v.open]
    if not open_:
        return _all_closed(verdicts, now, notice)
    whole = all(v.piece.whole_day for v in verdicts)
    if running and whole and len(verdicts) > LONG:
        return _long(verdicts, now, notice)
    facts: dict[str, str | None] = {
        "open": _open_list(open_, now, notice),
        "closed": _closed_list(verdicts, now, notice) if shut else None,
        "kind": say.kind(open_),
        "windows": say.all_windows(notice) if whole else None,
        "reservation": say.reservation([v.piece.day for v in verdicts], notice),
    }
    if shut:
        resting = running and whole and len(verdicts) >= WEEK
        return Wording("utter_hours_some_rest" if resting else "utter_hours_some_closed", facts)
    return Wording("utter_hours_all_days_open" if whole else "utter_hours_all_open", facts)


def _closed_list(verdicts: Sequence[Verdict], now: datetime, notice: Notice) -> str:
    """The closed pieces; of one run of them, also when it is answered again."""
    runs = [list(run) for is_open, run in groupby(verdicts, key=lambda v: v.open) if not is_open]
    words = say.groups([v for run in runs for v in run], notice, now)
    opening = next_opening(runs[0][-1], now, notice)
    if len(runs) > 1 or opening is None:
        return words
    return f"{words},下次接听:{say.moment(opening, now)}"


def _open_list(verdicts: Sequence[Verdict], now: datetime, notice: Notice) -> str:
    if all(v.piece.whole_day for v in verdicts):
        return say.days([v.piece.day for v in verdicts], now)
    parts = []
    for (time_of_day, answered), group in groupby(
        verdicts, key=lambda v: (say.time_of_day(v.piece), () if v.piece.moment else v.answered)
    ):
        times = f"({say.windows(answered)})" if answered else ""
        parts.append(f"{say.days([v.piece.day for v in group], now)}{time_of_day}{times}")
    return "、".join(parts)


def _all_closed(verdicts: Sequence[Verdict], now: datetime, notice: Notice) -> Wording:
    opening = next_opening(verdicts[-1], now, notice)
    reasons = dict.fromkeys(say.reason(v, notice) for v in verdicts)
    days = list(dict.fromkeys(v.piece.day for v in verdicts))
    times = list(dict.fromkeys(say.time_of_day(v.piece) for v in verdicts))
    facts: dict[str, str | None] = {
        "asked": say.days(days, now) if len(days) > 1 else say.near_day(days[0], now),
        "reason": next(iter(reasons)),
    }
    if len(reasons) > 1:
        facts["reason"] = say.groups(verdicts, notice, now)
    elif len(days) == 1 or len(times) == 1:
        facts["asked"] = f"{facts['asked']}{'、'.join(times)}"
    past = "_past" if all(v.past for v in verdicts) else ""
    facts |= _opening(opening, days, now, notice)
    return Wording(f"utter_hours_all_closed{past}", facts)


def _either(verdicts: Sequence[Verdict], asked: Asked, now: datetime, notice: Notice) -> Wording:
    """6点 and 7点 of a given day, when neither reading is answered."""
    first, second = verdicts
    if say.reason(first, notice) == say.reason(second, notice):
        return _all_closed(verdicts, now, notice)
    facts: dict[str, str | None] = {
        "day": say.near_day(first.piece.day, now),
        "first": say.time_of_day(first.piece),
        "second": say.time_of_day(second.piece),
        "first_reason": say.reason(first, notice),
        "second_reason": say.reason(second, notice),
        "first_opening": say.moment(next_opening(first, now, notice), now),
    }
    opening = next_opening(second, now, notice)
    facts |= _opening(opening, [first.piece.day], now, notice)
    return Wording("utter_hours_either_closed", facts)


def _long(verdicts: Sequence[Verdict], now: datetime, notice: Notice) -> Wording:
    inside = [v for v in verdicts if not v.outside]
    first, last = inside[0].piece.day, inside[-1].piece.day
    listed = say.groups(
        [v for v in inside if not v.open and v.day.reason != workdays.WEEKEND], notice, now
    )
    make_up = say.days([v.piece.day for v in inside if v.day.make_up], now)
    notes = [listed, f"{make_up}调休上班" if make_up else ""]
    if last < verdicts[-1].piece.day:
        notes.append(f"{say.day(last, now)}以后巡视已结束")
    facts: dict[str, str | None] = {
        "first": say.day(first, now),
        "last": say.day(last, now),
        "windows": say.all_windows(notice),
        "exceptions": _sentence(filter(None, notes)),
        "reservation": say.reservation([v.piece.day for v in inside], notice),
    }
    return Wording("utter_hours_long", facts)


def _running(verdicts: Sequence[Verdict]) -> bool:
    days = [v.piece.day for v in verdicts]
    return all((b - a).days == 1 for a, b in pairwise(days))


# Outside the period.


def _outside(verdicts: Sequence[Verdict], now: datetime, notice: Notice) -> Wording:
    days = list(dict.fromkeys(v.piece.day for v in verdicts))
    words = say.days(days, now) if _running(verdicts) else say.days(days[:MOST_NAMED], now)
    if len(days) == 1:
        words = say.asked(verdicts[0].piece, now)
    if all(v.why is Closed.OVER for v in verdicts):
        last = office_hours.last_closing(notice)
        return Wording("utter_hours_asked_over", {"asked": words, "last": say.moment(last, now)})
    if all(v.why is Closed.NOT_BEGUN for v in verdicts):
        return _not_begun(words, now, notice)
    return Wording(
        "utter_hours_all_closed",
        {
            "asked": words,
            "reason": say.groups(verdicts, notice, now),
            "next_opening": say.moment(office_hours.next_opening(notice, now), now),
            "reservation": "",
        },
    )


def _not_begun(words: str, now: datetime, notice: Notice) -> Wording:
    opening = office_hours.next_opening(
        notice, datetime.combine(notice.period.start, datetime.min.time(), now.tzinfo) - _SECOND
    )
    facts = {"asked": words, "next_opening": say.moment(opening, now)}
    if office_hours.period_state(notice, now.date()) == "before":
        return Wording("utter_hours_not_begun", facts)
    return Wording("utter_hours_asked_not_begun", facts)


_SECOND = timedelta(seconds=1)


# Days in general.


def _usually(asked: Asked, now: datetime, notice: Notice) -> Wording:
    first = max(now.date(), notice.period.start)
    facts: dict[str, str | None] = {
        "windows": say.all_windows(notice),
        "exceptions": _sentence([say.coming_holidays(first, notice, now)]),
        "reservation": say.reservation(_days_of_period(first, notice), notice),
    }
    if asked.usual in (Usual.DAYS_OFF, Usual.WEEKENDS):
        off = _coming_days_off(first, notice, weekends=asked.usual is Usual.WEEKENDS)
        facts["off"] = say.days(off, now) if off else None
        facts["off_reason"] = "、".join(
            dict.fromkeys(say.off_day(workdays.about(day)) for day in off)
        )
        after = datetime.combine(off[-1] if off else first, datetime.max.time(), now.tzinfo)
        facts["next_opening"] = say.moment(office_hours.next_opening(notice, after), now)
        return Wording("utter_hours_days_off", facts)
    if not asked.pieces:
        return Wording("utter_hours_usually", facts)
    verdict = judge(asked.pieces[0], now, notice)
    facts["time"] = say.time_of_day(verdict.piece)
    if verdict.open:
        facts["windows"] = say.windows(verdict.answered)
        return Wording("utter_hours_usually_open", facts)
    if verdict.why in (Closed.OVER, Closed.DAY_OFF, Closed.NOT_BEGUN):
        return Wording("utter_hours_usually", facts)
    facts["reason"] = say.reason(verdict, notice)
    facts["next_opening"] = say.moment(next_opening(verdict, now, notice), now)
    return Wording("utter_hours_usually_closed", facts)


def _coming_days_off(first: date, notice: Notice, *, weekends: bool) -> list[date]:
    """The days off under way or next: the next holiday, or the next weekend."""
    days = _days_of_period(first, notice)
    off = [d for d in days if not workdays.about(d).working]
    named = [d for d in off if (workdays.about(d).reason == workdays.WEEKEND) is weekends]
    if first in off:
        start: date | None = first
    else:
        start = next(iter(named or off), None)
    if start is None:
        return []
    run = [start]
    while run[-1] + timedelta(1) in off:
        run.append(run[-1] + timedelta(1))
    return run


def _days_of_period(first: date, notice: Notice) -> list[date]:
    count = (notice.period.end - first).days + 1
    return [first + timedelta(n) for n in range(count)]


# The next opening, and the period.


def _next_from_now(now: datetime, notice: Notice) -> Wording:
    minute = minutes(now)
    verdict = judge(Piece(now.date(), minute, minute), now, notice)
    if verdict.why is Closed.OVER:
        return Wording("utter_hours_over", {"asked": "现在"})
    opening = office_hours.next_opening(notice, now)
    if not verdict.open:
        return _now(verdict, now, notice)._replace(opens=opening.date() if opening else None)
    facts: dict[str, str | None] = {
        "now": _clock(now),
        "until": say.written(verdict.answered[0][1]),
    }
    facts |= _opening(opening, [now.date()], now, notice)
    return Wording("utter_hours_next_open_now", facts)


def _days_left(response: str, now: datetime, notice: Notice) -> Wording:
    today = now.date()
    state = office_hours.period_state(notice, today)
    left = office_hours.days_to_end(notice, today)
    facts: dict[str, str | None] = {"today": say.day(today, now)}
    if state == "before":
        facts["to_start"] = str((notice.period.start - today).days)
    elif state == "after":
        facts["since_end"] = str(-left)
    elif left == 0:
        return Wording(f"{response}_last_day", facts)
    else:
        facts["left"] = str(left)
        facts["left_with_today"] = str(left + 1)
        facts["working"] = str(office_hours.working_days_left(notice, today))
    return Wording(f"{response}_{state}", facts)


# Pieces of the above.


def _opening(
    opening: datetime | None, days: Sequence[date], now: datetime, notice: Notice
) -> dict[str, str | None]:
    touched = [*days, opening.date()] if opening else list(days)
    return {
        "next_opening": say.moment(opening, now),
        "reservation": say.reservation(touched, notice),
    }


def _clock(now: datetime) -> str:
    return f"{say.day(now.date(), now)}{clock_time(now)}"


def _sentence(parts: object) -> str:
    words = ";".join(part for part in parts if part)  # type: ignore[attr-defined]
    return f"{words}。" if words else ""
