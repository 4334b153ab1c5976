"""Limits of a text, choices and numbers, for whatever the assistant may say."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.gate import Answer, Button
from bot.channels.wechat import choices, replies
from bot.channels.wechat.messages import Incoming

TEXTS = st.text(max_size=4000) | st.lists(
    st.sampled_from(["接听时间是工作日。", "0731-82186945", "很长", "、", "\n\n", "]]>", "🙏"]),
    max_size=900,
).map("".join)
BUTTONS = st.lists(st.builds(Button, st.text(max_size=40), st.text(max_size=40)), max_size=12)
INCOMING = Incoming("text", 1, "openid", "account", "", "")


@given(TEXTS, BUTTONS)
def test_every_text_is_within_the_limit_and_valid(text: str, buttons: list[Button]) -> None:
    for shown in replies.lay_out(Answer(text, tuple(buttons))):
        assert replies.size(shown) <= 2047
        root = ElementTree.fromstring(replies.render(shown, INCOMING, 0))
        assert (root.findtext("Content") or "") == shown.replace("\r\n", "\n").replace("\r", "\n")


@given(
    st.lists(
        st.sampled_from(["一句话说完。", "问吗?", "列,项、", "0731-82186945", "字"]), max_size=900
    )
)
def test_nothing_is_lost_and_no_number_is_cut(parts: list[str]) -> None:
    texts = [t.partition("\n\n(后面还有")[0] for t in replies.lay_out(Answer("".join(parts)))]
    assert "".join(texts) == "".join(parts)
    assert sum(t.count("0731-82186945") for t in texts) == parts.count("0731-82186945")


def test_texts_end_with_a_sentence() -> None:
    sentences = [f"第{n}句“说完了。”" for n in range(300)]
    *texts, _ = replies.lay_out(Answer("".join(sentences)))
    assert len(texts) > 1
    for text in texts:
        assert text.partition("\n\n(后面还有")[0].endswith("。”")


def test_choices_that_leave_no_room_for_links_are_numbers() -> None:
    buttons = tuple(Button(f"题目{n}", "问题" * 40) for n in range(6))
    (shown,) = replies.lay_out(Answer("答" * 500, buttons))
    assert "1. 题目0" in shown and "<a" not in shown


def test_choices_stand_below_the_last_text() -> None:
    first, last = replies.lay_out(Answer("一句话。" * 250, (Button("题目", "问题"),)))
    assert "题目" not in first and "题目</a>" in last


def test_a_link_holds_nothing_that_ends_it() -> None:
    (shown,) = replies.lay_out(Answer("答", (Button('<b>"题"&', 'a"b<c>&d #%?'),)))
    assert 'msgmenucontent=abcd?&msgmenuid=1">b题</a>' in shown


@pytest.mark.parametrize(
    "text,number",
    [
        ("1", 1), ("\uff12", 2), ("③", 3), ("⑴", 1), ("1.", 1), ("2、", 2), ("(3)", 3),
        ("一", 1), ("二。", 2), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("第一个", 1),
        ("选3", 3), ("我选第二项", 2), (" 1 ", 1), ("01", 1),
        ("1点", None), ("12345", None), ("110", None), ("1号", None), ("九点", None),
        ("一二三", None), ("十十", None), ("", None), ("问题1", None), ("-1", None), ("1.5", None),
        ("一十一十", None), ("二二", None),
    ],
)  # fmt: skip
def test_bare_numbers(text: str, number: int | None) -> None:
    assert choices.number(text) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_not(text: str) -> None:
    number = choices.number(text)
    assert number is None or 0 <= number <= 99
