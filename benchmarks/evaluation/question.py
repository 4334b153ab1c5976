"""Question files: what residents ask, at which clock, and what a right reply holds.

A file is a list of groups. A group gives what its questions share (`kind`, `topic`, `now`,
and expectations); a question may give its own instead. A question has `ask`, or `turns`
when it is a dialogue. Expectations are regular expressions on the reply's text:

    all    every one is found            any    at least one is found
    none   none is found                 order  found one after another
    next   the next opening, as "2023-09-25 9:00": its canonical text is found
    at     the moment, day or range asked about ("2023-09-23/2023-09-24"); lets the tests
           prove the expectation, and lets the reply name these dates and clock times
    dates  further dates that the reply may name
    echo   words of the resident's that the reply must not repeat

`<name>` in an expression stands for a pattern of `patterns.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.evaluation.truth import ZONE, opening_text

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "questions"
ROUNDS_FOLDER = HERE / "rounds"
"""Sets by others, who had not seen the project; the first run of each is in docs/evaluation.md."""

KINDS = (
    "fact",
    "time",
    "scope",
    "compound",
    "dialogue",
    "not_stated",
    "conversation",
    "report",
    "off_topic",
)
STYLES = (
    "plain",
    "fragment",
    "rambling",
    "dictated",
    "typo",
    "homophone",
    "missing_char",
    "width",
    "traditional",
    "numerals",
    "pinyin",
    "dialect",
    "emoji",
    "polite",
    "angry",
    "elderly",
)
EXPECTATIONS = ("all", "any", "none", "order", "next", "at", "dates", "echo")
SHARED = ("kind", "topic", "style", "now", *EXPECTATIONS)


class QuestionError(ValueError):
    """A question file that cannot be used: one line naming file, question and fault."""


@dataclass(frozen=True)
class Turn:
    """One message and what its reply must hold; the names are those of the file format."""

    ask: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    next: datetime | None = None
    at: tuple[datetime, datetime] | None = None
    dates: tuple[date, ...] = ()
    echo: tuple[str, ...] = ()

    def calls_for(self, name: str) -> bool:
        """Whether the expectations take the named pattern for right, or for one right answer."""
        return any(patterns()[name] in each for each in (*self.all, *self.any, *self.order))


@dataclass(frozen=True)
class Question:
    """A single question, or a dialogue of several turns, at one clock (aware, Asia/Shanghai)."""

    id: str
    kind: str
    style: str
    topic: str
    now: datetime
    turns: tuple[Turn, ...]


def load(paths: Iterable[Path] = ()) -> list[Question]:
    """The questions of these files, or of all files of the project's own folder.

    Raises:
        QuestionError: a file, a question or an expectation is at fault, or an id is used twice.
    """
    questions = [
        question
        for path in (list(paths) or sorted(FOLDER.glob("*.yml")))
        for question in _file(path)
    ]
    for identifier, count in Counter(question.id for question in questions).items():
        if count > 1:
            raise QuestionError(f"{identifier}: used {count} times")
    return questions


@lru_cache
def patterns() -> dict[str, str]:
    """The named patterns, by name."""
    loaded = _yaml(HERE / "patterns.yml")
    assert isinstance(loaded, dict)
    return loaded


def _yaml(path: Path) -> Any:
    """A file's content with every scalar as text, so that no `1` or date is interpreted."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise QuestionError(f"{path.name}: {' '.join(str(error).split())}") from None


def _file(path: Path) -> list[Question]:
    groups = _yaml(path)
    if not isinstance(groups, list):
        raise QuestionError(f"{path.name}: a list of groups is expected")
    return [question for group in groups for question in _group(path, group)]


def _group(path: Path, group: Any) -> list[Question]:
    if not isinstance(group, dict) or not isinstance(group.get("questions"), list):
        raise QuestionError(f"{path.name}: a group without `questions`")
    unknown = set(group) - {"questions", *SHARED}
    if unknown:
        raise QuestionError(f"{path.name}: a group with unknown {sorted(unknown)}")
    shared = {key: group[key] for key in SHARED if key in group}
    return [_question(path, {**shared, **item}) for item in group["questions"]]


def _question(path: Path, fields: Mapping[str, Any]) -> Question:
    where = f"{path.name}: {fields.get('id', fields.get('ask', '?'))}"
    unknown = set(fields) - {"id", "ask", "turns", "repeat", *SHARED}
    missing = {"id", "kind", "style", "topic", "now"} - set(fields)
    if unknown or missing or ("ask" in fields) == ("turns" in fields):
        raise QuestionError(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    if fields["kind"] not in KINDS or fields["style"] not in STYLES:
        raise QuestionError(f"{where}: {fields['kind']}/{fields['style']} is no kind or style")
    turns = fields["turns"] if "turns" in fields else [_single(fields)]
    try:
        now = datetime.fromisoformat(fields["now"])
        if now.tzinfo is None:
            raise ValueError("the clock has no offset")
        return Question(
            id=fields["id"],
            kind=fields["kind"],
            style=fields["style"],
            topic=fields["topic"],
            now=now.astimezone(ZONE),
            turns=tuple(_turn(turn) for turn in turns),
        )
    except (ValueError, TypeError, KeyError, re.error) as error:
        raise QuestionError(f"{where}: {error!r}") from None


def _single(fields: Mapping[str, Any]) -> dict[str, Any]:
    turn = {key: fields[key] for key in ("ask", *EXPECTATIONS) if key in fields}
    turn["ask"] = fields["ask"] * int(fields.get("repeat", 1))
    return turn


def _turn(fields: Mapping[str, Any]) -> Turn:
    unknown = set(fields) - {"ask", *EXPECTATIONS}
    if unknown:
        raise ValueError(f"a turn with unknown {sorted(unknown)}")
    return Turn(
        ask=fields["ask"],
        next=_moment(fields["next"]) if "next" in fields else None,
        at=_range(fields["at"]) if "at" in fields else None,
        dates=tuple(date.fromisoformat(day) for day in fields.get("dates", [])),
        echo=tuple(fields.get("echo", [])),
        **{key: _expressions(fields.get(key, [])) for key in ("all", "any", "none", "order")},
    )


_NAME = re.compile(r"<([a-z_]+)>")


def _expressions(written: Iterable[str]) -> tuple[str, ...]:
    if isinstance(written, str):
        raise ValueError(f"{written!r} should be a list")
    expressions = tuple(
        _NAME.sub(lambda match: f"(?:{patterns()[match.group(1)]})", expression)
        for expression in written
    )
    for expression in expressions:
        re.compile(expression)
    return expressions


def as_written(expression: str) -> str:
    """An expression with its named patterns as the question files name them."""
    for name, pattern in patterns().items():
        expression = expression.replace(f"(?:{pattern})", f"<{name}>")
    return expression


def next_expression(moment: datetime) -> str:
    """The expression for a next opening in its canonical text."""
    return re.escape(opening_text(moment))


def _range(text: str) -> tuple[datetime, datetime]:
    first, _, last = text.partition("/")
    return _moment(first), _moment(last or first, end=True)


def _moment(text: str, *, end: bool = False) -> datetime:
    """`2023-09-25 9:00`, or a day's first or last minute when no clock time is given."""
    day, _, clock = text.partition(" ")
    if not clock:
        return datetime.combine(date.fromisoformat(day), time(23, 59) if end else time(), ZONE)
    hours, minutes = map(int, clock.split(":"))
    return datetime.combine(date.fromisoformat(day), time(), ZONE) + timedelta(
        hours=hours, minutes=minutes
    )
