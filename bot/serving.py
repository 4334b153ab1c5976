"""Which notice a conversation is about: looked up here and nowhere else."""

from __future__ import annotations

import os

from bot import notice
from bot.notice import Notice

NOTICE_VARIABLE = "BOT_NOTICE"


def notice_for(conversation_id: str) -> Notice:
    """The notice that this conversation asks about: the one named by `BOT_NOTICE`.

    Raises:
        NoticeError: the notice is missing or broken.
    """
    return notice.load(os.environ.get(NOTICE_VARIABLE) or notice.DEFAULT)
