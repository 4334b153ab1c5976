"""What the speed benchmark makes of its figures: tables, ratios and a picture."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.speed import chart, report
from benchmarks.speed.figures import Figures
from benchmarks.speed.load import KINDS
from benchmarks.speed.run import SENDERS, TURNS
from benchmarks.speed.subjects import ASSISTANT, FLOOR, STOCK, SUBJECTS

MILLISECONDS = {ASSISTANT.name: 2.0, STOCK.name: 40.0, FLOOR.name: 0.8}


@pytest.fixture
def figures() -> Figures:
    """Figures of a run in which stock Rasa takes 20 times as long, and grows."""
    made = Figures()
    made.about = report.about()
    for subject in SUBJECTS:
        cost = MILLISECONDS[subject.name]
        for kind in KINDS:
            for senders in SENDERS:
                made.add(1000 / cost, "rate", subject.name, kind.name, senders)
                for measure in ("p50", "p95", "p99", "cpu"):
                    made.add(cost, measure, subject.name, kind.name, senders)
            for turn in TURNS:
                growth = turn / 100 if subject is STOCK else 0
                made.add(cost * (1 + growth), "turn", subject.name, kind.name, turn)
        made.add(cost, "start", subject.name)
        made.add(100 * cost, "memory", subject.name, "rasa")
        if subject is not FLOOR:
            made.add(10 * cost, "train", subject.name)
    return made


def test_the_goals_are_ratios_of_medians(figures: Figures) -> None:
    lines = report.tables(figures).splitlines()
    assert "| messages a second, utter-only, 32 senders, ÷ stock | 20 | ≥ 10 |" in lines
    assert "| turn 1,000 ÷ turn 1, custom action | 1 | ≤ 1.2 |" in lines
    assert "| utter-only ÷ floor, p50 at 1 sender | 2.5 | ≤ 4 |" in lines
    assert "| memory of all processes ÷ stock | 0.05 | ≤ 0.5 |" in lines


def test_the_picture_shows_every_panel_and_value(figures: Figures) -> None:
    root = ElementTree.fromstring(chart.svg(figures, report.NAMES, report.KIND_NAMES))
    texts = {"".join(node.itertext()).strip() for node in root.iter() if node.tag.endswith("text")}
    titles = {f"{name}: messages a second" for name in report.KIND_NAMES.values()}
    assert titles | set(report.NAMES.values()) | {"training, s", "4,000"} <= texts


def test_the_same_figures_make_the_same_picture(figures: Figures) -> None:
    one, other = (chart.svg(figures, report.NAMES, report.KIND_NAMES) for _ in range(2))
    assert one == other


def test_what_was_not_measured_is_left_out(figures: Figures) -> None:
    for key in [key for key in figures.values if key.subject == STOCK.name]:
        del figures.values[key]
    assert "÷ stock" not in report.tables(figures)
    ElementTree.fromstring(chart.svg(figures, report.NAMES, report.KIND_NAMES))


def test_figures_are_kept(figures: Figures, tmp_path: Path) -> None:
    figures.save(tmp_path / "run.json")
    kept = Figures.load(tmp_path / "run.json")
    assert report.tables(kept) == report.tables(figures)
