"""`python -m benchmarks.speed`: measures, prints the tables, and puts them into the docs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import aiohttp

from benchmarks.speed import report, training
from benchmarks.speed.figures import Figures
from benchmarks.speed.run import TURNS, Plan, measure
from benchmarks.speed.subjects import RESULTS, STOCK, SUBJECTS, SubjectError
from bot.model import TrainingError

FULL = Plan(SUBJECTS, repetitions=3, seconds=8.0, least=200, turns=TURNS, training=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; 0 when it could be run, whatever the figures."""
    options = _options(arguments)
    if options.train_stock:
        training.forget_stock()
    try:
        figures = measure(_plan(options), _tell, lambda figures: _keep(figures, options))
    except (SubjectError, TrainingError, training.TrainingError, aiohttp.ClientError) as error:
        print(f"speed: {error}", file=sys.stderr)
        return 1
    _keep(figures, options)
    if not options.quick:
        report.document(figures)
    print(report.tables(figures))
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _keep(figures: Figures, options: argparse.Namespace) -> None:
    figures.about = report.about()
    figures.save(RESULTS / ("quick.json" if options.quick else "full.json"))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one short repetition, printed and not documented"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[subject.name for subject in SUBJECTS],
        help="what to measure; with --quick",
    )
    parser.add_argument(
        "--train-stock", action="store_true", help="train stock Rasa anew, though its data stay"
    )
    return parser.parse_args(arguments)


def _plan(options: argparse.Namespace) -> Plan:
    if not options.quick:
        return FULL
    subjects = [s for s in SUBJECTS if not options.only or s.name in options.only]
    if not options.only and not training.has_stock_model():
        print("stock Rasa is not trained on the present data and is left out", file=sys.stderr)
        subjects.remove(STOCK)
    return Plan(
        subjects, repetitions=1, seconds=3.0, least=64, turns=(1, 50, 200), training=False
    )


if __name__ == "__main__":
    sys.exit(main())
