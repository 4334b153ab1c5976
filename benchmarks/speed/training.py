"""Training: the models that are served, and how long `rasa train` takes for each.

Training stock Rasa takes most of an hour of two cores. Its model and its time are kept
under `.cache/` for as long as the data that it was made from stays the same; the assistant,
which trains in seconds, is trained anew whenever its time is asked for.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.speed.processes import ROOT
from bot import model

CACHE = ROOT / ".cache" / "speed"
ASSISTANT_CONFIG = ROOT / "config.yml"
STOCK_CONFIG = ROOT / "benchmarks" / "evaluation" / "stock" / "config.yml"
TRAINED_ON = ("domain.yml", "data/nlu", "data/rules")


class TrainingError(RuntimeError):
    """`rasa train` failed; one line that names its output."""


def assistant_model() -> Path:
    """The assistant's model for the present data, trained if need be."""
    return model.ensure()


def assistant_seconds() -> float:
    """How long the assistant takes to train from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        return _train(ASSISTANT_CONFIG, Path(folder), "assistant")


def has_stock_model() -> bool:
    """Whether stock Rasa has been trained on the present data."""
    return _stock_path().exists()


def stock_model() -> Path:
    """Stock Rasa's model for the present data, trained if need be; its time is kept beside it."""
    path = _stock_path()
    if not path.exists():
        seconds = _train(STOCK_CONFIG, path.parent, path.name.removesuffix(".tar.gz"))
        _stock_time().write_text(json.dumps({"seconds": seconds}), "utf-8")
    return path


def stock_seconds() -> float:
    """How long stock Rasa took to train on the present data."""
    stock_model()
    return float(json.loads(_stock_time().read_text("utf-8"))["seconds"])


def forget_stock() -> None:
    """Drops stock Rasa's model, so that it is trained, and timed, anew."""
    _stock_path().unlink(missing_ok=True)


def _train(config: Path, folder: Path, name: str) -> float:
    """Seconds of one `rasa train` that finds nothing in Rasa's cache.

    Raises:
        TrainingError: there is no model afterwards.
    """
    folder.mkdir(parents=True, exist_ok=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    output = CACHE / f"train-{name}.log"
    command = [sys.executable, "-m", "rasa", "train", "--force", "--config", str(config)]
    command += ["--domain", TRAINED_ON[0], "--data", *TRAINED_ON[1:]]
    command += ["--out", str(folder), "--fixed-model-name", name]
    began = time.perf_counter()
    with output.open("wb") as log:
        subprocess.call(command, cwd=ROOT, env=model.environment(), stdout=log, stderr=log)
    seconds = time.perf_counter() - began
    if not (folder / f"{name}.tar.gz").exists():
        raise TrainingError(f"{name} cannot be trained; the output is in {output}")
    return seconds


def _stock_path() -> Path:
    digest = hashlib.sha256(STOCK_CONFIG.read_bytes())
    for source in TRAINED_ON:
        path = ROOT / source
        for file in [path] if path.is_file() else sorted(path.rglob("*.yml")):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return CACHE / f"stock-{digest.hexdigest()[:16]}.tar.gz"


def _stock_time() -> Path:
    path = _stock_path()
    return path.with_name(path.name.replace(".tar.gz", ".json"))
