"""Fixtures that every test may use: the real assistant, running."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.serving import Instance

# How long an example takes is for benchmarks to say: a busy machine fails no test.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def assistant() -> Iterator[Instance]:
    """One assistant for the whole session, which can be asked at any clock."""
    instance = Instance({"BOT_ALLOW_CLOCK_METADATA": "1"})
    yield instance
    instance.stop()


@pytest.fixture
def serve() -> Iterator[Callable[..., Instance]]:
    """Starts assistants of one's own: `serve(now=…, env=…, credentials=…)`."""
    started: list[Instance] = []

    def start(
        now: str | None = None, env: dict[str, str] | None = None, credentials: str | None = None
    ) -> Instance:
        settings = dict(env or {})
        if now:
            settings["BOT_NOW"] = now
        if credentials:
            settings["BOT_CREDENTIALS"] = str(credentials)
        started.append(Instance(settings))
        return started[-1]

    yield start
    for instance in started:
        instance.stop()
