"""Chinese time phrases: what a resident asks about, by a clock and a notice.

`parse` reads a message against now and the question before it; `spans` only says where
a message names a time. No text makes them raise.

How it works, one module each: `scanning` cuts a text into time words by the tables in
`days`, `clocks` and `words`; `phrases` joins adjacent words; `resolving` reads them
against the `frame`; `model` is what comes out. Which reading an incomplete phrase is
given stands at the top of `days` and `clocks`; docs/time-expressions.md tells the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from bot import office_hours
from bot.notice import Notice
from bot.time_expressions.frame import Frame
from bot.time_expressions.model import Asked, Piece, Usual, from_json, minutes
from bot.time_expressions.phrases import (
    Cluster,
    asked_about,
    before_now,
    clusters,
    corrects,
    is_counted_down_to,
    leads_up,
    marked,
    means_told_time,
    meant_by_that_time,
    only_told,
    says_it_is_near,
    states_the_hour,
    takes_up_days,
)
from bot.time_expressions.reckoning import Days
from bot.time_expressions.resolving import Carried, Stretch, resolve
from bot.time_expressions.scanning import Folded, Role, fold

__all__ = [
    "Asked",
    "Before",
    "Piece",
    "Usual",
    "from_json",
    "means_told_time",
    "names_asked_time",
    "names_certain_time",
    "only_tells",
    "parse",
    "spans",
    "speaks_of_now",
]

_FOLLOWS = re.compile(r"^(?:那|要是|如果|假如|再|换|改|或者|还有|还是)|[呢咧][啊呀咯]?[?!.]*$")
_FILLERS = re.compile(r"[\W_]|[吗么呢吧啊呀咯噻嘛不行可以好的是那还在]")


@dataclass(frozen=True)
class Before:
    """The question about time before this one.

    Attributes:
        asked: what it asked about.
        open: whether it was answered with "is answered".
        just: whether it was the message just before.
    """

    asked: Asked
    open: bool
    just: bool

    def is_shut_later(self, now: datetime) -> bool:
        """Whether nobody answers at a time asked about that is still to come."""
        coming = ((p.day, p.start) > (now.date(), minutes(now)) for p in self.asked.pieces)
        return not self.open and any(coming)


def parse(text: str, now: datetime, notice: Notice, before: Before | None = None) -> Asked | None:
    """What `text` asks about; None where it names no time.

    A time of day without a day is taken to be of the day spoken of before when the text
    reads on from it (那下午呢, 下午3点呢, a bare 下午, a correction), or follows at once on
    one future day that was said to be answered; a day without a time of day takes the
    time over when it reads on (那后天呢 after 下午3点).

    Args:
        text: a message, normalised or not.
        now: aware, Asia/Shanghai.
        notice: whose period and hours some phrases refer to (最后一天, 下班后).
        before: the question about time before this one, where there was one.
    """
    folded, named = _scanned(text)
    named = tuple(c for c in named if not is_counted_down_to(c, folded.text))
    read = asked_about(named, folded.text)
    found = [cluster for cluster in read if not states_the_hour(cluster, folded.text)]
    hour_stated = len(found) < len(read)
    if not read:
        return None
    found = [cluster for cluster in found if not says_it_is_near(cluster, folded.text)] or found
    told_before = before_now(found, folded.text)
    found = [cluster for cluster in found if cluster not in told_before]
    found = [cluster for cluster in found if not takes_up_days(cluster, found)]
    meant = meant_by_that_time(found, folded.text)
    found = meant or found
    reads_on = before is not None and _reads_on(folded.text, found)
    spoken_of = _spoken_of(before)
    month_of = spoken_of[0] if reads_on and spoken_of else None
    try:
        frame = Frame(now, notice, spoken_of, _moment_spoken_of(before, now), month_of)
        told = [
            c
            for c in found
            if c not in meant[-1:]
            and (only_told(c, folded.text) or leads_up(c, found, folded.text))
        ]
        carried = _carried(before, reads_on, frame)
        return resolve(found, told, frame, carried, hour_stated=hour_stated)
    except OverflowError:
        return Asked(impossible="")  # beyond the calendar


def spans(text: str) -> list[tuple[int, int]]:
    """Where `text` names a certain time, as [start, end) offsets, in order.

    Left unmarked, because they ask about hours in general or about now: 每天, 工作日,
    平时, 现在. Kinds of days off (节假日, 放假) are marked.
    """
    folded, named = _scanned(text)
    return [folded.original(start, end) for start, end in marked(named)]


def names_certain_time(text: str) -> bool:
    """Whether `text` names a day, a clock time or 半小时后, and no days in general."""
    _, found = _scanned(text)
    certain = any(cluster.has(Role.DAY, Role.CLOCK, Role.LATER) for cluster in found)
    return certain and not any(cluster.has(Role.USUAL) for cluster in found)


def speaks_of_now(text: str) -> bool:
    """Whether `text` names the present moment: 现在, 这会儿."""
    return any(cluster.has(Role.NOW) for cluster in _scanned(text)[1])


def only_tells(text: str) -> bool:
    """Whether every time that `text` names is only told of oneself: 白天要上班."""
    folded, found = _scanned(text)
    return bool(found) and all(only_told(cluster, folded.text) for cluster in found)


def names_asked_time(text: str) -> bool:
    """Whether `text` names a certain time that may be asked about: not 昨天打过."""
    return names_certain_time(text) and not only_tells(text)


@lru_cache(maxsize=1)
def _scanned(text: str) -> tuple[Folded, tuple[Cluster, ...]]:
    """`text`, and the time words in it: several steps of one message ask for them in turn."""
    folded = fold(text)
    return folded, tuple(clusters(folded))


def _reads_on(text: str, found: list[Cluster]) -> bool:
    if corrects(text) or _FOLLOWS.search(text):
        return True
    if not found:
        return False
    rest = text[: found[0].start] + text[found[-1].end :]
    return not _FILLERS.sub("", rest)


def _spoken_of(before: Before | None) -> tuple[date, ...]:
    return () if before is None or before.asked.now else before.asked.days


def _moment_spoken_of(before: Before | None, now: datetime) -> datetime | None:
    """The moment asked about before; None where it was now, or no moment."""
    if before is None or before.asked.now or not before.asked.pieces:
        return None
    last = before.asked.pieces[-1]
    return last.beginning(now.tzinfo) if last.moment else None


def _carried(before: Before | None, reads_on: bool, frame: Frame) -> Carried:
    """What the question before says for this one."""
    if before is None or before.asked.now or before.asked.usual:
        return Carried()
    days, pieces = before.asked.days, before.asked.pieces
    times = {(p.start, p.end, p.words) for p in pieces if not p.whole_day}
    if reads_on:
        stretch = Stretch(*times.pop()) if len(times) == 1 else None
        if stretch and before.asked.carried and _is_spent(stretch, days, frame.notice):
            stretch = None
        return Carried(days[:7], stretch)
    if before.just and before.open and len(days) == 1 and days[0] > frame.now.date():
        return Carried(days)
    return Carried()


def _is_spent(stretch: Stretch, days: Days, notice: Notice) -> bool:
    """Whether a time of day, once taken over, says nothing more: 晚上六点呢, 那周六呢, 那周二呢.

    After a day off the days are compared, and at that time none of them is answered.
    """
    first, last = office_hours.day_bounds(notice)
    closed = stretch.end <= minutes(first) or stretch.start >= minutes(last)
    return closed and not any(office_hours.hours_on(notice, day) for day in days)
