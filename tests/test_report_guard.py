"""Somebody who begins to report is stopped, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, ActiveLoop
from rasa.shared.core.trackers import DialogueStateTracker

from tests.understanding import agent, intent_of, parsed

REPORTS = [
    "我们街道书记张三收了老板五十万",
    "街道书记收了老板五十万",
    "我要实名举报雨花亭街道书记收红包",
    "教育局局长李某某包养情妇",
    "我们镇长把工程给了他小舅子",
    "区长收钱了",
    "书记收了我的钱不办事",
    "谌德厚贪污",
    "举报区水利局局长文鹤松,公款吃喝,每个月在农庄报销两万多",
    "苏文斌,副主任,公车私用,每周五开回益阳老家,请查处",
    "街道书记谭建雄收开发商八十万!!你们还不抓人!!",
    "祝大礼这个街道书记,把安置房分给自己小舅子两套,天理何在",
    "张三贪污,你们管不管",
    "舒文斌这种天天泡会所让老板买单的人,凭什么还能当局长?",
    "孟宪忠和女下属搞在一起,全单位谁不知道?这样的人还提拔?",
    "我的身份证号是430103197001011234",
    "我叫王小明,电话13800138000",
    "13800138000",
    "我的号码是一三八零零一三八零零零",
    "村里修路的事说起来话长,前年镇里拨了八十万,书记让他连襟承包,结果路修了一半就停了,"
    "钱也没了,我们去问,他说再问就断我们的水,后来听人讲那钱拿去给他儿子买了房",
]
QUESTIONS = [
    ("街道书记收红包归你们管吗", "ask_scope_check"),
    ("村支书贪污能反映吗", "ask_scope_check"),
    ("区领导受贿属于受理范围吗", "ask_scope_check"),
    ("何为贪污", "ask_scope_check"),
    ("我要查养老金", "off_topic"),
    ("接着刚才的,我问的是街道党工委书记这一类的", "ask_scope_check"),
    ("街道书记", "ask_scope_check"),
    ("村支书", "ask_scope_check"),
    ("我们村支书的事归省里巡视组管,还是不归", "ask_scope_check"),
    ("办了健身卡店子关门不退钱,打巡视组电话要得回来吗", "ask_scope_check"),
    ("假如是副区长给自家亲戚揽工程,写信寄过去他们看吗", "ask_scope_check"),
    ("老头子住院的钱医保不给报，我找巡视的同志反映，他们收这个事不", "ask_scope_check"),
    ("住院花了两万多,医保只报了一点点,这个事你们巡视组给不给解决", "ask_scope_check"),
    ("领导班子的廉洁纪律问题,是不是找你们就对了", "ask_scope_check"),
    ("找谁都推,噪音到底归不归你们管", "ask_scope_check"),
    ("怎么举报", "ask_contact"),
    ("举报有奖励吗", "ask_reward"),
    ("举报错了要负责吗", "ask_liability"),
    ("0731-82186945打不通怎么办", "ask_line_busy"),
    ("电话是0731-82186945吗", "ask_phone"),
]
FORM_ANSWERS = ["街道书记", "贪污受贿", "收红包", "就是我们街道书记", "他收了红包", "欺压群众"]
FORM_REPORTS = ["张三", "李建国", "张三收了红包", "街道书记王小明收了五十万", "13800138000"]


def in_the_form(text: str) -> dict[str, Any]:
    """What the model makes of a message while the scope form asks."""
    domain = agent().domain
    assert domain and agent().processor
    tracker = DialogueStateTracker.from_events(
        "somebody",
        [ActionExecuted("action_listen"), ActionExecuted("scope_form"), ActiveLoop("scope_form")],
        domain.slots,
        domain=domain,
    )
    return asyncio.run(agent().processor.parse_message(UserMessage(text), tracker))


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_is_recognised_and_nothing_is_taken_from_it(text: str) -> None:
    understood = parsed(text)
    assert understood["intent"]["name"] == "report"
    assert understood["entities"] == []


@pytest.mark.parametrize(("text", "intent"), QUESTIONS)
def test_a_question_is_no_report(text: str, intent: str) -> None:
    assert intent_of(text) == intent


@pytest.mark.parametrize("text", FORM_ANSWERS)
def test_an_answer_to_the_form_is_no_report(text: str) -> None:
    assert in_the_form(text)["intent"]["name"] == "ask_scope_check"


@pytest.mark.parametrize("text", FORM_REPORTS)
def test_a_name_or_a_number_in_the_form_is_a_report(text: str) -> None:
    assert in_the_form(text)["intent"]["name"] == "report"


# Digits in these are a clock's or a model's, and may be anything.
OF_THE_MACHINE = {"timestamp", "metadata", "message_id"}


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_is_stopped_without_an_echo_and_not_remembered(text: str) -> None:
    async def told() -> tuple[str, DialogueStateTracker]:
        sender = uuid.uuid4().hex
        replies = await agent().handle_text(text, sender_id=sender)
        tracker = await agent().tracker_store.retrieve(sender)
        assert tracker
        return "\n".join(reply["text"] for reply in replies or []), tracker

    reply, tracker = asyncio.run(told())
    assert "请不要在此提交举报内容" in reply
    assert all(fact in reply for fact in ("0731-82186945", "长沙市A271号信箱", "码上巡视"))
    kept = repr(
        [
            {name: value for name, value in event.as_dict().items() if name not in OF_THE_MACHINE}
            for event in tracker.events
        ]
    )
    for start in range(len(text) - 3):
        piece = text[start : start + 4]
        assert piece not in kept
        assert piece not in reply or piece in "请通过公告公布的渠道反映"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from("是 :,。的"))
@settings(max_examples=30)
def test_a_mobile_number_anywhere_is_personal(number: str, before: str) -> None:
    assert intent_of(f"请联系我{before}{number}谢谢") == "report"
