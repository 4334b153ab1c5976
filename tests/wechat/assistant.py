"""The real assistant behind the channel, set up as docs/wechat.md says."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.channels.wechat.settings import CHANNEL
from tests.serving import Instance
from tests.wechat.hosting import PATH
from tests.wechat.platform import Account, Platform

# In the middle of an answered morning of the shipped notice's period.
OPEN = "2023-09-21T10:00:00+08:00"

# What a crowd asks, each answered in its period: half plain facts, half computed.
QUESTIONS = (
    "现在电话有人接吗",
    "值班电话是多少",
    "写信寄到哪里",
    "国庆节有人接吗",
    "街道书记的事归你们管吗",
    "物业乱收费能反映吗",
    "巡视到哪天结束",
    "组长是谁",
)


def started(account: Account, folder: Path, now: str = OPEN) -> tuple[Instance, Platform]:
    """An assistant for the account, its secrets in the environment, and the platform."""
    block = {
        "app_id": "${WECHAT_APP_ID}",
        "token": "${WECHAT_TOKEN}",
        "encoding_aes_key": "${WECHAT_ENCODING_AES_KEY}",
        "mode": "encrypted",
    }
    credentials = folder / "credentials.yml"
    channels = {CHANNEL: block, "bot.channels.health.HealthInput": None}
    credentials.write_text(yaml.safe_dump(channels), "utf-8")
    instance = Instance(
        {
            "BOT_CREDENTIALS": str(credentials),
            "BOT_NOW": now,
            "WECHAT_APP_ID": account.app_id,
            "WECHAT_TOKEN": account.token,
            "WECHAT_ENCODING_AES_KEY": account.aes_key,
        }
    )
    return instance, Platform(account, f"{instance.url}{PATH}")
