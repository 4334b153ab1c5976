"""The words around days and clock times: now, in general, before, after, and look-alikes."""

from __future__ import annotations

import re
from typing import Any

from bot.time_expressions.model import Usual
from bot.time_expressions.numerals import HAN
from bot.time_expressions.scanning import Role, Rule


def _nothing(match: re.Match[str], frame: Any) -> None:
    return None


def _usual(usual: Usual) -> Any:
    return lambda match, frame: usual


ASKED_OF = r"$|[,.?!呢吗吧咧啵咯行打拨可能会再有还的联]"
"""What follows a shift that is asked about: 晚半个小时呢, unlike 晚半个小时下班."""

_WEEK = r"(?:周|星期|礼拜)"
_EVERY = rf"每个?(?:一个?)?{_WEEK}"

NOISE_RULES = (
    # Longer numbers are of telephones, identity cards and the like.
    Rule(Role.NOISE, rf"\d{{9,}}|[{HAN}]{{6,}}", _nothing),
    # A number of times a week is not a weekday.
    Rule(
        Role.NOISE,
        rf"[一两二三四五六七八九十几每\d]+个?{_WEEK}(?=[一二两三四五六七几\d]天|[一二两三几\d]次)",
        _nothing,
    ),
    Rule(
        Role.NOISE,
        r"(?<!我是)(?:有|说|讲|提|补充|强调)[出了]?(?:以下|如下|这|那)?[一两二三四五六七八]点"
        r"(?=[:,。.]|不|需|要|想|希|疑|担|$)",
        _nothing,
    ),
    # 请教两点,组长姓名以及截止日期; but 想问下午两点
    Rule(
        Role.NOISE,
        r"(?:(?:请教|咨询|了解|核实|确认|打听)(?:[您你]们?|一?下)?|(?<![请想要])问(?:[您你]们?|一?下)?)[一两二三四五]点"
        r"(?=[:,;、。.]|$)",
        _nothing,
    ),
    Rule(Role.NOISE, r"[早快慢多少]一?点(?![半钟\d])|一点一?点", _nothing),
    Rule(Role.NOISE, r"(?:早上?|上午|中午|下午|晚上?)好(?![不多久])", _nothing),
    Rule(Role.NOISE, r"\d+个工作日|[一两二三四五六七八九十几]+个工作日", _nothing),
)

USUAL_RULES = (
    Rule(
        Role.USUAL,
        r"除了?(?:周末|双休日?|节假日|周六周?日)(?:和?节假日)?(?:以外|之外|外)?",
        _usual(Usual.EVERY_DAY),
    ),
    Rule(Role.USUAL, r"(?:不是|非|除了?)(?:工作|上班)日(?:以外|之外|外)?", _usual(Usual.DAYS_OFF)),
    Rule(Role.USUAL, rf"{_EVERY}[末未]|{_EVERY}[六日天67]+(?!\d)", _usual(Usual.WEEKENDS)),
    Rule(
        Role.USUAL,
        rf"{_EVERY}(?:[一1](?:到|至|[-~—]+){_WEEK}?[五5]|[一二三四五1-5]+(?![\d天]))"
        rf"|(?<![这本下上个]){_WEEK}[一1](?:到|至|[-~—]+){_WEEK}?[二三四五2-5](?![点时:\d号])",
        _usual(Usual.WORKDAYS),
    ),
    Rule(
        Role.USUAL,
        rf"(?<![这本下上个]){_WEEK}[一1](?:到|至|[-~—]+){_WEEK}?[六日天67](?![点时:\d号])|{_EVERY}"
        r"|每天|天天|每日|日日|随时|任何时[候间]|什么时候都|(?:一周|一星期|一礼拜)[七7]天|[七7]天都"
        r"|(?:24|二十四)个?小时|7[*x×/]24小?时?|24/7|全天候?|全年|整天|一天到晚|巡视期间|整个期间",
        _usual(Usual.EVERY_DAY),
    ),
    Rule(
        Role.USUAL,
        r"(?<![下一最近第个非])(?:工作|上班)日|平日里?|周中",
        _usual(Usual.WORKDAYS),
    ),
    Rule(Role.USUAL, r"平时|平常|一般情况|通常", _usual(Usual.EVERY_DAY)),
    Rule(Role.USUAL, r"上班时间|工作时间|办公时间", _usual(Usual.WORKDAYS)),
    Rule(
        Role.USUAL,
        r"(?:农历|阴历)(?:[\d一二三四五六七八九十正冬腊]+月)?(?:初?[\d一二三四五六七八九十廿]+(?:号|日)?)?"
        r"|(?!九月初九)(?:十?[一二三四五六七八九]|十|冬|腊)月(?:初[一二三四五六七八九十]|廿)",
        _usual(Usual.LUNAR),
    ),
    # The dates of the solar terms move as the lunar ones do; 清明 is a festival.
    Rule(
        Role.USUAL,
        r"(?:立春|雨水|惊蛰|春分|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪"
        r"|冬至|小寒|大寒)(?:节气?)?(?:那|当|这一?|[前后]一)[天日]",
        _usual(Usual.LUNAR),
    ),
    Rule(
        Role.USUAL, r"再?过几天|几天(?:以|之)?后|改天|改日|过段时间|过些天", _usual(Usual.SOME_DAY)
    ),
)

DAYS_OFF_RULES = (
    Rule(
        Role.USUAL,
        r"(?:法定)?(?:的)?节假日?期?间?|法定假日?|公休日?|休息日|假日|假期",
        _usual(Usual.DAYS_OFF),
    ),
    Rule(Role.USUAL, r"放假(?:的?时候|期间|那几天)?|过节|节日(?:期间)?", _usual(Usual.DAYS_OFF)),
)

NOW_RULES = (
    Rule(
        Role.NOW,
        r"现在|现而今|而今|如今|[这咯]会(?:儿|子)?(?!议|场)|[这咯]阵子?|[这咯]个?(?:时候|时间(?=打|能|有|可|行|接|[,.?!]|$)|钟点)"
        r"|这个?点(?![意建要问])|这下子?|咯下|此刻|此时|当前|目前|眼下|当下|这一?刻|(?<![了完后班])(?:马上|立马|立刻)|这就"
        r"|刚刚|刚才|方才|这么[晚早]",
        _nothing,
    ),
)

AROUND_RULES = (
    # 过八月十五 is to keep the feast.
    Rule(Role.PAST, r"过(?:了|(?!八月十五))(?=[\d一二三四五六七八九十两]{1,3}[点:月号])", _nothing),
    Rule(Role.BEFORE, r"(?:结束)?[以之]前|前(?![天日年面门台提夕后往途来])|不到", _nothing),
    Rule(Role.AFTER, r"(?:结束)?[以之过往]后|后(?![天日年面门台来果续儿])|一过|过了", _nothing),
)
