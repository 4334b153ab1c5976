"""The one place where the present moment comes from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
NOW_VARIABLE = "BOT_NOW"
METADATA_VARIABLE = "BOT_ALLOW_CLOCK_METADATA"


class ClockError(ValueError):
    """A fixed clock that cannot be read; the message says which and how to mend it."""


def now(metadata: Mapping[str, Any] | None = None) -> datetime:
    """The present moment, aware, in Asia/Shanghai.

    `BOT_NOW` (ISO 8601 with offset) fixes it for the whole bot. A message's
    metadata may carry `{"now": "…"}`; it is honoured only when
    `BOT_ALLOW_CLOCK_METADATA=1`, and passed over when it cannot be read, because
    it comes with a request.

    Raises:
        ClockError: `BOT_NOW` is set and is no moment with an offset.
    """
    if metadata and os.environ.get(METADATA_VARIABLE) == "1":
        asked = metadata.get("now")
        if isinstance(asked, str):
            try:
                return parse(asked)
            except ClockError:
                pass
    fixed = os.environ.get(NOW_VARIABLE)
    return parse(fixed) if fixed else datetime.now(ZONE)


def parse(text: str) -> datetime:
    """An ISO 8601 moment with offset, converted to Asia/Shanghai.

    Raises:
        ClockError: `text` is not a moment, or names no offset.
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ClockError(
            f"{NOW_VARIABLE}: {text!r} 不是带时区的时刻,请写成 2023-09-21T10:00:00+08:00 的形式"
        )
    return moment.astimezone(ZONE)
