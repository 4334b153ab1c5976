"""One run: everything is measured in turns, so that what disturbs one disturbs all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from benchmarks.speed import load, processes, training
from benchmarks.speed.figures import Figures
from benchmarks.speed.load import KINDS, Kind
from benchmarks.speed.subjects import ASSISTANT, FLOOR, STOCK, Running, Subject, running

SENDERS = (1, 8, 32)
TURNS = (1, 50, 200, 1000)
NEIGHBOURS = 10
"""A turn's cost is the median of so many: of first turns, or of turns around it."""
WARM_UP = 64


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    subjects: Sequence[Subject]
    repetitions: int
    seconds: float
    least: int
    turns: tuple[int, ...]
    training: bool


def measure(plan: Plan, report: Callable[[str], None], kept: Callable[[Figures], None]) -> Figures:
    """Measures all subjects by the plan.

    Args:
        plan: how much is measured.
        report: is told what is under way.
        kept: is given the figures so far, again and again, so that a run cut short is not lost.
    """
    figures = Figures()
    for number in range(plan.repetitions):
        report(f"repetition {number + 1} of {plan.repetitions}")
        if plan.training:
            _training(plan, figures, number)
        _repetition(plan, figures, number, report, kept)
    return figures


def _training(plan: Plan, figures: Figures, number: int) -> None:
    if ASSISTANT in plan.subjects:
        figures.add(training.assistant_seconds(), "train", ASSISTANT.name)
    if STOCK in plan.subjects and number == 0:
        figures.add(training.stock_seconds(), "train", STOCK.name)


def _repetition(
    plan: Plan,
    figures: Figures,
    number: int,
    report: Callable[[str], None],
    kept: Callable[[Figures], None],
) -> None:
    with ExitStack() as stack:
        started = []
        for subject in _rotated(plan.subjects, number):
            report(f"starting {subject.name}")
            started.append(stack.enter_context(running(subject)))
            figures.add(started[-1].start_seconds, "start", subject.name)
        for kind in KINDS:
            for each in started:
                asyncio.run(load.many(each.url, kind, 8, 0, WARM_UP))
        for kind in KINDS:
            for senders in SENDERS:
                report(f"{kind.name}, {senders} senders")
                for each in _rotated(started, senders + number):
                    _load(plan, figures, each, kind, senders)
        for each in started:
            for process in processes.memory(each.pids):
                figures.add(process.resident, "resident", each.subject.name, process.command)
                figures.add(process.proportional, "memory", each.subject.name, process.command)
        kept(figures)
        # Stock Rasa takes minutes for its long conversations: once, and after all else.
        last = number == plan.repetitions - 1
        for each in sorted(started, key=lambda each: each.subject is STOCK):
            for kind in KINDS:
                if each.subject is not STOCK or last:
                    report(f"one conversation with {each.subject.name}, {kind.name}")
                    _turns(plan, figures, each, kind)
                    kept(figures)


def _load(plan: Plan, figures: Figures, each: Running, kind: Kind, senders: int) -> None:
    before = processes.cpu_seconds(each.pids)
    result = asyncio.run(load.many(each.url, kind, senders, plan.seconds, plan.least))
    used = processes.cpu_seconds(each.pids) - before
    key = (each.subject.name, kind.name, senders)
    count = len(result.latencies)
    figures.add(result.rate, "rate", *key)
    figures.add(1000 * used / count, "cpu", *key)
    for name, share in (("p50", 0.50), ("p95", 0.95), ("p99", 0.99)):
        figures.add(1000 * result.percentile(share), name, *key)
    if each.subject is not FLOOR:
        figures.add(result.right / count, "right", *key)


def _turns(plan: Plan, figures: Figures, each: Running, kind: Kind) -> None:
    firsts = [
        asyncio.run(load.conversation(each.url, kind, 1)).latencies[0] for _ in range(NEIGHBOURS)
    ]
    length = max(plan.turns) + NEIGHBOURS // 2
    talk = asyncio.run(load.conversation(each.url, kind, length)).latencies
    for turn in plan.turns:
        around = talk[turn - NEIGHBOURS // 2 : turn + NEIGHBOURS // 2] if turn > 1 else firsts
        figures.add(1000 * median(around), "turn", each.subject.name, kind.name, turn)


def _rotated(items: Sequence[Running] | Sequence[Subject], by: int) -> list:
    return [items[(index + by) % len(items)] for index in range(len(items))]
