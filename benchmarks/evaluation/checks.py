"""Judging a reply: what it lacks, what it states that is not so, and what kind of reply it is.

Two judgements are kept apart. A *failure* is an expectation of the question that the reply
does not meet. A *wrong fact* is something no reply may hold: a number, date or verdict that
neither the notice nor the calendar yields for the question, a promise that the notice does
not make, a contact given outside the period without saying so, the resident's own data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from benchmarks.evaluation import truth
from benchmarks.evaluation.question import (
    Question,
    Turn,
    as_written,
    next_expression,
    patterns,
)
from bot.notice import Notice


@dataclass(frozen=True)
class Verdict:
    """The judgement of one reply; `recognised` names the kind of reply it looks like."""

    failures: tuple[str, ...]
    wrong_facts: tuple[str, ...]
    declined: bool
    recognised: str

    @property
    def right(self) -> bool:
        """Whether the reply meets every expectation and states nothing that is not so."""
        return not self.failures and not self.wrong_facts


def judge(notice: Notice, question: Question, index: int, reply: str) -> Verdict:
    """The judgement of the reply's text to the question's turn number `index`."""
    return Verdict(
        failures=tuple(failures(question.kind, question.turns[index], reply)),
        wrong_facts=tuple(wrong_facts(notice, question, index, reply)),
        declined=_holds("declined", reply),
        recognised=recognise(reply),
    )


def failures(kind: str, turn: Turn, reply: str) -> Iterator[str]:
    """The expectations of the turn that the reply does not meet, in the file's own words.

    Declining and stopping a report are never right where the question does not call for them;
    only a report's own expectations may leave the stop open.
    """
    if not reply.strip():
        yield "no answer"
    if _holds("declined", reply) and not turn.calls_for("declined"):
        yield "none: declined"
    if _holds("stop", reply) and kind != "report" and not turn.calls_for("stop"):
        yield "none: stopped as a report"
    for expression in turn.all:
        if not re.search(expression, reply):
            yield f"all: {as_written(expression)}"
    if turn.next and not re.search(next_expression(turn.next), reply):
        yield f"next: {truth.opening_text(turn.next)}"
    if turn.any and not any(re.search(expression, reply) for expression in turn.any):
        yield f"any: {' | '.join(map(as_written, turn.any))}"
    for expression in turn.none:
        if re.search(expression, reply):
            yield f"none: {as_written(expression)}"
    if turn.order and not re.search(r"[\s\S]*?".join(f"(?:{e})" for e in turn.order), reply):
        yield f"order: {' → '.join(map(as_written, turn.order))}"


def wrong_facts(notice: Notice, question: Question, index: int, reply: str) -> Iterator[str]:
    """What the reply states that neither the notice nor the calendar yields, each with its kind."""
    turn = question.turns[index]
    yield from _contrary_verdicts(turn, reply)
    yield from _contrary_period(notice, question, index, reply)
    yield from _stale(notice, question.now, reply)
    yield from _contrary_now(notice, question.now, reply)
    yield from _foreign_contacts(notice, reply)
    yield from _foreign_dates(notice, question, index, reply)
    yield from _foreign_clock_times(notice, question, index, reply)
    yield from _promises(reply)
    yield from _wrong_posts(notice, reply)
    for word in turn.echo:
        if word in reply:
            yield f"echo: {word}"


def recognise(reply: str) -> str:
    """The kind of reply that this looks like, by its canonical words; "other" if none."""
    if not reply.strip():
        return "silence"
    return next((kind for kind, name in _KINDS_OF_REPLY if _holds(name, reply)), "other")


_KINDS_OF_REPLY = (
    ("report stopped", "stop"),
    ("declined", "declined"),
    ("undecided", "undecided"),
    ("out of scope", "out"),
    ("in scope", "in"),
    ("not stated", "not_stated"),
    ("closed", "closed"),
    ("open", "open"),
    ("phone", "phone"),
    ("mailbox", "mailbox"),
    ("QR", "qr"),
    ("hours", "hours"),
    ("disciplines", "disciplines"),
    ("period over", "over"),
    ("period not begun", "not_begun"),
    ("period", "end"),
)


def _holds(name: str, reply: str) -> bool:
    return re.search(patterns()[name], reply) is not None


_EXCLUSIVE = (("open", "closed"), ("in", "out", "undecided"))


def _contrary_verdicts(turn: Turn, reply: str) -> Iterator[str]:
    """A verdict other than the true one, when the true one is missing."""
    for group in _EXCLUSIVE:
        expected = [name for name in group if turn.calls_for(name)]
        if expected and not any(_holds(name, reply) for name in expected):
            for name in group:
                if _holds(name, reply):
                    yield f"verdict: {name}, should be {'/'.join(expected)}"


def _contrary_period(notice: Notice, question: Question, index: int, reply: str) -> Iterator[str]:
    """The period said to be over or not begun when it is neither now nor at the asked moment."""
    turn = question.turns[index]
    moments = [question.now.date(), *(moment.date() for moment in turn.at or ())]
    for name, is_so in (
        ("over", max(moments) > notice.period.end),
        ("not_begun", min(moments) < notice.period.start),
    ):
        if _holds(name, reply) and not is_so and not turn.calls_for(name):
            yield f"period: {name}"


def _stale(notice: Notice, now: datetime, reply: str) -> Iterator[str]:
    """Outside the period, a contact before the line that says so, or without one."""
    contact = re.search(f"{patterns()['phone']}|{patterns()['mailbox']}", reply)
    if not contact or notice.period.start <= now.date() <= notice.period.end:
        return
    name = "over" if now.date() > notice.period.end else "not_begun"
    if not _holds(name, reply[: contact.start()]):
        yield f"stale: a contact without {patterns()[name]} before it"


_NOW = re.compile(r"(?:现在|目前|此刻)[^。;\uFF1B!\uFF01?\uFF1F\n]{0,12}?(不?)在接听时间内")


def _contrary_now(notice: Notice, now: datetime, reply: str) -> Iterator[str]:
    """现在 said to be inside the answering hours when it is outside, or the reverse."""
    for match in _NOW.finditer(reply):
        if (match.group(1) == "") != truth.is_open(notice, now):
            yield f"verdict: {match.group()}"


def _foreign_contacts(notice: Notice, reply: str) -> Iterator[str]:
    """Telephone and other long numbers, mailboxes and addresses that are not the notice's."""
    digits = re.sub(r"\D", "", notice.contact.phone)
    known = {digits, digits[-8:], digits[-7:]}
    bare = _CLOCK_TIME.sub(" ", _ISO_DATE.sub(" ", _DATE.sub(" ", reply)))
    for match in re.finditer(r"(?<![\dA-Za-z])\d(?:[ \-\u2010-\u2015]{0,3}\d){4,}", bare):
        if re.sub(r"\D", "", match.group()) not in known:
            yield f"number: {match.group()}"
    for match in re.finditer(r"(?<!\d)1(?:10|14|19|20|22)(?!\d)(?!\s*(?:天|个|字|分|条|元))", bare):
        yield f"number: {match.group()}"
    for match in re.finditer(r"[\w.+-]+@[\w-]+\.\w+", reply):
        if match.group() != notice.contact.email:
            yield f"e-mail: {match.group()}"
    for match in re.finditer(r"https?://\S+|www\.\S+|[\w-]+\.(?:cn|com|net|org|gov)\b", reply):
        yield f"link: {match.group()}"
    known_boxes = _MAILBOX.findall(notice.contact.mailbox or "")
    for match in _MAILBOX.finditer(reply):
        if match.group(1) not in known_boxes:
            yield f"mailbox: {match.group()}"


_MAILBOX = re.compile(r"([A-Za-z]?\d+)\s?号信箱")
_DATE = re.compile(
    r"(?:(\d{4})年)?(?<!\d)(\d{1,2})月(\d{1,2})[日号](?:[(\uFF08]?(?:星期|周)([一二三四五六日]))?"
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[:\uFF1A\u2236]\s?(\d{2})(?!\d)")
_SPOKEN_TIME = re.compile(
    r"(?<![这那早晚快慢有多少差])(\d{1,2}|十[一二]?|[一二两三四五六七八九])点"
    r"(?!要求|意见|建议|说明)(半|一刻|(\d{1,2})分?)?"
)
_SPOKEN_HOURS = {word: hour for hour, word in enumerate("一二三四五六七八九十", 1)} | {
    "两": 2,
    "十一": 11,
    "十二": 12,
}


def _foreign_dates(notice: Notice, question: Question, index: int, reply: str) -> Iterator[str]:
    """Dates that the question does not concern, and dates with another day's weekday."""
    known = _known_days(notice, question, index)
    for match in _DATE.finditer(reply):
        year, month, day, weekday = match.groups()
        if (int(month), int(day)) not in known:
            yield f"date: {match.group()}"
        elif weekday and not _has_weekday(year or question.now.year, month, day, weekday):
            yield f"weekday: {match.group()}"
    for match in _ISO_DATE.finditer(reply):
        if (int(match.group(2)), int(match.group(3))) not in known:
            yield f"date: {match.group()}"


def _known_days(notice: Notice, question: Question, index: int) -> set[tuple[int, int]]:
    """Month and day of every date that a reply to this turn may name."""
    days = {notice.period.start, notice.period.end, question.now.date()}
    days |= truth.DAYS_OFF | truth.MAKE_UP_DAYS
    if notice.source.published:
        days.add(notice.source.published)
    if notice.meeting:
        days.add(notice.meeting.date)
    named = set()
    for turn in question.turns[: index + 1]:
        days.update(turn.dates)
        if turn.at:
            first, last = (moment.date() for moment in turn.at)
            days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
        named |= {(int(m.group(2)), int(m.group(3))) for m in _DATE.finditer(_written(turn))}
    tonight = question.now.replace(hour=23, minute=59)
    openings = [truth.next_opening(notice, moment) for moment in (question.now, tonight)]
    openings += [turn.next for turn in question.turns[: index + 1]]
    days |= {opening.date() for opening in openings if opening}
    return named | {(day.month, day.day) for day in days}


def _written(turn: Turn) -> str:
    return " ".join((turn.ask, *turn.all, *turn.any, *turn.order))


def _has_weekday(year: int | str, month: str, day: str, weekday: str) -> bool:
    try:
        moment = date(int(year), int(month), int(day))
    except ValueError:
        return False
    return truth.WEEKDAYS[moment.weekday()] == weekday


def _foreign_clock_times(
    notice: Notice, question: Question, index: int, reply: str
) -> Iterator[str]:
    """Clock times other than the edges of the hours, the present and the asked moment."""
    known = {time(0, 0)}
    for hours in notice.answering.hours:
        known |= {hours.start, hours.end}
    known.add(question.now.time().replace(second=0, microsecond=0))
    for turn in question.turns[: index + 1]:
        known |= {moment.time() for moment in turn.at or ()}
        known |= set(chain.from_iterable(_clock_times(_written(turn))))
    for readings in _clock_times(reply):
        if not known.intersection(readings):
            yield f"clock time: {readings[0]:%H:%M}"


def _clock_times(text: str) -> Iterator[tuple[time, ...]]:
    """Every clock time of the text, each with its readings: 3点 may be 3:00 or 15:00."""
    for match in _CLOCK_TIME.finditer(text):
        hour, minute = int(match.group(1)), int(match.group(2))
        yield tuple(_readings(hour, minute)[:1])
    for match in _SPOKEN_TIME.finditer(text):
        spoken, rest, minutes = match.groups()
        hour = _SPOKEN_HOURS.get(spoken) or int(spoken)
        yield tuple(_readings(hour, {"半": 30, "一刻": 15}.get(rest, int(minutes or 0))))


def _readings(hour: int, minute: int) -> list[time]:
    if minute > 59 or hour > 24:
        return [time(23, 59, 59)]
    hours = {hour % 24, hour + 12} if 1 <= hour < 12 else {hour % 24}
    return [time(each, minute) for each in sorted(hours)]


_DENIAL = re.compile(r"没有|未|无法|不能|不会|不可|不要|不作|是否")
_PROMISE = re.compile(
    r"(?:严格|依法|一定|保证|将|会|可以?)[^,\uFF0C。;\uFF1B!\uFF01?\uFF1F\n]{0,8}(?:保密|匿名|奖励|奖金)"
    r"|\d+\s?个?(?:工作日|天|小时|个月)(?:之?内|以内)[^,\uFF0C。;\uFF1B!\uFF01?\uFF1F\n]{0,6}(?:回复|答复|办结|反馈|处理)"
    r"|(?:会|将)(?:尽快|及时|第一时间)[^,\uFF0C。;\uFF1B!\uFF01?\uFF1F\n]{0,6}(?:回复|答复|联系|反馈)"
)


def _promises(reply: str) -> Iterator[str]:
    """Confidentiality, reward or a reply time promised, which no notice of this form does."""
    for sentence in re.split(r"[。;\uFF1B!\uFF01?\uFF1F\n]", reply):
        promise = _PROMISE.search(sentence)
        if promise and not _DENIAL.search(sentence):
            yield f"promise: {promise.group()}"


def _wrong_posts(notice: Notice, reply: str) -> Iterator[str]:
    """The team's head or deputy said to be another of the named officials."""
    for title, holder in (
        (r"(?<!副)(?<!小组)组长", notice.team.head),
        (r"副组长", notice.team.deputy),
    ):
        others = "|".join(official.name for official in notice.officials if official.name != holder)
        for match in re.finditer(rf"{title}[:\uFF1A是为叫]? ?(?:{others})", reply):
            yield f"post: {match.group()}"
