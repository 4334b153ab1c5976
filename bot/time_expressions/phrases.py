"""From tokens to what was said: clusters of adjacent time words, and the items in them.

A cluster is a run of time words with nothing but joining words between them (明天下午三点,
周六和周日上午). Its items are the days and times it lists; 到 joins two into a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot import clauses
from bot.time_expressions import days, festivals
from bot.time_expressions.clocks import CLOCK_RULES, LATER_RULES, PART_RULES, after_work
from bot.time_expressions.day_rules import DAY_RULES
from bot.time_expressions.scanning import Folded, Role, Scanner, Token
from bot.time_expressions.words import (
    AROUND_RULES,
    DAYS_OFF_RULES,
    NOISE_RULES,
    NOW_RULES,
    USUAL_RULES,
)

SCANNER = Scanner(
    (
        *NOISE_RULES,
        *LATER_RULES,
        *USUAL_RULES,
        *DAY_RULES,
        *DAYS_OFF_RULES,
        *NOW_RULES,
        *PART_RULES,
        *CLOCK_RULES,
        *AROUND_RULES,
    )
)

LONGEST_TEXT = 1000
"""Characters that are read; a time asked about stands within them or not at all."""

LEAST_TOLD = 2
"""Characters beside a time that make a clause a tale: 六点出摊."""

_RANGE = re.compile(r"(?:一直)?(?:到|至|[-~—]+)了?")
_LIST = re.compile(r"[,、;&+]?(?:和|跟|与|及|以及|还有|或者?|或是|又|[,、;&+])")
_GLUE = re.compile(
    r"(?:的|那天|里|是|在|那|就|都|大概|大约|差不多|左右|这个?|嘛|啊|呀|期间|时候|,|\(|\))?"
)
_THAT_IS = re.compile(r"[呢,]?(?:也?就是|即)")
_NEGATED = re.compile(r"(?:(?<![是就])不是|不要|不问|没问|不说|没说)(?:问|说|指)?$")
_NEGATED_AFTER = re.compile(r"(?:不是|不对|错了)[,.]")
_CORRECTED = re.compile(
    r"说错|打错|写错|搞错|讲错|错了|口误|更正|(?<!对)不对|我(?:是|只)?(?:说|问|指|讲)的?(?:是|意思)?|我的意思是"
    r"|[改换]成|哦不|不不|应该是"
)
_ASIDE = re.compile(
    r"^(?:我|我们|都|也|又|是|一直|从来)*"
    r"(?:那?就?算了|(?:要|得|都要|都得|在|正在)(?:上[班课学]|加班|值班|去|送|带|出|做|干)|上班[,没]|(?:都|也|又|实在|是)?没(?:空|时间|得空)"
    r"|(?:新闻|电视|广播|报纸?|群|朋友圈|抖音)[里上]?|打(?:过去|电话)?(?:一直|老是?|总是?|半天)(?:嘟|没人|冇人|占线|不通|忙音)|不方便|[^,.?!;]{0,6}(?:不好|不便|没法|冇法|不敢|不能)[打接]|(?:都|总|老是?)?在(?:路上|外[面地头]|厂里|工地|车间|医院|学校|单位|干活)|[接打]不了(?!吗|么)|来不及|赶不上|没赶上|错过|(?:刚好?|才)?(?:回来|回家|回得来)(?![再就才]?打)|又?要(?:走|回去)|有事|太忙|很忙|走不开|不在家|打(?:了|过(?![去来])|哒)|拨(?:了|过(?![去来]))|(?:寄|写|反映|投诉|举报)(?:了|过|出)|来过|去过|[才刚就]?(?:下班|放工|收工|到家|回家|起床|放学|交班|换班|收摊|出门|起来|开会|上课)[,了才]|出差|看到|听说|看见|才知道)"
)

# 本来中午就要打的
_MEANT = re.compile(r"[我俺]?(?:本来|原本|原来|原先|本想|原想)[^吗?]*$")
_PAST = re.compile("昨|前天|上[周个]")
# A clause about the line, or that asks.
_CALLS = re.compile(
    r"打(?!烊|工|麻将|牌|扫|针|包|饭|球|卡|样|架)|接|电话|拨|通|联系|有人|行[吗不]|可不可|能不能|[可能]以?[吗不]|呢|[吗么?]$|几点|[没冇不]$|开始|结束"
)
# A clause that asks, surely and perhaps.
_ASKS = re.compile(r"[吗么呢?]|有没有|[打接行通拨线][不没冇啵]|[没冇]$")
_MAY_ASK = re.compile(r"[吗呢么几哪?]|有人|能|可以|行|[没不冇]$|[没不冇]有?人")
# A clause about the one who asks.
_TELLS = re.compile(r"[我俺咱]|屋里|崽|孙|老婆|老公|单位|厂里|学校|工地|店里")
# 星期五下午五点下班,那个时候有没有人接
_THAT_TIME = re.compile(
    r"(?:那个?|这个?|咯个?)(?:时候|时间|点|钟点|时段|工夫|功夫|空[当档]|空子)|那会儿?|到时候?"
)
_THAT_DAY = re.compile("那天|当天")
_HAS_COME = re.compile(r"(?:长?假|节)?[了啦]")
_STRETCHES = (festivals.festival, days.month_range, days.day_range, days.days_of_month)
_AWAY_FROM = re.compile(r"(?:离(?!开|婚|职)|距离?)[^,.?!;]{0,4}$")
_STILL = re.compile(r"[^,.?!;]{0,6}?(?:还|有|差|剩)[^,.?!;]{0,3}(?:久|长|几|少)")
_LATE = re.compile(r"(?:快|都|已经?|眼看|差不多|马上|就要)(?:就?[要到])?$")

_MINUTES_TO = re.compile(r"(?:还|只|再)[有差过剩]?[^,.?!;]{1,4}分钟?就?[要到]{0,2}$")


@dataclass
class Item:
    """One of the things a cluster lists: days, a time of day, or both."""

    days: list[Token] = field(default_factory=list)
    shift: int = 0
    part: Token | None = None
    clock: Token | None = None
    around: Role | None = None
    to_next: bool = False

    @property
    def timed(self) -> bool:
        """Whether a time of day is said."""
        return self.part is not None or self.clock is not None


@dataclass
class Cluster:
    """Adjacent time words, and the texts that join each to the one before it."""

    tokens: list[Token]
    joints: list[str]

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.tokens[-1].end

    def has(self, *roles: Role) -> bool:
        """Whether one of its words has one of these roles."""
        return any(token.role in roles for token in self.tokens)


def clusters(folded: Folded) -> list[Cluster]:
    """The runs of time words in a text, in order."""
    text = folded.text[:LONGEST_TEXT]
    found: list[Cluster] = []
    for token in SCANNER.tokens(text):
        if token.role is Role.NOISE:
            continue
        joint = text[found[-1].end : token.start] if found else ""
        if found and _joins(joint) and not (joint and _negated(found[-1], text)):
            found[-1].tokens.append(token)
            found[-1].joints.append(joint)
        else:
            found.append(Cluster([token], [""]))
    return found


def _joins(joint: str) -> bool:
    return any(pattern.fullmatch(joint) for pattern in (_GLUE, _RANGE, _LIST, _THAT_IS))


def asked_about(found: Sequence[Cluster], text: str) -> list[Cluster]:
    """The clusters left when a correction takes back some of them (不是周六,是周日)."""
    left = [c for c in found if not _negated(c, text)] or list(found)
    last = max((m.end() for m in _CORRECTED.finditer(text)), default=0)
    return [c for c in left if c.start >= last] or left


def meant_by_that_time(found: Sequence[Cluster], text: str) -> list[Cluster]:
    """What 那个时候 means: a day, if one is told, and last the time of day told last before it.

    Nothing where the text does not speak so, or names another time after it.
    """
    that_time = _THAT_TIME.search(text)
    if not that_time or not found or found[-1].start >= that_time.start():
        return []
    found = [apart for cluster in found for apart in _at_commas(cluster)]
    timed = next((c for c in reversed(found) if c.has(Role.CLOCK, Role.PART)), None)
    if timed is None:
        return []
    begin, _ = clauses.around(text, timed.start, timed.end)
    dated = [c for c in found if c.has(Role.DAY) and not _PAST.search(text, c.start, c.end)]
    days = [c for c in dated if c.start >= begin] or dated[-1:]
    return [timed] if not days or days[-1] is timed else [days[-1], timed]


def _at_commas(cluster: Cluster) -> list[Cluster]:
    """下班5点40,今天|那时候: what stands in two clauses, as two clusters."""
    ends = [i for i, joint in enumerate(cluster.joints) if clauses.ENDS.search(joint)]
    cuts = [0, *ends, len(cluster.tokens)]
    return [Cluster(cluster.tokens[a:b], cluster.joints[a:b]) for a, b in pairwise(cuts)]


def means_told_time(text: str) -> bool:
    """Whether the text means a time or a day that was told before: 那个时候, 那天."""
    return bool(_THAT_TIME.search(text) or _THAT_DAY.search(text))


def only_told(cluster: Cluster, text: str) -> bool:
    """Whether a cluster is what people tell of themselves: 白天要上班, 昨天打过."""
    if _ASIDE.match(text[cluster.end :]):
        return True
    clause, rest = _clause(cluster, text)
    if _MEANT.match(clause):
        return True
    if _CALLS.search(clause):
        return False
    calling = [other for other in clauses.ENDS.split(text) if _CALLS.search(other)]
    timed = any(SCANNER.names(other) for other in calling)
    if _TELLS.search(rest):
        return bool(calling)
    return timed and (rest.startswith("了") or len(rest) >= LEAST_TOLD)


def leads_up(cluster: Cluster, found: Sequence[Cluster], text: str) -> bool:
    """Whether a time is told before another, which alone is asked: 周六打算打,上午有人吗."""
    begin, end = clauses.around(text, cluster.start, cluster.end)
    if _MAY_ASK.search(text, begin, end):
        return False
    later = (c for c in found if c.start >= end and c.has(Role.CLOCK, Role.PART, Role.DAY))
    return any(_ASKS.search(_clause(c, text)[0]) for c in later)


def _clause(cluster: Cluster, text: str) -> tuple[str, str]:
    """The clause that a cluster stands in, and what it says besides."""
    begin, end = clauses.around(text, cluster.start, cluster.end)
    return text[begin:end], text[begin : cluster.start] + text[cluster.end : end]


def states_the_hour(cluster: Cluster, text: str) -> bool:
    """Whether a clock time says how late it is: 快六点了, 都五点半了, 还有两分钟就12点."""
    before = text[: cluster.start]
    late = _LATE.search(before) and text.startswith("了", cluster.end)
    return (
        cluster.has(Role.CLOCK)
        and not cluster.has(Role.DAY)
        and bool(late or _MINUTES_TO.search(before))
    )


def says_it_is_near(cluster: Cluster, text: str) -> bool:
    """Whether days off are only said to be near: 都要放长假了, 马上国庆了, 明天就放假啦."""
    begins = cluster.has(Role.DAY) and cluster.tokens[-1].rule in DAYS_OFF_RULES
    return (
        not cluster.has(Role.CLOCK, Role.PART)
        and (begins or bool(_LATE.search(text[: cluster.start].removesuffix("放"))))
        and bool(_HAS_COME.match(text, cluster.end))
    )


def before_now(found: Sequence[Cluster], text: str) -> list[Cluster]:
    """The times that are only told before a question about now: 上午接了七单,现在打有人吗.

    Unlike what `leads_up` to another time, they lend it no day.
    """
    if len(found) < 2:
        return []
    *earlier, last = found
    begin, end = clauses.around(text, last.start, last.end)
    if not (last.has(Role.NOW) and _CALLS.search(text, begin, end)):
        return []
    told = (c for c in earlier if c.end <= begin)
    return [c for c in told if not _MAY_ASK.search(_clause(c, text)[0])]


def takes_up_days(cluster: Cluster, found: Sequence[Cluster]) -> bool:
    """Whether 这几天 means the holiday, the range or the dates that are named as well."""
    named = [token for token in cluster.tokens if token.role is Role.DAY]
    these = bool(named) and all(token.rule.read is days.these_days for token in named)
    others = [token for other in found if other is not cluster for token in other.tokens]
    listed = sum(token.role is Role.DAY for token in others) > 1
    return these and (listed or any(token.rule.read in _STRETCHES for token in others))


def is_counted_down_to(cluster: Cluster, text: str) -> bool:
    """Whether a time of day is only what somebody waits for: 离中午休息还有多久."""
    return (
        not cluster.has(Role.DAY, Role.SOFT_DAY)
        and bool(_AWAY_FROM.search(text[: cluster.start]))
        and bool(_STILL.match(text[cluster.end :]))
    )


def _negated(cluster: Cluster, text: str) -> bool:
    before, after = text[: cluster.start], text[cluster.end :]
    return bool(_NEGATED.search(before) or _NEGATED_AFTER.match(after))


def corrects(text: str) -> bool:
    """Whether the text corrects what was said before."""
    return bool(_CORRECTED.search(text)) or text.startswith("不是")


def items(cluster: Cluster) -> list[Item]:
    """What a cluster lists, in order."""
    found = [Item()]
    for token, joint in zip(cluster.tokens, cluster.joints, strict=True):
        item = found[-1]
        if _RANGE.fullmatch(joint) and (item.days or item.timed):
            item.to_next = True
            found.append(item := Item())
        elif _LIST.fullmatch(joint) and (item.days or item.timed):
            found.append(item := Item())
        _take(token, joint, item, found)
    return [item for item in found if item.days or item.timed]


def _take(token: Token, joint: str, item: Item, found: list[Item]) -> None:
    role = token.role
    if role in (Role.DAY, Role.SOFT_DAY):
        if item.days and _THAT_IS.fullmatch(joint) and token.rule.read in days.WITH_MONTH:
            item.days = [token]  # 周日上午十点,就是11月5号
            return
        if item.days and ("是" in joint or joint == "("):
            return  # 10月7号是周六, 10月7号(周六): said of the day before
        if item.timed and item.days:
            found.append(item := Item())
        item.days.append(token)
    elif role is Role.SHIFT:
        item.shift = token.rule.read(token.match, None) if item.days else 0
        if not item.days:
            item.days.append(token)
    elif role is Role.PART:
        if item.timed and token.rule.read is after_work:
            return  # 五点四十下班后打: the asker's own work
        if item.timed:
            found.append(item := Item())
        item.part = token
    elif role is Role.CLOCK:
        if item.clock:
            found.append(item := Item())
        item.clock = token
    elif role is Role.PAST:
        item.around = Role.AFTER
    elif role in (Role.BEFORE, Role.AFTER) and (item.days or item.timed):
        item.around = role


def marked(found: Iterable[Cluster]) -> list[tuple[int, int]]:
    """The spans that name a certain time or a kind of holiday, for marking entities."""
    spans = []
    for cluster in found:
        naming = [t for t in cluster.tokens if t.role in _NAMING or t.rule in DAYS_OFF_RULES]
        if naming:
            spans.append((naming[0].start, cluster.end))
    return spans


_NAMING = {Role.DAY, Role.SOFT_DAY, Role.SHIFT, Role.PART, Role.CLOCK, Role.LATER}
