"""What the assistant is measured against, on the same questions.

`stock` is Rasa's own recommendation for Chinese, trained on this project's data and domain
and served with its actions. `keywords` is the auto-reply that an official account's console
offers: the first rule with a word of the message gives its fixed text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from benchmarks.evaluation.client import Reply
from benchmarks.evaluation.servers import ROOT, ServerError, serving
from benchmarks.speed import training

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class KeywordRules:
    """Keyword → fixed text, in the order in which they are tried, and the text for the rest."""

    rules: tuple[tuple[tuple[str, ...], str], ...]
    otherwise: str

    async def reply(self, sender: str, message: str, now: datetime) -> Reply:
        """The fixed text for `message`; a console knows neither the sender nor the clock."""
        for words, text in self.rules:
            if any(word in message for word in words):
                return Reply(text)
        return Reply(self.otherwise)


def keyword_rules() -> KeywordRules:
    """The rules of `keywords.yml`."""
    loaded = yaml.safe_load((HERE / "keywords.yml").read_text(encoding="utf-8"))
    return KeywordRules(
        rules=tuple((tuple(rule["keywords"]), rule["reply"].strip()) for rule in loaded["rules"]),
        otherwise=loaded["otherwise"].strip(),
    )


@contextmanager
def stock(results: Path) -> Iterator[str]:
    """The stock model behind this project's channels and actions; yields its address.

    Raises:
        ServerError: it cannot be trained or served.
    """
    try:
        model = training.stock_model()
    except training.TrainingError as error:
        raise ServerError(str(error)) from error
    actions = ["-m", "rasa_sdk", "--actions", "actions", "--port", "{actions_port}"]
    rasa = ["-m", "rasa", "run", "--model", str(model), "--interface", "127.0.0.1"]
    rasa += ["--port", "{port}", "--endpoints", str(_endpoints(results))]
    with serving([actions, rasa], results, "stock") as url:
        yield url


def _endpoints(results: Path) -> Path:
    """A copy of endpoints.yml that takes the action server's port from the environment."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = "http://127.0.0.1:${BOT_ACTIONS_PORT}/webhook"
    path = results / "stock" / "endpoints.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    return path
