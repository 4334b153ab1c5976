"""The account's menu (自定义菜单): what the notice can answer, as plain questions.

At most 3 buttons of 4 characters with 5 below each of 8.
https://developers.weixin.qq.com/doc/subscription/api/custommenu/api_createcustommenu.html
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import Any

from bot.channels.wechat import wording
from bot.channels.wechat.api import NO_MENU, Api, ApiError
from bot.notice import Notice


@dataclass(frozen=True)
class Item:
    """An item: its key, its name, and the question that it asks for the resident."""

    key: str
    name: str
    question: str


CONTACT = (
    Item("contact", "全部联系方式", "有哪些联系方式"),
    Item("phone", "值班电话", "值班电话是多少"),
    Item("mailbox", "邮政信箱", "写信寄到哪里"),
    Item("qr", "扫码反映", "怎么扫码反映问题"),
)
HOURS = (
    Item("open_now", "现在有人接吗", "现在电话有人接吗"),
    Item("hours", "接听时间", "电话几点到几点有人接"),
    Item("next_opening", "下次什么时候", "下次什么时候有人接电话"),
    Item("period", "巡视起止日期", "巡视从哪天到哪天"),
)
ABOUT = (
    Item("scope", "受理范围", "受理范围是什么"),
    Item("people", "可以反映哪些人", "可以反映哪些人的问题"),
    Item("team", "是哪个巡视组", "是哪个巡视组"),
    Item("focus", "巡视看什么", "巡视重点检查什么"),
    Item("help", "还能问什么", "你能回答什么问题"),
)
_QUESTIONS = {item.key: item.question for item in (*CONTACT, *HOURS, *ABOUT)}


def question(key: str) -> str:
    """The question behind a menu key; for one that no menu of ours has, the greeting."""
    return _QUESTIONS.get(key, wording.GREETING)


def build(notice: Notice) -> dict[str, Any]:
    """The menu for a notice, as the platform takes it; without what it does not state."""
    unstated = {
        "mailbox": notice.contact.mailbox is None,
        "qr": notice.contact.qr_channel is None,
        "focus": notice.focus is None,
    }
    columns = (("怎么联系", CONTACT), ("接听时间", HOURS), ("受理范围", ABOUT))
    return {
        "button": [
            {
                "name": name,
                "sub_button": [
                    {"type": "click", "name": item.name, "key": item.key}
                    for item in items
                    if not unstated.get(item.key)
                ],
            }
            for name, items in columns
        ]
    }


async def present(api: Api) -> dict[str, Any]:
    """The menu that the account has now; without a button where it has none.

    Raises:
        ApiError: the platform refuses, as for an account without that right.
    """
    try:
        answer = await api.call("/cgi-bin/menu/get")
    except ApiError as error:
        if error.code == NO_MENU:
            return {"button": []}
        raise
    return {"button": answer.get("menu", {}).get("button", [])}


async def push(api: Api, menu: dict[str, Any]) -> None:
    """Makes it the account's menu; residents see it within 5 minutes.

    Raises:
        ApiError: the platform refuses it.
    """
    await api.call("/cgi-bin/menu/create", menu)


def lines(menu: dict[str, Any]) -> list[str]:
    """The menu as a person reads it, one button or item a line."""
    shown = []
    for button in menu["button"]:
        shown.append(_line(button))
        shown += [f"  {_line(item)}" for item in button.get("sub_button") or ()]
    return shown


def difference(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The lines that go (-), come (+) and stay; empty where nothing changes."""
    before, after = lines(old), lines(new)
    if before == after:
        return []
    return [line for line in difflib.ndiff(before, after) if not line.startswith("?")]


def _line(button: dict[str, Any]) -> str:
    known = {"name", "sub_button"}
    more = {k: v for k, v in button.items() if k not in known}
    if more.get("type") == "click" and more.get("key") in _QUESTIONS and len(more) == 2:
        return f"{button.get('name')} → {_QUESTIONS[more['key']]}({more['key']})"
    detail = json.dumps(more, ensure_ascii=False, sort_keys=True) if more else ""
    return f"{button.get('name')} {detail}".rstrip()
