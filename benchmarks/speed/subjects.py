"""What is measured: this assistant, stock Rasa for Chinese, and the bare server.

All three serve Rasa's REST channel and run on the same interpreter; the two assistants are
trained on the same data and domain, run the same actions and take their facts from the same
notice. Stock Rasa keeps its own stores: the tracker and the locks in memory.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.speed import load, processes, training
from benchmarks.speed.processes import ROOT

RESULTS = ROOT / "results" / "speed"
READY_SECONDS = 300
POLL_SECONDS = 0.05
NOW = "2023-09-21T10:00:00+08:00"
"""The clock of all of them: a Thursday of the inspection, inside the answering hours."""


class SubjectError(RuntimeError):
    """A server that did not come up: one line saying which, and where its output is."""


@dataclass(frozen=True)
class Subject:
    """Something that answers over REST: its name, and the commands that serve it."""

    name: str
    commands: Callable[[int, int], Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Running:
    """A subject that answers: where, its processes, and how long it took to answer."""

    subject: Subject
    url: str
    pids: Sequence[int]
    start_seconds: float


@contextmanager
def running(subject: Subject) -> Iterator[Running]:
    """Starts a subject, waits for its first answers, and stops it afterwards.

    Raises:
        SubjectError: it ended or did not answer in time.
    """
    port, actions_port = processes.free_port(), processes.free_port()
    environment = {
        "BOT_PORT": str(port),
        "BOT_ACTIONS_PORT": str(actions_port),
        "BOT_NOW": NOW,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
    }
    output = RESULTS / f"{subject.name}.log"
    output.parent.mkdir(parents=True, exist_ok=True)
    commands = subject.commands(port, actions_port)
    began = time.perf_counter()
    with output.open("wb") as log, processes.running(commands, environment, log) as pids:
        url = f"http://127.0.0.1:{port}"
        _wait(url, pids, output)
        yield Running(subject, url, pids, time.perf_counter() - began)


def _wait(url: str, pids: Sequence[int], output: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not asyncio.run(load.first_answer(url)):
        if time.monotonic() > deadline or not processes.alive(pids):
            raise SubjectError(f"{output.stem} does not answer; its output is in {output}")
        time.sleep(POLL_SECONDS)


def _assistant(port: int, actions_port: int) -> Sequence[Sequence[str]]:
    training.assistant_model()  # it would be trained at the start, and timed with it
    return [["-m", "bot", "serve"]]


def _stock(port: int, actions_port: int) -> Sequence[Sequence[str]]:
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    kept = {
        "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
        "nlg": endpoints["nlg"],
    }
    return [
        ["-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)],
        _rasa(training.stock_model(), port, kept, {"rest": None}),
    ]


def _floor(port: int, actions_port: int) -> Sequence[Sequence[str]]:
    channel = {"benchmarks.speed.constant.ConstantRest": None}
    return [_rasa(training.assistant_model(), port, {}, channel)]


def _rasa(
    model: Path, port: int, endpoints: dict[str, object], credentials: dict[str, None]
) -> list[str]:
    return [
        *("-m", "rasa", "run", "--model", str(model)),
        *("--interface", "127.0.0.1", "--port", str(port)),
        *("--endpoints", _written("endpoints", port, endpoints)),
        *("--credentials", _written("credentials", port, credentials)),
    ]


def _written(name: str, port: int, content: object) -> str:
    path = RESULTS / f"{name}-{port}.yml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    return str(path)


ASSISTANT = Subject("assistant", _assistant)
STOCK = Subject("stock", _stock)
FLOOR = Subject("floor", _floor)
SUBJECTS = (ASSISTANT, STOCK, FLOOR)
