"""What was measured: every value, by what it is a value of; medians and ratios of them."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple


class Key(NamedTuple):
    """What a value is a value of."""

    measure: str
    """`rate` (answers/s), `p50`, `p95`, `p99`, `turn`, `cpu` (ms an answer), `start`,
    `train` (s), `memory` (MB), `right` (share of answers)."""
    subject: str
    kind: str = ""
    """The kind of question; for memory, the process."""
    at: int = 0
    """How many senders, or which turn."""


class Figures:
    """Every value of a run."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self.values: dict[Key, list[float]] = defaultdict(list)
        self.about: dict[str, Any] = {}

    def add(self, value: float, *key: Any) -> None:
        """Adds one value; the key's parts in order."""
        self.values[Key(*key)].append(value)

    def median(self, *key: Any) -> float | None:
        """The median over the repetitions, or None where it was not measured."""
        values = self.values.get(Key(*key))
        return median(values) if values else None

    def ratio(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> float | None:
        """The median of one key over that of the other."""
        above, below = self.median(*one), self.median(*other)
        return above / below if above is not None and below else None

    def processes(self, subject: str) -> list[str]:
        """The processes of a subject whose memory was measured."""
        return [k.kind for k in self.values if k.measure == "memory" and k.subject == subject]

    def memory(self, subject: str) -> float:
        """The memory of all its processes in MB (PSS); 0 where it was not measured."""
        return sum(self.median("memory", subject, name) or 0 for name in self.processes(subject))

    def save(self, path: Path) -> None:
        """Writes everything to a JSON file."""
        values = [[*key, values] for key, values in self.values.items()]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"about": self.about, "values": values}, indent=1), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Figures:
        """Reads what `save` wrote."""
        figures, content = cls(), json.loads(path.read_text("utf-8"))
        figures.about = content["about"]
        for *key, values in content["values"]:
            figures.values[Key(*key)] = values
        return figures
