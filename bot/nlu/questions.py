"""Several questions in one message: cut apart before understanding, joined after it.

`Splitter` turns one message into the whole and its clauses; every later step handles
them alike; `Joiner` makes them one message again, whose intent is that of the whole, or
`compound` with its questions in order.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

COMPOUND = "compound"
QUESTION = "question"
REPORT = "report"
# Asked with these, a deed is an example of what is accepted, not a report.
SCOPE = {"ask_scope_check", "ask_scope", "ask_other_district"}
SHORT = 6
"""Characters; a clause up to this length asks by naming its subject: 电话,地址,时间."""

# Where one question ends and the next begins.
_BREAKS = re.compile(
    r"[,.?!;\n、]+"
    r"|(?<=[吗呢么吧呀啊没])(?=[\u4e00-\u9fff]{2})"
    r"|(?<=多少|哪里|哪儿|是谁|几点|么子)(?![上下到开关接号钱天人位个的])(?=[\u4e00-\u9fff]{3})"
    r"|(?:还有就是|还有|另外|顺便问一?下|顺便|然后|以及|再问一?下|再就是|同时|其次)"
)
# What makes a clause a question rather than a tale.
_ASKS = re.compile(
    r"[吗呢么啥咋谁哪几不没冇]|多少|什么|怎|如何|能否|可否|是否|何时|几时|多久|多长|告诉|请问|想知道|想问|说一?下|介绍|何解"
)
MOST_CLAUSES = 8


def clauses(text: str) -> list[str]:
    """The pieces of a message that may each be a question, in order.

    >>> clauses("电话多少,几点上班,周末有人吗")
    ['电话多少', '几点上班', '周末有人吗']
    """
    return [piece for piece in _BREAKS.split(text) if piece and len(piece) > 1][:MOST_CLAUSES]


class _Untrained(GraphComponent):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Splitter(_Untrained):
    """One message → itself, followed by a message for each clause where it has several."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Nothing to set."""

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
class Joiner(_Untrained):
    """The understood clauses → one message again, `compound` when several questions stand."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the component's default settings."""
        return {
            # A clause counts as a question of its own from this confidence on.
            "clause_threshold": 0.5,
            # A clause counts as the beginning of a report from this confidence on.
            "report_threshold": 0.6,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        """Keeps the thresholds."""
        self.config = config

    def process(self, messages: list[Message]) -> list[Message]:
        """Decides between the whole message and its clauses."""
        whole, *parts = messages
        if not parts or _intent(whole) == REPORT:
            return [whole]
        questions = self._questions(parts)
        intents = {_intent(question) for question in questions}
        if any(map(self._reports, parts)) and not intents & SCOPE:
            self._take(whole, next(filter(self._reports, parts)))
        elif len(questions) > 1:
            self._join(whole, questions)
        elif questions and self._is_surer(questions[0], whole):
            self._take(whole, questions[0])
        return [whole]

    def _questions(self, parts: list[Message]) -> list[Message]:
        """The clauses that ask something, each thing once."""
        questions: list[Message] = []
        for part in parts:
            sure = part.get(INTENT)["confidence"] >= self.config["clause_threshold"]
            asks = _intent(part).startswith("ask_") and _is_question(part.get(TEXT))
            if sure and asks and not any(_same(part, q) for q in questions):
                questions.append(part)
        return questions

    def _reports(self, part: Message) -> bool:
        sure = part.get(INTENT)["confidence"] >= self.config["report_threshold"]
        return sure and _intent(part) == REPORT and len(part.get(TEXT)) > SHORT

    @staticmethod
    def _is_surer(question: Message, whole: Message) -> bool:
        """Whether the message is this one question, with small talk or a tale around it."""
        if not _intent(whole).startswith("ask_"):
            return True
        return bool(question.get(INTENT)["confidence"] > 2 * whole.get(INTENT)["confidence"])

    @staticmethod
    def _take(whole: Message, part: Message) -> None:
        whole.set(INTENT, part.get(INTENT), add_to_output=True)
        whole.set(INTENT_RANKING_KEY, part.get(INTENT_RANKING_KEY), add_to_output=True)

    @staticmethod
    def _join(whole: Message, questions: list[Message]) -> None:
        entities: list[dict[str, Any]] = []
        for index, question in enumerate(questions):
            start = whole.get(TEXT).find(question.get(TEXT))
            asked = {
                "entity": QUESTION,
                "value": _intent(question),
                "start": start,
                "end": start + len(question.get(TEXT)),
                "group": str(index),
            }
            found = question.get(ENTITIES) or ()
            entities += [asked, *({**entity, "group": str(index)} for entity in found)]
        confidence = min(question.get(INTENT)["confidence"] for question in questions)
        intent = {"name": COMPOUND, "confidence": confidence}
        ranking = [intent, *whole.get(INTENT_RANKING_KEY)]
        whole.set(INTENT, intent, add_to_output=True)
        whole.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        whole.set(ENTITIES, entities, add_to_output=True)


def _intent(message: Message) -> str:
    return str(message.get(INTENT)["name"])


def _is_question(text: str) -> bool:
    return len(text) <= SHORT or bool(_ASKS.search(text))


def _same(one: Message, other: Message) -> bool:
    """Whether two clauses ask the same: the same intent about the same things."""

    def asked(message: Message) -> tuple[Any, ...]:
        found = message.get(ENTITIES) or ()
        return (_intent(message), *((e["entity"], e["value"]) for e in found))

    return asked(one) == asked(other)
