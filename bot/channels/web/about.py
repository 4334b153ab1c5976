"""What the widget and the front page show of the notice before anybody asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.facts import facts
from bot.notice import Notice

Say = Callable[[str], "dict[str, Any] | None"]
"""A response of the domain, by name, as the assistant would say it now."""


def banner(say: Say, state: str) -> str | None:
    """The line shown all the time outside the inspection's period; None within it.

    Args:
        state: of the period, as `bot.office_hours.period_state` names it.
    """
    note = say(f"utter_period_note_{state}")
    return note["text"] if note else None


def about(notice: Notice, say: Say, state: str, message_length: int) -> dict[str, Any]:
    """What the widget shows: title, banner, greeting, and what may become a link."""
    greeting = say("utter_greet") or {"text": "", "buttons": []}
    phone = say("utter_phone")
    return {
        "title": f"{notice.team.name}公告问答",
        "banner": banner(say, state),
        "greeting": {
            "text": greeting["text"],
            "buttons": [
                {"title": button["title"], "payload": button["payload"]}
                for button in greeting["buttons"]
            ],
        },
        "help": phone["text"] if phone else None,
        "phone": notice.contact.phone,
        "mailbox": notice.contact.mailbox,
        "email": notice.contact.email,
        "url": notice.source.url,
        "limit": message_length,
    }


def plain_facts(notice: Notice) -> list[tuple[str, str]]:
    """The same facts for a reader without script: label and words, in the page's order."""
    known = facts(notice)
    rows = [
        ("巡视组", known["team"]),
        ("巡视对象", known["target"]),
        ("巡视期间", known["period"]),
        ("值班电话", known["phone"]),
        ("接听时间", known["hours"]),
        ("邮政信箱", known["mailbox"]),
        ("微信", known["qr_channel"] and f"扫公告上的“{known['qr_channel']}”二维码"),
        ("来访地址", known["address"]),
        ("电子邮箱", known["email"]),
        ("受理方式", known["ways"]),
        ("受理范围", f"反映以下人员问题的{known['ways']}:{known['people']}"),
        ("重点", f"违反{known['disciplines']}等方面的举报和反映"),
        ("其他问题", f"不属于巡视受理范围的信访问题,按规定由{known['others_handled_by']}处理"),
    ]
    return [(label, words) for label, words in rows if words]
