"""Starts Rasa with the actions in it, waits until it answers, and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot import clock, model, notice, workdays
from bot.model import ROOT
from bot.serving import notice_for

START_SECONDS = 180
STOP_SECONDS = 10
RASA = (sys.executable, "-m", "bot.performance")


class ServeError(RuntimeError):
    """Why the bot cannot be served: one line for whoever started it."""


@dataclass(frozen=True)
class Settings:
    """Where to listen, from the environment."""

    host: str
    port: int
    actions_port: int
    credentials: str

    @classmethod
    def from_environment(cls) -> Settings:
        """Reads BOT_HOST, BOT_PORT, BOT_ACTIONS_PORT and BOT_CREDENTIALS.

        Raises:
            ServeError: a port is not a port, or both are the same.
        """
        port, actions_port = _port("BOT_PORT", 5005), _port("BOT_ACTIONS_PORT", 5055)
        if port == actions_port:
            raise ServeError(f"BOT_PORT 和 BOT_ACTIONS_PORT 都是 {port},请给它们不同的端口")
        return cls(
            host=os.environ.get("BOT_HOST") or "127.0.0.1",
            port=port,
            actions_port=actions_port,
            credentials=os.environ.get("BOT_CREDENTIALS") or "credentials.yml",
        )

    @property
    def url(self) -> str:
        """Where this machine reaches the bot."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}"


def serve() -> int:
    """Serves until Ctrl-C, SIGTERM, or the death of the server.

    Returns the exit status.

    Raises:
        ServeError, NoticeError, CalendarError, ClockError, TrainingError: it cannot be
            served; one line.
    """
    settings = Settings.from_environment()
    _require_sound_data()
    _require_free("BOT_ACTIONS_PORT", "127.0.0.1", settings.actions_port)
    _require_free("BOT_PORT", settings.host, settings.port)
    trained = model.ensure()
    signal.signal(signal.SIGTERM, _interrupt)
    server = _start(settings, trained)
    try:
        _wait_until_healthy(settings, server)
        _welcome(settings)
        server.wait()
        print(f"服务已退出(状态 {server.returncode}),原因见上面的日志", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n正在停止……", flush=True)
        return 0
    finally:
        _stop(server)


def chat() -> int:
    """Talks in the terminal: `rasa shell`, with the actions in it."""
    _require_sound_data()
    command = [*RASA, "shell", "-m", str(model.ensure())]
    try:
        return subprocess.call(command, cwd=ROOT, env=model.environment())
    except KeyboardInterrupt:
        return 0


def _require_sound_data() -> None:
    """Reads what every answer rests on: the notice, the calendar, the clock."""
    notice_for("")
    workdays.load()
    clock.now()


def _port(variable: str, default: int) -> int:
    value = os.environ.get(variable) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ServeError(f"{variable}: {value!r} 不是端口号,请写 1 到 65535 的数字")
    return int(value)


def _require_free(variable: str, host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or error
            raise ServeError(
                f"{host}:{port} 不能使用({reason}),请停掉占用它的程序,或用 {variable} 换一个端口"
            ) from None


def _start(settings: Settings, trained: Path) -> subprocess.Popen[bytes]:
    command = [*RASA, "run", "-m", str(trained), "--endpoints", str(_endpoints(settings))]
    command += ["--credentials", settings.credentials]
    command += ["--interface", settings.host, "--port", str(settings.port)]
    environment = {**model.environment(), "BOT_ACTIONS_PORT": str(settings.actions_port)}
    # A session of its own: Ctrl-C reaches this process only, which stops the server in order.
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def _endpoints(settings: Settings) -> Path:
    """A copy of endpoints.yml that names the action server's port."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{settings.actions_port}/webhook"
    path = ROOT / ".cache" / f"endpoints-{settings.actions_port}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(endpoints), "utf-8")
    return path


def _wait_until_healthy(settings: Settings, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ServeError(f"服务已退出(状态 {server.returncode}),原因见上面的日志")
        with (
            suppress(OSError, urllib.error.URLError),
            urllib.request.urlopen(f"{settings.url}/health", timeout=5),
        ):
            return
        time.sleep(0.1)
    raise ServeError(f"{START_SECONDS} 秒内没有启动成功,请看上面的日志")


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _welcome(settings: Settings) -> None:
    served = notice.load(os.environ.get("BOT_NOTICE") or notice.DEFAULT)
    print(
        f"\n巡问已就绪:{settings.url}\n"
        f"公告:{served.source.title}\n"
        f"当前时间按:{clock.now():%Y-%m-%d %H:%M}\n"
        "试一试:\n"
        f"  curl -s {settings.url}/webhooks/rest/webhook "
        '-d \'{"sender":"me","message":"电话是多少"}\'\n'
        "  或在另一个终端运行 make chat\n"
        "按 Ctrl-C 停止。",
        flush=True,
    )
