"""Which sentences of a text a question is about, by the words that it takes from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_QUOTED = re.compile(r"[“\"「『《‘']([^“”\"「」『』《》‘’']{2,})[”\"」』》’']")
_PUNCTUATION = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^。;]+[。;]?")

SHORTEST_QUOTE = 3
"""Characters between quotation marks that are taken from a text, not by chance."""
SHORTEST_RUN = 5
"""The same, of what stands without such marks."""
MOST_SENTENCES = 3
"""Words that stand in more sentences than this pick none of them out."""


def sentences(text: str) -> list[str]:
    """The sentences of a Chinese text, without what ends them."""
    return [sentence.strip("。; \n") for sentence in _SENTENCE.findall(text) if sentence.strip()]


def quoted_from(question: str, text: str) -> list[str]:
    """What the question quotes from `text`, word for word, without punctuation."""
    quoted = _quoted(question)
    bare = _bare(text) if quoted else ""
    return [words for words in quoted if words in bare]


def asked_about(question: str, listed: Sequence[str], common: Iterable[str]) -> list[int]:
    """The places of those of the sentences whose words the question takes up.

    A quotation counts first; without one, the longest run of characters that the question
    shares with a sentence. Nothing where that is short or found all over the sentences.

    Args:
        question: in normal form.
        listed: sentences of Chinese prose.
        common: names and phrases that tell nothing, such as the team's.
    """
    bare, common = list(map(_bare, listed)), sorted(common, key=len, reverse=True)
    for words in _quoted(question):
        if words in common:
            continue
        found = [place for place, sentence in enumerate(bare) if words in sentence]
        if found:
            return found[:MOST_SENTENCES]
    for phrase in common:
        question = question.replace(phrase, ",")
    pieces = list(filter(None, _PUNCTUATION.split(question)))
    shared = [max((_longest_run(piece, said) for piece in pieces), default=0) for said in bare]
    longest = max(shared, default=0)
    found = [place for place, length in enumerate(shared) if length == longest]
    return found if longest >= SHORTEST_RUN and len(found) <= MOST_SENTENCES else []


def _quoted(question: str) -> list[str]:
    found = (_bare(words) for words in _QUOTED.findall(question))
    return [words for words in found if len(words) >= SHORTEST_QUOTE]


def _longest_run(piece: str, sentence: str) -> int:
    """Characters of the longest part of `piece` that stands in `sentence`."""
    longest = 0
    for start in range(len(piece)):
        while piece[start : start + longest + 1] in sentence and start + longest < len(piece):
            longest += 1
    return longest


def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", text)
