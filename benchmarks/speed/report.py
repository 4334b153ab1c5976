"""The figures as Markdown tables and a chart, on the screen and in `docs/performance.md`."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.speed import chart
from benchmarks.speed.figures import Figures
from benchmarks.speed.load import ACTION, FACT, KINDS
from benchmarks.speed.processes import ROOT
from benchmarks.speed.run import SENDERS, TURNS
from benchmarks.speed.subjects import ASSISTANT, FLOOR, STOCK, SUBJECTS

DOCUMENT = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "images" / "performance.svg"
_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"

NAMES = {"assistant": "巡问", "stock": "原版 Rasa", "floor": "下限"}
KIND_NAMES = {"fact": "固定答复", "action": "自定义动作"}
US, THEM, BARE = ASSISTANT.name, STOCK.name, FLOOR.name


def about() -> dict[str, Any]:
    """When and on what machine a run was made."""
    return {
        "date": date.today().isoformat(),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
    }


def document(figures: Figures) -> None:
    """Puts the tables between the marks of docs/performance.md, and the chart beside it."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    DOCUMENT.write_text(f"{before}{_BEGIN}\n{tables(figures)}\n{_END}{after}", "utf-8")
    CHART.parent.mkdir(parents=True, exist_ok=True)
    CHART.write_text(chart.svg(figures, NAMES, KIND_NAMES), "utf-8")


def tables(figures: Figures) -> str:
    """All tables of a run."""
    return "\n\n".join(
        [
            _about(figures),
            _goals(figures),
            *(_load(figures, kind.name) for kind in KINDS),
            _turns(figures),
            _once(figures),
            _memory(figures),
        ]
    )


def _about(figures: Figures) -> str:
    told = figures.about
    repeated = max(map(len, figures.values.values()))
    return (
        f"{told['date']},{told['processor']},{told['cores']} 核,Python {told['python']};"
        f"重复 {repeated} 次,取中位数。"
    )


def _goals(figures: Figures) -> str:
    """Every ratio that was asked for, with what was asked."""
    f = figures.ratio
    rows = []
    for kind in KINDS:
        for senders in SENDERS:
            at = (kind.name, senders)
            rows.append((
                f"每秒条数,{KIND_NAMES[kind.name]},{senders} 人同时,÷ 原版",
                f(("rate", US, *at), ("rate", THEM, *at)),
                "≥ 10",
            ))
    for kind in KINDS:
        at = (kind.name, 32)
        rows.append((
            f"原版 p99 ÷ 巡问 p99,{KIND_NAMES[kind.name]},32 人同时",
            f(("p99", THEM, *at), ("p99", US, *at)),
            "≥ 10",
        ))
    for kind in KINDS:
        rows.append((
            f"第 1000 轮 ÷ 第 1 轮,{KIND_NAMES[kind.name]}",
            f(("turn", US, kind.name, 1000), ("turn", US, kind.name, 1)),
            "≤ 1.2",
        ))
    one = (FACT.name, 1)
    rows += [
        ("固定答复 ÷ 下限,1 人时的 p50", f(("p50", US, *one), ("p50", BARE, *one)), "≤ 4"),
        (
            "下限每秒条数 ÷ 固定答复每秒条数,32 人同时",
            f(("rate", BARE, FACT.name, 32), ("rate", US, FACT.name, 32)),
            "≤ 4",
        ),
        (
            "自定义动作 ÷ 固定答复,1 人时的 p50",
            f(("p50", US, ACTION.name, 1), ("p50", US, *one)),
            "≤ 1.5",
        ),
        (
            "固定答复每秒条数 ÷ 自定义动作每秒条数,32 人同时",
            f(("rate", US, FACT.name, 32), ("rate", US, ACTION.name, 32)),
            "≤ 1.5",
        ),
        ("训练时间 ÷ 原版", f(("train", US), ("train", THEM)), "≤ 0.1"),
        ("启动到首次回答 ÷ 原版", f(("start", US), ("start", THEM)), "≤ 0.5"),
        ("全部进程内存 ÷ 原版", _total_memory_ratio(figures), "≤ 0.5"),
    ]
    return _table(("比值", "实测", "目标"), [(a, _number(b), c) for a, b, c in rows if b])


def _load(figures: Figures, kind: str) -> str:
    columns = ("rate", "p50", "p95", "p99", "cpu", "right")
    rows = []
    for senders in SENDERS:
        for subject in SUBJECTS:
            values = [figures.median(name, subject.name, kind, senders) for name in columns]
            if values[0] is not None:
                rows.append((str(senders), NAMES[subject.name], *map(_number, values)))
    head = ("同时人数", "", "条/秒", "p50 毫秒", "p95 毫秒", "p99 毫秒", "CPU 毫秒/条", "答对比例")
    return f"**{KIND_NAMES[kind]}**\n\n{_table(head, rows)}"


def _turns(figures: Figures) -> str:
    rows = []
    for kind in KINDS:
        for subject in SUBJECTS:
            values = [figures.median("turn", subject.name, kind.name, turn) for turn in TURNS]
            if any(values):
                rows.append((KIND_NAMES[kind.name], NAMES[subject.name], *map(_number, values)))
    head = ("", "", *(f"第 {turn} 轮,毫秒" for turn in TURNS))
    return f"**同一段对话越来越长时,一条消息的时间**\n\n{_table(head, rows)}"


def _once(figures: Figures) -> str:
    rows = [
        (
            NAMES[subject.name],
            *(_number(figures.median(m, subject.name)) for m in ("train", "start")),
        )
        for subject in SUBJECTS
    ]
    return f"**训练与启动**\n\n{_table(('', '训练,秒', '启动到首次回答,秒'), rows)}"


def _memory(figures: Figures) -> str:
    rows = []
    for subject in SUBJECTS:
        for process in _processes(figures, subject.name):
            values = (figures.median(m, subject.name, process) for m in ("resident", "memory"))
            rows.append((NAMES[subject.name], f"`{process}`", *map(_number, values)))
        total = _total_memory(figures, subject.name)
        if total:
            rows.append((NAMES[subject.name], "合计", "", _number(total)))
    return f"**内存(施压之后)**\n\n{_table(('', '进程', 'RSS,MB', 'PSS,MB'), rows)}"


def _processes(figures: Figures, subject: str) -> list[str]:
    return [k.kind for k in figures.values if k.measure == "memory" and k.subject == subject]


def _total_memory(figures: Figures, subject: str) -> float:
    return sum(figures.median("memory", subject, p) or 0 for p in _processes(figures, subject))


def _total_memory_ratio(figures: Figures) -> float | None:
    theirs = _total_memory(figures, THEM)
    return _total_memory(figures, US) / theirs if theirs else None


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
