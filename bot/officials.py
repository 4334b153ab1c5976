"""Which of the notice's officials a question is about."""

from __future__ import annotations

import re

from bot.notice import Notice, Official

PRONOUN = re.compile(r"[他她](?![们门])|(?:这|那|此|该)(?:个人|位|人|同志|领导)")
_OFFICE = re.compile(
    r"书记|区长|县长|市长|省长|主席|常委|部长|局长|院长|检察长|主任|秘书长|镇长|处长|科长|组长"
)
_BARE = re.compile(r"(?<![省市区县镇乡村委道社政务处副])(书记|主任)")


def by_post(text: str, notice: Notice) -> list[Official]:
    """The officials whose post is named in `text` (in normal form).

    A post is known with or without its place (雨花区委书记, 区委书记); an office without
    any place (书记) is every official's who holds one.
    """
    found = [
        official
        for official in notice.officials
        if any(name in text for post in official.posts for name in _names(post, notice))
    ]
    bare = _BARE.search(text)
    if not found and bare:
        found = [o for o in notice.officials if any(p.endswith(bare.group()) for p in o.posts)]
    return found


def names_an_office(text: str) -> bool:
    """Whether some office is asked about, known to the notice or not."""
    return bool(_OFFICE.search(text))


def _names(post: str, notice: Notice) -> list[str]:
    """What a post is called: in full, and with its place cut to 区 or 市."""
    target = notice.target
    city = target.name.removesuffix(target.short_name)
    names = [post]
    for place in (target.name, target.short_name, city):
        if place and post.startswith(place):
            names.append(place[-1] + post.removeprefix(place))
    return names
