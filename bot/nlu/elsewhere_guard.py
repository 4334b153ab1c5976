"""Questions shaped like ours put to somebody else: the number of another agency."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import clauses
from bot.nlu.component import Untrained, decide, intent_of
from bot.nlu.questions import OFF_TOPIC

# What another agency has, too: asked of one by name, it is not ours to answer.
HAS_EVERY_AGENCY = {
    "ask_contact", "ask_phone", "ask_mailbox", "ask_qr", "ask_visit", "ask_email",
    "ask_other_channel", "ask_hours", "ask_hours_at", "ask_next_opening",
    "ask_line_busy", "ask_team", "ask_head", "ask_unstated",
}  # fmt: skip
_OURS = re.compile(
    r"巡视|巡察|公告|你们|贵组|贵处|举报|反映|检举|揭发|值班|码上|信箱|这里|组长|[这那]个电话"
)
# Whose unit it is, before its name; what is asked of it, after.
_MY = re.compile(
    r"(?:我|我们|咱们?|俺们?|我[爸妈崽女老].{0,2}|崽|女儿|孙子|孙女|老公|老婆)(?:在|从|的)?$|[在去到跑]$|[问找去跑打][了过]$"
)
_ASKED_OF = re.compile(
    r"的?(?:联系|咨询|服务|值班)?(?:电话|号码|地址|几点|信箱|邮箱|谁|哪|怎么|什么|多少)"
)
_MINE = re.compile(r"[我俺咱爸妈崽]|女儿|儿子|老[公婆伴]|孙[子女]")
_WORK = re.compile(
    r"的?(?:老师|教师|医生|护士|护工|学生|员工|职工|职员|保安|保洁|司机|退休|[上下]班|做[事工]|工作|值夜?班|放学|读书|住院|看病|排队|开会|[回出]来)"
)
_BESIDE = re.compile(
    r"门口|旁边|附近|对面|里面?(?!的)|后面|楼下|外面|隔壁|[之以]?[前后](?!台)|[开办]?[完散]|结束|期间"
)
# What makes a clause ask of the unit that it names; and asks of the line in another clause.
_ASKS = re.compile(r"电话|号码|地址|几点|哪|谁|怎么|多少|[吗么]|上班|开门|有人|在不在|打")
_CALLS = re.compile(r"打|拨|电话|接")
_CALLING = {"ask_hours_at", "ask_next_opening", "ask_line_busy"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ElsewhereGuard(Untrained):
    """Makes a message off-topic that asks our question of somebody else."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Looks at the one understood message."""
        for message in messages:
            if _asks_another(message):
                decide(message, OFF_TOPIC)
        return messages


def _asks_another(message: Message) -> bool:
    intent, text = intent_of(message), message.get(TEXT)
    if intent not in HAS_EVERY_AGENCY or _OURS.search(text):
        return False
    agencies = (e for e in message.get(ENTITIES) or () if e["entity"] == "agency")
    return any(_is_asked(text, agency["start"], agency["end"], intent) for agency in agencies)


def _is_asked(text: str, start: int, end: int, intent: str) -> bool:
    """Whether a unit is asked about, rather than where the resident is or learns."""
    is_where = _MY.search(text[:start]) and not _ASKED_OF.match(text[end:])
    begin, close = clauses.around(text, start, end)
    is_mine = _MINE.search(text, begin, start) and _WORK.match(text, end)
    if is_where or is_mine or _BESIDE.match(text[end:]):
        return False
    clause = text[begin:close]
    elsewhere = text.replace(clause, "")
    told = not _ASKS.search(clause)
    return not (intent in _CALLING and told and _CALLS.search(elsewhere))
