"""Words that mean the same, as one feature: so 号码, 座机 and 热线 count alike."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import yaml

from bot.beginnings import Thinkable

LEXICON = Path(__file__).resolve().parents[2] / "data" / "lexicon" / "concepts.yml"


@lru_cache(maxsize=1)
def lexicon() -> dict[str, re.Pattern[str]]:
    """Concept → the words for it, from `data/lexicon/concepts.yml`."""
    words = yaml.safe_load(LEXICON.read_text("utf-8"))
    return {concept: re.compile(pattern) for concept, pattern in words.items()}


@lru_cache(maxsize=1)
def _thinkable() -> Thinkable[tuple[str, re.Pattern[str]]]:
    return Thinkable((item, item[1].pattern) for item in lexicon().items())


def concepts(text: str) -> list[str]:
    """The concepts that `text` (in normal form) names, and each pair of them."""
    named = [concept for concept, words in _thinkable().of(text) if words.search(text)]
    return named + [f"{one}+{other}" for one, other in combinations(named, 2)]
