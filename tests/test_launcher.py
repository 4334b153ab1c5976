"""`python -m bot serve`: refused in one line, or started and stopped together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import notice
from tests.serving import ROOT, Instance, free_port

PATIENCE_SECONDS = 60


def refused(**env: str) -> str:
    """The one line with which serving is refused."""
    ports = {"BOT_PORT": str(free_port()), "BOT_ACTIONS_PORT": str(free_port())}
    serve = subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        cwd=ROOT,
        env={**os.environ, **ports, **env},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    assert serve.returncode == 1
    assert serve.stdout == ""
    (line,) = serve.stderr.splitlines()
    return line


@pytest.mark.parametrize("variable", ["BOT_PORT", "BOT_ACTIONS_PORT"])
def test_a_port_in_use_is_told(variable: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = refused(**{variable: port})
    assert port in line and variable in line and "换一个端口" in line


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    line = refused(BOT_PORT=port)
    assert port in line and "BOT_PORT" in line and "端口" in line


def test_one_port_for_both_is_told() -> None:
    port = str(free_port())
    line = refused(BOT_PORT=port, BOT_ACTIONS_PORT=port)
    assert port in line and "BOT_PORT" in line and "BOT_ACTIONS_PORT" in line


def test_a_broken_notice_is_told(tmp_path: Path) -> None:
    shipped = (notice.NOTICES / f"{notice.DEFAULT}.yml").read_text("utf-8")
    broken = tmp_path / "broken.yml"
    broken.write_text(shipped.replace("  phone:", "  telephone:"), "utf-8")
    line = refused(BOT_NOTICE=str(broken))
    assert str(broken) in line and "contact.phone" in line


def test_a_missing_notice_is_told() -> None:
    assert "nowhere-2023" in refused(BOT_NOTICE="nowhere-2023")


@pytest.mark.parametrize("now", ["yesterday", "2023-09-21T10:00:00", "2023-13-01T10:00:00+08:00"])
def test_a_clock_that_cannot_be_read_is_told(now: str) -> None:
    assert "BOT_NOW" in refused(BOT_NOW=now)


# Running.


def server_of(instance: Instance) -> int:
    """The process id of a launcher's one server."""
    pid = instance.process.pid
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_it_does_not_go_on_without_its_server(serve: Callable[..., Instance]) -> None:
    instance = serve()
    os.kill(server_of(instance), signal.SIGKILL)
    assert instance.process.wait(PATIENCE_SECONDS) == 1
    assert "服务已退出" in instance.output


def test_the_action_server_answers_on_its_port(serve: Callable[..., Instance]) -> None:
    instance = serve(now="2023-09-21T10:00:00+08:00")
    url = f"http://127.0.0.1:{instance.actions_port}"
    with urllib.request.urlopen(f"{url}/health") as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{url}/actions") as answer:
        assert {"name": "action_check_hours"} in json.load(answer)

    def asked(action: str) -> dict[str, Any]:
        tracker = {"sender_id": "somebody", "latest_message": {"text": "现在电话有人接吗"}}
        call = {"next_action": action, "tracker": tracker}
        request = urllib.request.Request(f"{url}/webhook", json.dumps(call).encode())
        with urllib.request.urlopen(request) as answer:
            return dict(json.load(answer))

    assert asked("action_check_hours")["responses"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        asked("action_unknown")


def test_ctrl_c_stops_it(serve: Callable[..., Instance]) -> None:
    instance = serve()
    server = server_of(instance)
    until(lambda: f"巡问已就绪:{instance.url}" in instance.output)
    instance.process.send_signal(signal.SIGINT)
    assert instance.process.wait(PATIENCE_SECONDS) == 0
    assert not runs(server)
    assert "Traceback" not in instance.output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", instance.port)) != 0
