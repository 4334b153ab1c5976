"""Answers that come too late for a reply, sent by the customer-service API (客服消息).

https://developers.weixin.qq.com/doc/subscription/guide/product/kf/intro.html
"""

from __future__ import annotations

import asyncio
import logging

from bot.channels.wechat.api import BUSY, Api, ApiError
from bot.channels.wechat.messages import Incoming

log = logging.getLogger(__name__)

MESSAGE_WINDOW_SECONDS = 48 * 3600
EVENT_WINDOW_SECONDS = 60
PAUSES_SECONDS = (1.0, 3.0)


async def send(api: Api, incoming: Incoming, text: str, now: float) -> bool:
    """Sends a text to whoever sent the message; whether the platform took it.

    A resident may be written to within 48 hours of a message, within a minute of a menu
    click, a scan or a subscription. A call that the platform was too busy for is tried
    again; one that went unanswered is not, since it may have arrived.

    Args:
        now: Unix time in seconds.
    """
    window = EVENT_WINDOW_SECONDS if incoming.is_event else MESSAGE_WINDOW_SECONDS
    if now - incoming.created > window:
        log.warning("wechat.customer_service.too_late: %s", incoming.kind)
        return False
    body = {"touser": incoming.sender, "msgtype": "text", "text": {"content": text}}
    for pause in (*PAUSES_SECONDS, None):
        try:
            await api.call("/cgi-bin/message/custom/send", body)
        except ApiError as error:
            if error.code in BUSY and pause is not None:
                await asyncio.sleep(pause)
                continue
            log.error("wechat.customer_service.failed: %s %s", error.code, error.mend)
            return False
        log.info("wechat.customer_service.sent: %s", incoming.kind)
        return True
    return False
