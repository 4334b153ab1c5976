"""The figures as one picture: messages a second, p99, a growing conversation, what it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import StringIO

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.speed.figures import Figures
from benchmarks.speed.load import KINDS
from benchmarks.speed.run import SENDERS, TURNS
from benchmarks.speed.subjects import ASSISTANT, FLOOR, STOCK, SUBJECTS

COLOURS = {ASSISTANT.name: "#1f6f8b", STOCK.name: "#c8553d", FLOOR.name: "#9aa5ab"}
# Text stays text, and one set of figures always makes the same file.
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "xunwen", "font.size": 8}

Names = Mapping[str, str]


def svg(figures: Figures, names: Names, kinds: Names) -> str:
    """The picture as SVG: a row of panels for each kind of answer, one for the rest.

    Args:
        figures: a run; what it did not measure is left out of its panel.
        names: subject → what a reader calls it.
        kinds: kind of question → what a reader calls it.
    """
    with matplotlib.rc_context(SETTINGS):
        picture = Figure(figsize=(10, 8.4), layout="constrained")
        panels = picture.subplots(3, 3)
        for (rate, wait, turns), kind in zip(panels, KINDS, strict=False):
            _bars(rate, figures, "rate", kind.name, SENDERS, names)
            rate.set(title=f"{kinds[kind.name]}: messages a second", xlabel="concurrent senders")
            _bars(wait, figures, "p99", kind.name, SENDERS, names)
            wait.set(title=f"{kinds[kind.name]}: p99, ms", xlabel="concurrent senders")
            _growth(turns, figures, kind.name, names)
            turns.set(title=f"{kinds[kind.name]}: one message, ms", xlabel="turn of a conversation")
        taken: Sequence[tuple[str, Callable[[str], float | None]]] = (
            ("training, s", lambda subject: figures.median("train", subject)),
            ("start to first answer, s", lambda subject: figures.median("start", subject)),
            ("memory of all processes (PSS), MB", figures.memory),
        )
        for panel, (title, value) in zip(panels[-1], taken, strict=True):
            _each(panel, value, names)
            panel.set(title=title)
        panels[0][1].legend(loc="upper left", frameon=False)
        out = StringIO()
        picture.savefig(out, format="svg", metadata={"Date": None})
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _bars(
    axes: Axes, figures: Figures, measure: str, kind: str, at: Sequence[int], names: Names
) -> None:
    width = 0.8 / len(SUBJECTS)
    for place, subject in enumerate(SUBJECTS):
        values = [figures.median(measure, subject.name, kind, senders) for senders in at]
        known = [(n + place * width, v) for n, v in enumerate(values) if v is not None]
        if known:
            bars = axes.bar(
                [x for x, _ in known],
                [value for _, value in known],
                width,
                color=COLOURS[subject.name],
                label=names[subject.name],
            )
            axes.bar_label(bars, [_written(value) for _, value in known], fontsize=6, padding=1)
    axes.set_yscale("log")
    axes.margins(y=0.2)
    axes.set_xticks([n + width for n in range(len(at))], [str(senders) for senders in at])
    _plain(axes)


def _growth(axes: Axes, figures: Figures, kind: str, names: Names) -> None:
    for subject in SUBJECTS:
        values = [(turn, figures.median("turn", subject.name, kind, turn)) for turn in TURNS]
        known = [(turn, value) for turn, value in values if value is not None]
        if known:
            axes.plot(*zip(*known, strict=True), "o-", color=COLOURS[subject.name], markersize=3)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(TURNS, map(str, TURNS))
    _plain(axes)


def _each(axes: Axes, value: Callable[[str], float | None], names: Names) -> None:
    known = [(subject.name, value(subject.name)) for subject in SUBJECTS]
    known = [(name, found) for name, found in known if found]
    bars = axes.barh(
        [names[name] for name, _ in known],
        [found for _, found in known],
        color=[COLOURS[name] for name, _ in known],
    )
    axes.bar_label(bars, [_written(found) for _, found in known], fontsize=7, padding=2)
    axes.margins(x=0.15)
    axes.invert_yaxis()
    _plain(axes)


def _plain(axes: Axes) -> None:
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)


def _written(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
