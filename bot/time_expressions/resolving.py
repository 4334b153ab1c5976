"""From what was said to pieces of days, by the clock and the notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from bot import office_hours, workdays
from bot.time_expressions import days as day_words
from bot.time_expressions import festivals
from bot.time_expressions.clocks import Clock, Part, readings, written
from bot.time_expressions.frame import Frame, NoSuchTime, NotATime
from bot.time_expressions.model import DAY_MINUTES, Asked, Piece, Usual, minutes
from bot.time_expressions.phrases import Cluster, Item, items
from bot.time_expressions.reckoning import Days, span
from bot.time_expressions.scanning import Role, Token, group

NOON = 12
MOST_DAYS = 400
"""A longer range is cut off: nothing is asked about it day by day."""


@dataclass(frozen=True)
class Stretch:
    """A time of day in minutes; `other` is its second reading (6点: 6:00 and 18:00).

    Minutes beyond 24:00 belong to the day after (晚上12点, 晚上1点).
    """

    start: int
    end: int
    words: str = ""
    other: int | None = None


@dataclass(frozen=True)
class Carried:
    """What is taken over from the question before, where this one leaves it out."""

    days: Days = ()
    stretch: Stretch | None = None


@dataclass
class Said:
    """An item with its words read; `days` is None where none are said.

    `weekly` marks days that come again a week later (周四), so that a time of day that
    is over today means next week's. `placed` says whether the days are told with their
    month or their week, which a bare day after them shares.
    """

    days: Days | None
    weekly: bool = False
    stretch: Stretch | None = None
    to_next: bool = False
    placed: bool = False
    asked: bool = True


def resolve(
    found: Sequence[Cluster],
    told: Sequence[Cluster],
    frame: Frame,
    carried: Carried,
    *,
    hour_stated: bool = False,
) -> Asked | None:
    """What these clusters ask about; None when their words say nothing here.

    `told` are those that are only told of: they may name the day of a later time of day.
    `hour_stated`: how late it is was said, too, so that now is meant.

    Raises:
        OverflowError: a date beyond the calendar.
    """
    day_named = any(c.has(Role.DAY, Role.LATER) for c in found)
    read: list[list[Said]] = []
    impossible: list[str] = []
    for cluster in found:
        if any(item.days for items_said in read for item in items_said):
            frame = replace(frame, spoken_of=())  # 那天 is a day of this message
        if _usual(cluster) is None or day_named:
            try:
                items_said = _ranges_joined(_said(cluster, frame, soft_days=not day_named))
            except NoSuchTime as error:
                impossible.append(str(error))
            else:
                for item in items_said:
                    item.asked = cluster not in told
                read.append(items_said)
    _pass_over_the_past(read, frame.today)
    said = [item for items_said in read for item in items_said]
    said = [item for n, item in enumerate(said) if not _narrowed(item, said[n + 1 :])]
    said = [item for n, item in enumerate(said) if not _says_weekday(item, said[:n])]
    said = list(_narrowest(said))
    present = hour_stated or any(c.has(Role.NOW) for c in found)
    if said and not any(item.asked for item in said):
        said = [] if present else [replace(item, asked=True) for item in said]
    later = [_at(frame.now, moment) for moment in _moments(found, Role.LATER, frame)]
    usual = next(filter(None, map(_usual, found)), None)
    if present and usual in (Usual.WORKDAYS, Usual.DAYS_OFF):
        usual = None  # 现在是上班时间吗
    if present and said and all(_only_state(item) for item in said):
        said = []  # 你们现在是不是午休
    if any(s.days for s in said) or later:
        return _asked(said, later, frame, present, carried)
    if usual is not None:
        return _in_general(usual, found, frame)
    if said:
        return _asked(said, later, frame, present, carried)
    if impossible:
        return Asked(impossible=impossible[0])
    if present:
        return Asked((_piece_now(frame),), now=True)
    soon = _moments(found, Role.SOON, frame)
    return Asked((_at(frame.now, soon[0]),)) if soon else None


# Reading an item's words.


def _said(cluster: Cluster, frame: Frame, *, soft_days: bool) -> list[Said]:
    result: list[Said] = []
    for item in items(cluster):
        if not soft_days:
            item.days = [t for t in item.days if t.role is not Role.SOFT_DAY]
        if result and result[-1].days and _takes_up(item):
            result[-1].stretch = _stretch(item, frame, None)  # 10月7号8号,这两天上午
            continue
        earlier = result[-1] if result else None
        days, weekly = _days(item, _frame_after(earlier, frame))
        stretch = _stretch(item, frame, earlier)
        if days is not None and stretch is None and item.around:
            days = _around(item.around, days, frame)
        if days is None and stretch is None:
            continue
        if days is None and earlier and not earlier.to_next:
            days, weekly = earlier.days, earlier.weekly
        result.append(Said(days, weekly, stretch, item.to_next, _placed(item)))
    _share_time(result)
    if result and result[-1].days and _same_hour(cluster) and result[-1].stretch is None:
        result[-1].stretch = Stretch(frame.minute, frame.minute)
    return result


_TAKING_UP = (day_words.these_days, day_words.spoken_of)


def _takes_up(item: Item) -> bool:
    """Whether an item only takes up the days before it: 这两天, 那天."""
    return bool(item.days) and all(t.rule.read in _TAKING_UP for t in item.days)


def _frame_after(earlier: Said | None, frame: Frame) -> Frame:
    """What the days after `earlier` are read against."""
    if earlier is None or not earlier.days:
        return frame
    if earlier.to_next:
        return replace(frame, base=earlier.days[0])
    return replace(frame, beside=earlier.days[-1]) if earlier.placed else frame


def _placed(item: Item) -> bool:
    return any(t.rule.read in day_words.WITH_MONTH or group(t.match, "rel") for t in item.days)


def _pass_over_the_past(read: Sequence[Sequence[Said]], today: date) -> None:
    """昨晚打没人接,那今天中午呢: a past day beside one that is not is only told of."""
    dated = [items for items in read if items and all(item.days for item in items)]
    past = [items for items in dated if all(max(i.days or ()) < today for i in items)]
    if 0 < len(past) < len(dated):
        for item in (item for items in past for item in items):
            item.asked = False


def _narrowed(item: Said, later: Sequence[Said]) -> bool:
    """这周有人吗,周六周日: the weekend of it is meant; 周五吧,五点四十: that hour of it."""
    days = set(item.days or ())
    within = (o for o in later if o.days and set(o.days) <= days)
    return item.stretch is None and any(o.stretch or set(o.days or ()) < days for o in within)


def _narrowest(said: Sequence[Said]) -> Iterator[Said]:
    """午休那段时间,十二点往后: the shorter time is meant, on the day of the longer."""
    for item in said:
        shorter = [other for other in said if _lies_within(other, item)]
        for other in shorter:
            if other.days is None:
                other.days, other.weekly = item.days, item.weekly
        if not shorter:
            yield item


def _lies_within(item: Said, other: Said) -> bool:
    inner, outer = item.stretch, other.stretch
    if inner is None or outer is None or inner.other or outer.other:
        return False
    if None not in (item.days, other.days) and other.days != item.days:
        return False
    longer = outer.end - outer.start > inner.end - inner.start
    return longer and outer.start <= inner.start and inner.end <= outer.end


def _says_weekday(item: Said, earlier: Sequence[Said]) -> bool:
    """10月7号虽然是星期六: the weekday of the date is only told."""
    days = item.days or ()
    if not item.weekly or item.stretch is not None or len(days) != 1:
        return False
    dates = (day for other in earlier for day in (other.days or ())[:1])
    return any(day.weekday() == days[0].weekday() for day in dates)


def _only_state(item: Said) -> bool:
    """午休, 快下班 or 半夜 without a day, which says how things stand rather than when."""
    as_it_is = ("午休时间", "下班后", "快下班时", "上班前", "半夜", "凌晨")
    return item.days is None and item.stretch is not None and item.stretch.words in as_it_is


def _read(token: Token | None, frame: Frame) -> Any:
    try:
        return token.rule.read(token.match, frame) if token else None
    except NotATime:
        return None


_OF_A_WEEK = (day_words.weekday, day_words.weekend)
_OF_A_MONTH = (day_words.day_of_month, day_words.days_of_month, day_words.day_range)


def _days(item: Item, frame: Frame) -> tuple[Days | None, bool]:
    """The item's days, and whether they are bare weekdays."""
    result: Days | None = None
    weekly = placed = False
    for token in item.days:
        if result and not frame.beside and token.rule.read not in day_words.WITH_MONTH:
            last = result[-1]  # 10月7号8号 in one month, 28号7号 one after the other
            with_month = item.days[0].rule.read in day_words.WITH_MONTH
            frame = replace(frame, beside=last) if with_month else replace(frame, base=last)
        days = _shifted(token, frame) if token.role is Role.SHIFT else _read(token, frame)
        if days is None or (result and token.rule.read in _TAKING_UP):
            continue
        bare = token.rule.read in _OF_A_WEEK and not group(token.match, "rel")
        if token.rule.read in _OF_A_MONTH:
            days = _within(result or (), days)
        elif bare and len(days) == 1:
            days = tuple(d for d in result or () if d.weekday() == days[0].weekday()) or days
        if result is None or (placed and token.rule.read in day_words.WITH_MONTH):
            result, weekly = days, bare
        elif set(days) <= set(result):
            result = days  # 国庆10月3号: the narrower
        elif not set(result) <= set(days) and not (bare and not weekly):
            result += days  # 周六周日; but 明天周六 is tomorrow
        placed = token.rule.read is festivals.next_holiday  # 节后10月8号: only says where
    if result and item.shift:
        edge = min(result) if item.shift < 0 else max(result)
        result = (edge + timedelta(item.shift),)
    return result, weekly


def _within(named: Days, days: Days) -> Days:
    """国庆一号: that day of the holiday just named."""
    numbers = {day.day for day in days}
    chosen = tuple(day for day in named if day.day in numbers)
    return chosen if len(chosen) == len(days) else days


def _shifted(token: Token, frame: Frame) -> Days | None:
    """第二天 and 前一天 where the message names no day before them."""
    shift = token.rule.read(token.match, frame)
    if shift < 0:
        return (min(frame.spoken_of) + timedelta(shift),) if frame.spoken_of else None
    return (max(frame.spoken_of or (frame.today,)) + timedelta(shift),)


def _around(around: Role, days: Days, frame: Frame) -> Days:
    """10月7号以后: from the next day to the end of the period; 以前: until the day before."""
    period = frame.notice.period
    if around is Role.AFTER:
        first = days[-1] + timedelta(1)
        return span(first, max(first, period.end))
    last = days[0] - timedelta(1)
    return span(min(last, max(frame.today, period.start)), last)


def _stretch(item: Item, frame: Frame, earlier: Said | None) -> Stretch | None:
    part: Part | None = _read(item.part, frame)
    clock: Clock | None = _read(item.clock, frame)
    if clock is None:
        return _part_stretch(part, item.around) if part else None
    found = readings(clock, part)
    if frame.moment and frame.moment.hour >= NOON:
        found = found[-1:]  # 下午四点有人吗,那六点呢
    start, other = found[0], found[1] if len(found) > 1 else None
    if clock.until:
        stretch = _until(start, readings(clock.until, part))
        some = f"{start // 60 % 24}点多" if clock.more else ""
        return replace(stretch, words=some)
    if earlier and earlier.to_next and earlier.stretch and part is None:
        # The later end of a range is the first such time after its beginning.
        start = _later_than(earlier.stretch.start, clock)
        other = None
    if item.around is Role.AFTER:
        start = other or start
        return Stretch(start, max(DAY_MINUTES, start), f"{written(start % DAY_MINUTES)}以后")
    if item.around is Role.BEFORE:
        end = other or start
        first = part.start if part and part.start < end else 0
        return Stretch(first, end, f"{written(min(end, DAY_MINUTES))}以前")
    return Stretch(start, start, other=other)


def _part_stretch(part: Part, around: Role | None) -> Stretch:
    if around is Role.BEFORE and part.start:
        return Stretch(0, part.start, f"{part.words}以前")
    if around is Role.AFTER and part.end < DAY_MINUTES:
        return Stretch(part.end, DAY_MINUTES, f"{part.words}以后")
    return Stretch(part.start, part.end, part.words)


def _until(start: int, ends: Sequence[int]) -> Stretch:
    later = [end for minute in ends for end in (minute, minute + 720) if end > start]
    return Stretch(start, min(later, default=start))


def _later_than(start: int, clock: Clock) -> int:
    """9点到5点 ends at 17:00, 上午9点到11点 at 11:00."""
    first = clock.hour * 60 + clock.minute
    readings(clock, None)  # says so where there is no such clock time
    candidates = [first] if clock.exact or clock.hour > 12 else [first, first + 720]
    return min((minute for minute in candidates if minute > start), default=candidates[-1])


def _share_time(said: list[Said]) -> None:
    """周六和周日上午: the time stands after the last of the days."""
    for earlier, later in reversed(list(pairwise(said))):
        untimed = earlier.stretch is None and not earlier.to_next
        if untimed and earlier.days and later.days and later.days != earlier.days:
            earlier.stretch = later.stretch


def _same_hour(cluster: Cluster) -> bool:
    """明天这个时候."""
    days = [t.start for t in cluster.tokens if t.role is Role.DAY]
    return bool(days) and any(t.role is Role.NOW and t.start > days[0] for t in cluster.tokens)


# Ranges.


def _ranges_joined(said: list[Said]) -> list[Said]:
    result: list[Said] = []
    for item in said:
        if result and result[-1].to_next:
            result[-1:] = _joined(result[-1], item)
        else:
            result.append(item)
    return result


def _joined(first: Said, last: Said) -> list[Said]:
    if first.days and last.days and first.days[0] < last.days[-1]:
        days = span(first.days[0], last.days[-1])[:MOST_DAYS]
        if first.stretch is None:
            return [Said(days, stretch=last.stretch, to_next=last.to_next)]
        end = last.stretch.end if last.stretch else DAY_MINUTES
        inner = [Said(days[1:-1])] if days[1:-1] else []
        return [
            Said(days[:1], stretch=Stretch(first.stretch.start, _midnight(first.stretch))),
            *inner,
            Said(days[-1:], stretch=Stretch(0, end), to_next=last.to_next),
        ]
    days_said = first.days or last.days
    if first.stretch and last.stretch:
        start, end = first.stretch.start, last.stretch.end
        if end <= start:
            end += _midnight(first.stretch) - DAY_MINUTES  # 下班后1点到3点: both past midnight
        if end <= start:
            end = _midnight(first.stretch)  # 晚上10点到早上8点: what is left of the day
        stretch = Stretch(start, end)
        return [Said(days_said, first.weekly, stretch, last.to_next)]
    return [replace(first, to_next=False), last]


def _midnight(stretch: Stretch) -> int:
    """The end of the day that it starts in, which 下班后1点 does on the next one."""
    return (stretch.start // DAY_MINUTES + 1) * DAY_MINUTES


# From days and stretches to pieces.


def _asked(
    said: Sequence[Said], later: Sequence[Piece], frame: Frame, present: bool, carried: Carried
) -> Asked:
    pieces: list[Piece] = list(later)
    either = took_time = False
    known: Days | None = None
    bare: list[Piece] = []
    for item in said:
        stretch, days = item.stretch, item.days
        if stretch is None and carried.stretch and len(said) == 1 and len(days or ()) <= 3:
            stretch, took_time = carried.stretch, True
        if not item.asked:
            pass
        elif stretch is None:
            bare = [Piece(day) for day in (days or ())[:MOST_DAYS]]
            pieces += bare
        else:
            if not days and known:
                pieces = [piece for piece in pieces if piece not in bare]  # 今天还接吗,五点半
            days = days or known or carried.days
            if days:
                found = _dated(stretch, days, item.weekly, frame)
                either = either or len(found) > len(days)
            else:
                found = [_undated(stretch, frame, present)]
            pieces += found
        if item.days and item.days[0] >= frame.today:
            known = item.days if len(item.days) == 1 else None
    unique = tuple(dict.fromkeys(pieces))
    now = present and unique == (_piece_now(frame),)
    return Asked(unique, now=now, either=either and len(unique) == 2, carried=took_time)


def _dated(stretch: Stretch, days: Days, weekly: bool, frame: Frame) -> list[Piece]:
    if stretch.other is not None:
        return _either(stretch, days, frame)
    pieces = [_piece(day, stretch) for day in days[:MOST_DAYS]]
    if weekly and len(pieces) == 1 and _over(pieces[0], frame):
        return [_piece(days[0] + timedelta(7), stretch)]
    return pieces


def _either(stretch: Stretch, days: Days, frame: Frame) -> list[Piece]:
    """6点 of a given day: the reading that is answered, else both."""
    both = [_piece(days[0], s) for s in _two(stretch)]
    if days[0] == frame.today:
        both = [piece for piece in both if not _over(piece, frame)] or both
    answered = [
        p for p in both if office_hours.at(frame.notice, p.beginning(frame.now.tzinfo)).open
    ]
    if len(answered) == 1 or len(days) > 1 or len(both) == 1:
        chosen = answered[0] if answered else both[-1]
        return [replace(chosen, day=day) for day in days]
    return both


def _undated(stretch: Stretch, frame: Frame, present: bool) -> Piece:
    """A time of day without a day: the next that is not over; with 现在, the nearest."""
    candidates = [
        piece
        for reading in _two(stretch)
        for piece in (_piece(frame.today, reading), _piece(frame.today + timedelta(1), reading))
    ]
    if present:
        return min(candidates, key=lambda p: abs(p.beginning(frame.now.tzinfo) - frame.now))
    return min((p for p in candidates if not _over(p, frame)), key=lambda p: (p.day, p.start))


def _two(stretch: Stretch) -> list[Stretch]:
    first = replace(stretch, other=None)
    if stretch.other is None:
        return [first]
    return [first, Stretch(stretch.other, stretch.other)]


def _piece(day: date, stretch: Stretch) -> Piece:
    start, end = stretch.start, stretch.end
    if start >= DAY_MINUTES:
        day, start, end = day + timedelta(1), start - DAY_MINUTES, end - DAY_MINUTES
    return Piece(day, start, min(end, DAY_MINUTES), stretch.words)


def _over(piece: Piece, frame: Frame) -> bool:
    if piece.day != frame.today:
        return piece.day < frame.today
    return piece.start < frame.minute if piece.moment else piece.end <= frame.minute


def _at(now: datetime, moment: datetime) -> Piece:
    return Piece(moment.date(), minutes(moment), minutes(moment))


def _piece_now(frame: Frame) -> Piece:
    return Piece(frame.today, frame.minute, frame.minute)


def _moments(found: Sequence[Cluster], role: Role, frame: Frame) -> list[datetime]:
    tokens = [t for c in found for t in c.tokens if t.role is role]
    return [moment for moment in (_read(t, frame) for t in tokens) if moment is not None]


# Days in general.


def _usual(cluster: Cluster) -> Usual | None:
    """What a cluster says of days in general, where it names no certain day."""
    words = [t.rule.read(t.match, None) for t in cluster.tokens if t.role is Role.USUAL]
    days = [t for t in cluster.tokens if t.role in (Role.DAY, Role.SOFT_DAY)]
    if not words or any(t.rule.read is not day_words.weekend for t in days):
        return None
    if days:
        return Usual.DAYS_OFF if words[0] is Usual.DAYS_OFF else Usual.EVERY_DAY
    return words[0]


def _in_general(usual: Usual, found: Sequence[Cluster], frame: Frame) -> Asked:
    if usual not in (Usual.WORKDAYS, Usual.EVERY_DAY):
        return Asked(usual=usual)
    for cluster in found:
        try:
            said = _ranges_joined(_said(cluster, frame, soft_days=False))
        except NoSuchTime as error:
            return Asked(impossible=str(error))
        stretches = [s.stretch for s in said if s.stretch]
        if stretches:
            day = next(_working_days(frame))
            piece = _dated(stretches[0], (day,), False, frame)[0]
            if _over(piece, frame):
                piece = replace(piece, day=next(_working_days(frame, after=day)))
            return Asked((piece,), usual=usual)
    return Asked(usual=usual)


def _working_days(frame: Frame, after: date | None = None) -> Iterator[date]:
    day = after + timedelta(1) if after else frame.today
    while True:
        if workdays.about(day).working:
            yield day
        day += timedelta(1)
