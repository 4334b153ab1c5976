"""The features by which a question is recognised: runs of characters, of sounds, and kinds.

Each is a short string; a prefix tells its kind, so that features never collide:
`c` characters, `s` sounds (homophone typos look alike in them), `m` concepts, `k` what the
extractor found.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu import pinyin
from bot.nlu.concepts import concepts

CHARACTER_LENGTHS = (1, 2, 3, 4)
SOUND_LENGTHS = (1, 2, 3)


def features(text: str, kinds: Iterable[str]) -> set[str]:
    """The features of one question.

    Args:
        text: in normal form, with names and time phrases masked.
        kinds: what the extractor found, e.g. `time`, `person`, `person=village`.
    """
    # 组长? asks what 组长 does.
    marked = f"^{text.rstrip('?!,.;:~ ')}$"
    found = set(_runs("c", marked, CHARACTER_LENGTHS))
    found.update(_runs("s", pinyin.sounds(marked), SOUND_LENGTHS))
    found.update([f"m{concept}" for concept in concepts(text)])
    found.update([f"k{kind}" for kind in kinds])
    return found


def _runs(prefix: str, text: str, lengths: Iterable[int]) -> list[str]:
    return [
        prefix + text[start : start + length]
        for length in lengths
        for start in range(len(text) - length + 1)
    ]
