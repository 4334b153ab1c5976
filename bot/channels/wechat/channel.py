"""The channel itself: HTTP in front, the assistant behind.

envelope → message → once → desk → reply, once through.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.core.events import Restarted
from sanic import Blueprint, Sanic, response
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import gate
from bot.channels.gate import Answer
from bot.channels.wechat import customer_service, messages, privacy, replies, settings, wording
from bot.channels.wechat.api import Api
from bot.channels.wechat.desk import Desk
from bot.channels.wechat.envelope import BODY_LIMIT, Envelope, EnvelopeError, Opened, Query
from bot.channels.wechat.messages import Incoming
from bot.channels.wechat.once import Late, Once
from bot.channels.wechat.settings import Settings
from bot.channels.wechat.store import open_store
from bot.channels.wechat.token import AccessToken

log = logging.getLogger(__name__)

SUCCESS = "success"
COMPUTE_SECONDS = 30.0
# The platform's third try begins 10 seconds after the message; a try of this age is the
# last even if an earlier one never arrived.
LAST_TRY_SECONDS = range(9, 61)
SPARE_SECONDS = 60.0


class WeChatInput(InputChannel):
    """Rasa's channel `wechat`: `GET` and `POST /webhooks/wechat/webhook`."""

    @classmethod
    def name(cls) -> str:
        return "wechat"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WeChatInput:
        """The channel for a block of credentials.yml.

        Raises:
            SettingsError: the block cannot be served; one line in Chinese says why.
        """
        return cls(settings.parse(credentials))

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._envelope = Envelope(settings)
        self._store = open_store(settings.redis_url)
        # A signed request is good for the window on either side of its timestamp.
        keep = 2 * settings.timestamp_window_seconds + SPARE_SECONDS
        self._once = Once(self._store, settings.reply_deadline_seconds, keep)
        self._api: Api | None = None
        if settings.customer_service and settings.app_secret:
            token = AccessToken(
                settings.api_base, settings.app_id, settings.app_secret, self._store
            )
            self._api = Api(settings.api_base, token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes, for Rasa to mount."""
        hook = Blueprint("wechat_webhook", __name__)
        privacy.hide_queries()

        @hook.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @hook.get("/webhook")
        async def verify(request: Request) -> HTTPResponse:
            try:
                echo = self._envelope.echo(Query.of(request.args.get), time.time())
            except EnvelopeError as error:
                return _refused(error)
            return response.text(echo, headers={"X-Content-Type-Options": "nosniff"})

        @hook.post("/webhook", stream=True)
        async def receive(request: Request) -> HTTPResponse:
            try:
                body = await _body(request)
                opened = self._envelope.open(Query.of(request.args.get), body, time.time())
                incoming = messages.read(opened.xml)
            except EnvelopeError as error:
                return _refused(error)
            desk = self._desk(on_new_message, request.app)
            return await self._reply(desk, opened, incoming)

        @hook.listener("before_server_stop")
        async def stop(*_: Any) -> None:
            await self._once.close()
            await self._store.close()

        return hook

    def _desk(self, on_new_message: Callable[[UserMessage], Awaitable[Any]], app: Sanic) -> Desk:
        async def ask(text: str, conversation: str) -> Answer:
            return await gate.ask(
                on_new_message, text, conversation, self.name(), deadline=COMPUTE_SECONDS
            )

        return Desk(
            ask, partial(forget_tracker, app), self._store, self._settings.messages_per_minute
        )

    async def _reply(self, desk: Desk, opened: Opened, incoming: Incoming) -> HTTPResponse:
        """The HTTP response to one try of a message: always one that the platform takes."""
        conversation = self._key("conversation", incoming.sender)
        key = f"{conversation}:{self._key('message', incoming.identity)}"
        try:
            text = await self._once.answer(
                key,
                partial(_answer, desk, incoming, conversation),
                partial(self._later, desk, incoming, conversation),
                last=int(time.time()) - incoming.created in LAST_TRY_SECONDS,
            )
            if isinstance(text, Late):
                log.warning("wechat.late: %s, %s", incoming.kind, text.value)
                text = "" if self._api and text is Late.HANDED_OVER else wording.HOLDING
            if not text:
                return response.text(SUCCESS)
            xml = replies.render(text, incoming, time.time())
            return _xml(self._envelope.seal(opened, xml, time.time()))
        except Exception as error:  # a reply of another form shows residents a fault
            log.error("wechat.failure: %s, %s", incoming.kind, type(error).__name__)
            return response.text(SUCCESS)

    async def _later(self, desk: Desk, incoming: Incoming, conversation: str, text: str) -> None:
        """Delivers an answer that came after the last try; one that cannot be is kept."""
        if not text:
            return
        if self._api and await customer_service.send(self._api, incoming, text, time.time()):
            return
        await desk.park(conversation, text)

    def _key(self, purpose: str, identity: str) -> str:
        """A keyed hash: the same for the same resident or message, and no way back."""
        signed = f"{purpose} {self._settings.app_id} {identity}"
        secret = self._settings.token.encode()
        return hmac.new(secret, signed.encode(), hashlib.sha256).hexdigest()[:32]


async def forget_tracker(app: Sanic, conversation: str) -> None:
    """Makes Rasa forget a conversation; `bot.conversations` drops one that is restarted."""
    store = app.ctx.agent.tracker_store
    tracker = await store.get_or_create_tracker(conversation)
    tracker.update(Restarted())
    await store.save(tracker)


async def _answer(desk: Desk, incoming: Incoming, conversation: str) -> str:
    try:
        return await desk.answer(incoming, conversation)
    except Exception as error:  # the resident gets a reply whatever happens
        log.error("wechat.failure: %s, %s", incoming.kind, type(error).__name__)
        return gate.UNAVAILABLE.text


async def _body(request: Request) -> bytes:
    if request.stream:
        request.stream.request_max_size = BODY_LIMIT
    try:
        await request.receive_body()
    except PayloadTooLarge:
        raise EnvelopeError(413, "size") from None
    return request.body


def _refused(error: EnvelopeError) -> HTTPResponse:
    log.warning("wechat.refused: %s %s", error.reason, error.mend or "")
    return response.text(SUCCESS if error.status == 200 else "refused", error.status)


def _xml(text: str) -> HTTPResponse:
    return response.HTTPResponse(text, content_type="application/xml; charset=utf-8")
