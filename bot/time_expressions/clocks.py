"""The words for times of day: parts of a day, clock times, and 半小时后.

A part of a day is a stretch in minutes from midnight, by 中国气象局's usage (GB/T
27962: 凌晨 to 5:00, 上午 to 12:00, 傍晚 from 18:00, 晚上 to 24:00), with 下午 from 12:00
so that it holds whatever answering hours a notice has after noon. 午休, 上班前 and
下班后 follow the notice's own hours.

How an incomplete clock time is completed (this is a line with office hours):
- with a part of the day: by the part (下午3点 is 15:00, 晚上12点 is 24:00);
- 1点 to 5点: the afternoon; 8点 to 12点: the morning and noon;
- 6点 and 7点: both readings are kept, and decided by day and clock (`resolving`);
- two figures (08:00, 13:30) are what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot import office_hours
from bot.notice import clock_time
from bot.time_expressions.frame import Frame, NoSuchTime, NotATime
from bot.time_expressions.model import DAY_MINUTES, minutes
from bot.time_expressions.numerals import HAN, number
from bot.time_expressions.scanning import Role, Rule, group
from bot.time_expressions.words import ASKED_OF

Match = re.Match[str]


@dataclass(frozen=True)
class Part:
    """A part of the day; `shift` turns an hour said with it into an hour of the day."""

    words: str
    start: int
    end: int
    shift: Callable[[int], int]


@dataclass(frozen=True)
class Clock:
    """A clock time as it is said; `exact` when it can be read in one way only.

    `until` is the later end of a stretch said in one breath (9到12点, 5点多), `more` that
    it is an hour and some minutes.
    """

    hour: int
    minute: int = 0
    exact: bool = False
    until: Clock | None = None
    more: bool = False


def readings(clock: Clock, part: Part | None) -> list[int]:
    """The minutes of the day that a clock time may mean, likeliest first.

    Raises:
        NoSuchTime: there is no such clock time (25点).
    """
    hour, minute = clock.hour, clock.minute
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise NoSuchTime(f"{hour}点{minute:02d}分" if minute else f"{hour}点")
    if part and hour <= 12:
        hours = [part.shift(hour)]
    elif clock.exact or hour == 0 or hour > 7:
        hours = [hour]
    elif hour <= 5:
        hours = [hour + 12]
    else:
        hours = [hour, hour + 12]
    return [hour * 60 + minute for hour in hours]


# How an hour said with a part of the day is meant.


def _morning(hour: int) -> int:
    return hour


def _small_hours(hour: int) -> int:
    return 0 if hour == 12 else hour


def _noon(hour: int) -> int:
    return hour + 12 if hour <= 4 else hour


def _afternoon(hour: int) -> int:
    return hour + 12 if hour < 12 else hour


def _evening(hour: int) -> int:
    return hour + 12 if 4 <= hour < 12 else 24 + hour % 12


def _night(hour: int) -> int:
    """半夜2点 is in the small hours of the day that is named."""
    return hour + 12 if 7 <= hour < 12 else (24 if hour == 12 else hour)


def _office(hour: int) -> int:
    return hour + 12 if hour <= 6 else hour


_PARTS = {
    # word: (pattern, first hour, last hour, how hours are meant)
    "半夜": (r"半夜三更|三更半夜|大?半夜|深夜|午夜|深更半夜|后半夜", 23, 24, _night),
    "凌晨": (r"凌晨|拂晓|天没亮|天不亮", 0, 5, _small_hours),
    "清早": (r"清早|大清早|清晨|一大早|大早上|一早|天刚亮", 5, 8, _morning),
    "早上": (
        r"早上|早晨|早间|早边|天光|(?<=[今明昨后天日号一二三四五六末])早(?!点|一点|些|退|就|饭|餐|日)",
        5,
        12,
        _morning,
    ),
    "上午": (r"上午(?!餐)|上昼|午前|前半天|上半天", 5, 12, _morning),
    "中午": (r"中午边?|正午|晌午|午间|晏昼", 12, 13, _noon),
    "下午": (r"下午(?!茶)|下昼|午后|后半天|下半天", 12, 18, _afternoon),
    "傍晚": (r"傍晚|黄昏|晚边子?|断黑|擦黑|天黑了?", 18, 19, _evening),
    "晚上": (
        r"晚上|夜里头?|夜晚|夜间|晚间子?|夜头|入夜|大晚上|晚饭(?:时间|的?时候|[以之]?后)?|(?<=[今明昨后前当天日号一二三四五六末])[晚夜]"
        r"(?!点|一点|些|饭|餐|报|会)",
        18,
        24,
        _evening,
    ),
    "白天": (r"大?白天|(?<![节假生近往平])日里头?|(?<![今明昨])日间", 8, 18, _office),
}


def _part(word: str) -> Callable[[Match, Frame], Part]:
    _, first, last, shift = _PARTS[word]
    part = Part(word, first * 60, last * 60, shift)
    return lambda match, frame: part


def _lunch(match: Match, frame: Frame) -> Part:
    lunch = office_hours.lunch(frame.notice)
    start, end = map(minutes, lunch) if lunch else (12 * 60, 13 * 60)
    return Part("午休时间", start, end, _noon)


def _before_work(match: Match, frame: Frame) -> Part:
    return Part("上班前", 0, minutes(office_hours.day_bounds(frame.notice)[0]), _morning)


def after_work(match: Match, frame: Frame) -> Part:
    return Part("下班后", minutes(office_hours.day_bounds(frame.notice)[1]), DAY_MINUTES, _evening)


def _end_of_work(match: Match, frame: Frame) -> Part:
    end = minutes(office_hours.day_bounds(frame.notice)[1])
    return Part("快下班时", end - 30, end, _afternoon)


# Clock times.

_SPOKEN_MINUTES = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}


def _minute(text: str | None) -> int:
    if not text:
        return 0
    value = _SPOKEN_MINUTES.get(text)
    return _number(text) if value is None else value


def _number(text: str) -> int:
    value = number(text)
    if value is None:
        raise NotATime
    return value


def _figures(match: Match, frame: Frame) -> Clock:
    exact = len(match["h"]) == 2
    return Clock(int(match["h"]), int(match["min"]), exact=exact)


def _spoken(match: Match, frame: Frame) -> Clock:
    hour = _number(match["h"])
    exact = hour > 12 or match["h"].startswith("0")
    clock = Clock(hour, _minute(group(match, "min")), exact)
    if group(match, "more"):
        return Clock(hour, 0, exact, until=Clock(hour + 1, 0, exact), more=True)
    return clock


def _to(match: Match, frame: Frame) -> Clock:
    """差十分9点: ten minutes before 9:00."""
    hour, missing = _number(match["h"]), _minute(match["less"])
    if not 0 < missing < 60:
        raise NotATime
    return Clock(hour - 1 if hour > 1 else 12, 60 - missing, exact=hour > 12)


def _from_to(match: Match, frame: Frame) -> Clock:
    """9到12点, 两三点, 7、8点."""
    first, last = _number(match["h"]), _number(match["h2"])
    if first == 11 and last == 2:
        last = 12  # 十一二点
    return Clock(first, 0, first > 12, until=Clock(last, _minute(group(match, "min")), last > 12))


# Times reckoned from now, or from the moment asked about before.

_SOON = 30
"""Minutes that 过一会儿 and 再晚点 are taken for."""


def _later(match: Match, frame: Frame) -> datetime:
    amount = _duration(match)
    return frame.now - amount if group(match, "ago") else frame.now + amount


def _moved(match: Match, frame: Frame) -> datetime:
    """再晚半小时呢, 提前一个钟头行吗: from the moment asked about before, else from now."""
    return _away(frame, _duration(match), earlier=bool(group(match, "earlier")))


def _soon(match: Match, frame: Frame) -> datetime:
    return frame.now + timedelta(minutes=_SOON)


def _moved_a_little(match: Match, frame: Frame) -> datetime:
    return _away(frame, timedelta(minutes=_SOON), earlier=bool(group(match, "earlier")))


def _away(frame: Frame, amount: timedelta, *, earlier: bool) -> datetime:
    if earlier and frame.moment is None:
        raise NotATime  # nobody calls before now
    start = frame.moment or frame.now
    return start - amount if earlier else start + amount


def _duration(match: Match) -> timedelta:
    text, unit = match["n"], match["unit"]
    scale = {"小时": 60, "钟头": 60, "钟": 60, "刻钟": 15, "分钟": 1}[unit]
    if text == "半":
        return timedelta(minutes=scale / 2)
    amount = float(text) if "." in text else _number(text)
    half = 0.5 if match["half"] or match["half2"] else 0
    return timedelta(minutes=(amount + half) * scale)


_ONES = "[一二三四五六七八九]"
_HOUR = rf"(?:\d{{1,2}}|[二三四五]?十{_ONES}?|[零〇两]|{_ONES})"
_H = rf"(?<![\d.:A-Za-z第])(?P<h>{_HOUR})"
_FOLLOWED = rf"(?![\d{HAN}]|点|:|个|人|块|元|万|天|次|号|月|日)"
_MINUTES = (
    rf"(?:过?(?P<min>半|[一三13]刻|(?:\d{{1,2}}|[零〇]?{_ONES}|[二三四五六七八九]?十{_ONES}?)(?=分)"
    rf"|[0-5]\d{_FOLLOWED}|[二三四五]?十{_ONES}?{_FOLLOWED}|[零〇]{_ONES}))?分?"
)
_SUFFIX = r"(?:钟|整|正)?(?P<more>多)?钟?(?:左右|前后|的时候|的样子)?"
# A number of points rather than of hours, when one of these follows.
_NO_TOPIC = (
    r"(?!点|儿|:|(?:重要|主要|具体|小|不同|宝贵)?的?(?:意见|建议|要求|问题|想法|看法|内容|希望|感想|说明"
    r"|疑问|体会|原因|理由|指示|精神|线索|情况|诉求|请求|事|材料|东西|关系|钱|证据|不明|不懂|疑))"
)
# 一点 alone is "a little" unless a question about calling follows.
_NOT_A_LITTLE = (
    r"(?:(?<![\u4e00-\u9fff])"
    r"|(?<=[午天日号周期末六五四三二一里上是在到约就那等从至或和跟你您我们了过吧呢嘛概者能可以会]))"
)
# But behind a day it is the hour, unless said of how little there is: 今天1点我要出门.
_AFTER_A_DAY = r"(?:(?<=[今明后]天)|(?<=[周期][一二三四五六日天])|(?<=午))"
_SOMETHING = r"(?![都也空没冇]|动静|办法|时间|消息|音信|反应)"
_CALL = (
    r"(?=$|[,.??!、\-~—]|有人|有没|没人|冇|能|可以|可不|打|行|接|上班|下班|在|还|呢|吗|开|以[前后]"
    r"|之[前后]|[前后到至和或]|左右|的时候|多钟|才|算|整|方便|合适)"
)
_AMOUNT = (
    rf"(?P<n>\d{{1,3}}(?:\.\d)?|[{HAN}]{{1,3}}|半)个?(?P<half>半)?个?"
    r"(?P<unit>小时|钟头|刻钟|分钟|钟(?!点))(?P<half2>半)?"
)

PART_RULES = (
    Rule(
        Role.PART,
        r"午休(?:时间|时候|期间|的时候)?|午睡(?:时间)?|中间休息"
        r"|[吃恰呷]?[午中]饭(?:时间|时候|的时候|那会儿?|点)?"
        r"|[吃恰呷]饭(?:时间|时候|的时候|那会儿?|点)|饭点",
        _lunch,
    ),
    Rule(
        Role.PART,
        r"(?:下了?班|收工|放工)了?(?:以后|之后|过后|后(?!天)|时间)|下了班(?=[打再能还可给才])|非(?:上班|工作|办公)时间",
        after_work,
    ),
    Rule(Role.PART, r"[快要临](?:下班|收工)了?(?:的?时候)?|下班[之以]?前", _end_of_work),
    Rule(Role.PART, r"[没未]?上班[之以]?前(?!天|后)|没上班的?时候", _before_work),
    *(Rule(Role.PART, pattern, _part(words)) for words, (pattern, *_) in _PARTS.items()),
    Rule(Role.PART, rf"早(?=(?!一点|1点){_HOUR}(?:点|[:时]))", _part("早上")),
    Rule(Role.PART, rf"[晚夜](?=(?!一点|1点){_HOUR}(?:点|[:时]))", _part("晚上")),
)

CLOCK_RULES = (
    Rule(
        Role.CLOCK,
        r"(?<![\d:.])(?P<h>\d{1,2}):(?P<min>\d{2})(?::\d{2})?(?![\d:])",
        _figures,
    ),
    # 17.30 is no date.
    Rule(
        Role.CLOCK,
        r"(?<![\d.\-])(?P<h>1[3-9]|2[0-3])\.(?P<min>[0-5]\d)(?![\d.%元万])",
        _figures,
    ),
    Rule(
        Role.CLOCK,
        rf"差(?P<less>[一1]刻|{_HOUR})(?:分钟?|钟)?(?:就|到)?(?P<h>{_HOUR})点钟?",
        _to,
    ),
    Rule(Role.CLOCK, rf"{_H}点差(?P<less>[一1]刻|{_HOUR})(?:分钟?|钟)?", _to),
    Rule(
        Role.CLOCK,
        rf"(?<!月){_H}(?:[、,]|到|至|[-~—]+)(?P<h2>{_HOUR})点(?P<min>半)?钟?{_NO_TOPIC}",
        _from_to,
    ),
    Rule(
        Role.CLOCK,
        r"(?<![第提调])(?P<h>一(?=[二两])|[二两](?=三)|三(?=四)|四(?=五)|五(?=六)|六(?=七)|七(?=八)|八(?=九)"
        rf"|九(?=十)|十一(?=二))(?P<h2>[二两三四五六七八九十])点(?P<min>半)?[多钟]?{_NO_TOPIC}",
        _from_to,
    ),
    Rule(
        Role.CLOCK,
        rf"{_H}(?:点钟|点(?=半|[一三13]刻|过|整|[\d{HAN}])|时(?![间候常代刻而效段限机]))"
        rf"{_MINUTES}{_SUFFIX}{_NO_TOPIC}",
        _spoken,
    ),
    Rule(Role.CLOCK, rf"{_NOT_A_LITTLE}(?P<h>[一1])点{_SUFFIX}{_CALL}", _spoken),
    Rule(Role.CLOCK, rf"{_AFTER_A_DAY}(?P<h>[一1])点{_SUFFIX}{_SOMETHING}{_NO_TOPIC}", _spoken),
    Rule(
        Role.CLOCK,
        rf"(?<![提调])(?<!以下)(?<!如下)(?![一1]点){_H}点{_SUFFIX}{_NO_TOPIC}",
        _spoken,
    ),
)

LATER_RULES = (
    Rule(
        Role.LATER,
        rf"(?:再过|(?<![才刚只])过|再等|等)?{_AMOUNT}(?:(?P<ago>[之以]?前)|[之以过]?后)",
        _later,
    ),
    Rule(Role.LATER, rf"(?:再过|(?<![才刚只])过|再等|等){_AMOUNT}", _later),
    Rule(
        Role.LATER,
        rf"再?(?:往后[挪推移延拖]?|推[后迟]|延[后迟]|[晚迟晏][点些个]?|(?P<earlier>往前[挪推移]?|提[前早]|早[点些个]?))"
        rf"{_AMOUNT}(?={ASKED_OF}|[去来]电)",
        _moved,
    ),
    # 充半个小时再打, unlike 打了半个小时再打也不通
    Rule(Role.LATER, rf"(?<!了){_AMOUNT}(?=[再才][打拨来问])", _later),
    Rule(
        Role.SOON,
        r"再?(?:过|等|(?<!接)待)一?会儿?|再?[过等]一?(?:下(?![午班周个次星礼月])|阵子?|哈)子?"
        r"|(?<![有了])一会儿?(?![就是])|稍后|回头(?=打|再)|个把小时后|十?几分钟后"
        r"|[晚迟晏](?:一?些|一?点(?![半钟\d]))儿?(?![儿有知呢咧])",
        _soon,
    ),
    Rule(
        Role.SOON,
        r"再(?:[晚迟晏]|(?P<earlier>早))(?:一?些|一?点(?![半钟\d]))儿?(?![儿有知])"
        r"|[晚迟晏](?:一?些|一?点)儿?(?=[呢咧])",
        _moved_a_little,
    ),
)


def written(minute: int) -> str:
    """Minutes from midnight as a clock time: 9:00, and 24:00 for the day's end."""
    return "24:00" if minute == DAY_MINUTES else clock_time(time(minute // 60, minute % 60))
