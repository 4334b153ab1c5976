"""Starting servers in a process group of their own, looking at them, and stopping them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 30
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """One process: what was started, its resident memory and its share of it, in MB.

    A page that several processes share counts whole in `resident` and in parts in
    `proportional`, so that only the latter may be added up.
    """

    command: str
    resident: float
    proportional: float


@contextmanager
def running(
    commands: Sequence[Sequence[str]], environment: Mapping[str, str], log: IO[bytes]
) -> Iterator[list[int]]:
    """Runs these Python commands at once from the project's root; yields their ids."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for words in commands:
            started.append(
                subprocess.Popen(
                    [sys.executable, *words],
                    cwd=ROOT,
                    env={**os.environ, **environment},
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            _wait_or_kill(process)


def memory(pids: Sequence[int]) -> list[Memory]:
    """The memory of these processes and all that they started."""
    return [_memory(pid) for pid in _with_children(pids)]


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time that these processes and all that they started have used so far."""
    return sum(_cpu(pid) for pid in _with_children(pids)) / _TICKS


def alive(pids: Sequence[int]) -> bool:
    """Whether none of these processes has ended."""
    return all(_stat(pid)[0] not in "ZX" for pid in pids)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _with_children(pids: Sequence[int]) -> Iterator[int]:
    for pid in pids:
        yield pid
        children: list[int] = []
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                children += map(int, (task / "children").read_text().split())
        yield from _with_children(children)


def _memory(pid: int) -> Memory:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[1:]
    sizes = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, size = line.split()[:2]
        sizes[name] = int(size) / 1024
    return Memory(_called(words), sizes["Rss:"], sizes["Pss:"])


def _called(words: Sequence[str]) -> str:
    """A command's name without its options: `rasa run`, `bot serve`."""
    module = words[words.index("-m") + 1] if "-m" in words else Path(words[0]).name
    following = words[words.index("-m") + 2 :] if "-m" in words else []
    verbs = following[:1] if following and not following[0].startswith("-") else []
    return " ".join([module, *verbs])


def _cpu(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on; a state of Z where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["Z", *["0"] * 40]
