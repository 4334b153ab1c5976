"""What the assistant is measured against, on the same questions.

`stock` is Rasa's own recommendation for Chinese, trained on this project's data and domain
and served with its actions. `keywords` is the auto-reply that an official account's console
offers: the first rule with a word of the message gives its fixed text.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from benchmarks.evaluation.client import Reply
from benchmarks.evaluation.servers import ROOT, ServerError, last_line, serving

HERE = Path(__file__).resolve().parent
STOCK_CONFIG = HERE / "stock" / "config.yml"
TRAINED_ON = ("domain.yml", "data/nlu", "data/rules")


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
    model = _trained(results)
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


def _trained(results: Path) -> Path:
    """The model made from the present data, trained when there is none (minutes of two cores)."""
    name = f"stock-{_digest()}"
    model = results / "stock" / f"{name}.tar.gz"
    if model.exists():
        return model
    results.mkdir(parents=True, exist_ok=True)
    output = results / "stock-training.log"
    command = [sys.executable, "-m", "rasa", "train", "--config", str(STOCK_CONFIG)]
    command += ["--domain", TRAINED_ON[0], "--data", *TRAINED_ON[1:]]
    command += ["--out", str(model.parent), "--fixed-model-name", name]
    with output.open("w", encoding="utf-8") as log:
        ended = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    if ended.returncode or not model.exists():
        raise ServerError(f"the stock model is not trained: {last_line(output)} ({output})")
    return model


def _digest() -> str:
    digest = hashlib.sha256(STOCK_CONFIG.read_bytes())
    for source in TRAINED_ON:
        path = ROOT / source
        for file in [path] if path.is_file() else sorted(path.rglob("*.yml")):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]
