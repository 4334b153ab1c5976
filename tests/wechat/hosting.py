"""Starts and stops what the tests talk to: the channel's server processes, and Redis."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from tests.serving import ROOT, free_port
from tests.wechat import host
from tests.wechat.platform import Account

PATH = "/webhooks/wechat/webhook"
# The platform's 5 seconds and the channel's 4, shortened alike.
SCALE = 0.3
START_SECONDS = 60


def settings(account: Account, **more: Any) -> dict[str, Any]:
    """The channel's block for an account, as a clerk copies it from the console."""
    block = {
        "app_id": account.app_id,
        "token": account.token,
        "encoding_aes_key": account.aes_key,
    }
    return {**block, **more}


def forked() -> ForkServerContext:
    """Where server processes are forked from one that has imported Rasa once."""
    os.environ["PYTHONPATH"] = str(ROOT)
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.wechat.host"])
    return context


class Host:
    """A server process of the channel with the scripted assistant."""

    def __init__(self, context: ForkServerContext, folder: Path, block: dict[str, Any]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{PATH}"
        self._context = context
        self._block = block
        self._log = folder / "log"
        self.start()

    def start(self) -> None:
        self._process = self._context.Process(
            target=host.serve, args=(self.port, self._block, str(self._log)), daemon=True
        )
        self._process.start()
        wait_for(self._healthy, self.log)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process.is_alive():
            os.kill(self._process.pid or 0, how)
            self._process.join(30)

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def asked(self, question: str) -> int:
        """How often the assistant was asked this since the process began."""
        return int(self._state()["asked"].get(question, 0))

    def conversations(self) -> list[str]:
        return list(self._state()["conversations"])

    def _state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/asked", timeout=10) as got:
            return dict(json.load(got))

    def _healthy(self) -> bool:
        assert self._process.is_alive(), self.log()
        return listens(self.port)


class Redis:
    """A Redis server that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--dir", str(folder), "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(lambda: listens(port))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def wait_for(condition: Callable[[], bool], why: Callable[[], str] = str) -> None:
    """Waits until something holds; fails, telling why, when it never does."""
    end = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < end, why()
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether something takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
