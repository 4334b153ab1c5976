"""From verdicts to figures: for the terminal, for a results file, and for docs/evaluation.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.evaluation.checks import Verdict, judge
from benchmarks.evaluation.client import Reply
from benchmarks.evaluation.question import KINDS, STYLES, Question, Turn
from bot.notice import Notice

CONFUSIONS_SHOWN = 15


@dataclass(frozen=True)
class Answered:
    """One turn together with its reply and the judgement of it."""

    question: Question
    turn: Turn
    reply: Reply
    verdict: Verdict


def judged(
    notice: Notice, questions: Iterable[Question], replies: Mapping[str, Sequence[Reply]]
) -> list[Answered]:
    """Every turn of every question with its verdict, in the questions' order."""
    return [
        Answered(question, turn, reply, judge(notice, question, index, reply.text))
        for question in questions
        for index, (turn, reply) in enumerate(
            zip(question.turns, replies[question.id], strict=True)
        )
    ]


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        rate = f"{100 * self.part / self.whole:.1f} %" if self.whole else "–"
        return f"{rate} ({self.part}/{self.whole})"


@dataclass(frozen=True)
class Figures:
    """What one run comes to. A dialogue is right when each of its turns is."""

    overall: Share
    by_kind: dict[str, Share]
    by_style: dict[str, Share]
    dialogue_turns: Share
    wrong_facts: Share
    wrongly_declined: Share
    off_topic_declined: Share


def figures(answered: Sequence[Answered]) -> Figures:
    """The figures of one run."""
    real = [each for each in answered if each.question.kind != "off_topic"]
    off_topic = [each for each in answered if each.question.kind == "off_topic"]
    turns = [each for each in answered if each.question.kind == "dialogue"]
    meant = [each for each in real if not each.turn.calls_for("declined")]
    return Figures(
        overall=_right(answered, lambda question: True),
        by_kind=_rights(answered, KINDS, lambda question: question.kind),
        by_style=_rights(answered, STYLES, lambda question: question.style),
        dialogue_turns=_share(turns, lambda each: each.verdict.right),
        wrong_facts=_share(answered, lambda each: bool(each.verdict.wrong_facts)),
        wrongly_declined=_share(meant, lambda each: each.verdict.declined),
        off_topic_declined=_share(off_topic, lambda each: each.verdict.declined),
    )


def _share(answered: Sequence[Answered], holds: Callable[[Answered], bool]) -> Share:
    return Share(sum(map(holds, answered)), len(answered))


def _rights(
    answered: Sequence[Answered], names: Iterable[str], name_of: Callable[[Question], str]
) -> dict[str, Share]:
    def right(name: str) -> Share:
        return _right(answered, lambda question: name_of(question) == name)

    return {name: share for name in names if (share := right(name)).whole}


def _right(answered: Sequence[Answered], meant: Callable[[Question], bool]) -> Share:
    asked = {each.question.id for each in answered if meant(each.question)}
    failed = {each.question.id for each in answered if not each.verdict.right}
    return Share(len(asked - failed), len(asked))


def confusions(answered: Iterable[Answered]) -> list[tuple[str, str, int]]:
    """Topic asked, kind of reply got, how often: of the replies that are not right."""
    counted = Counter(
        (f"{each.question.kind}/{each.question.topic}", each.verdict.recognised)
        for each in answered
        if not each.verdict.right
    )
    return [(asked, got, count) for (asked, got), count in counted.most_common(CONFUSIONS_SHOWN)]


def summary(answered: Sequence[Answered]) -> str:
    """The figures and the worst confusions, to be read in a terminal."""
    result = figures(answered)
    lines = [f"right answers        {result.overall}"]
    lines += [f"  {kind:<18} {share}" for kind, share in result.by_kind.items()]
    lines += [f"  {'turns of dialogues':<18} {result.dialogue_turns}", "by style"]
    lines += [f"  {style:<18} {share}" for style, share in result.by_style.items()]
    lines += [
        f"wrong facts          {result.wrong_facts}",
        f"wrongly declined     {result.wrongly_declined}",
        f"off-topic declined   {result.off_topic_declined}",
        "",
        "worst confusions (asked → looks like)",
    ]
    lines += [f"  {count:>3}  {asked} → {got}" for asked, got, count in confusions(answered)]
    return "\n".join(lines)


def failures(answered: Iterable[Answered]) -> str:
    """Every turn that is not right: what was asked and when, the reply, and what is amiss."""
    return "\n\n".join("\n".join(_failure(each)) for each in answered if not each.verdict.right)


def _failure(each: Answered) -> list[str]:
    question = each.question
    asked = each.turn.ask if len(each.turn.ask) <= 200 else f"{each.turn.ask[:200]}…"
    return [
        f"{question.id} [{question.kind}/{question.topic}, {question.style}] "
        f"at {question.now:%F %H:%M}",
        f"  asked: {asked}",
        "  reply: " + each.reply.text.replace("\n", "\n         "),
        *(f"  buttons: {' | '.join(each.reply.buttons)}" for _ in each.reply.buttons[:1]),
        *(f"  WRONG  {wrong}" for wrong in each.verdict.wrong_facts),
        *(f"  lacks  {failure}" for failure in each.verdict.failures),
    ]


def save(path: Path, answered: Sequence[Answered]) -> None:
    """Writes the run to a JSON file: the figures, the confusions, and every turn."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "questions": len({each.question.id for each in answered}),
        "figures": asdict(figures(answered)),
        "confusions": confusions(answered),
        "turns": [_record(each) for each in answered],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _record(each: Answered) -> dict[str, Any]:
    return {
        "id": each.question.id,
        "kind": each.question.kind,
        "style": each.question.style,
        "topic": each.question.topic,
        "now": each.question.now.isoformat(),
        "ask": each.turn.ask,
        "reply": asdict(each.reply),
        "right": each.verdict.right,
        **asdict(each.verdict),
    }


_BEGIN = "<!-- figures: begin -->"
_END = "<!-- figures: end -->"
_COLUMNS = {"assistant": "巡问", "stock": "Rasa 默认配置", "keywords": "关键词自动回复"}
_ROWS = {
    "overall": "回答正确",
    "dialogue_turns": "对话逐轮正确",
    "wrong_facts": "含错误事实的回复",
    "wrongly_declined": "误拒",
    "off_topic_declined": "无关消息被婉拒",
}


def document(path: Path, results: Path) -> None:
    """Puts the figures of the result files, side by side, between the marks of a Markdown page."""
    runs = {
        column: json.loads(file.read_text(encoding="utf-8"))
        for name, column in _COLUMNS.items()
        if (file := results / f"{name}.json").exists()
    }
    before, _, rest = path.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    path.write_text(f"{before}{_BEGIN}\n{_tables(runs)}\n{_END}{after}", encoding="utf-8")


def _tables(runs: Mapping[str, dict[str, Any]]) -> str:
    of_all = {name: run["figures"] for name, run in runs.items()}
    tables = [_table("", _ROWS, of_all)]
    for key, title, names in (("by_kind", "类别", KINDS), ("by_style", "写法", STYLES)):
        shares = {name: run["figures"][key] for name, run in runs.items()}
        tables.append(_table(title, {name: name for name in names}, shares))
    return "\n\n".join(tables)


def _table(
    title: str, rows: Mapping[str, str], columns: Mapping[str, Mapping[str, dict[str, int]]]
) -> str:
    lines = [f"| {title} | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    for key, row in rows.items():
        cells = [str(Share(**of[key])) if key in of else "–" for of in columns.values()]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines)
