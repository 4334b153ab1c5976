"""Starting the project's servers for an evaluation, and stopping them afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 1800
STOP_SECONDS = 30


class ServerError(RuntimeError):
    """A server that did not come up: one line saying which and where its output is."""


@contextmanager
def assistant(results: Path) -> Iterator[str]:
    """The whole assistant, trained if need be; yields its address.

    Raises:
        ServerError: it ended or did not answer in time.
    """
    with serving([["-m", "bot", "serve"]], results, "assistant") as url:
        yield url


@contextmanager
def serving(commands: Sequence[Sequence[str]], results: Path, name: str) -> Iterator[str]:
    """Runs these Python commands together until the bot's port answers; yields its address.

    The commands find their ports in BOT_PORT and BOT_ACTIONS_PORT, or in the places of
    `{port}` and `{actions_port}`.

    Raises:
        ServerError: one of them ended or the bot did not answer in time.
    """
    ports = {"port": _free_port(), "actions_port": _free_port()}
    environment = os.environ | {
        "BOT_PORT": str(ports["port"]),
        "BOT_ACTIONS_PORT": str(ports["actions_port"]),
        "BOT_ALLOW_CLOCK_METADATA": "1",
        "RASA_TELEMETRY_ENABLED": "false",
    }
    environment.pop("BOT_NOW", None)
    url = f"http://127.0.0.1:{ports['port']}"
    results.mkdir(parents=True, exist_ok=True)
    output = results / f"{name}.log"
    with ExitStack() as stack:
        log = stack.enter_context(output.open("w", encoding="utf-8"))
        processes = [
            stack.enter_context(_running([w.format(**ports) for w in words], environment, log))
            for words in commands
        ]
        _wait(url, processes, output)
        yield url


@contextmanager
def _running(
    words: Sequence[str], environment: dict[str, str], log: IO[str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, processes: Sequence[subprocess.Popen[bytes]], output: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            raise ServerError(f"a server ended before it was ready: {last_line(output)} ({output})")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise ServerError(f"not ready after {READY_SECONDS} s: {last_line(output)} ({output})")


def last_line(output: Path) -> str:
    """What a program said last; empty when it said nothing."""
    lines = output.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
