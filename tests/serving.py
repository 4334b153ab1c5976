"""The real assistant for the tests: `python -m bot serve` on free ports."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 240


class Instance:
    """One running assistant; both its servers live in one process group."""

    def __init__(self, env: dict[str, str]) -> None:
        """Starts it and waits until it answers."""
        self.port, self.actions_port = free_port(), free_port()
        self.env = {
            **os.environ,
            **env,
            "BOT_PORT": str(self.port),
            "BOT_ACTIONS_PORT": str(self.actions_port),
        }
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log")  # noqa: SIM115
        self.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """What it printed and logged so far."""
        return Path(self.log.name).read_text("utf-8", "replace")

    def start(self) -> None:
        """Starts it on its ports and waits for its health."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            env=self.env,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the assistant did not start:\n{self.output[-3000:]}")
            time.sleep(0.2)

    def healthy(self) -> bool:
        """Whether a message would be answered."""
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def stop(self) -> None:
        """Stops it as Ctrl-C would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def kill(self) -> None:
        """Kills both servers without warning, as a power cut would."""
        for pid in _children(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait(60)

    def restart(self) -> None:
        """Stops what runs and starts it anew on the same ports."""
        self.stop()
        self.start()

    def ask(
        self, message: str, now: str | None = None, sender: str | None = None
    ) -> list[dict[str, Any]]:
        """The bot's messages to one message over REST."""
        body: dict[str, Any] = {"sender": sender or os.urandom(8).hex(), "message": message}
        if now:
            body["metadata"] = {"now": now}
        request = urllib.request.Request(
            f"{self.url}/webhooks/rest/webhook",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def say(self, message: str, now: str | None = None, sender: str | None = None) -> str:
        """The bot's whole answer as one text."""
        return "\n".join(m["text"] for m in self.ask(message, now, sender) if m.get("text"))


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []
