"""The pipeline's first step: what residents type, brought to one form."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import scope
from bot.nlu.normal_form import Homophones, PinyinReader, homophones, plain, repaired
from bot.nlu.sources import fingerprint
from bot.notice import Notice, load
from bot.serving import notice_for

LEXICON = Path(__file__).resolve().parents[2] / "data" / "lexicon" / "terms.yml"
# 区委书的问题: the last character of 书记 is missing.
_CUT_SHORT = re.compile(
    r"(?<=[区县市省纪工党]委|街道|党组|镇党)书(?=[的呢收贪归算受能]|问题|属于|本人|有问题|是谁|$|[,.?!])"
)
_CODE_CUT_SHORT = re.compile(r"二维(?![码马吗嘛图空动])")
# A word of scope from this length on sounds like little else.
_LONG = re.compile(r"(?:(?!的)[\u4e00-\u9fff]){4,}")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class Normaliser(GraphComponent):
    """Replaces a message's text by its normal form; reads pinyin by the training data.

    A leading "/" is dropped here, because Rasa would obey what follows as a command.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        """A normaliser that cannot read pinyin yet."""
        self._model_storage = model_storage
        self._resource = resource
        self.reader = PinyinReader({})

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Has the component run anew when a word list or the code behind it changes."""
        return fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normaliser:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns which characters stand side by side in residents' questions."""
        self.reader = PinyinReader.trained(
            plain(example.get(TEXT)) for example in training_data.intent_examples
        )
        with self._model_storage.write_to(self._resource) as folder:
            pairs = json.dumps(self.reader.pairs, ensure_ascii=False)
            (folder / "pairs.json").write_text(pairs, "utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Normaliser:
        """Loads a trained component (see parent class for full docstring)."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.reader = PinyinReader(json.loads((folder / "pairs.json").read_text("utf-8")))
        return component

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Normalises the text of every message."""
        notice = notice_for(tracker.sender_id)
        for message in messages:
            message.set(TEXT, self.normal(message.get(TEXT) or "", notice), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalises the training examples as messages are normalised."""
        notice = load()  # the notice whose names the examples use
        for message in training_data.training_examples:
            message.set(TEXT, self.normal(message.get(TEXT) or "", notice))
        return training_data

    def normal(self, text: str, notice: Notice) -> str:
        """The normal form of one text, by the words of this notice."""
        return put_right(self.reader.read(plain(text).lstrip("/")), notice)


def put_right(text: str, notice: Notice) -> str:
    """`text` with common typos and homophones of the words of scope and notice put right."""
    text = _CODE_CUT_SHORT.sub("二维码", _CUT_SHORT.sub("书记", text))
    for wrong, right in _lexicon()["typos"].items():
        text = text.replace(wrong, right)
    terms, kept = _terms(notice)
    return repaired(text, terms, kept)


@lru_cache(maxsize=64)
def _terms(notice: Notice) -> tuple[Homophones, frozenset[str]]:
    """The words whose homophones are put right: the lexicons' and the notice's names."""
    lexicon = _lexicon()
    of_scope = (word for word in scope.words() if _LONG.fullmatch(word))
    names = [official.name for official in notice.officials]
    names += [notice.target.name, notice.target.short_name]
    return homophones([*lexicon["terms"], *names, *sorted(of_scope)]), frozenset(lexicon["kept"])


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Any]:
    return dict(yaml.safe_load(LEXICON.read_text("utf-8")))
