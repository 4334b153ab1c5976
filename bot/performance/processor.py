"""Rasa's message processor, without the work that a message of this assistant never needs."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action
from rasa.core.channels.channel import OutputChannel
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.storage.local_model_storage import (
    MODEL_ARCHIVE_METADATA_FILE,
    LocalModelStorage,
)
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ModelNotFound
from rasa.model import get_latest_model
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, SlotMappingType
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_json_file
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.performance.runner import StraightRunner

SERVED_BY = {
    "rasa.core.policies.rule_policy.RulePolicy": "bot.performance.rules.QuickRulePolicy",
}
"""A component of the trained model → what is made of it when the model is served."""


class LeanProcessor(MessageProcessor):
    """Does to the tracker exactly what `MessageProcessor` does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Called by Rasa's agent when it loads a model."""
        super().__init__(*arguments, **named)
        self._fills_slots = _fills_slots(self.domain)
        # What is loaded by now stays: the collector need not look at it again and again,
        # which would hold up a message now and then.
        gc.collect()
        gc.freeze()

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

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Passed over: it builds an empty domain for every message, to warn of what the
        validation of the data has ruled out before training."""

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fills slots from the message, where the domain has a slot that is filled so."""
        if not self._fills_slots:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

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


class _ServedModel(LocalModelStorage):
    """A model as it is served: with our rules for Rasa's, and without the graph that trained
    it, whose mere import takes TensorFlow."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        serialized = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        for node in serialized["predict_schema"]["nodes"].values():
            node["uses"] = SERVED_BY.get(node["uses"], node["uses"])
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
