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

# Where one question ends and the next begins.
_BREAKS = re.compile(
    r"[,.?!;\n、]+"
    r"|(?<=[吗呢么吧呀啊没])(?=[\u4e00-\u9fff]{2})"
    r"|(?<=多少|哪里|哪儿|是谁|几点|什么|么子)(?=[\u4e00-\u9fff]{3})"
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
        return cls(config)  # type: ignore[call-arg]


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
        questions = self._questions(parts)
        intents = [question.get(INTENT)["name"] for question in questions]
        if len(set(intents)) > 1 and whole.get(INTENT)["name"] != REPORT:
            self._join(whole, questions)
        return [whole]

    def _questions(self, parts: list[Message]) -> list[Message]:
        """The clauses that are questions; of neighbours with one intent, the surer one."""
        questions: list[Message] = []
        for part in parts:
            intent = part.get(INTENT)
            if intent["confidence"] < self.config["clause_threshold"]:
                continue
            if not intent["name"].startswith("ask_") or not _is_question(part.get(TEXT)):
                continue
            same = [q for q in questions if _same(q, part)]
            if not same:
                questions.append(part)
        return questions

    @staticmethod
    def _join(whole: Message, questions: list[Message]) -> None:
        entities = []
        for index, question in enumerate(questions):
            group = str(index)
            entities.append(
                {"entity": QUESTION, "value": question.get(INTENT)["name"], "group": group}
            )
            entities.extend({**found, "group": group} for found in question.get(ENTITIES) or ())
        confidence = min(question.get(INTENT)["confidence"] for question in questions)
        intent = {"name": COMPOUND, "confidence": confidence}
        ranking = [intent, *whole.get(INTENT_RANKING_KEY)]
        whole.set(INTENT, intent, add_to_output=True)
        whole.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        whole.set(ENTITIES, entities, add_to_output=True)


def _is_question(text: str) -> bool:
    return len(text) <= 6 or bool(_ASKS.search(text))


def _same(one: Message, other: Message) -> bool:
    """Whether two clauses ask the same: the same intent about the same things."""

    def asked(message: Message) -> tuple[Any, ...]:
        found = message.get(ENTITIES) or ()
        return (message.get(INTENT)["name"], *((e["entity"], e["value"]) for e in found))

    return asked(one) == asked(other)
