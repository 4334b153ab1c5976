"""Does a message hold personal data: identity numbers, telephone or card numbers?"""

from __future__ import annotations

import re

from bot.notice import Notice

# Digits as people space them.
_GAP = r"[\s\-—–.·]?"
_PERSONAL = (
    # An identity card: 17 digits and a check digit or x.
    re.compile(rf"(?<!\d)[1-9](?:{_GAP}\d){{16}}{_GAP}[\dx](?!\d)", re.IGNORECASE),
    # A mobile telephone: 11 digits from 13 to 19.
    re.compile(rf"(?<!\d)1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)"),
    # A bank card: 16 to 19 digits.
    re.compile(rf"(?<!\d)[3-9](?:{_GAP}\d){{15,18}}(?!\d)"),
    # Somebody introduces himself: 我叫王小明, 我是雨花亭的李建国(no question about a name).
    re.compile(r"(?:我叫|我的名字是|我名叫|本人姓名)(?!什么|啥|么子|谁)[\u4e00-\u9fff]{2,4}"),
    re.compile(r"身份证(?:号码?)?(?:是|:|为)\s*\d"),
)


def holds_personal_data(text: str, notice: Notice) -> bool:
    """Whether `text` holds somebody's number or a name given as one's own.

    The notice's own telephone is nobody's secret and does not count.
    """
    digits = notice.contact.phone.replace("-", "")
    text = text.replace(notice.contact.phone, "").replace(digits, "")
    return any(pattern.search(text) for pattern in _PERSONAL)
