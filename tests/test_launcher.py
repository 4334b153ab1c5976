"""`python -m bot serve`: refused in one line, or started and stopped together."""

from __future__ import annotations

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


def children(pid: int) -> dict[int, str]:
    """The two servers of a launcher: process id → command line."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in listed}


def actions_of(instance: Instance) -> int:
    """The action server's process id."""
    (pid,) = (
        pid for pid, command in children(instance.process.pid).items() if "rasa_sdk" in command
    )
    return pid


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def health(instance: Instance) -> int:
    try:
        with urllib.request.urlopen(f"{instance.url}/health", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_one_server_does_not_go_on_without_the_other(
    serve: Callable[..., Instance],
) -> None:
    instance = serve(now="2023-09-21T10:00:00+08:00")
    servers = children(instance.process.pid)
    assert len(servers) == 2
    actions = actions_of(instance)

    # An action server that hangs: not healthy, and residents are told in Chinese.
    os.kill(actions, signal.SIGSTOP)
    assert health(instance) == 503
    secret = "现在电话有人接吗我是丁香路的住户"
    assert "抱歉" in instance.say(secret, sender="waiting")
    assert "丁香路" not in instance.output
    os.kill(actions, signal.SIGCONT)
    until(lambda: health(instance) == 200)
    assert "在接听时间内" in instance.say("现在电话有人接吗", sender="waiting")

    # One that dies: the other stops, and the reason is shown.
    os.kill(actions, signal.SIGKILL)
    assert instance.process.wait(PATIENCE_SECONDS) == 1
    assert "动作服务已退出" in instance.output
    assert not any(map(runs, servers))


def test_ctrl_c_stops_both(serve: Callable[..., Instance]) -> None:
    instance = serve()
    servers = children(instance.process.pid)
    until(lambda: f"巡问已就绪:{instance.url}" in instance.output)
    instance.process.send_signal(signal.SIGINT)
    assert instance.process.wait(PATIENCE_SECONDS) == 0
    assert not any(map(runs, servers))
    assert "Traceback" not in instance.output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", instance.port)) != 0
