"""Servers of the channel that can be slow, killed and restarted, and a real Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.wechat.hosting import Host, Redis, forked, settings
from tests.wechat.platform import Account, Api, Platform


@pytest.fixture(scope="session")
def serve_channel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Host]]:
    """Starts servers of the channel: `serve_channel(account, setting=…)`."""
    hosts: list[Host] = []
    context = forked()

    def start(account: Account, **more: Any) -> Host:
        host = Host(context, tmp_path_factory.mktemp("host"), settings(account, **more))
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
    server = Redis(tmp_path_factory.mktemp("redis"))
    yield server.url
    server.stop()


@pytest.fixture
def api() -> Iterator[Api]:
    """The platform's API for an account that is on no server."""
    served = Api(Platform(Account(), ""))
    yield served
    served.close()
