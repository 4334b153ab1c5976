"""Servers of the channel that can be slow, killed and restarted, and a real Redis."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from wechat_platform import Account, Api, Platform, free_port

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PATH = "/webhooks/wechat/webhook"
# The platform's 5 seconds and the channel's 4, shortened alike.
SCALE = 0.3


def settings(account: Account, **more: Any) -> dict[str, Any]:
    """The channel's block for an account, as a clerk copies it from the console."""
    block = {
        "app_id": account.app_id,
        "token": account.token,
        "encoding_aes_key": account.aes_key,
    }
    return {**block, **more}


class Host:
    """A server process of the channel with the scripted assistant."""

    def __init__(self, folder: Path, block: dict[str, Any]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{PATH}"
        self._folder = folder
        self._credentials = folder / "credentials.yml"
        self._credentials.write_text(yaml.safe_dump({"wechat": block}), encoding="utf-8")
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Host:
        command = [sys.executable, str(HERE / "wechat_host.py"), "--port", str(self.port)]
        command += ["--credentials", str(self._credentials)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        deadline = time.monotonic() + 60
        while not self._healthy():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def asked(self, question: str) -> int:
        """How often the assistant was asked this since the process began."""
        return int(self._state()["asked"].get(question, 0))

    def conversations(self) -> list[str]:
        return list(self._state()["conversations"])

    def _state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/asked", timeout=10) as got:
            return dict(json.load(got))

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5):
                return True
        except OSError:
            return False


@pytest.fixture(scope="session")
def serve_channel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Host]]:
    """Starts servers of the channel: `serve_channel(account, setting=…)`."""
    hosts: list[Host] = []

    def start(account: Account, **more: Any) -> Host:
        host = Host(tmp_path_factory.mktemp("host"), settings(account, **more)).start()
        hosts.append(host)
        return host

    yield start
    for host in hosts:
        host.stop()


@pytest.fixture(scope="session")
def host(serve_channel: Callable[..., Host]) -> Host:
    """One server with an EncodingAESKey, for every test that needs nothing else."""
    return serve_channel(Account())


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of these tests' own."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    command += ["--dir", str(tmp_path_factory.mktemp("redis")), "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(10)


@pytest.fixture
def api() -> Iterator[Api]:
    """The platform's API for an account that is on no server."""
    served = Api(Platform(Account(), ""))
    yield served
    served.close()
