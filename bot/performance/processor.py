"""Rasa's message processor, without the work that a message of this assistant never needs."""

from __future__ import annotations

import gc
import os
from functools import cached_property
from pathlib import Path
from typing import Any

import structlog
from rasa.core.actions.action import (
    Action,
    ActionBotResponse,
    ActionExecutionRejection,
    ActionListen,
    ActionSessionStart,
)
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.storage.local_model_storage import (
    MODEL_ARCHIVE_METADATA_FILE,
    LocalModelStorage,
)
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached, ModelNotFound
from rasa.model import get_latest_model
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, SlotMappingType
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.io import read_json_file
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.performance.actions import LocalAction
from bot.performance.rules import Turn, decides_alone, present_turn
from bot.performance.runner import StraightRunner
from bot.performance.tracker import twin

log = structlog.get_logger(__name__)

RARELY = 1_000
"""Collections of younger objects before the oldest, the conversations, are looked at."""
_PLAIN_ACTIONS = (ActionListen, ActionSessionStart, ActionBotResponse, LocalAction)
"""Kinds of actions that keep no state, and that only look at the tracker they are given."""


class LeanProcessor(MessageProcessor):
    """Does to the tracker exactly what `MessageProcessor` does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Called by Rasa's agent when it loads a model."""
        super().__init__(*arguments, **named)
        self._fills_slots = _fills_slots(self.domain)
        self._rules = self.graph_runner.component(RulePolicy)
        self._remembered: dict[Turn, _Remembered | None] = {}
        self._kept_actions: dict[str, Action] = {}
        # What is loaded by now stays, and a message leaves no reference cycles behind: the
        # collector need not look at the model and the conversations again and again, which
        # would hold up every message for as long as half a second.
        gc.collect()
        gc.freeze()
        often, sometimes, _ = gc.get_threshold()
        gc.set_threshold(often, sometimes, RARELY)

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, StraightRunner]:
        model = model_path if os.path.isfile(model_path) else get_latest_model(model_path)
        if not model:
            raise ModelNotFound(f"No model found at path '{model_path}'.")
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model), _ServedModel, StraightRunner
            )
        return os.path.basename(model), metadata, runner

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """Understands the message.

        As Rasa's own, without copies for a log that is not written, and without building an
        empty domain to warn of intents that the validation of the data has ruled out.
        """
        if self.http_interpreter or tracker is None:
            return dict(await super().parse_message(message, tracker, only_output_properties))
        parse_data = self._parse_message_with_graph(message, tracker, only_output_properties)
        self._update_full_retrieval_intent(parse_data)
        return dict(parse_data)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Not at all."""

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fills slots from the message, where the domain has a slot that is filled so."""
        if not self._fills_slots:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """The next action, and the prediction of it.

        Raises:
            ActionLimitReached: as many actions were run as one message may cause.
        """
        goes_on = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, goes_on):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return self._get_action(name), prediction

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        """What Rasa predicts; for a turn that it has seen before, what it predicted then."""
        turn = None if tracker.followup_action else present_turn(tracker, self.domain)
        if turn is not None and turn not in self._remembered:
            alone = self._rules is not None and decides_alone(self._rules, turn)
            predicted = super()._predict_next_with_tracker(tracker) if alone else None
            self._remembered[turn] = predicted and _Remembered.of(predicted)
        known = self._remembered.get(turn) if turn is not None else None
        return known.again() if known else super()._predict_next_with_tracker(tracker)

    def _get_action(self, action_name: str) -> Action:
        action = self._kept_actions.get(action_name)
        if action is None:
            action = super()._get_action(action_name)
            if type(action) in _PLAIN_ACTIONS:
                self._kept_actions[action_name] = action
        return action

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: Any,
        prediction: PolicyPrediction,
    ) -> bool:
        """As Rasa's own, without a copy of the tracker for an action that only looks at it."""
        if type(action) not in _PLAIN_ACTIONS:
            going_on: bool = await super()._run_action(
                action, tracker, output_channel, nlg, prediction
            )
            return going_on
        name = action.name()
        try:
            events = await action.run(output_channel, nlg, tracker, self.domain)
        except ActionExecutionRejection:
            policy, confidence = prediction.policy_name, prediction.max_confidence
            events = [ActionExecutionRejected(name, policy, confidence)]
        except Exception as error:  # only Rasa's own are sure to hold nothing that was typed
            known = str(error) if isinstance(error, RasaException) else type(error).__name__
            log.error("action.failure", action=name, error=known)
            events = []
        self._log_action_on_tracker(tracker, action, events, prediction)
        if events:
            await self.execute_side_effects(events, tracker, output_channel)
        return bool(self.should_predict_another_action(name))

    def _log_action_on_tracker(
        self,
        tracker: DialogueStateTracker,
        action: Action,
        events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:
        """As Rasa's own, without deep copies of all events for a log that is not written."""
        events = events or []
        if not any(isinstance(event, ActionExecutionRejected) for event in events):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)


class _Remembered(PolicyPrediction):
    """A prediction that can be made again; its likeliest action is looked for once."""

    @classmethod
    def of(cls, prediction: PolicyPrediction) -> _Remembered:
        remembered = cls.__new__(cls)
        remembered.__dict__.update(prediction.__dict__)
        assert remembered.max_confidence_index >= 0
        return remembered

    @cached_property
    def max_confidence_index(self) -> int:
        return int(super().max_confidence_index)

    @cached_property
    def max_confidence(self) -> float:
        return float(super().max_confidence)

    def again(self) -> _Remembered:
        """The same prediction, with events of its own: they belong to one conversation."""
        fresh = twin(self)
        fresh.events = [twin(event) for event in self.events]
        return fresh


class _ServedModel(LocalModelStorage):
    """A model as it is served: without the graph that trained it, whose mere import takes
    TensorFlow."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        serialized = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**serialized, "train_schema": {"nodes": {}}})


def _fills_slots(domain: Domain) -> bool:
    """Whether any slot is filled by Rasa itself, and not only by what actions return."""
    return ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions or any(
        map(_is_filled, domain.slots)
    )


def _is_filled(slot: Slot) -> bool:
    return any(
        mapping.get("type") != SlotMappingType.CUSTOM.value or mapping.get("action")
        for mapping in slot.mappings
    )
