"""What a question names: times, persons, matters, officials, places.

Found by grammar and word lists, not learned: a value is a category, never what was
typed, except for time phrases. The text handed on to the classifier has names and time
phrases masked, so that it knows no district, no person and no date, and another notice
needs no new training.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import scope, time_expressions
from bot.beginnings import beginnings
from bot.nlu.component import Untrained
from bot.nlu.sources import fingerprint
from bot.notice import Notice, load
from bot.serving import notice_for

MASKED = "masked"
"""Message key: the text with names and time phrases masked."""
KINDS = "kinds"
"""Message key: what was found, as features for the classifier."""

MASKS = {
    "time": "某时",
    "official": "某人",
    "place": "某地",
    "agency": "某单位",
    "target": "本地",
    "team": "巡视组",
}
AGENCIES = Path(__file__).resolve().parents[2] / "data" / "lexicon" / "agencies.yml"

# The meeting that was held before the meeting.
_BEFORE = re.compile(r"(?<!家长)(?<!业主大)(?<![班晚例])会之?前|沟通会|见面会|碰头会")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,3}?(?:区(?!分|别|间|域)|县(?!市区?|区))")
_NO_PLACE = re.compile(
    r".*(?:小区|社区|辖区|地区|片区|园区|城区|景区|市区|郊区|山区|校区|院区|战区|特区|新区|误区"
    r"|[这那哪本我你他们贵全各该两几个是的在和去到属于怎么能不]{1,2}[区县]"
    r"|(?:反映|举报|检举|揭发|投诉|现任|[问告跟向对给找查说讲叫要想换让当任原前某与同有像拨])[区县]"
    r"|(?:[了求把由从归管只连被位副话头边啊呃嘛呀些加写按成委出算交猜后过先视察递巡抱冠带]|邮|服务|评论|情况|包[括含]|[一问看]下|知道|书记|如果|假如|时候)区"
    r"|[些了写从]县)$"
)


@dataclass(frozen=True)
class Found:
    """One thing that a question names, at [start, end) of its text."""

    kind: str
    value: str
    start: int
    end: int


def find(text: str, notice: Notice) -> list[Found]:
    """Everything that `text` (in normal form) names, in order of place."""
    found = [
        *_names(text, notice),
        *(Found("meeting", "before", m.start(), m.end()) for m in _BEFORE.finditer(text)),
        *(Found("time", text[a:b], a, b) for a, b in time_expressions.spans(text)),
        *(Found(f.kind, f.value, f.start, f.end) for f in scope.find(text, notice)),
    ]
    found += [agency for agency in _agencies(text) if not _within_other(agency, found)]
    for place in _places(text, notice):
        if not any(place.start < f.end and f.start < place.end for f in found):
            found.append(place)
    return sorted(found, key=lambda f: (f.start, f.end))


def masked(text: str, found: list[Found]) -> str:
    """`text` with what carries a name or a time replaced by a word for its kind."""
    result, position = "", 0
    for item in found:
        if item.kind in MASKS and item.start >= position:
            result += text[position : item.start] + MASKS[item.kind]
            position = item.end
    return result + text[position:]


def _names(text: str, notice: Notice) -> Iterator[Found]:
    for word, kind, value in _vocabulary(notice):
        start = text.find(word)
        while start >= 0:
            yield Found(kind, value, start, start + len(word))
            start = text.find(word, start + len(word))


@lru_cache(maxsize=64)
def _vocabulary(notice: Notice) -> tuple[tuple[str, str, str], ...]:
    return (
        (notice.team.name, "team", "team"),
        (notice.target.name, "target", "target"),
        (notice.target.short_name, "target", "target"),
        *((official.name, "official", official.name) for official in notice.officials),
    )


def _places(text: str, notice: Notice) -> Iterator[Found]:
    for match in _PLACE.finditer(text):
        word = match.group()
        if not _NO_PLACE.match(word) and word not in notice.target.name:
            yield Found("place", "other", match.start(), match.end())


def _within_other(agency: Found, found: list[Found]) -> bool:
    """Whether an agency is only part of what was found: 教育局 of 教育局长, 物业公司乱收费."""
    length = agency.end - agency.start
    return any(
        f.start < agency.end
        and agency.start < f.end
        and (f.kind == "matter" or f.end - f.start > length)
        for f in found
    )


def _agencies(text: str) -> Iterator[Found]:
    for match in _agency_names().finditer(text):
        yield Found("agency", "other", match.start(), match.end())


@lru_cache(maxsize=1)
def _agency_names() -> re.Pattern[str]:
    names = "|".join(map(str, yaml.safe_load(AGENCIES.read_text("utf-8"))))
    # So that a place where no name can begin costs one look, not one for each name.
    begins = "".join(map(re.escape, sorted(beginnings(names))))
    return re.compile(f"(?=[{begins}])(?:{names})")


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,  # so that it runs in training, too
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=False,
)
class Extractor(Untrained):
    """Sets a message's `entities`, and the masked text and kinds for the classifier."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Has the component run anew when a word list or the code behind it changes."""
        return fingerprint()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Extracts from every message, by the notice of its conversation."""
        notice = notice_for(tracker.sender_id)
        for message in messages:
            found = self._mark(message, notice)
            entities = [_entity(item) for item in found if item.kind not in ("team", "target")]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Masks the training examples as messages are masked."""
        notice = load()  # the notice whose names the examples use
        for message in training_data.training_examples:
            self._mark(message, notice)
        return training_data

    @staticmethod
    def _mark(message: Message, notice: Notice) -> list[Found]:
        text = message.get(TEXT) or ""
        found = find(text, notice)
        message.set(MASKED, masked(text, found))
        message.set(KINDS, [kind for item in found for kind in _kinds(item)])
        return found


def _kinds(item: Found) -> tuple[str, ...]:
    if item.kind in ("person", "matter"):
        return (item.kind, f"{item.kind}={item.value}")
    return (item.kind,)


def _entity(item: Found) -> dict[str, Any]:
    return {
        "entity": item.kind,
        "value": item.value,
        "start": item.start,
        "end": item.end,
        "extractor": "Extractor",
    }
