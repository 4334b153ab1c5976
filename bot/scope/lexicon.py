"""The residents' words for people and matters, from `data/lexicon/`, made ready to find.

Words that carry △ are meant at the level of the place inspected (区, 县 …); the same word
at another level names somebody else: 市委书记 is `higher` for a 区, 县委书记 `elsewhere`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from bot.beginnings import Thinkable

LEXICON = Path(__file__).resolve().parent.parent.parent / "data" / "lexicon"

PERSON, MATTER = "person", "matter"
HIGHER, ELSEWHERE, UNCLEAR, RETIRED = "higher", "elsewhere", "unclear", "retired"
UNITS = frozenset({"organisation"})
"""Words for a unit; such a word may begin a longer name: 区政府|办主任."""
LEVEL = "△"
RANKS = {"省": 3, "市": 2, "州": 2, "区": 1, "县": 1, "旗": 1}

# 退休|五六年了的
_YEARS = r"了?(?:有|都)?[\d一二两三四五六七八九十几好多些许]{1,3}[多来]?年[多了]*的?老?"
# What may stand between the two words of a `near` pair: a few characters of the same
# clause that neither deny nor ask, and no amount of letters sent or received.
_GAP = r"[^,.?!;:、 不没吗呢么到件信寄]{0,6}?"


@dataclass(frozen=True)
class Category:
    """One kind of person or matter, as its file describes it."""

    key: str
    label: str
    kind: str
    """A person's `standing` or a matter's `kind`."""
    wording: tuple[str, ...] = ()
    """For people: words by which the notice's scope names them, the surest first."""
    discipline: str | None = None
    """For matters: the discipline that is breached."""
    public: bool = False
    """For petitions: whether the other side is a public office."""


@dataclass(frozen=True)
class Lexicon:
    """Words → category (None: a word that only looks like one)."""

    words: Mapping[str, str | None]
    near: Thinkable[tuple[re.Pattern[str], str]] | None = None
    """Two words near each other → category."""
    base: Lexicon | None = None
    """The words that this one adds to; its own go before them."""

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """First character → the lengths of words that begin with it, longest first."""
        lengths: dict[str, set[int]] = {}
        for first, known in (self.base.lengths if self.base else {}).items():
            lengths.setdefault(first, set()).update(known)
        for word in self.words:
            lengths.setdefault(word[0], set()).add(len(word))
        return {first: tuple(sorted(seen, reverse=True)) for first, seen in lengths.items()}

    def at(self, text: str, start: int) -> tuple[int, str | None]:
        """The longest word that begins at `start`: its end (`start` if none), its category."""
        for size in self.lengths.get(text[start], ()):
            word = text[start : start + size]
            for layer in (self, self.base):
                if layer and word in layer.words:
                    return start + len(word), layer.words[word]
        return start, None


def level_change(sign: str, own_sign: str) -> str | None:
    """What a place's sign before a post makes of its holder, when another's than ours.

    >>> level_change("市", "区"), level_change("县", "区"), level_change("区", "区")
    ('higher', 'elsewhere', None)
    """
    rank, own = RANKS.get(sign), RANKS.get(own_sign)
    if rank is None or sign == own_sign:
        return None
    if own is None or rank == own:
        return ELSEWHERE
    return HIGHER if rank > own else UNCLEAR


@lru_cache(maxsize=1)
def categories() -> dict[tuple[str, str], Category]:
    """Every category by (person | matter, key), in the order of the files."""
    found = {}
    for kind, section, nature in ((PERSON, "people", "standing"), (MATTER, "matters", "kind")):
        for key, entry in _file(section)[section].items():
            found[kind, key] = Category(
                key=key,
                label=entry["label"],
                kind=entry[nature],
                wording=tuple(entry.get("wording", ())),
                discipline=entry.get("discipline"),
                public=entry.get("public", False),
            )
    return found


def category(kind: str, key: str | None) -> Category | None:
    """The category of this key, or None for a key that is none."""
    return categories().get((kind, key)) if key else None


def label(kind: str, key: str | None) -> str | None:
    """What a reply calls a category: 村(社区)干部."""
    found = category(kind, key)
    return found.label if found else None


def is_petition(matter: str | None) -> bool:
    """Whether the matter is an ordinary petition, dealt with or not."""
    found = category(MATTER, matter)
    return found is not None and found.kind in ("petition", "unsolved")


@lru_cache(maxsize=64)
def people(target: str, short_name: str) -> Lexicon:
    """The words for people where `target` (长沙市雨花区, short 雨花区) is inspected."""
    data = _file("people")
    words: dict[str, str | None] = dict.fromkeys(_places(target), ELSEWHERE)
    listed = {word: None for word in data["ignored"] if LEVEL in word}
    for word, key in (_words(data["people"], levelled=True) | listed).items():
        for sign in RANKS:
            named = key and (level_change(sign, short_name[-1:]) or key)
            words.setdefault(word.replace(LEVEL, sign), named)
    return Lexicon(words, base=_people_anywhere())


@lru_cache(maxsize=1)
def _people_anywhere() -> Lexicon:
    data = _file("people")
    words = _words(data["people"], levelled=False)
    return Lexicon({**words, **dict.fromkeys(w for w in data["ignored"] if LEVEL not in w)})


@lru_cache(maxsize=1)
def matters() -> Lexicon:
    """The words for matters, the same everywhere."""
    data = _file("matters")
    words = {**_words(data["matters"], levelled=False), **dict.fromkeys(data["ignored"])}
    pairs = [
        (first, then, key)
        for key, entry in data["matters"].items()
        for first, then in entry.get("near", ())
    ]
    near = [
        (re.compile(f"(?:{_either(first)}){_GAP}(?:{_either(then)})"), key)
        for first, then, key in pairs
    ]
    return Lexicon(words, Thinkable((pair, pair[0].pattern) for pair in near))


def words() -> set[str]:
    """The words for people and matters that name the same at any place."""
    return {*_people_anywhere().words, *matters().words}


@lru_cache(maxsize=1)
def relations() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What turns the talk from a person to somebody of his: 的老婆 → family."""
    (entry,) = _file("people")["relations"]
    belonging = _either(filter(None, entry["belonging"]))
    return tuple(
        (re.compile(f"(?:{belonging})?(?:{_either(words)})"), key)
        for key, words in entry.items()
        if key != "belonging"
    )


@lru_cache(maxsize=1)
def retired() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a person is said to be out of office: right before him; anywhere."""
    entry = _file("people")["retired"]
    other = "".join(f"(?<!{re.escape(word)})" for word in entry["not_before"])
    since = f"(?:{_either(entry['since'])}){_YEARS}"
    before = re.compile(f"(?:(?:{_either(entry['before'])}){other}|{since})$")
    long_since = rf"(?:{_either(word for word in entry['since'] if len(word) > 1)}){_YEARS}"
    return before, re.compile(f"{_either(entry['anywhere'])}|{long_since}")


@lru_cache(maxsize=1)
def greeting() -> re.Pattern[str]:
    """The one who answers, addressed at the beginning of a message."""
    return re.compile(f"^(?:{_either(_file('people')['greeted'])})(?:[,!.;:]|请问|我想|想问|麻烦)")


def _words(entries: Mapping[str, Any], levelled: bool) -> dict[str, str | None]:
    """Words and chains, with or without △, → category; what is listed first keeps a word."""
    found: dict[str, str | None] = {}
    for key, entry in entries.items():
        chained = ("".join(parts) for chain in entry.get("chains", ()) for parts in product(*chain))
        for word in (*entry.get("words", ()), *chained):
            if (LEVEL in word) == levelled:
                found.setdefault(word, key)
    return found


def _places(target: str) -> Iterator[str]:
    """The words for other places: none of the target's own name, nor its province."""
    data = _file("places")
    for province, cities in data["cities"].items():
        names = [province, *cities]
        own = any(name in target for name in names)
        yield from (n for n in names if n not in target and not (own and n == province))
    yield from (name for name in [*data["counties"], *data["short"]] if name not in target)


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=3)
def _file(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((LEXICON / f"{name}.yml").read_text(encoding="utf-8"))
    return data
