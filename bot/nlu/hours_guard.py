"""Questions whether the line is answered at a certain time, however they are worded."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import time_expressions
from bot.nlu.component import Untrained, decide, intent_of
from bot.nlu.questions import HOURS_AT

_OF_THE_PERIOD = {"ask_period_state", "ask_days_left"}

_CALLING = re.compile(
    r"打(?!扰|击|报|听|算|印|包|桩|架|牌|麻|工|人|针|卡)|拨|电话|接线|接听|有人接"
)
_PERIOD = re.compile(
    r"巡视(?!组)|巡察(?!组)|结束|截止|截至|期|走了|撤|几天|多少天|多久|几日|天数|哪天|几号|日子|开始|完了|收摊|收工|进驻|还剩|剩"
)
_IS_ON = re.compile(r"巡视(?:是|从|期间?|时间|的时间)")
_OF_THE_LINE = {"ask_phone", "ask_contact", "greet", "ask_reply_time", "ask_unstated"}
_WHETHER = re.compile(
    r"接听|有人[接在理值]|有没有人|打得[进通]|打不打得|[能可]以?(?:打|拨|致电)|方便(?:打|拨|致电)|接电话[吗么不]|接电话的(?:时间|时候|点)"
)
_WHEN = re.compile(r"几点|几时|(?:什么|么子|啥)时[候间]|时间段|多久|好久")
_WHEN_TODAY = re.compile(r"(?:今[天日]|现在).{0,8}(?:几点|几时|什么时候|么子时候|好久)才")
# 离中午休息还有多久, 还有几分钟下班
_HOW_LONG = r"(?:还|有|差|剩)[^,.?!;]{0,2}(?:多久|好久|多长|几分钟|多少分钟|几个?小时|多少时间)"
_COUNTS_DOWN = re.compile(
    rf"(?:离|距离?).{{0,8}}(?:下班|上班|休息|吃.?饭|午休|中午|开线|收线|接|开始).{{0,5}}{_HOW_LONG}"
    rf"|{_HOW_LONG}[^,.?!;]{{0,4}}(?:下班|休息|吃.?饭|午休|收线)"
)
NEXT_OPENING = "ask_next_opening"
# 讲错了,我要问的是礼拜天
_CORRECTS = re.compile(
    r"(?:不好意思|抱歉)?[,.]?(?:不是|不对|[讲说打问写搞]?错了|哦不|更正)[,.]?我?是?(?:要|想)?[问说讲指]?的?(?:是|意思是)?"
)
LONGEST_TIME = 8
"""Characters of a correction that says nothing but a time."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class HoursGuard(Untrained):
    """Makes `ask_hours_at` of hours asked of a certain day or clock time, and of 来得及打吗."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Looks at the whole message and at each of its clauses."""
        for message in messages:
            text, confidence = message.get(TEXT), message.get(INTENT)["confidence"]
            if _asks_period(intent_of(message), text):
                decide(message, "ask_period", confidence)
            elif _asks_next(intent_of(message), text):
                decide(message, NEXT_OPENING, confidence)
            elif _corrects_time(text):
                decide(message, HOURS_AT)
            elif _asks_at(intent_of(message), text):
                decide(message, HOURS_AT, confidence)
        return messages


def _asks_period(intent: str, text: str) -> bool:
    """Whether the days named are the inspection's: 巡视是九月七号到十一月七号吧."""
    return intent == HOURS_AT and bool(_IS_ON.search(text)) and not _CALLING.search(text)


def _asks_at(intent: str, text: str) -> bool:
    if intent == "ask_hours":
        now = time_expressions.speaks_of_now(text) and not _WHEN.search(text)
        asked = time_expressions.names_asked_time(text)
        return asked or (now and bool(_WHETHER.search(text)))
    if intent in _OF_THE_PERIOD:
        return bool(_CALLING.search(text)) and not _PERIOD.search(text)
    if intent in _OF_THE_LINE and _WHETHER.search(text):
        certain = time_expressions.names_certain_time(text)
        return certain or time_expressions.speaks_of_now(text)
    return False


def _asks_next(intent: str, text: str) -> bool:
    """Whether hours are asked for the next change: 今天几点才有人接, 离下班还有多久."""
    if intent in ("ask_hours", HOURS_AT) and _WHEN_TODAY.search(text):
        return True
    return intent in (HOURS_AT, "ask_days_left") and bool(_COUNTS_DOWN.search(text))


def _corrects_time(text: str) -> bool:
    """Whether the text only puts another time in the place of one that was asked about."""
    corrected = _CORRECTS.match(text)
    rest = text[corrected.end() :] if corrected else ""
    return 0 < len(rest) <= LONGEST_TIME and time_expressions.names_certain_time(rest)
