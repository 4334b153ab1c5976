"""`GET /health`: 200 only when a message would be answered."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

TIMEOUT_SECONDS = 2.0


class HealthInput(InputChannel):
    """Takes no messages; tells whether the model is loaded and the actions answer."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "health"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Needs no settings."""
        return cls()

    def url_prefix(self) -> str:
        """An absolute path: outside /webhooks/."""
        return "/health"

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """The one route."""
        blueprint = Blueprint("health", __name__)

        @blueprint.route("/", methods=["GET", "HEAD"])
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return response.json({"status": "model not loaded"}, 503)
            if not await _answers(agent.action_endpoint.url):
                return response.json({"status": "action server not reachable"}, 503)
            return response.json({"status": "ok"})

        return blueprint


async def _answers(webhook: str) -> bool:
    """Whether the action server behind this address answers its own health check."""
    url = urlunsplit(urlsplit(webhook)._replace(path="/health"))
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return False
