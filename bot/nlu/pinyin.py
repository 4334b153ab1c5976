"""How characters sound: what makes a homophone typo look like the right word.

Syllables carry no tones. `sounds` goes further and folds what southern speakers and
dictation confuse (zh/z, ch/c, sh/s, n/l, f/h before u, -ng/-n).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pypinyin.constants import PINYIN_DICT

from bot.characters import Characters

# Characters whose commonest reading here is not the dictionary's first.
READINGS = {"长": "zhang", "重": "zhong", "行": "xing", "还": "hai", "都": "dou", "么": "me"}

_FOLDS = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n(?=.)"), "l"),
    (re.compile(r"^f(?=u)"), "h"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)


@cache
def syllable(character: str) -> str | None:
    """The toneless syllable of one Chinese character (ü as v); None for anything else."""
    if character in READINGS:
        return READINGS[character]
    readings = PINYIN_DICT.get(ord(character))
    return _toneless(readings.split(",")[0]) if readings else None


def sounds(text: str) -> str:
    """`text` as it sounds: one character for each syllable, what is no Chinese as it is.

    Two texts that a southern speaker or dictation would confuse become the same.
    """
    return text.translate(_AS_SOUNDS)


def _sign(character: str) -> str:
    """The sign of a character's folded syllable, or the character itself."""
    heard = syllable(character)
    return _signs().get(_folded(heard), character) if heard else character


_AS_SOUNDS = Characters(_sign)
_FIRST_SIGN = 0xE000
"""Signs are of Unicode's private area, which no normal form holds."""


@lru_cache(maxsize=1)
def _signs() -> dict[str, str]:
    """Folded syllable → its sign; the same in every process, because models are made of them."""
    folded = sorted(set(map(_folded, syllables())))
    return {heard: chr(_FIRST_SIGN + number) for number, heard in enumerate(folded)}


def _folded(heard: str) -> str:
    for pattern, replacement in _FOLDS:
        heard = pattern.sub(replacement, heard)
    return heard


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every syllable of Mandarin, for telling pinyin from other Latin letters."""
    common = (chr(code) for code in range(0x4E00, 0x9FA6) if code in PINYIN_DICT)
    return frozenset(filter(None, map(syllable, common)))


def cut(letters: str) -> list[str] | None:
    """Latin letters as pinyin syllables, fewest first; None when they are not pinyin.

    >>> cut("dianhuaduoshao")
    ['dian', 'hua', 'duo', 'shao']
    """
    known = syllables()
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, last = best[start], letters[start:end]
            shorter = before is not None and (
                best[end] is None or len(before) + 1 < len(best[end] or ())
            )
            if shorter and last in known:
                best[end] = [*(before or ()), last]
    return best[-1]


def _toneless(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in letters if "a" <= c <= "z")
