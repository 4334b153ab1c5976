"""The web channel: origins, limits and sessions in front of the gate."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import clock
from bot.channels import gate
from bot.channels.web import assets, exchange, page, settings
from bot.channels.web.about import Say, about, banner
from bot.channels.web.answers import Answers
from bot.channels.web.exchange import Body, Message, Opinion, Refusal
from bot.channels.web.limits import Limiter, address
from bot.channels.web.sessions import Sessions
from bot.office_hours import period_state
from bot.serving import notice_for

log = structlog.get_logger(__name__)

Handler = Callable[[Request], Awaitable[dict[str, Any]]]
Route = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]

STRANGER = "抱歉,这个网站没有接入本问答,请到公告所在的网站提问。"
TOO_OFTEN = "您发得太快了,请过 {wait} 秒再发,这条消息会自动重发。"
NO_CONVERSATION = ""


class WebInput(InputChannel):
    """Serves the widget and its messages below /chat, and the front page at /."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa's events and in logs."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WebInput:
        """The channel as its block of credentials.yml sets it.

        Raises:
            SettingsError: the block, or the key in the environment, is wrong.
        """
        return cls(settings.read(credentials), settings.key_from_environment())

    def __init__(self, chosen: settings.Settings, key: bytes | None = None) -> None:
        self._settings = chosen
        self._sessions = Sessions(key)
        self._answers = Answers()
        self._of_session = Limiter(chosen.session_rate)
        self._of_address = Limiter(chosen.address_rate)
        self._assets = assets.load()

    def url_prefix(self) -> str:
        """Absolute, so that the widget's address is short: /chat/widget.js."""
        return "/chat"

    def blueprint(self, on_new_message: gate.OnNewMessage) -> Blueprint:
        """The routes, and the front page in place of Rasa's own greeting at `/`."""

        async def about_notice(request: Request) -> dict[str, Any]:
            return self._about(request)

        async def message(request: Request) -> dict[str, Any]:
            return await self._answer(await exchange.read(request, Message), on_new_message)

        async def opinion(request: Request) -> dict[str, Any]:
            return self._count(await exchange.read(request, Opinion))

        async def forget(request: Request) -> dict[str, Any]:
            return await self._forget(await exchange.read(request, Body), request.app)

        routes = Blueprint("web_channel")
        routes.add_route(self._guarded(about_notice), "/about", ["GET"], name="about")
        for handler in (message, opinion, forget):
            routes.add_route(
                self._guarded(handler),
                handler.__name__,
                ["POST"],
                name=handler.__name__,
                stream=True,
            )
        for name, asset in self._assets.items():
            routes.add_route(_served(asset), name, ["GET"], name=name)
        routes.listener("before_server_start")(self._take_front_page)
        return routes

    def _guarded(self, handler: Handler) -> Route:
        """The handler behind the checks of origin and address."""
        origins = self._settings.allowed_origins

        async def guarded(request: Request) -> HTTPResponse:
            try:
                if not exchange.allowed(request, origins):
                    raise Refusal(403, STRANGER)
                self._limit(self._of_address, self._address(request))
                return exchange.reply(request, origins, await handler(request))
            except Refusal as refusal:
                return exchange.refuse(request, origins, refusal)

        return guarded

    def _address(self, request: Request) -> str:
        forwarded = request.headers.getall("x-forwarded-for", [])
        return address(request.ip, ",".join(forwarded), self._settings.trusted_proxies)

    def _limit(self, limiter: Limiter, key: object) -> None:
        wait = limiter.wait(key, time.monotonic())
        if wait:
            seconds = int(wait) + 1
            raise Refusal(429, TOO_OFTEN.format(wait=seconds), seconds)

    async def _answer(self, body: Message, on_new_message: gate.OnNewMessage) -> dict[str, Any]:
        now = time.time()
        session = self._sessions.read(body.token, now) or self._sessions.new()
        conversation = self._sessions.conversation(session)
        key = (conversation, body.id)
        if key not in self._answers:
            self._limit(self._of_session, conversation)
        answer = await self._answers.once(
            key,
            lambda: gate.ask(
                on_new_message,
                body.text,
                conversation,
                self.name(),
                limit=self._settings.message_length,
            ),
        )
        return {
            "token": self._sessions.token(session, now),
            "text": answer.text,
            "buttons": [{"title": b.title, "payload": b.payload} for b in answer.buttons],
            "failed": answer.failed,
        }

    def _count(self, body: Opinion) -> dict[str, Any]:
        session = self._sessions.read(body.token, time.time())
        key = session and (self._sessions.conversation(session), body.id)
        if key and self._answers.rate(key, body.useful):
            useful, useless = self._answers.opinions()
            log.info("web.feedback", useful=useful, useless=useless)
        return {}

    async def _forget(self, body: Body, app: Sanic) -> dict[str, Any]:
        session = self._sessions.read(body.token, time.time())
        if session:
            conversation = self._sessions.conversation(session)
            self._answers.forget(conversation)
            await gate.forget(app.ctx.agent, conversation)
        return {}

    def _about(self, request: Request) -> dict[str, Any]:
        notice = notice_for(NO_CONVERSATION)
        state = period_state(notice, clock.now().date())
        return about(notice, _say(request.app), state, self._settings.message_length)

    async def _take_front_page(self, app: Sanic, _: Any) -> None:
        """Rasa has a route at `/` already, which a blueprint cannot replace."""

        async def front_page(request: Request) -> HTTPResponse | None:
            if request.path != "/" or request.method not in ("GET", "HEAD"):
                return None
            notice = notice_for(NO_CONVERSATION)
            note = banner(_say(app), period_state(notice, clock.now().date()))
            here = f"{request.scheme}://{request.host}" if self._settings.demonstration else None
            return page.front(notice, note, here)

        app.register_middleware(front_page, "request")


def _served(asset: assets.Asset) -> Route:
    async def served(request: Request) -> HTTPResponse:
        return asset.response(request)

    return served


def _say(app: Sanic) -> Say:
    """The assistant's own wording, outside any conversation."""

    def say(response: str) -> dict[str, Any] | None:
        message: dict[str, Any] | None = app.ctx.agent.nlg.say(
            response, notice_for(NO_CONVERSATION), clock.now(), {}
        )
        return message

    return say
