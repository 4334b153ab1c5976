"""The web channel's settings: its block of credentials.yml, validated."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from pydantic import BaseModel, Extra, Field, ValidationError, validator
from rasa.shared.exceptions import RasaException

from bot.channels.gate import MESSAGE_LIMIT

BLOCK = "bot.channels.web.WebInput"
KEY_VARIABLE = "BOT_WEB_KEY"
KEY_LENGTH = 32


class SettingsError(RasaException):
    """Settings that must not be served: one line naming file, field and mend."""


class Settings(BaseModel):
    """What a deployer may set; every default is safe to serve with.

    `allowed_origins` are the sites whose pages may talk to the bot, besides its own.
    `trusted_proxies` are the addresses whose X-Forwarded-For is believed. The rates
    are requests a minute. `demonstration` marks the front page as a demonstration.
    """

    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    message_length: int = Field(MESSAGE_LIMIT, ge=20, le=MESSAGE_LIMIT)
    session_rate: int = Field(20, ge=1, le=10_000)
    address_rate: int = Field(240, ge=1, le=100_000)
    demonstration: bool = False

    class Config:
        extra = Extra.forbid
        allow_mutation = False

    @validator("allowed_origins", each_item=True)
    def _is_an_origin(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^/\s*?#@]+", value):
            raise ValueError("应是网站的源,如 https://www.example.gov.cn,不带路径和通配符")
        return value.lower()

    @validator("trusted_proxies", each_item=True, pre=True)
    def _is_a_network(cls, value: Any) -> IPv4Network | IPv6Network:
        try:
            return ip_network(str(value))
        except ValueError:
            raise ValueError("应是反向代理的 IP 地址或网段,如 127.0.0.1 或 10.0.0.0/8") from None


def read(credentials: Mapping[str, Any] | None) -> Settings:
    """The settings of the channel's block.

    Raises:
        SettingsError: a field is unknown or wrong; the message is one line in Chinese.
    """
    try:
        return Settings(**{str(name): value for name, value in (credentials or {}).items()})
    except ValidationError as error:
        raise SettingsError(f"credentials.yml: {BLOCK}.{_mend(error)}") from None


def key_from_environment() -> bytes | None:
    """The secret that sessions are signed with, from `BOT_WEB_KEY`; None where unset.

    Raises:
        SettingsError: it is too short to be a secret.
    """
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if key and len(key) < KEY_LENGTH:
        raise SettingsError(
            f"环境变量 {KEY_VARIABLE}: 太短,请设为至少 {KEY_LENGTH} 个字符的随机字符串,"
            "例如 openssl rand -hex 32 的输出"
        )
    return key.encode() or None


_MENDS = {
    "value_error.extra": "不认识这一项,请删去或改正字段名",
    "type_error.tuple": "应是一个列表",
    "type_error.integer": "应是整数",
    "type_error.bool": "应是 true 或 false",
    "type_error.none.not_allowed": "是空的,请填写或删去这一项",
}


def _mend(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"].startswith("value_error.number"):
        bound = first["ctx"]["limit_value"]
        side = "小于" if first["type"].endswith("ge") else "大于"
        return f"{field}: 不能{side} {bound}"
    return f"{field}: {_MENDS.get(first['type'], first['msg'])}"
