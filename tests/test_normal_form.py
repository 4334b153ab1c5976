"""What residents type, brought to one form."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from bot import notice
from bot.nlu import pinyin
from bot.nlu.normal_form import CHANGED_IN_PHRASES, PinyinReader, homophones, plain, repaired
from bot.nlu.normaliser import put_right


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("請問電話號碼是多少", "请问电话号码是多少"),
        ("９：００　有人嗎？？？", "9:00有人吗?"),
        ("电 话 多少", "电话多少"),
        ("号码是零七三一八二一八六九四五吗", "号码是073182186945吗"),
        ("0731 8218 6945 打不通", "0731 8218 6945打不通"),
        ("在在在在吗", "在吗"),
        ("好!!!!", "好!"),
        ("😀🙏", ""),
        ("电话\u200b多少\ufeff", "电话多少"),
        ("hello world", "hello world"),
        ("那大后天那", "那大后天呢"),
        ("那信箱在哪", "那信箱在哪"),
        ("哪副区长泥", "那副区长呢"),
        ("从那天到那天", "从哪天到哪天"),
        ("要等到那天", "要等到那天"),
        ("哪里拿", "哪里拿"),
        ("哪个单位呢", "哪个单位呢"),
        ("老板偷水泥", "老板偷水泥"),
        ("带巡察的是那几个单位", "带巡察的是哪几个单位"),
        ("打得进去妈", "打得进去吗"),
        ("（１）电话（２）信箱", ",电话,信箱"),
        ("📞❓📮❓两样都要", "电话?信箱?两样都要"),
        ("☎️巡视组的求一个🙏", "电话巡视组的求一个"),
        ("📞电话多少", "电话多少"),
        ("📞", ""),
        ("📞？", "电话?"),
        ("📮❓", "信箱?"),
        ("我妈问的", "我妈问的"),
        ("国庆长假有人接马", "国庆长假有人接吗"),
        ("跳马的领导去了没", "跳马的领导去了没"),
        ("白天老板盯着🙈 今晚8点再打行不行", "白天老板盯着,今晚8点再打行不行"),
        ("算了 打电话 号码", "算了,打电话号码"),
        ("答覆要多久", "答复要多久"),
        ("①组长叫什么 ②信往哪寄", ",组长叫什么,信往哪寄"),
        ("组长是谁啊呀 信箱号码几号", "组长是谁啊呀,信箱号码几号"),
        ("11月7号", "11月7号"),
        ("8888", "8888"),
    ],
)
def test_plain(typed: str, normal: str) -> None:
    assert plain(typed) == normal


def test_no_other_word_changes_characters_that_stay_by_themselves() -> None:
    """By the dictionary that the conversion goes by, word for word."""
    converter = OpenCC("t2s")
    words = Path(opencc.__file__).parent / "dictionary" / "TSPhrases.txt"
    for line in words.read_text("utf-8").splitlines():
        word = line.split("\t")[0]
        if CHANGED_IN_PHRASES.isdisjoint(word) and "".join(map(converter.convert, word)) == word:
            assert converter.convert(word) == word


@given(st.text(max_size=200))
def test_plain_leaves_no_symbols(text: str) -> None:
    assert not any(unicodedata.category(c) in ("So", "Cf", "Cc") for c in plain(text))


@given(st.text("0123456789", min_size=1, max_size=40))
def test_digits_are_kept(digits: str) -> None:
    assert plain(digits) == digits


TERMS = homophones(["巡视组", "巡视", "二维码"])


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("寻视组在哪", "巡视组在哪"),
        ("训示组电话", "巡视组电话"),
        ("二为码怎么扫", "二维码怎么扫"),
        ("好吗", "好吗"),
        ("扫马上", "扫马上"),
        ("", ""),
    ],
)
def test_homophones_are_put_right(typed: str, mended: str) -> None:
    assert repaired(typed, TERMS) == mended


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("法院叛决不服可以反映吗", "法院判决不服可以反映吗"),
        ("拆千补偿归你们管吗", "拆迁补偿归你们管吗"),
        ("打击抱复怎么办", "打击报复怎么办"),
        ("现再还打得通吗", "现在还打得通吗"),
        ("社区卫生院几点开门", "社区卫生院几点开门"),
        ("几位领导去了", "几位领导去了"),
        ("包公头欠我们公资", "包工头欠我们工资"),
        ("退修的镇掌收宏包", "退休的镇长收红包"),
        ("我们园长收回的公子", "我们园长收回的公子"),
        ("区委书的问题受理吗", "区委书记的问题受理吗"),
        ("向区委书面反映", "向区委书面反映"),
        ("有个什么二维", "有个什么二维码"),
        ("二维马在哪", "二维码在哪"),
    ],
)
def test_words_of_scope_are_put_right_by_sound(typed: str, mended: str) -> None:
    assert put_right(typed, notice.load()) == mended


def test_words_of_their_own_are_kept() -> None:
    assert repaired("寻事组织", TERMS, frozenset(["寻事", "寻事组"])) == "寻事组织"


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("dianhuaduoshao", ["dian", "hua", "duo", "shao"]),
        ("xian", ["xian"]),
        ("nv", ["nv"]),
        ("hello", None),
        ("", []),
    ],
)
def test_pinyin_is_cut(letters: str, syllables: list[str] | None) -> None:
    assert pinyin.cut(letters) == syllables


@pytest.mark.parametrize(
    ("one", "other"), [("视", "寺"), ("南", "兰"), ("湖", "扶"), ("信", "兴"), ("组", "足")]
)
def test_southern_homophones_sound_alike(one: str, other: str) -> None:
    assert pinyin.sounds(one) == pinyin.sounds(other)


def test_pinyin_is_read_by_what_residents_ask() -> None:
    reader = PinyinReader.trained(["电话多少", "星期六有人吗", "周六有人接吗"])
    assert reader.read("dianhua duoshao") == "电话多少"
    assert reader.read("xingqiliu youren ma?") == "星期六有人吗?"
    assert reader.read("hello 你好 ok") == "hello你好ok"
