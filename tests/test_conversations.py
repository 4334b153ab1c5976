"""The conversation tests of `tests/conversations`, and Rasa's own check of the data."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.test import FAILED_STORIES_FILE
from rasa.core.test import test as run_stories

from bot import model
from tests.serving import ROOT
from tests.understanding import agent

STORIES = ROOT / "tests" / "conversations"
FEWEST_STORIES = 80
# Rasa knows what rules utter, not what actions do; nor that the Joiner sets `compound`.
EXPECTED = ("is not used in any story or rule", "The intent 'compound' is listed")


def _steps() -> Iterator[dict[str, Any]]:
    for path in STORIES.glob("test_*.yml"):
        for story in yaml.safe_load(path.read_text("utf-8"))["stories"]:
            yield from story["steps"]


def test_every_conversation_goes_as_written(tmp_path: Path) -> None:
    results = asyncio.run(
        run_stories(
            str(STORIES), agent(), e2e=True, out_directory=str(tmp_path), disable_plotting=True
        )
    )
    told = results["report"]["conversation_accuracy"]
    assert told["correct"] == told["total"], (tmp_path / FAILED_STORIES_FILE).read_text("utf-8")
    assert told["total"] >= FEWEST_STORIES


@pytest.mark.parametrize("kind", ["intent", "action"])
def test_every_intent_and_every_ruled_action_has_its_conversation(kind: str) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    rules = [
        step
        for path in (ROOT / "data" / "rules").glob("*.yml")
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]
        for step in rule["steps"]
    ]
    ruled = {step["action"] for step in rules if "action" in step}
    known = set(domain["intents"]) if kind == "intent" else ruled
    assert known <= {step.get(kind) for step in _steps()}


def test_rasa_finds_nothing_wrong_with_the_data() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--data", "data/nlu", "data/rules"],
        cwd=ROOT,
        env=model.environment(),
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr
    lines = (checked.stdout + checked.stderr).splitlines()
    warnings = [line for line in lines if "UserWarning" in line]
    assert [line for line in warnings if not any(words in line for words in EXPECTED)] == []
    assert any("No story structure conflicts found" in line for line in lines)
