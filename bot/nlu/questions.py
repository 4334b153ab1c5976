"""Several questions in one message: cut apart before understanding, joined after it.

`Splitter` turns one message into the whole and its clauses; every later step handles
them alike; `Joiner` makes them one message again, whose intent is that of the whole, or
`compound` with its questions in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import scope, time_expressions
from bot.clauses import OF_ONESELF
from bot.nlu.component import Untrained, decide, intent_of
from bot.personal_data import ends_in_a_name, names_somebody
from bot.scope.lexicon import ELSEWHERE, UNITS

Entities = list[dict[str, Any]]

COMPOUND = "compound"
QUESTION = "question"
REPORT = "report"
HOURS_AT, LINE_BUSY = "ask_hours_at", "ask_line_busy"
OFF_TOPIC = "off_topic"
SCOPE_CHECK = "ask_scope_check"
# Asked with these, a deed is an example of what is accepted, not a report.
SCOPE = {SCOPE_CHECK, "ask_scope", "ask_other_district"}
_ABOUT_SCOPE = SCOPE | {"ask_scope_people", "ask_other_matters"}
# Questions whose answers say nearly the same.
_ALIKE = (
    {"ask_period", "ask_period_length", "ask_period_state", "ask_days_left"},
    {"ask_contact", "ask_phone"},
    {"ask_hours", HOURS_AT},
    {"ask_head", "ask_deputy", "ask_team", "ask_team_members"},
    {"ask_meeting", "ask_meeting_attendees", "ask_meeting_presided"},
    {"ask_scope", "ask_scope_people", "ask_disciplines"},
    {SCOPE_CHECK, "ask_other_district"},
    {"ask_visit", "ask_email", "ask_other_channel", "ask_unstated"},
)
HEARD = 0.4
"""The confidence from which what somebody heard is the question, when they ask if it is true."""
UNKNOWN = 0.3
"""The confidence below which a message is not understood, as of `FallbackClassifier`."""
UNSURE, SURE = 0.7, 0.9
"""Confidences between which a clause speaks for the whole message."""
SHORT, LONGER, LONGER_TIME = 6, 12, 8
"""Characters; a clause up to this length asks by naming its subject: 电话,地址,时间.

The longer ones only when they are understood beyond doubt: 第六巡视组组长名字. A time
may be told as well: 吃完饭大概十二点半."""
CERTAIN = 0.98

# Where one question ends and the next begins.
_BREAKS = re.compile(
    r"[,.?!;\n、]+|(?<!\d):(?!\d)|(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])"
    r"|(?:还有一个|(?<![有中哪那这上下])(?:第?[一二]个|另一个))就?是(?=[\u4e00-\u9fff]{3})"
    r"|(?<=[吗呢吧])(?=[\u4e00-\u9fff]{2})|(?<=[\u4e00-\u9fff])[+&](?=[\u4e00-\u9fff])"
    r"|(?<=多少|哪里|哪儿|是谁|几点)(?![之以再上下到开关接打有号钱天人位个的时钟主带负当在吃睡起])"
    r"(?!(?<=几点)[能可才会就还])(?=[\u4e00-\u9fff]{3})"
    r"|(?:还有就是|(?<=[\u4e00-\u9fff]{4})还有(?![几多什么啥没哪剩谁人别其]|好[久多几长])|另外(?!的)|顺便问一?下|顺便|(?<=[\u4e00-\u9fff]{3})然后|以及|再问一?下|再一个是?|再就是|其次)"
    r"|(?=(?:没有|没人|没|冇得|冇人|不行|不通|不接|[不没]能?打|打不[通了成]|扫不[了出]|不[收管归理]|不受理|不属于|不归你们管?)的话)"
    r"|(?<![第周期拜日十一二三四五六七八九月号])(?=[二三]是[\u4e00-\u9fff]{2})"
    r"|(?<=电话|话号|号码|信箱|箱号|地址|时间|日期|期限|组长|姓名|名字|职务|范围|维码|什么|是谁|多少|哪里|哪天)[和跟与及](?![我你您他她])(?=[\u4e00-\u9fff]{2})"
    r"|(?=第一[个件条样].{1,30}第二)|(?<=[\u4e00-\u9fff]{2})(?=第[二三四][个件条样](?![月星周礼工人组])[\u4e00-\u9fff]{2})"
)
# What links a clause to the one before it.
_LINKS = re.compile(r"^(?:还有(?![几多什么啥没哪剩谁人别其])|另外|然后|再|并且|而且)(?=.{3})")
_ONLY_LINKS = re.compile(r"还有(?:就是|一个|一点|个)?|另外|然后|再就是|再一个|再有|还有一?件?事")
# What makes a clause a question rather than a tale.
_ASKS = re.compile(
    r"[吗呢么啥咋谁哪啵]|(?<![这那])几|[多好]少|(?<![了过])[好几]多|[多好]长|[好几]久|什么|怎|如何|能否|可否|是否|何时|几时|多久|何解|(.)[不没冇]\1|(..)[不没冇]\2|还是不|还是没|是.{1,8}还是"
    r"|的(?:姓名|名字|名单|电话|号码|地址|职务|信箱|二维码)$|^(?:第?[一二三]是|其[一二三])|有[没冇]|是多$|分别是|(?:[不没冇否]|没有|吧)[啊呀咯得]?$|(?:还|也)[要得].{0,8}(?:电话|号码|信箱|地址|时间|二维码)$|告诉|告知|请问|想知道|想问|[问要说]的是|[说发报讲写给]一?下|介绍|发[我来]|给我"
)
# A short clause that gives a reason or a condition, or only leads up to the question.
_POLITE = re.compile(
    r"^(?:[你您]好|麻烦|劳烦|请|帮忙|帮我|[你您]|[把将]|[打没不冇扫接][^,]{0,3}的话|第?[一二三四][个件条样](?:就?是|问)?)+"
)
_DENIES = re.compile(r"[问要说]的不是|不是[问要说]|不要(?:电话|号码|信箱|地址)")
_LEADS_UP = re.compile(
    r"^(?:除|如|要是|假如|我|俺|想|怕|听|打|寄|等|不|没|冇|已|就|急|麻烦|谢|你好|您好|请|因|虽|那个|这个|帮|好的|嗯|哦|在外地|进驻|住|扫不|.{0,4}是.{1,6}的$|.{0,6}[夜白早中晚倒轮值]班$)"
)
# What is wanted, at the end of a request: 麻烦把寄信的信箱号|和值班电话发我.
_WANTED = re.compile(
    r"(?:(?<!打)电话|号码|信箱号?|地址|二维码|时间|日期|范围|期限|名单|名字|姓名|职务|方式)(?:[都一]起|一并|也|都)?$"
)
# Asked of a person, but not whether what is said of him is accepted.
_ASKS_ELSE = re.compile(r"电话|号码|信箱|地址|几点|时间|谁|名字|叫什么|哪天")
# Several cases are asked about, each by itself; and what stands between them.
_EACH = re.compile(
    r"分别|各自|都(?:受理|收|管)[吗不么]|[两三](?:[件桩位种样]|个(?!多?月|小时|星期|礼拜|钟头|学期|孩子|崽))|第二[个件桩]|二是|是不是都|都[能归可]"
    r"|一个是.+一个是|哪[个件桩位种样](?:你们?)?(?:受理|收|管|能)"
)
_FIRST = re.compile(r"第一[个件条样]|其一|(?<=[,.?!;:])一是")
_AND = re.compile(
    r"(?:[和跟与及、,]|以及|还有)(?:我们|[这那]个?)?(?:[小社]区|楼[上下]|街道|单位)?的?"
)
_OWN_MATTER = re.compile(r"^的?(?:问题|事情?|情况)|^的(?=[和跟与及、])")
# Said of a line that did not answer, rather than asked of one.
_BUSY = re.compile(r"不通|占线|忙|(?<!有)没人接|(?<!有)冇人接|(?<!接)不接")
_OF_THE_LINE = re.compile(r"[打拨接线]|电话|号码|占|通|响")
_CONFIRMS = re.compile(
    r"^(?:这|那|这个|这话|消息)?(?:是不是|可)?(?:是?真的(?:吗|假的|可以吗)?|真的还是假的|对不对|对[吗吧]|是[吗吧]|有没有这回事|有这回事吗"
    r"|准不准|靠谱吗|没错吧|没搞错吧|属实吗)[啊呀咯]?$"
)
# 那10月7号呢,不是周六吗
_OBJECTS = re.compile(
    r"(?:那天|它)?(?:不|也|又|不也)是(?:周|星期|礼拜|放假|休息|调休|国庆|中秋|节假).{0,3}[吗么吧]?[啊呀]?$"
)
SUPPOSES = re.compile(r"要是|如果|假如|假若|万一|若是")
# 局长的事归你们,那科员呢
_SETTLED = re.compile(
    r"(?:^|[^不没能可])(?:归|该|属于)(?:你们|巡视组)管?(?:的|是吧|没问题)?$|(?<![归不])(?:你们|巡视组)会?(?:管|收|受理)的?$"
)
_THIS_KIND = re.compile(r"[这那咯像](?:一?[种类样号]|.{0,4}之类)")
_ASKING_WORD = re.compile(
    r"(?:每天)?几点|几[号时]|哪[天里个位儿]|什么时候|谁|怎么|多少|有[没冇]有|是不是|能不能|可不可以|好久"
)
# What a question that is run on to another begins with: 几点有人接|信箱又是多少.
_SUBJECT = re.compile(r"(?<![接打拨听])电话|号码|信箱|邮箱|地址|二维码|副?组长|接听时间|受理范围")
# Before these words no question ends: 从几点到几点, 归谁.
_NO_END = "到至和从是给跟与叫找由归在向对问的第周期月打寄写往去该让把被请按讲说晓得知道为于"
_NO_SUBJECT = f"{_NO_END}我你们的组个系"
SHORTEST = 3
"""Characters of a question that follows another without a break."""
# What people speak of who have to do with the team.
_OURS = re.compile(
    r"巡视|巡察|公告|举报|反映|检举|揭发|受理|信箱|电话|号码|寄信|写信|来信|你们|组长|副组长|值班|接听|有人接|[管收]不[管收]"
    r"|书记|局长|区长|干部|领导|打得通|打过去|拨"
)
OF_UNIT = 3
"""Characters between a unit and one of its people: 卫健局|一名|工作人员."""
MANY = 3
"""Clauses that are none of our business, from which on the message is none of it."""
MOST_CLAUSES = 12


def clauses(text: str) -> list[str]:
    """The pieces of a message that may each be a question, in order.

    >>> clauses("电话多少,几点上班,周末有人吗")
    ['电话多少', '几点上班', '周末有人吗']
    """
    pieces = (_LINKS.sub("", p) for piece in _BREAKS.split(text) if piece for p in _run_on(piece))
    return [p for p in pieces if len(p) > 1 and not _ONLY_LINKS.fullmatch(p)][:MOST_CLAUSES]


def _run_on(piece: str) -> Iterator[str]:
    """Questions that follow one another without a break: 动员会哪天开|谁主持."""
    begin = 0
    words = list(_ASKING_WORD.finditer(piece))
    for before, word in pairwise(words):
        place = word.start()
        closed = before.group() in ("谁", "多少")  # but 几号几点 is one
        apart = (place > before.end() or closed) and piece[place - 1] not in _NO_END
        for named in _SUBJECT.finditer(piece, before.end(), place):
            begins = named.start()
            if (begins > before.end() or closed) and piece[begins - 1] not in _NO_SUBJECT:
                place, apart = begins, True
                break
        if apart and place - begin >= SHORTEST and len(piece) - place >= SHORTEST:
            yield piece[begin:place]
            begin = place
    yield piece[begin:]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Splitter(Untrained):
    """One message → itself, followed by a message for each clause where it has several."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the clauses of the one message that is asked."""
        whole = messages[0]
        pieces = clauses(whole.get(TEXT))
        if len(pieces) < 2:
            return messages
        return [whole, *(Message({TEXT: piece}) for piece in pieces)]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples are single questions and stay whole."""
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Joiner(Untrained):
    """The understood clauses → one message again, `compound` when several questions stand."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the component's default settings."""
        return {
            # A clause counts as a question of its own from this confidence on.
            "clause_threshold": 0.6,
            # How much less sure than the whole message a question of its own may be.
            "clause_margin": 0.35,
            # A clause counts as the beginning of a report from this confidence on.
            "report_threshold": 0.6,
        }

    def process(self, messages: list[Message]) -> list[Message]:
        """Decides between the whole message and its clauses."""
        whole, *parts = messages
        cases = _cases(whole, parts)
        if not parts:
            if len(cases) > 1:
                self._join(whole, cases)
            return [whole]
        if _is_about_else(whole, parts):
            decide(whole, OFF_TOPIC)
            return [whole]
        heard = _to_be_confirmed(parts)
        questions = self._questions(parts, whole, heard)
        if intent_of(whole) == REPORT:
            if questions and _is_example(whole, questions[-1]):
                self._take(whole, questions[-1])
            elif nothing_ours := self._nothing_ours(parts, whole):
                self._take(whole, nothing_ours)
            return [whole]
        intents = {intent_of(question) for question in questions}
        report = next((part for part in parts if self._reports(part, whole)), None)
        if report and (names_somebody(report.get(TEXT)) or not intents & SCOPE):
            self._take(whole, report)
        elif len(cases) > 1:
            self._join(whole, [*cases, *(q for q in questions if intent_of(q) not in _ABOUT_SCOPE)])
        elif len(questions) > 1 and _are_of_one_line(questions):
            decide(whole, HOURS_AT, max(q.get(INTENT)["confidence"] for q in questions))
        elif len(questions) > 1 and _are_one_case(questions):
            decide(whole, SCOPE_CHECK, questions[0].get(INTENT)["confidence"])
        elif len(questions) > 1:
            self._join(whole, questions)
        elif not questions and (wish := _wished(parts)):
            self._take(whole, wish)
        elif questions and (heard or self._is_meant(questions[0], whole)):
            self._take(whole, questions[0])
        if intent_of(whole) in _ABOUT_SCOPE:
            _take_up(whole, parts)
            _leave_out_the_asker(whole, parts)
        return [whole]

    def _questions(
        self, parts: list[Message], whole: Message, heard: Message | None
    ) -> list[Message]:
        """The clauses that ask something, each thing once.

        The surer the whole is of one meaning, the surer its clauses must be of theirs.
        What was `heard` is asked by the clause after it, which asks nothing itself.
        """
        questions: list[Message] = []
        surely = whole.get(INTENT)["confidence"] - self.config["clause_margin"]
        threshold = max(self.config["clause_threshold"], surely)
        for index, part in enumerate(parts):
            before = parts[index - 1] if index else None
            told = [other for other in parts[:index] if other not in questions]
            case = _told_case(_since(questions, parts[:index])) or _told_case(
                [p for p in parts[:index] if p in told or not _asks(p)]
            )
            reports = any(map(_tells_deed, told))
            vaguely = _asks_of_case(part, [] if reports else case)
            if vaguely or _goes_on_about_scope(part, questions) or _contrasts(part, parts):
                decide(part, SCOPE_CHECK)
            sure = _likely(part) >= threshold or _asks_scope_of(part, case) or _agrees(part, whole)
            puts = _is_question(part) or _is_put(part, whole)
            asks = intent_of(part).startswith("ask_") and puts
            confirms = heard is not None and _CONFIRMS.match(part.get(TEXT))
            if part is not heard and (confirms or not (sure and asks)):
                continue
            beside = told[-1:] if before in told else []
            _completed(part, case)
            if not any(_same(part, question) for question in questions):
                then = any(time_expressions.means_told_time(m.get(TEXT)) for m in (*beside, part))
                _dated(part, told if then else beside, whole.get(TEXT))
                questions = [q for q in questions if not _is_begun(q, part)]
                questions.append(part)
        about_scope = any(intent_of(question) in SCOPE for question in questions)
        return [q for q in questions if not (about_scope and _is_lament(q))]

    def _reports(self, part: Message, whole: Message) -> bool:
        """Whether a clause tells of a deed, and the message is not clearly a question."""
        confidence = part.get(INTENT)["confidence"]
        if intent_of(part) != REPORT:
            return False
        if confidence > SURE and ends_in_a_name(part.get(TEXT)):
            return True
        asks = intent_of(whole).startswith("ask_") and whole.get(INTENT)["confidence"] > 0.5
        sure = confidence >= self.config["report_threshold"] * (1.5 if asks else 1)
        about_scope = intent_of(whole) in SCOPE and asks and not names_somebody(part.get(TEXT))
        thinkable = any(ranked["name"] == REPORT for ranked in whole.get(INTENT_RANKING_KEY))
        return sure and _names_matter(part) and thinkable and not about_scope

    @staticmethod
    def _nothing_ours(parts: list[Message], whole: Message) -> Message | None:
        """The clause by which what seems a report is none of our business, if one is."""
        if whole.get(INTENT)["confidence"] > UNSURE or REPORT in map(intent_of, parts):
            return None
        surest = max(parts, key=lambda part: part.get(INTENT)["confidence"])
        sure = surest.get(INTENT)["confidence"] > SURE
        return surest if sure and intent_of(surest) == OFF_TOPIC else None

    @staticmethod
    def _is_meant(question: Message, whole: Message) -> bool:
        """Whether the message is this one question, with small talk or a tale around it."""
        sure, seems = question.get(INTENT)["confidence"], whole.get(INTENT)["confidence"]
        if intent_of(whole) == OFF_TOPIC:
            return bool(sure > SURE or sure > seems)
        lament = intent_of(question) in SCOPE and _is_lament(whole)
        if lament or not intent_of(whole).startswith("ask_"):
            return True
        of_time = {intent_of(whole), intent_of(question)} <= {HOURS_AT, *_ALIKE[0]}
        return bool(sure > 2 * seems or (sure > SURE and seems < UNSURE and not of_time))

    @staticmethod
    def _take(whole: Message, part: Message) -> None:
        whole.set(INTENT, part.get(INTENT), add_to_output=True)
        whole.set(INTENT_RANKING_KEY, part.get(INTENT_RANKING_KEY), add_to_output=True)

    @staticmethod
    def _join(whole: Message, questions: list[Message]) -> None:
        entities: Entities = []
        for index, question in enumerate(questions):
            start = whole.get(TEXT).find(question.get(TEXT))
            asked = {
                "entity": QUESTION,
                "value": intent_of(question),
                "start": start,
                "end": start + len(question.get(TEXT)),
                "group": str(index),
            }
            found = question.get(ENTITIES) or ()
            entities += [asked, *({**entity, "group": str(index)} for entity in found)]
        confidence = min(question.get(INTENT)["confidence"] for question in questions)
        decide(whole, COMPOUND, confidence)
        whole.set(ENTITIES, entities, add_to_output=True)


def _likely(part: Message) -> float:
    """How likely a clause asks what it seems to, or what is answered nearly alike."""
    if not _asks(part):
        return float(part.get(INTENT)["confidence"])
    alike = next((group for group in _ALIKE if intent_of(part) in group), {intent_of(part)})
    return _chance(part, alike)


def _names_matter(part: Message) -> bool:
    return any(e["entity"] == "matter" for e in part.get(ENTITIES) or ())


def _tells_deed(part: Message) -> bool:
    """Whether a clause reports something, or somebody, and does not only suppose it."""
    text = part.get(TEXT)
    particular = _names_matter(part) or names_somebody(text)
    return intent_of(part) == REPORT and particular and not SUPPOSES.search(text)


def _is_begun(case: Message, question: Message) -> bool:
    """Whether a clause only begins a case that the question holds: 吃回扣,属于你们受理的吗."""
    about_scope = {intent_of(case), intent_of(question)} <= SCOPE
    return about_scope and not _asks(case) and _named(case) < _named(question)


def _agrees(part: Message, whole: Message) -> bool:
    """Whether an asking clause seems to ask what the whole message surely does."""
    seems = intent_of(part) == intent_of(whole) and part.get(INTENT)["confidence"] > UNKNOWN
    return seems and whole.get(INTENT)["confidence"] > UNSURE and _asks(part)


def _chance(message: Message, intents: set[str]) -> float:
    """How likely a message has one of these intents."""
    ranking = message.get(INTENT_RANKING_KEY)
    return float(sum(r["confidence"] for r in ranking if r["name"] in intents))


def _is_lament(part: Message) -> bool:
    """Whether a clause that seems to ask of the line belongs to a case: 跑断腿都没人理, 凭什么."""
    seems = intent_of(part) in (LINE_BUSY, "ask_why")
    return seems and not _OF_THE_LINE.search(part.get(TEXT))


def _since(questions: list[Message], parts: list[Message]) -> list[Message]:
    """The clauses after the last of the questions among them; none where there is none."""
    if not questions:
        return []
    last = next(i for i, part in enumerate(parts) if part is questions[-1])
    return parts[last + 1 :]


def _asks_of_case(question: Message, told: Entities) -> bool:
    """Whether a vague clause asks if its case, or the one told before it, is accepted.

    你们还收不收, 能不能帮我把判决改过来
    """
    if not (told or _case(question)):
        return False
    text, confidence = str(question.get(TEXT)), question.get(INTENT)["confidence"]
    of_period = intent_of(question) == "ask_period_state" and not _case(question)
    vague = of_period or confidence < UNSURE
    return vague and scope.asks_if_accepted(text) and not time_expressions.spans(text)


def _asks(part: Message) -> bool:
    """Whether a clause asks by its words, and not only by naming what is wanted."""
    return bool(_ASKS.search(part.get(TEXT)))


def _told_case(told: list[Message]) -> Entities:
    """Whom and what clauses that ask nothing tell of, but for the asker himself."""
    return [e for part in told if not OF_ONESELF.match(part.get(TEXT)) for e in _case(part)]


def _completed(question: Message, told: Entities) -> None:
    """Gives a question about scope whom and what the clauses before it tell of.

    想反映街道书记违反廉洁纪律,属于你们管的范围不
    """
    if intent_of(question) in SCOPE and told and not question.get(ENTITIES):
        decide(question, SCOPE_CHECK, question.get(INTENT)["confidence"])
        question.set(ENTITIES, told, add_to_output=True)


def _case(message: Message) -> Entities:
    """Whom and what a message speaks of that may be accepted or not."""
    return [e for e in message.get(ENTITIES) or () if e["entity"] in ("person", "matter")]


def _dated(question: Message, told: list[Message], whole: str) -> None:
    """Adds to a question about hours without a time the last clause that tells one.

    三号我回来,那天有人接吗
    """
    text = str(question.get(TEXT))
    dated = time_expressions.names_asked_time(text) and not time_expressions.means_told_time(text)
    if intent_of(question) != HOURS_AT or dated or time_expressions.speaks_of_now(text):
        return
    texts = [str(other.get(TEXT)) for other in told]
    timed = [words for words in texts if time_expressions.names_asked_time(words)]
    if timed:
        question.set(TEXT, whole[whole.find(timed[-1]) : whole.find(text) + len(text)])


def _asks_scope_of(question: Message, told: Entities) -> bool:
    """Whether a clause asks in any wording if what one before it tells of is accepted."""
    if not told or intent_of(question) not in SCOPE:
        return False
    enough = UNSURE if scope.asks_if_accepted(question.get(TEXT)) else SURE
    return _chance(question, _ABOUT_SCOPE) > enough


def _cases(whole: Message, parts: list[Message]) -> list[Message]:
    """What is asked to be judged one by one: 区长和医生,你们分别收不收."""
    likely = (m for m in (whole, *parts) if m.get(INTENT)["confidence"] > HEARD)
    about_scope = any(intent_of(message) in SCOPE for message in likely)
    settled = any(_SETTLED.search(part.get(TEXT)) and _case(part) for part in parts[:-1])
    each = settled or _EACH.search(whole.get(TEXT))
    if not (about_scope and each):
        return []
    found: list[Message] = []
    for part in _from_first(whole, parts) or [whole]:
        for text, entities in _listed(str(part.get(TEXT)), _case(part)):
            case = Message({TEXT: text, ENTITIES: entities})
            decide(case, SCOPE_CHECK)
            if not any(_is_part_of(case, other) for other in found):
                found.append(case)
    return found


def _from_first(whole: Message, parts: list[Message]) -> list[Message]:
    """The clauses that list something: not 门面在圭塘 before 第一个是街道书记的事."""
    text = whole.get(TEXT)
    first = _FIRST.search(text)
    return [p for p in parts if first is None or text.find(p.get(TEXT)) >= first.start()]


def _is_part_of(case: Message, other: Message) -> bool:
    """Whether a case names nothing beyond another: not 副区长 beside 天心区区长."""
    elsewhere = ("person", ELSEWHERE)
    alike = (elsewhere in _named(case)) == (elsewhere in _named(other))
    return alike and _named(case) <= _named(other)


def _listed(text: str, entities: Entities) -> Iterator[tuple[str, Entities]]:
    """A clause's cases: each that it lists, else all that it names.

    区长和医生收红包 are two persons with one matter, 区长的事和物业的事 two cases apart.
    """
    groups: list[Entities] = []
    each_its_own = False
    end = 0
    for entity in sorted(entities, key=lambda e: e["start"]):
        between = text[end : entity["start"]]
        link = _OWN_MATTER.sub("", between)
        named = entity["entity"] == "person" or link != between
        of_unit = groups and groups[-1][-1]["value"] in UNITS and len(between) <= OF_UNIT
        if not groups:
            groups.append([entity])
        elif named and _AND.fullmatch(link):
            each_its_own = each_its_own or link != between
            groups.append([entity])
        elif entity["entity"] == "person" and between.strip("的") and not of_unit:  # no list
            groups = []
            break
        else:
            groups[-1].append(entity)
        end = max(end, entity["end"])
    if len(groups) > 1:
        matters = [e for group in groups for e in group if e["entity"] == "matter"]
        for group in groups:
            people = [e for e in group if e["entity"] == "person"]
            place = text[group[0]["start"] : group[-1]["end"]]
            yield place, group if each_its_own else [*people, *matters]
    elif entities:
        yield text, entities


def _goes_on_about_scope(part: Message, asked: list[Message]) -> bool:
    """Whether a clause names one more case for the question before: 县长的收吗,副区长的呢."""
    unsure, text = part.get(INTENT)["confidence"] < UNSURE, str(part.get(TEXT))
    asks = _ASKS.search(text) and not _ASKS_ELSE.search(text)
    return bool(asked and intent_of(asked[-1]) in SCOPE and unsure and asks and _case(part))


def _contrasts(part: Message, parts: list[Message]) -> bool:
    """Whether a clause asks of somebody here beside one elsewhere: 望城的区长收吗,雨花的区长呢."""
    elsewhere = ("person", ELSEWHERE)
    here = any(e["entity"] == "person" for e in _case(part)) and elsewhere not in _named(part)
    return intent_of(part) in SCOPE and here and any(elsewhere in _named(p) for p in parts)


def _is_about_else(whole: Message, parts: list[Message]) -> bool:
    """Whether clause after clause is none of our business, as of a recipe passed on."""
    surely = [part for part in parts if part.get(INTENT)["confidence"] > SURE]
    strange = [part for part in surely if intent_of(part) == OFF_TOPIC]
    ours = REPORT in map(intent_of, (whole, *parts)) or bool(_OURS.search(whole.get(TEXT)))
    asks = any(intent_of(part).startswith("ask_") and _asks(part) for part in surely)
    return len(strange) >= MANY and not (ours or asks)


def _wished(parts: list[Message]) -> Message | None:
    """What somebody wants who greets and asks nothing: 同志你好,我想寄封信."""
    greeting, *rest = parts
    sure = [p for p in rest if p.get(INTENT)["confidence"] > SURE]
    greets = intent_of(greeting) == "greet" and len(rest) == len(sure) == 1
    return rest[0] if greets and intent_of(rest[0]).startswith("ask_") else None


def _to_be_confirmed(parts: list[Message]) -> Message | None:
    """The question that hides in what somebody heard: 听说11月7号截止,是不是真的."""
    for heard, after in pairwise(parts):
        sure = heard.get(INTENT)["confidence"] >= HEARD
        asked = sure and intent_of(heard).startswith("ask_")
        if asked and _CONFIRMS.match(after.get(TEXT)):
            return heard
    return None


def _are_of_one_line(questions: list[Message]) -> bool:
    """Whether all ask about hours, and some only say more of the time that is meant.

    这周有人接吗,周六周日; but 周六有人吗,周日呢 are two.
    """
    texts = [question.get(TEXT) for question in questions]
    intents = {intent_of(question) for question in questions}
    if HOURS_AT not in intents or not intents <= {HOURS_AT, LINE_BUSY}:
        return False
    if any(time_expressions.speaks_of_now(text) or _BUSY.search(text) for text in texts):
        return False
    return any(not (time_expressions.names_certain_time(t) and _ASKS.search(t)) for t in texts)


def _are_one_case(questions: list[Message]) -> bool:
    """Whether one clause names the person and the next the matter: 单位里的办事员呢,上班打牌."""
    if len(questions) != 2 or any(intent_of(q) != SCOPE_CHECK for q in questions):
        return False
    kinds = [{entity["entity"] for entity in q.get(ENTITIES) or ()} for q in questions]
    texts = [str(question.get(TEXT)) for question in questions]
    asks = all(_ASKS.search(text.removesuffix("呢")) for text in texts)
    apart = (asks or texts[1].endswith("呢")) and not re.search("[他她]", texts[1])
    return kinds == [{"person"}, {"matter"}] and not apart


def _take_up(whole: Message, parts: list[Message]) -> None:
    """Reads 这种 and 这类 as what was told: of 是个科员,这种收吗 the 科员.

    Where the question itself names what it takes up, what was told before is only its
    story: 跟老板吵过架,这种噪音扰民的事受理吗; 做绿化要先打点,副区长这种情况受理吗.
    """
    entities = _case(whole)
    asked = next((part for part in reversed(parts) if _THIS_KIND.search(part.get(TEXT))), None)
    if asked is None or not entities or intent_of(asked) not in _ABOUT_SCOPE:
        return
    if intent_of(whole) != SCOPE_CHECK:
        decide(whole, SCOPE_CHECK, whole.get(INTENT)["confidence"])
    start = whole.get(TEXT).find(asked.get(TEXT))
    matters = [e for e in entities if e["entity"] == "matter"]
    named = [e for e in matters if e["start"] >= start]
    person = any(e["entity"] == "person" and e["start"] >= start for e in entities)
    if named and all(scope.is_petition(e["value"]) for e in named):
        kept = named
    elif person and not named:
        kept = [e for e in matters if not scope.is_petition(e["value"])]
    else:
        return
    others = [e for e in whole.get(ENTITIES) if e["entity"] != "matter"]
    whole.set(ENTITIES, others + kept, add_to_output=True)


def _leave_out_the_asker(whole: Message, parts: list[Message]) -> None:
    """Passes over what somebody tells of himself: 我是伤残军人,想反映科员的问题."""
    entities = whole.get(ENTITIES) or []
    for part in parts:
        if not OF_ONESELF.match(part.get(TEXT)) or intent_of(part) in _ABOUT_SCOPE:
            continue
        start = whole.get(TEXT).find(part.get(TEXT))
        end = start + len(part.get(TEXT))
        others = [e for e in entities if not start <= e["start"] < end]
        if any(e["entity"] == "person" for e in others):
            whole.set(ENTITIES, others, add_to_output=True)
            return


def _is_example(whole: Message, last: Message) -> bool:
    """Whether a deed is told of nobody in particular, only to ask if it is accepted."""
    text = whole.get(TEXT)
    particular = names_somebody(text) or re.search(r"\d", text)
    return intent_of(last) in SCOPE and not particular


def _is_question(part: Message) -> bool:
    """Whether a clause asks: by its words, or by naming what it wants and no more."""
    text, confidence = str(part.get(TEXT)), part.get(INTENT)["confidence"]
    if _DENIES.search(text):
        return False
    bare = _POLITE.sub("", text)
    longer = LONGER_TIME if intent_of(part) == HOURS_AT else LONGER
    length = longer if confidence > CERTAIN else SHORT
    leads_up = _LEADS_UP.match(bare) and not (confidence > CERTAIN and _WANTED.search(bare))
    asks = _ASKS.search(bare) or (len(bare) <= length and not leads_up)
    return bool(asks) and not time_expressions.only_tells(text)


def _is_put(part: Message, whole: Message) -> bool:
    """Whether a clause is surely understood and ends in a question mark: 就没别的路子了?"""
    text = whole.get(TEXT)
    end = text.find(part.get(TEXT)) + len(part.get(TEXT))
    return "?" in text[end : end + 2] and bool(part.get(INTENT)["confidence"] > SURE)


def _same(part: Message, asked: Message) -> bool:
    """Whether a clause asks nothing beyond what was asked: 这类问题,你们受理吗."""
    if intent_of(part) == "ask_meeting_speech" and "“" in part.get(TEXT):
        return False
    if intent_of(part) == intent_of(asked) == HOURS_AT and _OBJECTS.match(part.get(TEXT)):
        return True
    if intent_of(part) == intent_of(asked) or {intent_of(part), intent_of(asked)} <= SCOPE:
        return _is_part_of(part, asked) or not _named(part)
    return False


def _named(message: Message) -> set[tuple[str, str]]:
    return {(e["entity"], e["value"]) for e in message.get(ENTITIES) or ()}
