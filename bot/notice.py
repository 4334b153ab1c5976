"""The announcement's facts: a validated, immutable model of `data/notices/<id>.yml`.

A fact stands once, in the notice, beside the sentence of the announcement that it
comes from (`quote`). What an announcement does not state is left out of its file and
is None here; nothing is ever filled in by the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, root_validator, validator
from pydantic.fields import ModelField

NOTICES = Path(__file__).resolve().parent.parent / "data" / "notices"
DEFAULT = "yuhua-2023"


class NoticeError(ValueError):
    """A notice that must not be served: one line naming file, field and mend."""


class _Section(BaseModel):
    """A part of the notice: nothing unknown is let in, nothing can be changed."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        anystr_strip_whitespace = True
        min_anystr_length = 1

    @validator("*", pre=True)
    def _keeps_its_type(cls, value: Any, field: ModelField) -> Any:
        """Refuses what pydantic would turn into a text or a date by itself."""
        for item in value if isinstance(value, list) else [value]:
            if issubclass(field.type_, str) and isinstance(item, (bool, int, float)):
                raise ValueError(f"{_EXPECTED.get(field.name, '应是文字')},请加上引号")
            if field.type_ is date and item is not None and not isinstance(item, str):
                raise ValueError("不是日期,请写成 2023-09-07 的形式")
        return value


def _not_empty(*fields: str) -> Any:
    """A validator that refuses empty lists (pydantic's own bound is for `list` only)."""

    def check(cls: type, items: tuple[Any, ...]) -> tuple[Any, ...]:
        if not items:
            raise ValueError("至少要有一项")
        return items

    return validator(*fields, allow_reuse=True)(check)


class _Sourced(_Section):
    """A part of the notice together with the sentence that states it."""

    quote: str


class Source(_Sourced):
    """Where and when the announcement was published."""

    title: str
    publisher: str | None = None
    published: date | None = None
    url: str | None = Field(None, regex=r"^https?://\S+$")


class Team(_Sourced):
    """The inspection team; `head` and `deputy` name one of the notice's officials."""

    name: str
    head: str | None = None
    deputy: str | None = None


class Target(_Sourced):
    """The place inspected, by its full and its short name."""

    name: str
    short_name: str


class Period(_Sourced):
    """The inspection's days, both included, and its length in the notice's words."""

    start: date
    end: date
    length: str | None = None

    @validator("end")
    def _ends_after_it_starts(cls, end: date, values: dict[str, Any]) -> date:
        start = values.get("start")
        if start and end < start:
            raise ValueError(f"结束日期早于开始日期 {start}")
        return end


class Contact(_Sourced):
    """The ways to reach the team. Every notice has a telephone; the rest may be absent."""

    phone: str = Field(regex=r"^\d{3,4}-?\d{7,8}$|^1\d{10}$")
    mailbox: str | None = None
    qr_channel: str | None = None
    address: str | None = None
    email: str | None = Field(None, regex=r"^\S+@\S+\.\S+$")


class Hours(_Section):
    """One stretch of answering hours, half-open: `start` is answered, `end` is not."""

    start: time
    end: time

    @validator("start", "end", pre=True)
    def _reads_a_clock_time(cls, value: Any) -> time:
        if not isinstance(value, str) or not re.fullmatch(r"\d{1,2}:\d{2}", value.strip()):
            raise ValueError('请写成带引号的钟点,如 "9:00"')
        hour, minute = map(int, value.split(":"))
        try:
            return time(hour, minute)
        except ValueError:
            raise ValueError(f"{value} 不是一天中的钟点") from None

    @validator("end")
    def _ends_after_it_starts(cls, end: time, values: dict[str, Any]) -> time:
        start = values.get("start")
        if start and end <= start:
            raise ValueError(f"结束时间 {end:%H:%M} 不晚于开始时间 {start:%H:%M}")
        return end


class Answering(_Sourced):
    """When the telephone is answered; the one rule known for days is 工作日."""

    days: str = Field(regex="^工作日$")
    hours: tuple[Hours, ...]

    _some_hours = _not_empty("hours")

    @validator("hours")
    def _in_order_without_overlap(cls, hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
        for earlier, later in pairwise(hours):
            if later.start < earlier.end:
                raise ValueError(
                    f"{later.start:%H:%M} 开始的时段与前一段重叠或次序颠倒,请按先后写且互不重叠"
                )
        return hours


class Scope(_Sourced):
    """What the team accepts: the ways, the groups of people, the disciplines, the rest."""

    ways: tuple[str, ...]
    people: tuple[str, ...]
    disciplines: tuple[str, ...]
    others_handled_by: str
    basis: str | None = None

    _some_words = _not_empty("ways", "people", "disciplines")


class JointInspection(_Sourced):
    """The bodies inspected along with the place."""

    name: str
    bodies: tuple[str, ...]

    _some_bodies = _not_empty("bodies")


class Speech(_Section):
    """What one person did and said at the meeting; `speaker` names an official.

    `said` tells it in short, `words` as the announcement does.
    """

    speaker: str
    did: str
    said: str | None = None
    words: str | None = None

    @property
    def told(self) -> str:
        """All of it as one sentence."""
        return f"{self.speaker}{','.join(filter(None, (self.did, self.said)))}。"


class Meeting(_Sourced):
    """The mobilisation meeting."""

    name: str
    date: date
    part_of_day: str | None = None
    place: str | None = None
    presided_by: str | None = None
    before: str | None = None
    attended: tuple[str, ...] = ()
    sat_in: tuple[str, ...] = ()
    speeches: tuple[Speech, ...] = ()


class Focus(_Sourced):
    """What the inspection itself looks at."""

    watched: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    supervision: str | None = None


class Official(_Sourced):
    """A person whom the announcement names, with the posts it gives."""

    name: str
    posts: tuple[str, ...]

    _some_posts = _not_empty("posts")


class Notice(_Section):
    """One announcement. Immutable; safe to share between conversations."""

    id: str = Field(regex=r"^[a-z0-9][a-z0-9-]*$")
    source: Source
    team: Team
    target: Target
    period: Period
    contact: Contact
    answering: Answering
    scope: Scope
    joint_inspection: JointInspection | None = None
    meeting: Meeting | None = None
    focus: Focus | None = None
    officials: tuple[Official, ...] = ()

    @root_validator(skip_on_failure=True)
    def _people_are_listed(cls, values: dict[str, Any]) -> dict[str, Any]:
        listed = {official.name for official in values["officials"]}
        team, meeting = values["team"], values["meeting"]
        named = {"team.head": team.head, "team.deputy": team.deputy}
        if meeting:
            named["meeting.presided_by"] = meeting.presided_by
            for index, speech in enumerate(meeting.speeches):
                named[f"meeting.speeches.{index}.speaker"] = speech.speaker
        for field, name in named.items():
            if name and name not in listed:
                raise ValueError(f"{field} 的“{name}”不在 officials 里,请在 officials 中补上这个人")
        return values

    def __hash__(self) -> int:
        """By id alone: cheap, and two equal notices have one."""
        return hash(self.id)

    def official(self, name: str) -> Official | None:
        """The named person, or None."""
        return next((o for o in self.officials if o.name == name), None)


def load(name_or_path: str = DEFAULT) -> Notice:
    """The notice with this id (a file of `data/notices`) or at this path, read once.

    Raises:
        NoticeError: it is missing or broken; the message is one line in Chinese that
            names the file, the field and the mend.
    """
    return _load(_path(name_or_path))


@lru_cache(maxsize=64)
def _path(name_or_path: str) -> Path:
    if re.fullmatch(r"[a-z0-9][a-z0-9-]*", name_or_path):
        return NOTICES / f"{name_or_path}.yml"
    return Path(name_or_path)


@lru_cache(maxsize=64)
def _load(path: Path) -> Notice:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        known = "、".join(sorted(p.stem for p in NOTICES.glob("*.yml"))) or "无"
        raise NoticeError(f"{path}: 没有这个公告文件;现有公告:{known}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise NoticeError(f"{path}: 读不出来({_one_line(error)}),请检查权限和 UTF-8 编码") from None
    try:
        data = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NoticeError(f"{path}{_place(error)}: YAML 格式有误,请检查缩进、冒号和引号") from None
    if not isinstance(data, dict):
        raise NoticeError(f"{path}: 整个文件应是“字段: 值”的形式")
    try:
        return Notice(**{str(key): value for key, value in data.items()})
    except ValidationError as error:
        raise NoticeError(f"{path}: {_mend(error)}") from None


class _Loader(yaml.SafeLoader):
    """YAML without duplicate keys, which would hide one of two facts.

    Dates stay text, so that a wrong one is reported by its field.
    """

    yaml_implicit_resolvers: ClassVar = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate key {key!r}", node.value[index][0].start_mark
                )
        return super().construct_mapping(node, deep)


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" 第{mark.line + 1}行" if mark else ""


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


_MENDS: dict[str, str] = {
    "value_error.missing": "缺少这一项,请按公告补上",
    "value_error.extra": "不认识这一项,请删去或改正字段名",
    "type_error.none.not_allowed": "是空的,请按公告填写",
    "type_error.none.allowed": "应为空",
    "value_error.date": "不是日期,请写成 2023-09-07 的形式",
    "type_error.str": "应是文字",
    "type_error.dict": "应是一组“字段: 值”",
    "type_error.tuple": "应是一个列表",
    "value_error.any_str.min_length": "是空的,请按公告填写",
    "value_error.str.regex": "格式不对",
}
_EXPECTED: dict[str, str] = {
    "phone": "请写成 0731-82186945 的形式",
    "email": "请写成 name@example.cn 的形式",
    "url": "请写成 https:// 开头的网址",
    "days": "目前只支持 工作日",
    "id": "请只用小写字母、数字和连字符",
}


def _mend(error: ValidationError) -> str:
    first = error.errors()[0]
    location = [str(part) for part in first["loc"] if part != "__root__"]
    if first["type"].startswith("value_error.str.regex"):
        reason = _EXPECTED.get(location[-1], _MENDS["value_error.str.regex"])
    else:
        reason = _MENDS.get(first["type"], _one_line(first["msg"]))
    field = ".".join(location)
    return f"{field}: {reason}" if field else reason


def day(value: date) -> str:
    """A date as residents read it: 2023年9月7日."""
    return f"{value.year}年{value.month}月{value.day}日"


def clock_time(value: time | datetime) -> str:
    """A clock time as the announcement writes it: 9:00."""
    return f"{value.hour}:{value.minute:02d}"


def listed(items: Iterable[str]) -> str:
    """Words in a row: 甲、乙、丙."""
    return "、".join(items)
