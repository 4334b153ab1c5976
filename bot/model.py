"""The trained model that belongs to the present data: found, or trained anew."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from bot.nlu.sources import PARTS, ROOT, digest

MODELS = ROOT / "models"
LOG = ROOT / ".cache" / "train.log"

# What a model is made from, below the root.
MADE_FROM = ("config.yml", "domain.yml", "requirements.txt", "data/nlu", "data/rules", *PARTS)


class TrainingError(RuntimeError):
    """Training failed; the message is one line that names the log."""


def current() -> Path:
    """Where the model made from the present data is, or would be."""
    return MODELS / f"xunwen-{digest(MADE_FROM)[:16]}.tar.gz"


def ensure() -> Path:
    """The model made from the present data; trains it when there is none.

    Raises:
        TrainingError: Rasa could not train.
    """
    MODELS.mkdir(exist_ok=True)
    with (MODELS / ".training").open("w") as lock:
        # Whoever comes second waits here and finds the model made.
        fcntl.flock(lock, fcntl.LOCK_EX)
        model = current()
        if not model.exists():
            _train(model)
        return model


def _train(model: Path) -> None:
    print("正在训练模型(约一至三分钟)……", flush=True)
    LOG.parent.mkdir(exist_ok=True)
    begun = f"training-{model.name.removesuffix('.tar.gz')}"
    command = [sys.executable, "-m", "rasa", "train", "--out", str(LOG.parent)]
    command += ["--fixed-model-name", begun]
    with LOG.open("wb") as log:
        code = subprocess.call(command, cwd=ROOT, env=environment(), stdout=log, stderr=log)
    made = LOG.parent / f"{begun}.tar.gz"
    if code or not made.exists():
        raise TrainingError(f"训练失败,详情见 {LOG.relative_to(ROOT)} 末尾:{_last_line(LOG)}")
    made.replace(model)


def environment() -> dict[str, str]:
    """The environment in which Rasa is run: nothing reported, nothing chatty."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "SANIC_BACKLOG": "1024",  # a crowd waits its turn instead of being refused
        "PYTHONPATH": str(ROOT),
    }


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    return next((line for line in reversed(lines) if line), "")
