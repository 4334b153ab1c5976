"""HTTP as the channel speaks it: bodies capped and checked, replies that only allowed
pages may read.

The widget sends its JSON as text/plain, which a browser sends across origins without
asking first: one round trip less on a bad network. Nothing is lost by that, since no
cookie is used and the origin is checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Extra, Field, StrictBool, StrictStr, ValidationError
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sanic_cors.core import SANIC_CORS_EVALUATED

BODY_LIMIT = 8 * 1024


class Body(BaseModel):
    """What every request from the widget carries."""

    token: StrictStr = Field("", max_length=200)

    class Config:
        extra = Extra.forbid


class Message(Body):
    """A resident's message; `id` is made by the browser and stays the same when repeated."""

    id: StrictStr = Field(regex=r"^[A-Za-z0-9_-]{8,64}$")
    text: StrictStr


class Opinion(Body):
    """有用 or 没用, of the answer to the message with this id."""

    id: StrictStr = Field(regex=r"^[A-Za-z0-9_-]{8,64}$")
    useful: StrictBool


class Refusal(Exception):
    """A request that is not answered; its text is for the resident."""

    def __init__(self, status: int, text: str, wait: float = 0) -> None:
        super().__init__(status)
        self.status = status
        self.text = text
        self.wait = int(-(-wait // 1))


Kind = TypeVar("Kind", bound=Body)


async def read(request: Request, kind: type[Kind]) -> Kind:
    """The request's body as this kind of message.

    Raises:
        Refusal: it is too large (read no further than that), or it is not of this kind.
    """
    body = b""
    while request.stream and (chunk := await request.stream.read()):
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Refusal(413, "抱歉,发送的内容太长,请说短一些再发。")
    try:
        return kind.parse_raw(body, content_type="application/json", encoding="utf-8")
    except (ValidationError, ValueError, RecursionError):
        raise Refusal(400, "抱歉,发送的内容格式不对,请刷新网页后再试。") from None


def allowed(request: Request, origins: tuple[str, ...]) -> bool:
    """Whether the page that sends this request may: the bot's own, or one that is set."""
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return origin.lower() in origins or _host(origin) == request.headers.get("host")


def _host(origin: str) -> str:
    """The host and port of an origin; a word that is no host where it has none."""
    try:
        return urlsplit(origin).netloc or "null"
    except ValueError:
        return "null"


def reply(
    request: Request, origins: tuple[str, ...], body: Mapping[str, Any], status: int = 200
) -> HTTPResponse:
    """A reply that an allowed page may read, and that no cache keeps."""
    headers = {
        "Cache-Control": "no-store",
        "Vary": "Origin",
        "X-Content-Type-Options": "nosniff",
    }
    origin = request.headers.get("origin")
    if origin and allowed(request, origins):
        headers["Access-Control-Allow-Origin"] = origin
    setattr(request.ctx, SANIC_CORS_EVALUATED, "1")  # else `--cors` would add a second header
    return json(body, status, headers, ensure_ascii=False)


def refuse(request: Request, origins: tuple[str, ...], refusal: Refusal) -> HTTPResponse:
    """The reply to a request that is not answered; any page may read why."""
    body: dict[str, Any] = {"text": refusal.text}
    if refusal.wait:
        body["wait"] = refusal.wait
    response = reply(request, origins, body, refusal.status)
    if "origin" in request.headers:
        response.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
    if refusal.wait:
        response.headers["Retry-After"] = str(refusal.wait)
    return response
