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
    re.compile(
        r"(?:我叫|我的名字是|我名叫|本人姓名)(?!什么|啥|么子|谁|孙[女子](?=[帮替给来打去写查问拨])|女儿|儿子|崽|老[公婆伴]|邻居|同事|朋友|外卖|[我你您他她人车不了个家])[\u4e00-\u9fff]{2,4}"
    ),
    re.compile(r"身份证(?:号码?)?(?:是|:|为)\s*\d"),
)

# Surnames that nine in ten people bear, and some that are hardly anything else; a given name.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶魏苏吕丁卢姚沈钟姜崔谭陆汪"
    "范廖贾夏邹熊孟秦邱侯江尹薛闫雷龙黎陶贺毛郝顾龚邵覃戴严莫孔汤谌佘倪傅虞晏柳柯聂喻阮樊舒卞邢柴鲍阎涂翟庞"
    "段褚詹骆缪滕翁裴岑匡瞿粟殷霍祝鲁温辛苗施柏宁甘谷麦蒲"
)
_WORDS_TOO = "马于任石金韦付方白史万武钱向常"
"""Surnames that begin many words as well."""
_RARE = "文易左阳向游仇单冷欧颜皮旷隆鄢成石"
"""Surnames that are told from words only after a title and before a deed."""
_NEVER = (
    r"何[为谓时地解必况种处人事]|谢谢|白天|马上|任何|方便|万一"
    r"|(?<=[\d一二两三四五六七八九十百千几好])[万钱]|(?<=[的元块花付交给拿收出])钱"
)
"""Words that begin like a name and are none."""
_GIVEN = r"[^\W\da-z_的了啊在是有我你他她们这那个吗呢吧不就也都和跟与到去来要会能说镇乡区县]"
_TITLE = r"(?:书记|主任|经理|老板|干部|领导|[局院校所科处区镇股站队厅县乡村行司部会]长)"
_NAMED = re.compile(
    rf"(?!{_NEVER})(?:欧阳|司马|上官|诸葛|(?<![工过流日课])程|项(?!目)|[{_SURNAMES}{_WORDS_TOO}])(?:某某?|x{{1,2}}|{_GIVEN}{{1,2}})"
    rf"|(?:举报|检举|揭发|控告|{_TITLE})[{_RARE}]{_GIVEN}{{1,2}}(?=[,.;:!]|$)"
)
_BEARER = re.compile(
    rf"{_TITLE}(?:欧阳|[{_SURNAMES}{_RARE}]){_GIVEN}{{1,2}}(?=[,.;:!]|$)"
    rf"|(?:^|[,.;!?])(?:欧阳|[{_SURNAMES}]){_GIVEN}{{1,2}},[^,.;!?]{{0,8}}{_TITLE}(?=[,.;:!]|$)"
)
# A post or a unit, a name, and what its bearer did: 校长覃为民受贿, 教育局柳文斌把编制卖了.
_DOES = (
    r"(?:把|将|受贿|收受|收了|贪|挪用|侵占|利用|私自|私分|套取|虚报|卖|骗|包养|勾结|强占|克扣|截留"
    r"|吃拿|给自己|让自己"
    r"|[收拿][^,.?!;不]{0,6}(?:[\d一二三四五六七八九十百几两]+[万千百块]|钱|红包|礼))"
)
_DOER = re.compile(
    rf"{_TITLE}(?:[{_SURNAMES}]{_GIVEN}{{1,2}}|[{_RARE}]{_GIVEN}{{2}}){_DOES}"
    rf"|(?:[局院委办所]|街道|社区|公司|学校)的?[{_SURNAMES}]{_GIVEN}{{2}}{_DOES}"
    rf"|(?:^|[,.;!?])(?:[{_SURNAMES}石]|欧阳){_GIVEN}{{2}}"
    r"(?:把|将自己|身为|利用|仗着|[和跟与][他她])"
    # 王大礼这个街道书记,把安置房分给自己人
    rf"|(?:^|[,.;!?])(?:[{_SURNAMES}{_RARE}]|欧阳){_GIVEN}{{1,2}}(?:[这那]个?|这位)[^,.;!?]{{0,8}}{_TITLE}"
    rf",?[^,.;!?]{{0,4}}{_DOES}"
)
# A name that a sentence is about; words may look like one, so a deed must be told, too.
_SUBJECT = re.compile(
    rf"(?:^|[,.;!?]|{_TITLE})(?:[{_SURNAMES}]|欧阳){_GIVEN}{{1,2}}"
    r"(?:天天|经常|一直|长期|老是|每[天次年月]|[去今前]年|上个?月|多次|到处|竟然|居然|公然|当上|为|拿|收|用"
    r"|靠|吃|给|叫|让|逼|身为|[和跟与](?:女|男|下属|情人|老板|小))"
)
_NO_NAME = re.compile(
    r"何[为谓]|任意|常[委常见]|方[面式]|金[钱额]|石头|高[价层]|许多|钱[财款]|白[拿吃]"
)


def names_somebody(text: str) -> bool:
    """Whether something in `text` reads like a person's name. Generous: words do, too."""
    return bool(_NAMED.search(text))


def ends_in_a_name(text: str) -> bool:
    """Whether a clause is, or ends in, somebody with a post: 举报局长王小明; 王小明,副主任."""
    return bool(_BEARER.search(text))


def names_a_doer(text: str) -> bool:
    """Whether `text` says what somebody with a post and a name did."""
    return bool(_DOER.search(text))


def is_about_somebody(text: str) -> bool:
    """Whether `text` has what reads like a name as the one who acts. Words do, too."""
    return bool(_SUBJECT.search(text))


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
