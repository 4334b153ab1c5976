"""What residents type, brought to one form: width, script, repeats, pinyin, homophones."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log

from opencc import OpenCC

from bot.characters import Characters
from bot.nlu import pinyin

CHINESE = r"\u4e00-\u9fff"
_BLANK = re.compile(rf"(?<=[{CHINESE}\W])\s+|\s+(?=[{CHINESE}\W])")
# A space that a resident puts between questions, rather than between characters.
_SEPARATES = re.compile(
    rf"(?<=[{CHINESE}]{{2}})(?:(?<=[吗呢么吧班线址箱码样])|(?<=多少|哪里|哪儿|是谁|几点))"
    rf"\s+(?=[{CHINESE}]{{2}})"
    rf"|(?<=[{CHINESE}]{{4}})\s+(?=[{CHINESE}\d]{{4}}|谁)"
    rf"|(?<=[{CHINESE}]{{4}})(?:(?<![的打个给到寄问写是])|(?<=哪.个)|(?<=几个))"
    r"\s+(?=信箱|电话|邮编|副?组长|二维码|周末|几点)"
    rf"|(?:(?<=^算了)|(?<=^好的)|(?<=^行吧)|(?<=^好吧)|(?<=^谢谢)|(?<=^不对)|(?<=^不是))\s+(?=[{CHINESE}])"
    r"|(?<=电话|组长|时间|日期|范围|方式|信箱|地址)\s+(?=(?:电话|副?组长|接听时间|截止|日期|受理|范围|信箱|地址|二维码|邮编|期限|几点))"
)
# ①, (2) and 3、 before an item of a list.
_ITEM = re.compile(
    rf"[①-⑳⑴-⒇⒈-⒛❶-❿➀-➓]|[(（][\d一二三四五][)）]\s*(?=[{CHINESE}])"
    rf"|(?:^|(?<=\s))\d[.、.)）]\s*(?=[{CHINESE}])"
)
_REPEATED = re.compile(rf"([{CHINESE}])\1{{2,}}|([^\w\s])\2+|([a-z])\3{{3,}}")
_LETTERS = re.compile(r"[a-z]+(?:[ '][a-z]+)*")
_PUNCTUATION = str.maketrans("，。?？！；：、（）～", ",.??!;:,()~")
_SIMPLIFIED = OpenCC("t2s")
CHANGED_IN_PHRASES = frozenset("瞭藉牴沈衹覆")
"""Characters that OpenCC leaves alone by themselves, and changes in some words: 答覆, 瞭解."""

# 打得进去妈, 有人接马: a question's last word, by its sound.
_ASKING = re.compile(
    r"(?:(?<![我你您他她咱爸老姨干姑大舅婆阿奶妈的])妈|(?<=[接听打通人到行以听管们])[马嘛码])(?=$|[,.?!])"
)
# 那大后天那, 哪副区长泥: 那…呢, by its sound.
_AND_THEN = re.compile(rf"^(那[{CHINESE}\d]{{1,7}})[那拿呐]$")
_FINAL = re.compile(rf"(?<=[{CHINESE}\d])(?<![水污淤])[泥尼]$")
_THEN = re.compile(rf"^哪(?![里儿个天些位几种号点年月家])(?=[{CHINESE}\d]{{1,7}}呢$)")
# 哪个是正滴: 的, as it is said.
_OF = re.compile(rf"(?<=[{CHINESE}])(?<![点水雨汗])滴(?=$|[,.?!])")
# 从那天到那天, 是那几个单位: 哪, by its sound.
_WHICH = re.compile(
    r"(?<=会)那(?=[天日号]开的?(?:$|[,.?]))|(?<=从)那(?=([天号日])到那\1)|(?<=从那[天号日]到)那|(?<=是)那(?=几[个位家])|(?<=受理|违反|包括|包含)那(?=[些几])"
)

# A number read out: 零七三一八二….
_SPELT = re.compile("[零〇一二三四五六七八九幺]{7,}")
_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")

Sounds = tuple[str | None, ...]


@dataclass(frozen=True)
class Homophones:
    """Terms by their sounds, for `repaired`."""

    terms: Mapping[Sounds, str]
    lengths: Mapping[Sounds, Sequence[int]]
    """The first two sounds → how long the terms are that begin so, longest first."""


def plain(text: str) -> str:
    """Half width, lower case, simplified characters, no symbols, nothing repeated.

    Emoji, invisible characters and other symbols are dropped, so that a message of
    emoji alone becomes empty; but 📞 and 📮 beside words or a question mark stand for
    what they show, and ❓ and ➕ for the marks they are. A digit is never dropped or joined
    to another word.
    """
    text = _told_by_pictures(_ITEM.sub(",", text))
    text = unicodedata.normalize("NFKC", text).lower().translate(_PUNCTUATION)
    text = text.translate(_WITHOUT_SYMBOLS)
    if not all(map(_is_simplified, text)):
        text = _SIMPLIFIED.convert(text)
    text = _SPELT.sub(lambda m: m.group().translate(_DIGITS), text)
    text = _SEPARATES.sub(",", text)
    text = _REPEATED.sub(lambda m: m.group(1) or m.group(2) or m.group(3), text)
    text = _AND_THEN.sub(r"\1呢", _ASKING.sub("吗", text))
    text = _THEN.sub("那", _FINAL.sub("呢", text))
    text = _OF.sub("的", _WHICH.sub("哪", text))
    return _BLANK.sub("", text).strip()


# A picture, what it stands for, and what says so already.
_PICTURES = (
    (re.compile("[📞☎📲]\ufe0f?"), "电话", re.compile(r"电话|電話|号|號|打|拨|接")),
    (re.compile("[📮📬📫📪]\ufe0f?"), "信箱", re.compile(r"[信寄邮郵]")),
)
_PICTURED = re.compile("[📞☎📲📮📬📫📪]")
_MARKS = str.maketrans({"❓": "?", "❔": "?", "➕": ","})


def _told_by_pictures(text: str) -> str:
    """📮在哪 is 信箱在哪, 📞? is 电话?; alone, or beside its word, it is only a picture."""
    if _PICTURED.search(text) and re.search(rf"[{CHINESE}?？❓❔]", text):
        for picture, word, said in _PICTURES:
            if not said.search(text):
                text = picture.sub(word, text)
    return text.translate(_MARKS)


_SYMBOLS = frozenset({"So", "Sk", "Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zl", "Zp"})


_WITHOUT_SYMBOLS = Characters(lambda c: " " if unicodedata.category(c) in _SYMBOLS else c)


@cache
def _is_simplified(character: str) -> bool:
    """Whether a character stays as it is whatever stands beside it."""
    return character not in CHANGED_IN_PHRASES and _SIMPLIFIED.convert(character) == character


def homophones(terms: Iterable[str]) -> Homophones:
    """The terms, of Chinese characters only, by their sounds."""
    known: dict[Sounds, str] = {}
    lengths: dict[Sounds, set[int]] = {}
    for term in terms:
        sounds = tuple(map(pinyin.syllable, term))
        known.setdefault(sounds, term)
        lengths.setdefault(sounds[:2], set()).add(len(sounds))
    return Homophones(
        known, {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}
    )


def repaired(text: str, terms: Homophones, kept: frozenset[str] = frozenset()) -> str:
    """`text` with homophone typos of the terms put right: 寻视组 becomes 巡视组.

    The longest term goes first. Words in `kept` sound like a term but are words of
    their own.
    """
    heard = tuple(map(pinyin.syllable, text))
    result, start = "", 0
    while start < len(text):
        right, end = text[start], start + 1
        for size in terms.lengths.get(heard[start : start + 2], ()):
            after = start + size
            term = terms.terms.get(heard[start:after])
            if term and text[start:after] not in kept:
                right, end = term, after
                break
        result += right
        start = end
    return result


class PinyinReader:
    """Turns full pinyin into the characters that residents' questions use most.

    A bigram model of the training questions picks among the characters of each
    syllable (Viterbi), so `xingqiliu` becomes 星期六.
    """

    def __init__(self, pairs: Mapping[str, int]) -> None:
        """`pairs`: two adjacent characters (^ before the first) → how often."""
        self.pairs = Counter(pairs)
        self.singles: Counter[str] = Counter()
        for pair, count in self.pairs.items():
            self.singles[pair[1]] += count
        self.characters: dict[str, list[str]] = {}
        for character in sorted(self.singles):
            heard = pinyin.syllable(character)
            if heard:
                self.characters.setdefault(heard, []).append(character)

    @classmethod
    def trained(cls, texts: Iterable[str]) -> PinyinReader:
        """A reader that knows the adjacent characters of these questions."""
        pairs: Counter[str] = Counter()
        for text in texts:
            chinese = re.sub(rf"[^{CHINESE}]", "^", f"^{text}")
            pairs.update(a + b for a, b in pairwise(chinese) if b != "^")
        return cls(pairs)

    def read(self, text: str) -> str:
        """`text` with every run of pinyin in characters; other Latin words stay."""
        return _BLANK.sub("", _LETTERS.sub(lambda match: self._run(match.group()), text))

    def _run(self, letters: str) -> str:
        syllables = pinyin.cut(re.sub("[ ']", "", letters).replace("shei", "shui"))
        if syllables is None or len(letters) < 4 or len(syllables) < 2:
            return letters
        if not all(s in self.characters for s in syllables):
            return letters
        return self._likeliest(syllables)

    def _likeliest(self, syllables: list[str]) -> str:
        paths: dict[str, tuple[float, str]] = {"^": (0.0, "")}
        for heard in syllables:
            paths = {
                character: max(
                    (score + self._weight(last, character), path + character)
                    for last, (score, path) in paths.items()
                )
                for character in self.characters[heard]
            }
        return max(paths.values())[1]

    def _weight(self, first: str, second: str) -> float:
        seen, alone = self.pairs[first + second], self.singles[second]
        return log(10 * seen + alone / 50)
