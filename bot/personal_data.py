"""Does a message hold personal data: names, identity, telephone or card numbers?"""

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

# The hundred or so surnames that nine in ten people bear, then a given name.
_NAMED = re.compile(
    r"(?:欧阳|司马|上官|诸葛|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩"
    r"邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆汪范廖石金韦贾夏付方邹熊白孟秦邱侯"
    r"江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
    r"谌佘倪傅虞晏柳柯聂喻阮樊舒卞邢柴鲍阎涂翟庞褚詹骆缪滕翁裴岑匡瞿粟殷霍祝])(?:某某?|x{1,2}|[\u4e00-\u9fff]{1,2})"
)
_NO_NAME = re.compile(
    r"何[为谓]|任[何意]|常[委常见]|方[面便式]|金[钱额]|石头|马上|高[价层]|许多|钱[财款]|白[拿吃]"
)


def names_somebody(text: str) -> bool:
    """Whether something in `text` reads like a person's name. Generous: words do, too."""
    return bool(_NAMED.search(text))


def is_a_name(text: str) -> bool:
    """Whether `text` is nothing but what reads like a person's name."""
    return len(text) <= 4 and bool(_NAMED.fullmatch(text)) and not _NO_NAME.match(text)


def holds_personal_data(text: str, notice: Notice) -> bool:
    """Whether `text` holds somebody's number or a name given as one's own.

    The notice's own telephone is nobody's secret and does not count.
    """
    digits = notice.contact.phone.replace("-", "")
    text = text.replace(notice.contact.phone, "").replace(digits, "")
    return any(pattern.search(text) for pattern in _PERSONAL)
