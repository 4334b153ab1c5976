"""Which question is asked: a linear classifier over n-grams, sounds and concepts.

Rasa's own LogisticRegressionClassifier takes features as sparse matrices built anew for
every message; here a message's score is the sum of the rows of its features, which is
the same arithmetic at a fraction of the cost (docs/performance.md), and a linear support
vector machine learns the rows in seconds where the regression needs minutes.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu.extractor import KINDS, MASKED
from bot.nlu.ngrams import features
from bot.nlu.sources import fingerprint


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets `intent` and `intent_ranking` of every message that reaches it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the component's default settings."""
        return {
            # Inverse strength of regularisation.
            "C": 1.0,
            # How sharply a lead in score becomes confidence; chosen by cross-validation.
            "sharpness": 5.0,
            # A feature seen in fewer training examples is passed over.
            "min_count": 2,
            # How many intents the ranking holds.
            "ranking_length": 5,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource):
        """An untrained classifier; `train` or `load` gives it its weights."""
        self.config = config
        self._model_storage = model_storage
        self._resource = resource
        self.intents: list[str] = []
        self.rows: dict[str, int] = {}
        self.weights = np.zeros((0, 0), dtype=np.float32)
        self.intercepts = np.zeros(0, dtype=np.float32)

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
    ) -> IntentClassifier:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the weights of the features from the training examples."""
        examples = training_data.intent_examples
        found = [sorted(_features(example)) for example in examples]
        counts: dict[str, int] = {}
        for example in found:
            for feature in example:
                counts[feature] = counts.get(feature, 0) + 1
        kept = (f for f, count in counts.items() if count >= self.config["min_count"])
        self.rows = {feature: row for row, feature in enumerate(sorted(kept))}
        indices = [[self.rows[f] for f in example if f in self.rows] for example in found]
        lengths = np.array([0] + [len(i) for i in indices])
        matrix = csr_matrix(
            (
                np.concatenate([np.full(len(i), _scale(len(i))) for i in indices]),
                np.concatenate(indices),
                np.cumsum(lengths),
            ),
            shape=(len(examples), len(self.rows)),
        )
        model = LinearSVC(C=self.config["C"], random_state=0).fit(
            matrix, [example.get(INTENT) for example in examples]
        )
        self.intents = [str(intent) for intent in model.classes_]
        self.weights = model.coef_.T.astype(np.float32)
        self.intercepts = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Ranks the intents of each message."""
        for message in messages:
            ranking = self.rank(_features(message))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def rank(self, found: set[str]) -> list[dict[str, Any]]:
        """The likeliest intents of a question with these features, best first."""
        rows = [row for row in map(self.rows.get, found) if row is not None]
        weighed = np.add.reduce(self.weights.take(rows, axis=0))
        scores = self.intercepts + _scale(len(rows)) * weighed
        chances = np.exp(self.config["sharpness"] * (scores - np.maximum.reduce(scores)))
        best = chances.argsort()[: -self.config["ranking_length"] - 1 : -1]
        confidences = chances[best] / np.add.reduce(chances)
        return [
            {"name": self.intents[i], "confidence": confidence}
            for i, confidence in zip(best.tolist(), confidences.tolist(), strict=True)
        ]

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / "weights.npz", weights=self.weights, intercepts=self.intercepts)
            names = {"intents": self.intents, "features": list(self.rows)}
            (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Loads a trained component (see parent class for full docstring)."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            names = json.loads((folder / "names.json").read_text("utf-8"))
            with np.load(folder / "weights.npz") as arrays:
                component.weights = arrays["weights"]
                component.intercepts = arrays["intercepts"]
        component.intents = names["intents"]
        component.rows = {feature: row for row, feature in enumerate(names["features"])}
        return component


def _features(message: Message) -> set[str]:
    return features(message.get(MASKED), message.get(KINDS))


def _scale(count: int) -> float:
    """Long and short questions weigh alike: the features' vector has length 1."""
    return count**-0.5 if count else 0.0
