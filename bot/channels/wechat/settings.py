"""The channel's block of credentials.yml, validated before anything is served.

Field names are the console's: AppID, AppSecret, Token, EncodingAESKey.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, root_validator
from rasa.shared.exceptions import RasaException

CHANNEL = "bot.channels.wechat.WeChatInput"
CREDENTIALS = Path("credentials.yml")

Mode = Literal["plain", "compatible", "encrypted"]


class SettingsError(RasaException):
    """Settings that cannot be served: one line in Chinese naming file, field and mend."""


class Settings(BaseModel):
    """What the deployer copies from the account's console, and a few limits.

    `mode` is the console's 消息加解密方式: `plain` 明文模式, `encrypted` 安全模式 (only
    encrypted pushes are let in), `compatible` 兼容模式 (both are, as while switching).
    Left out, it is `compatible` with an EncodingAESKey and `plain` without one.
    """

    app_id: str = Field(regex=r"^[A-Za-z0-9_-]{3,64}$")
    token: str = Field(regex=r"^\S{3,128}$")
    encoding_aes_key: str | None = Field(None, regex=r"^[A-Za-z0-9+/]{43}$")
    previous_encoding_aes_key: str | None = Field(None, regex=r"^[A-Za-z0-9+/]{43}$")
    app_secret: str | None = Field(None, regex=r"^\S+$")
    mode: Mode
    customer_service: bool = False
    redis_url: str | None = Field(None, regex=r"^(rediss?|unix)://\S+$")
    timestamp_window_seconds: int = Field(300, ge=10, le=3600)
    reply_deadline_seconds: float = Field(4.0, ge=0.1, le=4.5)
    messages_per_minute: int = Field(20, ge=1, le=1000)
    api_base: str = Field("https://api.weixin.qq.com", regex=r"^https?://[^\s/]+$")

    class Config:
        extra = Extra.forbid
        allow_mutation = False

    @root_validator(pre=True)
    def _mode_follows_the_key(cls, values: dict[str, Any]) -> dict[str, Any]:
        default = "compatible" if values.get("encoding_aes_key") else "plain"
        return {"mode": default, **values}

    @root_validator(skip_on_failure=True)
    def _belong_together(cls, values: dict[str, Any]) -> dict[str, Any]:
        key = values["encoding_aes_key"]
        if values["mode"] != "plain" and not key:
            raise ValueError("encoding_aes_key: 缺少这一项;兼容模式和安全模式都要填写")
        if values["previous_encoding_aes_key"] and not key:
            raise ValueError("encoding_aes_key: 缺少这一项;只填了旧的 previous_encoding_aes_key")
        if values["customer_service"] and not values["app_secret"]:
            raise ValueError("app_secret: 缺少这一项;customer_service 为 true 时要填写")
        return values

    def __repr__(self) -> str:
        """Without the secrets: a settings object may end up in a traceback."""
        return f"Settings(app_id={self.app_id!r}, mode={self.mode!r})"

    __str__ = __repr__


_MENDS = {
    "app_id": "请从控制台“开发者ID(AppID)”复制",
    "token": "请与控制台“令牌(Token)”填成一样",
    "encoding_aes_key": "应是 43 个字母或数字,请从控制台“消息加解密密钥(EncodingAESKey)”复制",
    "previous_encoding_aes_key": "应是 43 个字母或数字,请填更换之前的 EncodingAESKey,或删去这一项",
    "app_secret": "请从控制台“开发者密码(AppSecret)”复制",
    "mode": "请写 plain(明文模式)、compatible(兼容模式)或 encrypted(安全模式)",
    "customer_service": "请写 true 或 false",
    "redis_url": "请写成 redis://主机:6379/0 的形式,或删去这一项",
    "timestamp_window_seconds": "请写 10 到 3600 的整数",
    "reply_deadline_seconds": "请写 0.1 到 4.5 的数",
    "messages_per_minute": "请写 1 到 1000 的整数",
    "api_base": "请写成 https://api.weixin.qq.com 的形式,或删去这一项",
}


def parse(block: Mapping[str, Any] | None, file: str = CREDENTIALS.name) -> Settings:
    """The settings in a channel's block of the credentials file.

    An optional field that is left empty counts as left out.

    Raises:
        SettingsError: a field is missing, unknown or wrong; none of its value is told.
    """
    given = {str(k): v for k, v in (block or {}).items() if v not in (None, "")}
    try:
        return Settings(**{k: _text(v) for k, v in given.items()})
    except ValidationError as error:
        raise SettingsError(f"{file}: {CHANNEL}.{_first(error)}") from None


def load(path: Path = CREDENTIALS) -> Settings:
    """The settings in a credentials file, `${NAME}` filled in from the environment.

    Raises:
        SettingsError: there is no such file or block, or it cannot be served.
    """
    try:
        credentials = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path}: 读不出来,请检查文件是否存在、编码是否为 UTF-8") from None
    except yaml.YAMLError:
        raise SettingsError(f"{path}: YAML 格式有误,请检查缩进、冒号和引号") from None
    block = credentials.get(CHANNEL) if isinstance(credentials, dict) else None
    if not isinstance(block, dict):
        raise SettingsError(f"{path}: 缺少 {CHANNEL} 这一段,请照 docs/wechat.md 补上")
    return parse({k: _expanded(v, k, path) for k, v in block.items()}, str(path))


def _expanded(value: Any, field: str, path: Path) -> Any:
    if not isinstance(value, str):
        return value
    for name in re.findall(r"\$\{(\w+)\}", value):
        if name not in os.environ:
            raise SettingsError(f"{path}: {CHANNEL}.{field}: 环境变量 {name} 没有设置")
    return os.path.expandvars(value)


def _text(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    field = str(first["loc"][0])
    if field == "__root__":
        return str(first["msg"])
    if first["type"] == "value_error.extra":
        return f"{field}: 不认识这一项,请删去或改正字段名"
    if first["type"] == "value_error.missing":
        return f"{field}: 缺少这一项或是空的,{_MENDS[field]}"
    return f"{field}: 格式不对,{_MENDS[field]}"
