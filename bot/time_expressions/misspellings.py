"""Time words as dictation and hurried typing spell them: 明添, 周莫, 星其六.

Only spellings that are no words of their own where they stand. Each is put right by a
word of the same length, so that places in the text stay what they are. Longer words are
put right before (`bot.nlu.normal_form`); these have two characters and need their own care.
"""

from __future__ import annotations

import re

_DAY = "(?=[一二三四五六日天])"
_ASKED = "(?=节|期|放|假|上|有|能|打|接|那|长|还|呢|休|不|[,.??!]|$)"

_SPELLINGS = {
    "明天": r"[名鸣铭]天|[明名][添田填甜]",
    "今天": r"今[添田填甜]|斤天",
    "后天": r"后[添填甜]|厚天",
    "现在": r"现[再载]",
    "下午": r"下[舞武雾吾]|下五(?=[一二三四五六\d]点)",
    "上午": r"上[舞武雾吾]",
    "中午": r"[钟种终忠]午|中[舞武吾]|中五(?=[十一二]{1,2}点)",
    "晚上": r"晚[尚伤商]",
    "早上": r"早[尚伤]",
    "今晚": r"今[碗挽婉]",
    "明晚": r"明[碗挽婉]",
    "周末": r"周[莫陌漠沫]|[州洲舟]末",
    "周六": r"周[溜鹿碌]",
    "国庆": rf"国[亲轻清请厌]{_ASKED}",
    "中秋": rf"[终忠钟]秋|中[球丘]{_ASKED}",
    "星期": rf"[星兴新心][其奇齐旗]{_DAY}|[兴新心]期{_DAY}",
    "礼拜": rf"[里理李][拜败百]{_DAY}|礼[败百]{_DAY}",
    "点半": r"(?<=[\d一二三四五六七八九十两])点[办伴扮](?![公事法理])",
    "点钟": r"(?<=[\d一二三四五六七八九十两])点(?:[种终盅]|中(?!午))",
    "小时": r"(?<=[\d一二三四五六七八九十两半个])小[石是](?=[以之]?后)",
    "节假日": r"节[加价佳]日",
    "工作日": r"[公功]作日",
    "月底": r"月[低抵]",
}
_ANY = re.compile("|".join(_SPELLINGS.values()))
_EACH = [(re.compile(pattern), word) for word, pattern in _SPELLINGS.items()]


def put_right(text: str) -> str:
    """The text with these spellings put right; its length is kept.

    >>> put_right("明添下舞三点种")
    '明天下午三点钟'
    """
    if _ANY.search(text):
        for pattern, word in _EACH:
            text = pattern.sub(word, text)
    return text
