"""Words that mean the same, as one feature: so 号码, 座机 and 热线 count alike."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import yaml

from bot.beginnings import by_beginning

LEXICON = Path(__file__).resolve().parents[2] / "data" / "lexicon" / "concepts.yml"


@lru_cache(maxsize=1)
def lexicon() -> dict[str, re.Pattern[str]]:
    """Concept → the words for it, from `data/lexicon/concepts.yml`."""
    words = yaml.safe_load(LEXICON.read_text("utf-8"))
    return {concept: re.compile(pattern) for concept, pattern in words.items()}


@lru_cache(maxsize=1)
def _beginning_with() -> dict[str, frozenset[str]]:
    """Character → the concepts of which a word begins with it."""
    found = by_beginning((concept, words.pattern) for concept, words in lexicon().items())
    return {character: frozenset(named) for character, named in found.items()}


def concepts(text: str) -> list[str]:
    """The concepts that `text` (in normal form) names, and each pair of them."""
    begun = _beginning_with()
    thinkable = frozenset().union(*(begun[c] for c in text if c in begun))
    named = [c for c, words in lexicon().items() if c in thinkable and words.search(text)]
    return named + [f"{one}+{other}" for one, other in combinations(named, 2)]
