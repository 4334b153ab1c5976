"""The hours actions: what a resident reads, turn by turn, at many clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.hours import (
    ASKED_TIME,
    INTENTS,
    ActionCheckHours,
    ActionDaysLeft,
    ActionNextOpening,
    ActionPeriodState,
    answer,
)
from benchmarks.time_phrases.notation import FILES, cases
from bot import clock, notice, office_hours
from bot.notice import Answering, Period
from bot.responses import NoticeResponses
from bot.time_expressions import Before, from_json
from tests.serving import ROOT

SERVED = notice.load()
WORDING = NoticeResponses(Domain.load(str(ROOT / "domain.yml")))
PHONE = SERVED.contact.phone
OPEN, CLOSED = "在接听时间内", "不在接听时间内"
OVER, NOT_BEGUN = "巡视已结束", "巡视尚未开始"
ACTIONS = {
    "ask_hours_at": ActionCheckHours,
    "ask_next_opening": ActionNextOpening,
    "ask_period_state": ActionPeriodState,
    "ask_days_left": ActionDaysLeft,
}

BEFORE = "2023-09-01T10:00"
MORNING = "2023-09-21T10:00"  # a Thursday
LUNCH = "2023-09-21T12:30"
EVENING = "2023-09-22T18:10"  # a Friday
SUNDAY = "2023-09-24T15:00"
EVE = "2023-09-28T17:40"  # the last hours before 中秋节
HOLIDAY = "2023-10-05T12:30"
MAKE_UP = "2023-10-07T12:30"
LAST_AFTERNOON = "2023-11-07T17:10"
LAST_EVENING = "2023-11-07T17:30"
AFTER = "2023-11-08T09:00"
CLOCKS = [
    *(BEFORE, MORNING, LUNCH, EVENING, SUNDAY, EVE, HOLIDAY, MAKE_UP),
    *(LAST_AFTERNOON, LAST_EVENING, AFTER),
]

MONDAY, FRIDAY = "9月25日(星期一)9:00", "9月22日(星期五)9:00"
AFTER_HOLIDAY = "10月7日(星期六)9:00"
HOURS = "9:00—12:00、13:30—17:30"


def at(moment: str) -> datetime:
    return clock.parse(f"{moment}:00+08:00")


def said(intent: str, text: str, moment: str, served: notice.Notice = SERVED) -> str:
    reply = answer(intent, text, at(moment), served)
    message = WORDING.say(reply.response, served, at(moment), reply.facts)
    assert message is not None, reply
    return str(message["text"])


# What is asked, when; what the reply says. A leading "!" means that it is not said.
CHECKS = [
    (MORNING, "现在有人接电话吗", [OPEN, "!不在", "12:00"]),
    (MORNING, "打得通吗", [OPEN, "!不在"]),
    (MORNING, "今天上班吗", ["工作日", HOURS, OPEN, "!不在"]),
    (MORNING, "明天上班吗", ["9月22日(星期五)", "工作日", HOURS, OPEN, "!不在"]),
    (MORNING, "明天下午三点打可以不", ["9月22日(星期五)15:00", OPEN, "!不在"]),
    (MORNING, "中午有人接吗", [CLOSED, "午休", "9月21日(星期四)13:30"]),
    (MORNING, "12点能打吗", [CLOSED, "午休", "9月21日(星期四)13:30"]),
    (MORNING, "1点打行不行", ["13:00", CLOSED, "午休", "9月21日(星期四)13:30"]),
    (MORNING, "一点半", ["13:30", OPEN, "!不在"]),
    (MORNING, "5点还有人没", ["17:00", OPEN, "!不在"]),
    (MORNING, "17点29分打进去算不算", [OPEN, "!不在"]),
    (MORNING, "5点半", ["17:30", CLOSED, "下班", FRIDAY]),
    (MORNING, "6点能打吗", ["18:00", CLOSED, "下班", FRIDAY]),
    (MORNING, "明天6点", ["6:00", "18:00", CLOSED, FRIDAY, MONDAY]),
    (MORNING, "晚上八点有人值班吗", [CLOSED, "下班", FRIDAY]),
    (MORNING, "明早8点半", [CLOSED, "还没到", FRIDAY]),
    (MORNING, "傍晚打有人不", [CLOSED, "下班", FRIDAY]),
    (MORNING, "凌晨两点呢", [CLOSED, "还没到", FRIDAY]),
    (MORNING, "下班后能打吗", [CLOSED, "下班", FRIDAY]),
    (MORNING, "上午打行吗", [OPEN, "9:00—12:00", "!不在"]),
    (MORNING, "下午呢", [OPEN, "13:30—17:30", "!不在"]),
    (MORNING, "11点到14点", [OPEN, "11:00—12:00、13:30—14:00", "!不在"]),
    (MORNING, "周六上班吗", ["9月23日(星期六)", CLOSED, "周末", MONDAY]),
    (MORNING, "这个周末可以打不", ["9月23日(星期六)、9月24日(星期日)", CLOSED, "周末", MONDAY]),
    (MORNING, "周末上午", [CLOSED, "周末", MONDAY]),
    (MORNING, "周五和周六", ["9月22日(星期五)", OPEN, CLOSED, "9月23日(星期六)周末"]),
    (MORNING, "国庆上班不", [CLOSED, "国庆节", AFTER_HOLIDAY, "调休"]),
    (MORNING, "中秋有人接电话没", ["9月29日(星期五)", CLOSED, "中秋节", AFTER_HOLIDAY]),
    (MORNING, "中秋国庆都没人接吗", [CLOSED, "中秋节", "国庆节", AFTER_HOLIDAY]),
    (MORNING, "10月7号上班吗", ["10月7日(星期六)", "国庆节调休上班", HOURS, OPEN, "!不在"]),
    (MORNING, "10月7号和8号", ["国庆节调休上班", OPEN, "!不在"]),
    (MORNING, "9.28能打吗", ["9月28日(星期四)", OPEN, "!不在"]),
    (
        MORNING,
        "下周都有人吗",
        ["9月25日(星期一)—9月28日(星期四)", OPEN, "中秋节", "国庆节", "!不在"],
    ),
    (MORNING, "下周一到周三", [OPEN, "!不在"]),
    (MORNING, "10月有人吗", [OPEN, "国庆节", "10月7日", "调休上班", "!不在"]),
    (MORNING, "11月还在吗", [OPEN, OVER]),
    (MORNING, "每天都有人吗", ["工作日", HOURS, OPEN, "周末和法定节假日", "!不在"]),
    (MORNING, "工作日晚上8点", [CLOSED, "下班"]),
    (MORNING, "每天下午", [OPEN, "13:30—17:30", "!不在"]),
    (MORNING, "节假日放不放假", [CLOSED, "国庆节", AFTER_HOLIDAY]),
    (MORNING, "每个周末都休息吗", [CLOSED, "周末", MONDAY]),
    (MORNING, "元旦呢", [OVER, CLOSED, "11月7日(星期二)17:30"]),
    (MORNING, "11月8号还打得通吗", [OVER, CLOSED]),
    (MORNING, "9月5号那天呢", [NOT_BEGUN, CLOSED]),
    (MORNING, "昨天怎么没人接", ["9月20日(星期三)", "已经过了"]),
    (MORNING, "上周日", ["9月17日(星期日)", CLOSED, "周末", "9月18日(星期一)9:00"]),
    (MORNING, "2月30号能打吗", ["没有“2月30日”", "!在接听时间内"]),
    (MORNING, "25点", ["没有“25点”", "!在接听时间内"]),
    (MORNING, "农历九月初八", ["公历", "!在接听时间内"]),
    (MORNING, "不是周六，是周日", ["9月24日(星期日)", "!星期六"]),
    (LUNCH, "现在有人吗", [CLOSED, "12:00—13:30午休", "9月21日(星期四)13:30"]),
    (LUNCH, "今天有人吗", [OPEN, HOURS, "下次接听:9月21日(星期四)13:30", "!不在"]),
    (LUNCH, "半小时后", ["13:00", CLOSED, "午休"]),
    (LUNCH, "一个小时后", ["13:30", OPEN, "!不在"]),
    (EVENING, "现在呢", [CLOSED, "下班", MONDAY]),
    (EVENING, "今天还有人吗", [CLOSED, "下班", MONDAY]),
    (EVENING, "下午能打吗", ["9月23日(星期六)", CLOSED, "周末", MONDAY]),
    (EVENING, "周五上午", ["9月29日(星期五)", CLOSED, "中秋节"]),
    (SUNDAY, "现在有人吗", [CLOSED, "周末", MONDAY]),
    (SUNDAY, "明天早上8点", ["9月25日(星期一)8:00", CLOSED, MONDAY]),
    (SUNDAY, "国庆第三天", ["10月3日(星期二)", CLOSED, "国庆节", AFTER_HOLIDAY]),
    (EVE, "明天能打吗", ["9月29日(星期五)", CLOSED, "中秋节", AFTER_HOLIDAY]),
    (EVE, "现在", [CLOSED, "下班", AFTER_HOLIDAY]),
    (EVE, "下周一", ["10月2日(星期一)", CLOSED, "国庆节", AFTER_HOLIDAY]),
    (HOLIDAY, "现在有人接吗", [CLOSED, "国庆节", AFTER_HOLIDAY]),
    (HOLIDAY, "周末", ["10月7日", "10月8日", "调休上班", OPEN, "!不在"]),
    (HOLIDAY, "周六上班吗", ["10月7日(星期六)", "调休上班", OPEN, "!不在"]),
    (HOLIDAY, "国庆还剩的几天有人吗", ["10月5日(星期四)、10月6日(星期五)", CLOSED, AFTER_HOLIDAY]),
    (MAKE_UP, "现在有人接吗", [CLOSED, "午休", "10月7日(星期六)13:30"]),
    (MAKE_UP, "今天不是周六吗", ["国庆节调休上班", OPEN, "!不在"]),
    (MAKE_UP, "明天", ["10月8日(星期日)", "国庆节调休上班", OPEN, "!不在"]),
    (LAST_AFTERNOON, "现在还能打吗", [OPEN, "17:30", "!不在"]),
    (LAST_AFTERNOON, "明天上午", [OVER, CLOSED]),
    (LAST_EVENING, "现在还能打吗", [CLOSED, "下班", "没有接听时间", f"!{OVER}"]),
    (BEFORE, "现在有人吗", [NOT_BEGUN, CLOSED, "9月7日(星期四)9:00"]),
    (BEFORE, "明天", [NOT_BEGUN, CLOSED, "9月7日(星期四)9:00"]),
    (BEFORE, "9月8号上午", [NOT_BEGUN, "9月8日(星期五)", OPEN, "!不在"]),
    (BEFORE, "国庆", [NOT_BEGUN, CLOSED, "国庆节", AFTER_HOLIDAY]),
    (AFTER, "现在有人吗", [OVER, CLOSED]),
    (AFTER, "明天", [OVER, CLOSED, "11月9日(星期四)"]),
    (AFTER, "10月7号上班吗", [OVER, "!10月7日"]),
    (AFTER, "每天都有人吗", [OVER, CLOSED]),
]
NEXT = [
    (MORNING, "下次什么时候有人接", [OPEN, "12:00", "9月21日(星期四)13:30", "!不在"]),
    (LUNCH, "那什么时候能打", [CLOSED, "午休", "9月21日(星期四)13:30"]),
    (EVENING, "下次什么时候", [CLOSED, MONDAY]),
    (EVE, "最早哪天", [CLOSED, AFTER_HOLIDAY, "调休上班"]),
    (MORNING, "节后什么时候开始接电话", [AFTER_HOLIDAY]),
    (MORNING, "明天最早几点能打", [FRIDAY]),
    (MORNING, "午休完几点又开始", ["9月21日(星期四)13:30"]),
    (MORNING, "周末啊，那要等到哪天", [MONDAY]),
    (MORNING, "下个工作日几点开始", [FRIDAY]),
    (LAST_AFTERNOON, "下次什么时候", [OPEN, "最后"]),
    (LAST_EVENING, "下次什么时候", [CLOSED, "没有接听时间"]),
    (BEFORE, "最早什么时候能打", [NOT_BEGUN, "9月7日(星期四)9:00"]),
    (AFTER, "下次什么时候有人", [OVER, CLOSED]),
]
PERIOD = [
    (MORNING, "结束没有", ["2023年11月7日", "47天", "48天", f"!{OVER}"]),
    (MORNING, "国庆以后还在吗", ["10月7日(星期六)", "在巡视期间内", "31天"]),
    (MORNING, "11月8号还受理吗", ["11月8日(星期三)", OVER]),
    (MORNING, "11月7号过了还能举报吗", ["11月8日(星期三)", OVER]),
    (MORNING, "今天才听说，你们还在不在", ["47天", f"!{OVER}"]),
    (MORNING, "这个是去年的公告吧", ["47天", f"!{NOT_BEGUN}"]),
    (LAST_AFTERNOON, "还在吗", ["最后一天", f"!{OVER}"]),
    (BEFORE, "开始了没", [NOT_BEGUN, "6天"]),
    (AFTER, "结束了吗", [OVER, "1天"]),
]
LEFT = [
    (MORNING, "还剩几天", ["47天", "48天", "工作日30天"]),
    (MORNING, "离11月7号还有几天", ["47天", "48天"]),
    (MORNING, "等国庆过完再反映来得及不", ["10月7日(星期六)", "31天"]),
    (MORNING, "我下个月才有空，来不来得及", ["10月1日(星期日)", "37天"]),
    (LAST_AFTERNOON, "还剩几天", ["最后一天", f"!{OVER}"]),
    ("2023-11-06T10:00", "还剩几天", ["1天", "2天"]),
    (BEFORE, "还有几天", [NOT_BEGUN, "6天"]),
    (AFTER, "还剩几天", [OVER]),
]
TABLE = [
    (intent, *row)
    for intent, rows in (
        ("ask_hours_at", CHECKS),
        ("ask_next_opening", NEXT),
        ("ask_period_state", PERIOD),
        ("ask_days_left", LEFT),
    )
    for row in rows
]


@pytest.mark.parametrize(("intent", "moment", "text", "words"), TABLE)
def test_answers(intent: str, moment: str, text: str, words: list[str]) -> None:
    reply = said(intent, text, moment)
    for word in words:
        if word.startswith("!"):
            assert word[1:] not in reply, reply
        else:
            assert word in reply, reply


# Every answer, whatever was asked and when.


@pytest.mark.parametrize("moment", CLOCKS)
@pytest.mark.parametrize("intent", INTENTS)
def test_every_answer_is_whole(intent: str, moment: str) -> None:
    state = office_hours.period_state(SERVED, at(moment).date())
    for phrase in {case.phrase for name in FILES for case in cases(name)}:
        reply = said(intent, phrase, moment)
        assert reply.splitlines()[-1].startswith(f"电话:{PHONE}"), reply
        assert not any(flaw in reply for flaw in ("None", "{", "}", "。。", ":。", "、。")), reply
        assert len(reply) < 300, reply
        if "公历" in reply or "没有“" in reply:
            continue
        assert (OVER in reply) or state != "after", reply
        assert (NOT_BEGUN in reply) or state != "before", reply
        if state == "after" and intent != "ask_days_left":
            assert OPEN not in reply.replace(CLOSED, ""), reply


MOMENTS = st.datetimes(datetime(2023, 8, 20), datetime(2023, 11, 20)).map(
    lambda moment: moment.replace(tzinfo=clock.ZONE)
)


@settings(max_examples=400)
@given(MOMENTS, MOMENTS)
def test_an_answer_about_a_moment_says_what_the_hours_say(now: datetime, asked: datetime) -> None:
    moment = asked.replace(second=0, microsecond=0)
    text = f"{moment.month}月{moment.day}号{moment:%H:%M}有人接吗"
    reply = answer("ask_hours_at", text, now, SERVED)
    words = WORDING.say(reply.response, SERVED, now, reply.facts)
    assert words is not None
    if office_hours.period_state(SERVED, now.date()) == "after":
        assert OVER in words["text"] and CLOSED in words["text"]
    elif office_hours.at(SERVED, moment).open:
        assert OPEN in words["text"] and CLOSED not in words["text"]
    else:
        assert CLOSED in words["text"]
        opening = office_hours.next_opening(SERVED, moment)
        if opening and moment.date() >= SERVED.period.start:
            weekday = "一二三四五六日"[opening.weekday()]
            hour = f"{opening.hour}:{opening.minute:02d}"
            named = f"{opening.month}月{opening.day}日(星期{weekday}){hour}"
            assert named in words["text"]


@settings(max_examples=300)
@given(st.sampled_from(INTENTS), st.text(max_size=40), MOMENTS)
def test_any_text_is_answered(intent: str, text: str, now: datetime) -> None:
    reply = answer(intent, text, now, SERVED)
    assert WORDING.say(reply.response, SERVED, now, reply.facts) is not None


def test_an_unpublished_year_is_answered_with_that_reservation() -> None:
    period = Period(start="2027-09-07", end="2027-11-07", quote="-")
    later = SERVED.copy(update={"period": period})
    for text in ("下周一有人吗", "周六呢", "每天都有人吗", "下个月", "现在"):
        reply = said("ask_hours_at", text, "2027-09-16T10:00", later)
        assert "国务院尚未公布2027年的放假安排" in reply, reply
    reply = said("ask_hours_at", "国庆有人吗", "2027-09-16T10:00", later)
    assert CLOSED in reply and "国庆节" in reply and "尚未公布" in reply
    assert "尚未公布" not in said("ask_hours_at", "下周一有人吗", MORNING)


def test_another_notice_is_answered_by_its_own_hours() -> None:
    hours = [{"start": "8:30", "end": "18:00"}]
    other = SERVED.copy(
        update={
            "period": Period(start="2024-03-01", end="2024-04-30", quote="-"),
            "answering": Answering(days="工作日", hours=hours, quote="-"),
        }
    )
    noon = said("ask_hours_at", "中午有人吗", "2024-03-05T10:00", other)
    assert OPEN in noon and CLOSED not in noon
    early = said("ask_hours_at", "明天8点", "2024-03-05T10:00", other)
    assert CLOSED in early and "3月6日(星期三)8:30" in early
    holiday = said("ask_hours_at", "清明", "2024-03-05T10:00", other)
    assert CLOSED in holiday and "4月7日(星期日)8:30" in holiday


# The actions, turn by turn.


class Talk:
    """A conversation with the hours actions, as Rasa keeps it."""

    def __init__(self, moment: str) -> None:
        self.moment = moment
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []

    def ask(self, text: str, intent: str = "ask_hours_at") -> str:
        """The reply to a message that was understood as `intent`."""
        metadata = {"now": at(self.moment).isoformat()}
        message = {"text": text, "intent": {"name": intent}, "metadata": metadata}
        self._hear(intent)
        action = ACTIONS[intent]()
        tracker = Tracker(
            "somebody", dict(self.slots), message, list(self.events), False, None, {}, None
        )
        dispatcher = CollectingDispatcher()
        for event in action.run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
        self.events.append({"event": "action", "name": action.name()})
        (uttered,) = dispatcher.messages
        facts = {k: v for k, v in uttered.items() if isinstance(v, str) or v is None}
        words = WORDING.say(uttered["response"], SERVED, at(self.moment), facts)
        assert words is not None
        return str(words["text"])

    def _hear(self, intent: str) -> None:
        self.events.append({"event": "action", "name": "action_listen"})
        self.events.append({"event": "user", "parse_data": {"intent": {"name": intent}}})

    def do(self, name: str, intent: str = "ask_mailbox") -> None:
        """Another action answers another message."""
        self._hear(intent)
        self.events.append({"event": "action", "name": name})


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setenv(clock.METADATA_VARIABLE, "1")
    monkeypatch.delenv("BOT_NOTICE", raising=False)
    return Talk(MORNING)


def test_a_follow_up_keeps_the_day(talk: Talk) -> None:
    assert "9月22日(星期五)上午" in talk.ask("明天上午有人吗")
    assert "9月22日(星期五)下午" in talk.ask("那下午呢")
    assert "9月23日(星期六)" in talk.ask("那周六呢")
    assert "9月25日(星期一)" in talk.ask("说错了,是下周一")


def test_a_follow_up_keeps_the_time_and_says_the_day(talk: Talk) -> None:
    assert CLOSED in talk.ask("晚上8点有人吗")
    reply = talk.ask("那明天呢")
    assert "9月22日(星期五)20:00" in reply and CLOSED in reply and HOURS in reply


def test_a_new_question_after_another_topic_begins_afresh(talk: Talk) -> None:
    talk.ask("明天上班吗")
    talk.do("utter_mailbox")
    assert "今天9月21日(星期四)下午" in talk.ask("下午可以打吗")
    assert "9月22日(星期五)下午" in talk.ask("那明天呢")


@pytest.mark.parametrize("asked", ["国庆放假接电话吗", "10月2号有人吗", "10月2号和3号呢"])
def test_the_next_opening_after_a_closed_time_is_counted_from_there(talk: Talk, asked: str) -> None:
    assert CLOSED in talk.ask(asked)
    reply = talk.ask("那什么时候恢复", "ask_next_opening")
    assert AFTER_HOLIDAY in reply and OPEN not in reply.replace(CLOSED, "")


@pytest.mark.parametrize("asked", ["明天有人吗", "现在有人吗", "昨天有人吗"])
def test_the_next_opening_is_counted_from_now_otherwise(talk: Talk, asked: str) -> None:
    talk.ask(asked)
    assert "现在是9月21日" in talk.ask("那什么时候有人", "ask_next_opening")


def test_the_next_opening_and_the_period_leave_the_time_spoken_of_alone(talk: Talk) -> None:
    talk.ask("周六有人吗")
    kept = talk.slots[ASKED_TIME]
    talk.ask("还剩几天", "ask_days_left")
    talk.ask("还在吗", "ask_period_state")
    talk.ask("下次什么时候", "ask_next_opening")
    assert talk.slots[ASKED_TIME] == kept


def test_that_day_is_the_one_that_was_answered(talk: Talk) -> None:
    talk.do("utter_period", "ask_period")
    assert "11月7日(星期二)" in talk.ask("那天还接电话不")
    assert OVER in talk.ask("那第二天呢")
    talk.moment = SUNDAY
    talk.do("utter_mailbox")
    assert MONDAY in talk.ask("下次什么时候有人接", "ask_next_opening")
    assert "9月25日(星期一)下午" in talk.ask("那天下午也有人吧")


def test_the_slot_holds_dates_and_no_words_of_the_resident(talk: Talk) -> None:
    talk.ask("我老公张三礼拜六才有空,那天打有人接吗")
    slot = str(talk.slots[ASKED_TIME])
    assert "2023-09-23" in slot
    assert not any(word in slot for word in ("张三", "礼拜六", "老公"))


def test_why_without_a_time_is_about_the_time_before(talk: Talk) -> None:
    talk.ask("周六上班吗")
    asked = from_json(talk.slots[ASKED_TIME])
    assert asked is not None
    reply = answer("ask_why", "为什么", at(MORNING), SERVED, Before(asked, False, True))
    assert reply.facts["reason"] == "周末"


def test_every_day_of_the_period_answered_as_the_calendar_has_it() -> None:
    for number in range(62):
        day = date(2023, 9, 7) + timedelta(number)
        reply = said("ask_hours_at", f"{day.month}月{day.day}号上班吗", "2023-09-07T08:00")
        working = bool(office_hours.hours_on(SERVED, day))
        assert (CLOSED in reply) is not working, reply
        assert (HOURS in reply) is working, reply
