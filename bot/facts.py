"""The notice's facts as the words that fill a response's placeholders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from bot.notice import Hours, Notice, clock_time, day, listed

NUMERALS = "〇一二三四五六七八九十"


@lru_cache(maxsize=64)
def facts(notice: Notice) -> dict[str, str | None]:
    """Placeholder → words, for every fact of the notice; None where it states nothing.

    Lists are joined in the announcement's order; dates read 2023年9月7日, clock times
    9:00, as the announcement writes them.
    """
    return {
        "team": notice.team.name,
        "head": notice.team.head,
        "deputy": notice.team.deputy,
        "target": notice.target.name,
        "target_short": notice.target.short_name,
        "start": day(notice.period.start),
        "end": day(notice.period.end),
        "period": f"{day(notice.period.start)}至{day(notice.period.end)}",
        "length": notice.period.length,
        "phone": notice.contact.phone,
        "mailbox": notice.contact.mailbox,
        "qr_channel": notice.contact.qr_channel,
        "address": notice.contact.address,
        "email": notice.contact.email,
        "days": notice.answering.days,
        "hours": f"{notice.answering.days}{_hours(notice.answering.hours)}",
        "ways": listed(notice.scope.ways),
        "people": listed(notice.scope.people),
        "disciplines": listed(notice.scope.disciplines),
        "discipline_count": _numeral(len(notice.scope.disciplines)),
        "others_handled_by": notice.scope.others_handled_by,
        "basis": notice.scope.basis,
        "title": notice.source.title,
        "publisher": notice.source.publisher,
        "published": day(notice.source.published) if notice.source.published else None,
        "source_url": notice.source.url,
        **_joint(notice),
        **_meeting(notice),
        **_focus(notice),
        **_officials(notice),
    }


def moment(value: datetime) -> str:
    """A moment as a reply names it: 9月21日(星期四)9:00."""
    weekday = "一二三四五六日"[value.weekday()]
    return f"{value.month}月{value.day}日(星期{weekday}){clock_time(value)}"


def _hours(hours: tuple[Hours, ...]) -> str:
    return ",".join(
        f"{'上午' if h.start.hour < 12 else '下午'}{clock_time(h.start)}—{clock_time(h.end)}"
        for h in hours
    )


def _numeral(count: int) -> str:
    return NUMERALS[count] if count < len(NUMERALS) else str(count)


def _joint(notice: Notice) -> dict[str, str | None]:
    joint = notice.joint_inspection
    return {"joint_name": joint.name, "joint_bodies": listed(joint.bodies)} if joint else {}


def _meeting(notice: Notice) -> dict[str, str | None]:
    meeting = notice.meeting
    if meeting is None:
        return {}
    return {
        "meeting": meeting.name,
        "meeting_time": day(meeting.date) + (meeting.part_of_day or ""),
        "meeting_place": meeting.place,
        "presided_by": meeting.presided_by,
        "meeting_before": meeting.before,
        "attended": _some(meeting.attended, ";"),
        "sat_in": _some(meeting.sat_in, ";"),
        "speakers": _some((f"{s.speaker}{s.did}" for s in meeting.speeches), ";"),
        "speeches": _some((speech.told for speech in meeting.speeches), "\n"),
    }


def _focus(notice: Notice) -> dict[str, str | None]:
    focus = notice.focus
    if focus is None:
        return {}
    return {
        "watched": _some(focus.watched, "、"),
        "problems": _some((f"{i}. {p}" for i, p in enumerate(focus.problems, 1)), ";\n"),
        "supervision": focus.supervision,
    }


def _officials(notice: Notice) -> dict[str, str | None]:
    return {
        "officials": _some((f"{o.name}:{listed(o.posts)}" for o in notice.officials), "\n"),
    }


def _some(items: Iterable[str], separator: str) -> str | None:
    return separator.join(items) or None
