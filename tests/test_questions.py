"""Messages cut into clauses, and personal data seen in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import notice
from bot.nlu.questions import MOST_CLAUSES, clauses
from bot.nlu.report_guard import tells
from bot.personal_data import holds_personal_data
from tests.understanding import intent_of, parsed


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("电话多少,几点上班,周末有人吗", ["电话多少", "几点上班", "周末有人吗"]),
        ("电话多少几点上班周末有人吗", ["电话多少", "几点上班周末有人吗"]),
        ("信箱是什么还有组长是谁", ["信箱是什么", "组长是谁"]),
        ("电话是多少", ["电话是多少"]),
        ("电话是多少有没有人接", ["电话是多少", "有没有人接"]),
        ("动员会哪天开谁主持", ["动员会哪天开", "谁主持"]),
        ("几号开始几号结束每天几点到几点可以打", ["几号开始", "几号结束", "每天几点到几点可以打"]),
        ("不晓得是哪个街道的谁管", ["不晓得是哪个街道的谁管"]),
        ("先问清楚:书记的问题受理不受理", ["先问清楚", "书记的问题受理不受理"]),
        ("上午9:00有人吗", ["上午9:00有人吗"]),
        ("信箱怎么写然后电话多少", ["信箱怎么写", "电话多少"]),
        ("几点到几点有人接信箱又是多少号", ["几点到几点有人接", "信箱又是多少号"]),
        ("几点到几点有人接电话", ["几点到几点有人接电话"]),
        ("组长是谁副组长又是谁", ["组长是谁", "副组长又是谁"]),
        ("能不能告诉我组长是谁", ["能不能告诉我组长是谁"]),
        ("一个是你们哪天走还有一个就是组长是谁", ["你们哪天走", "组长是谁"]),
        ("周一是不是有人接", ["周一是不是有人接"]),
        ("有一个是局长的事", ["有一个是局长的事"]),
        ("受理范围是什么和电话号码", ["受理范围是什么", "电话号码"]),
        ("把电话号码跟我讲一下", ["把电话号码跟我讲一下"]),
        ("一是电话二是周六有人不", ["一是电话", "二是周六有人不"]),
        ("周二是不是有人接", ["周二是不是有人接"]),
        ("第一个电话第二个信箱", ["第一个电话", "第二个信箱"]),
        ("第二个工作日有人吗", ["第二个工作日有人吗"]),
        ("现在能打不,不能打的话信箱", ["现在能打不", "不能打的话信箱"]),
        ("离下午开线还有好久", ["离下午开线还有好久"]),
        ("物业的事收不收,不收的话转给谁", ["物业的事收不收", "不收的话转给谁"]),
        ("信箱号和值班电话发我", ["信箱号", "值班电话发我"]),
        ("组长是谁?还有,信箱多少", ["组长是谁", "信箱多少"]),
        ("", []),
    ],
)
def test_clauses(text: str, pieces: list[str]) -> None:
    assert clauses(text) == pieces


@given(st.text(max_size=2000))
def test_clauses_are_pieces_and_few(text: str) -> None:
    pieces = clauses(text)
    assert len(pieces) <= MOST_CLAUSES
    assert all(piece in text for piece in pieces)


@pytest.mark.parametrize(
    "text",
    [
        "430103197001011234",
        "身份证43010319700101123x",
        "我的手机13800138000",
        "138 0013 8000",
        "卡号6222020200112233445",
        "我叫王小明",
        "我叫孙子涵",
    ],
)
def test_personal_data_is_seen(text: str) -> None:
    assert holds_personal_data(text, notice.load())


@pytest.mark.parametrize(
    "text",
    [
        "0731-82186945是你们电话吗",
        "073182186945打不通",
        "12345",
        "2023年9月7日到2023年11月7日",
        "长沙市a271号信箱",
        "你叫什么",
        "我叫什么不重要",
        "今天下午两点钟我叫孙女帮我拨电话",
    ],
)
def test_what_is_no_personal_data(text: str) -> None:
    assert not holds_personal_data(text, notice.load())


def test_a_question_does_not_tell() -> None:
    assert tells("街道书记收了老板五十万")
    assert not tells("街道书记收红包归你们管吗")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("区长和医生,你们分别收不收", [["leadership"], ["institution"]]),
        (
            "区长和医生收红包,你们分别收不收",
            [["leadership", "integrity"], ["institution", "integrity"]],
        ),
        ("区委书记的事和小区物业的事,你们是不是都收", [["leadership"], ["property"]]),
        (
            "局长吃回扣归你们,那他手下的普通科员吃回扣归不归你们",
            [["party_head", "integrity"], ["clerk", "integrity"]],
        ),
        ("她反映天心区区长,我反映副区长,哪个你们收", [["elsewhere", "leadership"], ["leadership"]]),
    ],
)
def test_cases_are_judged_one_by_one(text: str, asked: list[list[str]]) -> None:
    entities = parsed(text)["entities"]
    groups = [e["group"] for e in entities if e["entity"] == "question"]
    found = [
        [e["value"] for e in entities if e["entity"] != "question" and e["group"] == group]
        for group in groups
    ]
    assert found == asked


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("隔壁养鸡臭死人,你们管不咯?写信写到哪里", ["ask_scope_check", "ask_mailbox"]),
        ("退休干部以前的事,你们还受理不受理?信箱是好多号", ["ask_scope_check", "ask_mailbox"]),
        ("电话号码跟我讲一下还有信箱是好多号也讲一下", ["ask_phone", "ask_mailbox"]),
        (
            "明早九点半电话有人接吧?我要说的是街道党工委书记的事,属于范围内吗",
            ["ask_hours_at", "ask_scope_check"],
        ),
        (
            "望城区的区长能不能反映?雨花区的区长能不能反映",
            ["ask_other_district", "ask_scope_check"],
        ),
        ("烦请告知巡视的起止日期,另外值班电话也请一并给一下", ["ask_period", "ask_phone"]),
    ],
)
def test_each_question_of_a_message_is_seen(text: str, intents: list[str]) -> None:
    asked = [e["value"] for e in parsed(text)["entities"] if e["entity"] == "question"]
    assert asked == intents


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("包工头拖了四个月工钱!跑断腿都没人理!巡视组受理这个吗", "ask_scope_check"),
        ("法院判我输,凭什么?!巡视组能不能帮我把判决改过来", "ask_scope_check"),
        ("离中午休息还有几分钟", "ask_next_opening"),
        ("嗯请问一下区财政局局长的问题巡视组收不收啊", "ask_scope_check"),
        ("区委书记本人的问题也能向你们反映吗,还是要去更上面", "ask_scope_check"),
        ("你们能帮忙要工程款、要工资吗", "ask_scope_check"),
        ("昨天新闻里讲接电话的钟点我没听全,几点到几点啊", "ask_hours"),
    ],
)
def test_one_question_with_a_tale_around_it(text: str, intent: str) -> None:
    assert intent_of(text) == intent
