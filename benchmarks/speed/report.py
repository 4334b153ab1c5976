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

NAMES = {"assistant": "xunwen", "stock": "stock Rasa", "floor": "the floor"}
KIND_NAMES = {"fact": "utter-only", "action": "custom action"}
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
        f"{told['date']}, {told['processor']}, {told['cores']} cores, Python {told['python']}; "
        f"medians of {repeated} repetitions."
    )


def _goals(figures: Figures) -> str:
    """Every ratio that was asked for, with what was asked."""
    f = figures.ratio
    rows = []
    for kind in KINDS:
        for senders in SENDERS:
            at = (kind.name, senders)
            rows.append(
                (
                    f"messages a second, {KIND_NAMES[kind.name]}, {senders} senders, ÷ stock",
                    f(("rate", US, *at), ("rate", THEM, *at)),
                    "≥ 10",
                )
            )
    for kind in KINDS:
        at = (kind.name, 32)
        rows.append(
            (
                f"stock's p99 ÷ ours, {KIND_NAMES[kind.name]}, 32 senders",
                f(("p99", THEM, *at), ("p99", US, *at)),
                "≥ 10",
            )
        )
    for kind in KINDS:
        rows.append(
            (
                f"turn 1,000 ÷ turn 1, {KIND_NAMES[kind.name]}",
                f(("turn", US, kind.name, 1000), ("turn", US, kind.name, 1)),
                "≤ 1.2",
            )
        )
    one = (FACT.name, 1)
    rows += [
        ("utter-only ÷ floor, p50 at 1 sender", f(("p50", US, *one), ("p50", BARE, *one)), "≤ 4"),
        (
            "floor's messages a second ÷ utter-only's, 32 senders",
            f(("rate", BARE, FACT.name, 32), ("rate", US, FACT.name, 32)),
            "≤ 4",
        ),
        (
            "custom action ÷ utter-only, p50 at 1 sender",
            f(("p50", US, ACTION.name, 1), ("p50", US, *one)),
            "≤ 1.5",
        ),
        (
            "utter-only's messages a second ÷ custom action's, 32 senders",
            f(("rate", US, FACT.name, 32), ("rate", US, ACTION.name, 32)),
            "≤ 1.5",
        ),
        ("training ÷ stock", f(("train", US), ("train", THEM)), "≤ 0.1"),
        ("start to first answer ÷ stock", f(("start", US), ("start", THEM)), "≤ 0.5"),
        ("memory of all processes ÷ stock", _total_memory_ratio(figures), "≤ 0.5"),
    ]
    return _table(("ratio", "measured", "goal"), [(a, _number(b), c) for a, b, c in rows if b])


def _load(figures: Figures, kind: str) -> str:
    columns = ("rate", "p50", "p95", "p99", "cpu", "right")
    rows = []
    for senders in SENDERS:
        for subject in SUBJECTS:
            values = [figures.median(name, subject.name, kind, senders) for name in columns]
            if values[0] is not None:
                rows.append((str(senders), NAMES[subject.name], *map(_number, values)))
    head = (
        "senders",
        "",
        "messages/s",
        "p50, ms",
        "p95, ms",
        "p99, ms",
        "CPU ms each",
        "answered rightly",
    )
    return f"**{KIND_NAMES[kind].capitalize()}**\n\n{_table(head, rows)}"


def _turns(figures: Figures) -> str:
    rows = []
    for kind in KINDS:
        for subject in SUBJECTS:
            values = [figures.median("turn", subject.name, kind.name, turn) for turn in TURNS]
            if any(values):
                rows.append((KIND_NAMES[kind.name], NAMES[subject.name], *map(_number, values)))
    head = ("", "", *(f"turn {turn:,}, ms" for turn in TURNS))
    return f"**One message, as a conversation grows**\n\n{_table(head, rows)}"


def _once(figures: Figures) -> str:
    rows = [
        (
            NAMES[subject.name],
            *(_number(figures.median(m, subject.name)) for m in ("train", "start")),
        )
        for subject in SUBJECTS
    ]
    return (
        f"**Training and start**\n\n{_table(('', 'training, s', 'start to first answer, s'), rows)}"
    )


def _memory(figures: Figures) -> str:
    rows = []
    for subject in SUBJECTS:
        for process in figures.processes(subject.name):
            values = (figures.median(m, subject.name, process) for m in ("resident", "memory"))
            rows.append((NAMES[subject.name], f"`{process}`", *map(_number, values)))
        total = figures.memory(subject.name)
        if total:
            rows.append((NAMES[subject.name], "all", "", _number(total)))
    return f"**Memory, after the load**\n\n{_table(('', 'process', 'RSS, MB', 'PSS, MB'), rows)}"


def _total_memory_ratio(figures: Figures) -> float | None:
    theirs = figures.memory(THEM)
    return figures.memory(US) / theirs if theirs else None


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
