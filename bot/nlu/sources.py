"""What understanding is made of besides the training data: its code and its word lists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "bot/nlu",
    "bot/scope",
    "bot/time_expressions",
    "bot/notice.py",
    "bot/clauses.py",
    "data/lexicon",
)


def digest(names: Iterable[str]) -> str:
    """A fingerprint of the code and YAML at these paths below the root."""
    found = hashlib.sha256()
    for path in _files(names):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Tells Rasa's training cache when a component must be trained anew."""
    return digest(PARTS)


def _files(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = ROOT / name
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in (".py", ".yml"))
        else:
            yield path
