"""People and matters in a question, as categories with their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot import clauses
from bot.notice import Notice
from bot.scope import lexicon
from bot.scope.lexicon import (
    ELSEWHERE,
    MATTER,
    PERSON,
    RETIRED,
    UNITS,
    Lexicon,
    is_petition,
    level_change,
)

# The team itself is not somebody whose matters it accepts.
_SENT = r"(?:省里?|上[面级头]|中央)(?:派?下?来|派)?的?(?:[这那]个?)?"
_TEAM = re.compile(
    rf"(?:中央|省委|市委|区委|县委|{_SENT})?(?:第?[一二三四五六七八九十\d]+)?巡视组"
    r"(?:的?(?:副?组长|成员|领导|干部|工作人员|人))?"
    rf"|(?<=[你您]们){_SENT}(?![\u4e00-\u9fff]?长|领导|干部|书记)"
)
# A place that no list knows, where a sentence speaks of its people: 青山区的领导.
_OTHER_PLACE = re.compile(
    r"(?:^|(?<=[在去到和跟与对,.?!;、 ]))(?P<place>[\u4e00-\u9fff]{2}[区县])"
    r"(?=[的那里]|领导|干部|书记)"
)
_NO_PLACE = re.compile(
    r"[我你您他她咱这那哪本各全每某几两个们属在是有当贵该住]|[小社辖片园城厂景学校市郊新旧库地][区县]"
    r"|反映|举报|投诉|请问|关于|咨询|联系"
)
# A road or a hill named like a place; a resident's own origin.
_NOT_THERE = re.compile(r"[人籍路街山镇村]|户口|大道|广场|花园|北路|中路|南路|东路|西路")

# (本人是A区3栋业主)
_ASIDE = re.compile(r"\((?:我|俺|本人)[是在叫][^)]*\)")

# A unit and one of its people: 社区医院|的一个|医生.
_UNIT = ("医院", "卫生院", "学校", "中学", "小学", "法院", "幼儿园")
_ONE_OF = re.compile(r"的?(?:里的?)?(?:有)?(?:一|某)?[个名位]?")
_ASKER = re.compile(rf"{clauses.OF_ONESELF.pattern}[^,.?!;]*")
# What is said of somebody else or denied: 站长算领导吗, 不是一把手.
_ONLY_COMPARED = re.compile(r"(?:算不算|算是|算|属不属于|属于|够得上|够不够)(?:是|得上)?$")
_DENIED = re.compile(
    r"(?<!是)(?:不是|并非|而非|不算|(?<!有)没(?:有|当过?)?)(?:我们|你们|什么|一个|个)?$|(?<![除若])非$"
)

_FILLERS = re.compile(
    r"请问|你好|您好|关于|有关|涉嫌|存在|主要|应该|可能|大概|好像|就是|要?说的是|我说的是|我问的是|我想问|想问|我要问"
    r"|我想反映|想反映|要反映|反映|我们那里|我们这里|我们这边|我们那边|我们单位|我们|我们的|我的"
    r"|他们|她们|这个人|那个人|有个|有人|有些|一个|一位|一些|某个|这个|那个|这种|那种|这类|那类|之类"
    r"|请?继续|接着|刚才|对象|好的?|区里|市里|属于?|我说|我问|一类|局(?=的)"
    r"|[区县](?= )"
    r"|的问题|这方面|方面|的事情|的事|这件事|问题|事情|行为|当地|本地|这里|那里|那边|这边|等等|还有|以及"
    r"|^(?:不是|不对)[,.]|[我他她它们是的了着过呢吧啊嘛呀哦噢嗯哈额就那这个位里面和跟与或及等被事对算在有想要也都还又各吗么?]"
)
_PUNCTUATION = re.compile(r"[^\w\u4e00-\u9fff]+")
_DETAIL = re.compile(r"\d|[万亿]|[一二三四五六七八九十几两][千百]")
_FOLLOWS_UP = re.compile(r"^(?:那么?|哪|如果|要是|假如|若是?|换成|换作|改成|不是.{0,8}是|还有)")
_CLOSES = re.compile(r"(?:呢|怎么样|咋样|行不行|可以吗|可以不|能吗|能不能|算吗|算不算|也算吗)+$")
_UNSURE = re.compile(
    r"^(?:我也?)?(?:其[他它](?:的|人|事|情况)?|别的|都不是|以上都不是|不(?:太)?(?:清楚|知道|确定|晓得|好说|记得)"
    r"|说不(?:清|清楚|好|准|上来)|搞不清楚?|冇得?|不晓得哪个|随便|不方便说|不想说|不好讲|不便透露)"
    r"(?:是谁|是什么|是哪个|怎么说|了|啊|呢|哦)*$"
)
_DEPUTY = re.compile(
    r"那?(?:[他她]的?)?(?:副(?:主席|主任|院长|校长|的|职|手)|[二三]把手)(?:呢|怎么样|也?算吗)?[?!.]*$"
)
_ANOTHER = re.compile(r"那?[他她]的?[\u4e00-\u9fff]{1,4}呢[?!.]*$")
_SAYS_NOTHING = re.compile(
    r"^.{0,6}(?:我们?(?:屋里|家里?)?(?:的|这个|咯个|这|要反映的|想反映的|反映的)?(?:事|问题|情况)"
    r"|这(?:个|种|样的?|类|事|件事|些)|咯(?:个|号|种))"
)
_RESUMES = re.compile(
    r"^(?:好的?|那|嗯|我们)?(?:请?继续|接着(?:来|问|说)?|接着刚才的?|回到(?:刚才|前面|之前)|刚才(?:的|那个)?"
    r"(?:问题|事|没问完)?)(?:吧|问|说|刚才的?|呢|上面的?|问题|的事|啊)*$"
)
_TAKES_UP = re.compile(
    r"^(?:好的?|那|嗯|行|可以|谢谢)?[,.]?(?:我们?)?"
    r"(?:请?继续|接着|回到|再说回|(?:那个|刚才)的?事情?就?是|刚才[想要]?问的?是"
    r"|(?:不好意思|抱歉)?[,.]?我?[说打写讲问]错了[,.]?(?:我|应该|要说的|说的|问的)*是"
    r"|(?:不是|不对|哦不)[,.]?(?:我|我们)?(?:是说|说的是|是问|问的是|讲的是|指的是))"
)
_ASKS_IF_ACCEPTED = re.compile(
    r"管不管|受不受理|归不归|管[吗么啵]|给不给(?:解决|处理|管|办)|(?:你们|巡视组)(?:能(?:不能|否)?|可不可以)(?:帮|替|给)|(?:是不是|就该?|该|可以)找(?:你们|巡视组)|受理[吗么不]|收不收|接不接|(?:找|让)(?:[你您他]们|巡视组).{0,6}(?:行不|行吗|可不可以|可以吗|要得不|好不好|有用[吗不])|归.{0,5}管|管得[了着]|能不能管|该不该.{0,3}管|[能可]不[能可]以?[找反跟向]"
    r"|(?:们|巡视组).{0,6}?(?:([看收理认听])不\1|[看收理认听管](?:[吗么啵]|不[咯啰]?$))|反映.{0,6}(?:要得|行|可以)[不啵]"
    r"|在不在[^,.?!;]{0,4}(?:受理|范围)"
    r"|(?:算不算|是不是|属不属于|归不归)[^,.?!;]{0,6}(?:管|收|受理)"
    r"|(?:属|属于|算|在)[^,.?!;]{0,6}范围(?:之?内|里面?)?(?:的)?[吗么吧不没啵]"
    r"|(?:找|跟|向|给|往)(?:[你您]们|巡视组).{0,8}行得通[吗么不啵]"
)

LONGEST_LEAD = 10
"""Characters before a word that may change whom it means: 已经退休的, 而不是我们."""
IN_OFFICE = frozenset({"leadership", "party_head", "key_post", "cadre"})
"""Whose leaving office matters to the verdict."""
LEADING = frozenset({"leadership", "party_head", "key_post"})
"""Whose relatives are given works for their sake."""
FAMILY, CONTRACTS = "family", "contracts"
PRIVATE = frozenset({"company", "private"})
"""Whose name tells what a petition is about: 物业经理."""
LEVELLED = frozenset({"party_head", "key_post", "cadre", "middle", "clerk", "organisation"})
"""Who is somebody else's when another place's sign stands right before: 市|教育局局长."""


@dataclass(frozen=True)
class Found:
    """One person or matter at [start, end) of the text; `value` is a category's key."""

    kind: str
    value: str
    start: int
    end: int


def find(text: str, notice: Notice) -> tuple[Found, ...]:
    """The people and matters that `text` (in normal form) speaks of, people first.

    The longest word wins at each place; people and matters are read independently, so
    they may overlap. Cost grows with the length of the text alone: ~30 µs a question.
    """
    text = _ASIDE.sub(_blank, text)
    matters = tuple(_matters(text))
    works_given = any(what.value == CONTRACTS for what in matters)
    people = tuple(_people(text, notice, works_given))
    return (
        *(who for who in people if not _is_other_side(who, matters)),
        *(what for what in matters if not _is_part_of_a_name(what, people, text)),
    )


def is_bare(text: str, notice: Notice) -> bool:
    """Whether `text` names people or matters and says nothing else: 就是我们街道书记.

    Names, amounts and any other detail make it more than that.
    """
    return not _DETAIL.search(text) and _left_over(text, notice) == ""


def is_follow_up(text: str, notice: Notice) -> bool:
    """Whether `text` changes a part of the question before it: 那村支书呢, 如果是局长呢."""
    return bool(_FOLLOWS_UP.match(text)) or is_bare(_CLOSES.sub("", _closed(text)), notice)


def asks_if_accepted(text: str) -> bool:
    """Whether `text` asks outright if something is dealt with: 你们管不管, 归哪个管."""
    return bool(_ASKS_IF_ACCEPTED.search(text))


def names_deputy(text: str) -> bool:
    """Whether `text` names no more than somebody's deputy: 副主席呢, 那他的副手呢."""
    return bool(_DEPUTY.match(text))


def names_another(text: str) -> bool:
    """Whether `text` turns to somebody around the one spoken of: 那他的…呢."""
    return bool(_ANOTHER.match(text))


def is_unsure(text: str) -> bool:
    """Whether somebody who was asked cannot or will not say: 不清楚, 其他, 说不清."""
    return bool(_UNSURE.match(_closed(text)))


def says_nothing(text: str) -> bool:
    """Whether `text` asks about itself without saying what it is: 我的事归你们管吗."""
    return bool(_SAYS_NOTHING.match(text))


def resumes(text: str) -> bool:
    """Whether `text` wants to go on with the question that was left: 继续."""
    return bool(_RESUMES.match(_closed(text)))


def takes_up(text: str) -> bool:
    """Whether `text` goes on with the question that was left, and says more: 接着刚才的,是局长."""
    return bool(_TAKES_UP.match(text))


def _people(text: str, notice: Notice, works_given: bool) -> Iterator[Found]:
    """The people spoken of.

    What works a relative is given is the office holder's matter (区长的小舅子包工程);
    anything else is the relative's own.
    """
    here = _speaks_of_target(text, notice)
    text = lexicon.greeting().sub(_blank, _TEAM.sub(_blank, text))
    former, gone = lexicon.retired()
    left_office = bool(gone.search(_ASKER.sub("", text)))
    read_to = unit_to = 0
    abroad = False
    for start, end, word in _scan(text, _known_people(notice)):
        if start < read_to or (word in UNITS and end <= unit_to):
            continue
        before = text[max(0, start - LONGEST_LEAD) : start]
        if _DENIED.search(before) or (read_to and _ONLY_COMPARED.search(before)):
            continue
        key = _of_level(word, text[start - 1] if start > read_to else "", notice)
        if key is None or (key == ELSEWHERE and (here or _NOT_THERE.match(text, end))):
            read_to = end
            continue
        other, beyond = _somebody_of(text, end, key)
        out_of_office = left_office or bool(former.search(before))
        if not (works_given and other == FAMILY and key in LEADING) or out_of_office:
            key, end = other, beyond
        if key in IN_OFFICE and out_of_office:
            key = RETIRED
        abroad = abroad or key == ELSEWHERE
        read_to, unit_to = (read_to, beyond) if key in UNITS else (beyond, beyond)
        yield Found(PERSON, key, start, end)
    if not (here or abroad):
        yield from _unlisted_places(text)


def _is_part_of_a_name(matter: Found, people: tuple[Found, ...], text: str) -> bool:
    """Whether a petition is only named in a post: the 学校 of 学校书记, 社区医院的一个医生."""
    if not is_petition(matter.value):
        return False
    is_unit = text[: matter.end].endswith(_UNIT)
    length = matter.end - matter.start
    return any(
        who.value not in PRIVATE
        and (
            (is_unit and _ONE_OF.fullmatch(text, matter.end, who.start))
            or (
                who.start <= matter.start and matter.end <= who.end and length < who.end - who.start
            )
        )
        for who in people
    )


def _is_other_side(who: Found, matters: tuple[Found, ...]) -> bool:
    """Whether somebody is named only as the other side of a deed: 收了老板的红包."""
    return who.value in PRIVATE and any(
        what.start < who.start and who.end < what.end and not is_petition(what.value)
        for what in matters
    )


def _matters(text: str) -> Iterator[Found]:
    known = lexicon.matters()
    apart: dict[int, tuple[int, str]] = {}
    for pattern, paired in known.near.of(text) if known.near else ():
        for match in pattern.finditer(text):
            if match.end() > apart.get(match.start(), (0, ""))[0]:
                apart[match.start()] = (match.end(), paired)
    for start, end, key in _scan(text, known, apart):
        if key is not None:
            yield Found(MATTER, key, start, end)


def _scan(
    text: str, known: Lexicon, apart: Mapping[int, tuple[int, str]] | None = None
) -> Iterator[tuple[int, int, str | None]]:
    """The words of `text` from left to right, the longest at each place."""
    position = 0
    while position < len(text):
        if text[position] not in known.lengths and not apart:
            position += 1
            continue
        end, key = known.at(text, position)
        if apart and apart.get(position, (0, ""))[0] > end:
            end, key = apart[position]
        if end > position:
            yield position, end, key
        position = position + 1 if end == position or key in UNITS else end


@lru_cache(maxsize=64)
def _known_people(notice: Notice) -> Lexicon:
    """The words for people, with the notice's officials, who are what their posts are."""
    known = lexicon.people(notice.target.name, notice.target.short_name)
    named = {
        official.name: next(
            (key for post in official.posts for _, _, key in _scan(_TEAM.sub("", post), known)),
            None,
        )
        for official in notice.officials
    }
    return Lexicon({**known.words, **named}, base=known.base)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _of_level(key: str | None, sign: str, notice: Notice) -> str | None:
    """Who a word names right behind another place's sign: 市|教育局局长 → higher."""
    if key in LEVELLED:
        return level_change(sign, notice.target.short_name[-1:]) or key
    return key


def _speaks_of_target(text: str, notice: Notice) -> bool:
    short = notice.target.short_name
    name = short[:-1] if len(short) > 2 else short
    if name not in text:
        return False
    elsewhere = rf"(?:不[是在]|不属于|没在)(?:我们|咱们)?{re.escape(name)}"
    return name in re.sub(elsewhere, "", text)


def _unlisted_places(text: str) -> Iterator[Found]:
    for match in _OTHER_PLACE.finditer(text):
        if not _NO_PLACE.search(match.group("place")):
            yield Found(PERSON, ELSEWHERE, match.start(), match.end())


def _somebody_of(text: str, end: int, key: str) -> tuple[str, int]:
    """The one a person's words lead on to: 街道书记|的老婆 → family."""
    for pattern, other in lexicon.relations():
        match = pattern.match(text, end)
        if match:
            return other, match.end()
    return key, end


def _closed(text: str) -> str:
    return _PUNCTUATION.sub("", text)


def _left_over(text: str, notice: Notice) -> str | None:
    """What a text says beside people and matters; None when it names neither."""
    found = find(text, notice)
    if not found:
        return None
    covered = {i for item in found for i in range(item.start, item.end)}
    rest = "".join(c if i not in covered else " " for i, c in enumerate(text))
    return _PUNCTUATION.sub("", _FILLERS.sub("", rest))
