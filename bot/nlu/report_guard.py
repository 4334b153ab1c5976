"""The last word on whether somebody is beginning to report: then nothing else is answered."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import scope
from bot.nlu.component import Untrained, decide, intent_of
from bot.nlu.questions import COMPOUND, OFF_TOPIC, REPORT, SCOPE, SCOPE_CHECK, SUPPOSES, UNKNOWN
from bot.notice import Notice
from bot.personal_data import (
    ends_in_a_name,
    holds_personal_data,
    is_a_name,
    is_about_somebody,
    names_a_doer,
    names_somebody,
)
from bot.serving import notice_for

_ASKS = re.compile(
    r"[吗么?]|能不能|可不可以|可以.{0,6}(?:吗|不)|归.{0,4}管|管不管|受不受理|受理(?:吗|不)|算不算|属于|是不是"
    r"|范围|怎么|如何|哪|多少|什么|要得不|行不|收不收|接不接|(?:可以|能)[^,.!]{0,14}吧|该找谁|找谁|管吗|呢$|不$|啵$|没$|冇$"
)

# 跳马镇的书记,我们有意见
_VAGUE = re.compile(r"有(?:点|些|蛮多|很多)?(?:意见|问题|看法|情况)")
# Somebody, or a number, that a report would be about.
_PARTICULAR = re.compile(r"(?<!其)[他她](?!们)|\d")
# 我要反映一个干部的事,现在就讲给你听行不行
_OFFERS = re.compile(r"(?:反映|举报|检举|告发).*(?:讲|说|发|告诉|写)给?[你您](?:们)?(?:听|看|这里)")
_ANNOUNCES = re.compile(r"举报|反映|检举|告状|要告|证据|线索|材料")
# 逼人送礼,你们晓得不; 天天收礼,凭什么还能当局长
_TAG = re.compile(
    r"(?:[你您]们?(?:晓得|知道)[不吗么啵]?|(?:凭什么|凭么子|凭啥|怎么|何解|为什么)还(?:能|可以|让|在|敢)[^,.?!;]{0,12})[?!.]*$"
)
_HELPS = re.compile(
    r"(?:[你您]们|巡视组).{0,4}能(?:不能|否)?(?:够|不)?(?:帮忙?|替|给)"
    r"|(?:打|找|跟|让|请)(?:[你您]们|巡视).{0,6}[要讨追退]得?回"
)
_NEAR_SCOPE = ("ask_inspection_meaning", "ask_results", "ask_unstated", "ask_other_matters")
_MAY_FOLLOW = (REPORT, OFF_TOPIC, "ask_disciplines", "ask_deputy")
_AND_THEN = re.compile(
    r"^[哦噢嗯]?[,]?不[是对].{0,8}是|^(?:那|如果|要是|假如|换成).*[呢咧][?!.]*$|[^,.!?;]{2,14}[呢咧][?!.]*$"
)
_WHO = re.compile(r"[哪谁啥]|什么|么子|多少|几|以外|之外|除了|范围|只")
_OURS_OR_NOT = re.compile(
    r"归不归(?:你们|巡视组)|(?:你们|巡视组)(?:到底)?(?:管不管|收不收|受不受理)"
)
# 张三贪污,你们管不管
_DEALT_WITH = re.compile(
    r"[,.!]?(?:这个?|这种)?(?:你们|巡视组)?(?:[还到底]|到底)?(?:管|收|受理|查)(?:不(?:管|收|受理|查)|吗|不|么)[?!.]*"
)
SCOPE_FORM = "scope_form"
LIKELY = 0.05
"""The classifier's own confidence in a report from which a name and a deed decide."""
SURE = 0.9
"""The confidence from which a message is a report whatever it holds."""
LIKELY_IF_LONG = 0.8
"""The same, of a longer message that speaks of nobody and nothing."""
LONGEST_REST = 6
"""Characters after a name and a deed that are no more than a remark: 三年了."""
SHORT, SHORT_IF_BARE = 20, 30
"""Characters; what is told in no more than these may answer the scope form."""


def tells(text: str) -> bool:
    """Whether `text` (in normal form) states something rather than asks it."""
    return not _ASKS.search(_TAG.sub("", text))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ReportGuard(Untrained):
    """Makes a message a report when it holds personal data, or a name with a deed."""

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Looks at every message once more."""
        notice = notice_for(tracker.sender_id)
        asked_back = tracker.active_loop_name == SCOPE_FORM
        for message in messages:
            if _is_report(message, asked_back, notice):
                decide(message, REPORT)
            elif (
                _goes_on(message)
                or _asks_near_scope(message)
                or (_checked_before(tracker) and _follows_up(message))
            ):
                decide(message, SCOPE_CHECK)
            elif intent_of(message) == REPORT:
                self._look_again(message, asked_back, notice)
            elif _is_none_of_ours(message) and _is_scope(message, notice):
                decide(message, SCOPE_CHECK)
            if intent_of(message) == REPORT:
                message.set(ENTITIES, [], add_to_output=True)
        return messages

    @staticmethod
    def _look_again(message: Message, asked_back: bool, notice: Notice) -> None:
        """Makes a question of what only seems a report."""
        if _only_answers(message, asked_back, notice) or _only_asks(message):
            decide(message, SCOPE_CHECK)
        elif _tells_nothing(message):
            decide(message, *_second(message))


def _is_report(message: Message, asked_back: bool, notice: Notice) -> bool:
    text = message.get(TEXT)
    return (
        holds_personal_data(text, notice)
        or names_a_doer(text)
        or bool(_OFFERS.search(text))
        or _accuses(message)
        or _is_name_and_deed(message)
        or (is_about_somebody(text) and _tells_deed(message))
        or (asked_back and is_a_name(text))
    )


def _goes_on(message: Message) -> bool:
    """Whether a short message takes the scope form up again and answers it."""
    text = message.get(TEXT)
    named = bool(_kinds(message) & {"person", "matter"}) and intent_of(message) != COMPOUND
    return named and scope.takes_up(text) and len(text) <= SHORT_IF_BARE


def _checked_before(tracker: DialogueStateTracker) -> bool:
    """Whether the message before this one asked if something is accepted."""
    before = tracker.latest_message
    return before is not None and before.intent.get("name") in SCOPE


def _follows_up(message: Message) -> bool:
    """Whether a message asks the same of another person or deed: 那他老婆收钱呢, 二把手呢.

    What has a name or a number in it never does.
    """
    text = message.get(TEXT)
    unsure = message.get(INTENT)["confidence"] < UNKNOWN
    if not (unsure or intent_of(message) in _MAY_FOLLOW):
        return False
    if names_somebody(text) or re.search(r"\d", text):
        return False
    named = bool(_kinds(message) & {"person", "matter"})
    return scope.names_deputy(text) or (named and bool(_AND_THEN.search(text)))


def _asks_near_scope(message: Message) -> bool:
    """Whether what seems to ask for something near the scope is a case.

    班子的廉洁纪律问题找你们就对了吧, 找谁都推,噪音归不归你们管, 你们能帮忙要工资吗
    """
    text, intent, kinds = message.get(TEXT), intent_of(message), _kinds(message)
    if _HELPS.search(text) and intent in _NEAR_SCOPE and _is_petition(message):
        return True
    if intent == "ask_scope_people":
        return "person" in kinds and not _WHO.search(text)
    if intent == "ask_disciplines":
        return {"person", "matter"} <= kinds and scope.asks_if_accepted(text)
    return intent == "ask_other_matters" and "matter" in kinds and bool(_OURS_OR_NOT.search(text))


def _only_answers(message: Message, asked_back: bool, notice: Notice) -> bool:
    """Whether a short message only says what the scope form asks, or names an office."""
    text = message.get(TEXT)
    bare = scope.is_bare(text, notice)
    if (
        len(text) > (SHORT_IF_BARE if bare else SHORT)
        or _ANNOUNCES.search(text)
        or re.search(r"\d", text)
    ):
        return False
    kinds = _kinds(message)
    if not asked_back:
        return bare and kinds == {"person"}
    return bool(kinds & {"person", "matter"}) and (bare or not is_about_somebody(text))


def _is_none_of_ours(message: Message) -> bool:
    """Whether a message seems to be off-topic, or nothing that is known."""
    return intent_of(message) == OFF_TOPIC or message.get(INTENT)["confidence"] < UNKNOWN


def _is_scope(message: Message, notice: Notice) -> bool:
    """Whether a matter is named alone, or asked to be dealt with: 欠薪, 停水管不管.

    Somebody may be, too, where nothing else is understood: 村支书归巡视组管还是不归.
    """
    text, kinds = message.get(TEXT), _kinds(message)
    named = "matter" in kinds or ("person" in kinds and intent_of(message) != OFF_TOPIC)
    return named and (scope.asks_if_accepted(text) or scope.is_bare(text, notice))


def _only_asks(message: Message) -> bool:
    """Whether what is told, of nobody by name, is an ordinary petition or only supposed.

    It ends by asking: 欠了我们半年工钱你们管不管, 他要是拿了钱能不能找你们.
    """
    text = message.get(TEXT)
    if names_somebody(text) or not scope.asks_if_accepted(text):
        return False
    harmless = not _tells_deed(message) or bool(SUPPOSES.search(text))
    kinds = _kinds(message)
    return harmless and ("matter" in kinds or ("person" in kinds and bool(_VAGUE.search(text))))


def _tells_nothing(message: Message) -> bool:
    """Whether what seems a report has no deed, name or number in it.

    A longer one must speak of nobody and nothing, and not seem so very much.
    """
    text, confidence = message.get(TEXT), message.get(INTENT)["confidence"]
    named = names_somebody(text) or "official" in _kinds(message)
    tells = named or _tells_deed(message) or _ANNOUNCES.search(text) or _PARTICULAR.search(text)
    long = len(text) > SHORT and (confidence > LIKELY_IF_LONG or bool(_kinds(message)))
    return not (confidence > SURE or tells or long)


def _kinds(message: Message) -> set[str]:
    """The kinds of things that a message names."""
    return {entity["entity"] for entity in message.get(ENTITIES) or ()}


def _tells_deed(message: Message) -> bool:
    """Whether a breach of discipline is spoken of."""
    return any(not scope.is_petition(matter) for matter in _matters(message))


def _is_petition(message: Message) -> bool:
    """Whether an ordinary petition is spoken of."""
    return any(map(scope.is_petition, _matters(message)))


def _matters(message: Message) -> list[str]:
    """The categories of matters that a message names."""
    entities = message.get(ENTITIES) or ()
    return [entity["value"] for entity in entities if entity["entity"] == "matter"]


def _second(message: Message) -> tuple[str, float]:
    """What a message is likeliest to be besides a report."""
    _, second, *_ = message.get(INTENT_RANKING_KEY)
    return second["name"], second["confidence"]


def _accuses(message: Message) -> bool:
    """A deed told of somebody: a breach of discipline, with a name, and no question."""
    text, kinds = message.get(TEXT), _kinds(message)
    likely = any(
        ranked["name"] == REPORT and ranked["confidence"] > LIKELY
        for ranked in message.get(INTENT_RANKING_KEY)
    )
    named = "official" in kinds or names_somebody(text)
    with_post = ends_in_a_name(text)
    return (likely or with_post) and "matter" in kinds and named and tells(text)


def _is_name_and_deed(message: Message) -> bool:
    """Little but what reads like a name, and a breach of discipline: 曹爱国,挪用扶贫款."""
    text, entities = message.get(TEXT), message.get(ENTITIES) or []
    deed = next((e for e in entities if e["entity"] == "matter"), None)
    if deed is None or "person" in _kinds(message):
        return False
    rest = text[deed["end"] :]
    remark = (tells(rest) and len(rest) <= LONGEST_REST) or _DEALT_WITH.fullmatch(rest)
    is_deed = not scope.is_petition(deed["value"]) and bool(remark)
    return is_deed and is_a_name(text[: deed["start"]].strip(",.:; "))
