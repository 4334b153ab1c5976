"""The grammar of time phrases: what residents write, at several clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.time_phrases.notation import FILES, Case, cases, written
from bot import clock, notice
from bot.notice import Answering, Period
from bot.time_expressions import Asked, Before, Piece, Usual, from_json, parse, spans
from bot.time_expressions.numerals import number

SERVED = notice.load()
NOW = clock.parse("2023-09-21T10:00:00+08:00")
CASES = [case for name in FILES for case in cases(name)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.now:%m-%d %H:%M} {case.phrase}")
def test_phrases(case: Case) -> None:
    assert written(parse(case.phrase, case.now, SERVED), case.now) == case.expected


# Words that look like a time and are none.
NO_TIMES = """
一点意见 我有一点意见 有一点小问题 提两点建议 两点建议 强调三点 有三点要求 说一点 快一点 早点打
多一点 一点都不懂 一点点 差点 几点 几点几分 什么时候 一下 一下子 问一下 想问一下 第六
省委第六巡视组 第七条 六大纪律 三个方面 六组 2个月左右 两个月 近2年 几个月 多少天 十几天 六十天
三个月 12345 12345热线 96333 110 13812345678 0731-82186945 0731—82186945 82186945
430111199001011234 A271 271号信箱 长沙市A271号信箱 人民路10号 韶山路35号 12号楼 3号门 1号线
一号文件 十二届四次全会 党的二十大精神 十二届 二十大 二维码 一把手 两个维护 两个确立 三高四新
一线指挥部 二十块 5万元 3.5万 30% 1.5倍 版本2.0 5G 同时 届时 临时 当时 小时 时间 时候 周书记 周围
周边 周到 周期 日子 明白 明显 后来 后面 以后 以前 上级 下级 下一级 上半年 半年 半天没人接 等了半天
打了三天 三分钟 十分感谢 十分不满 万分 一刻不停 早上好 上午好 下午好 晚上好 晚安 星期几 周几
礼拜几 一周几天 每周几天 一星期接几天 二十三中 十一中学 五一路 五一广场 国庆路 李国庆 六十岁
一年级 节约 节目 前任 朝阳 明星 上班 下班 放学 休息 早餐 下午茶 日常 生日 某日 三五个人
"""


@pytest.mark.parametrize("text", NO_TIMES.split())
def test_words_that_are_no_times(text: str) -> None:
    assert spans(text) == []
    assert parse(text, NOW, SERVED) is None


MARKED = {
    "明添下舞三点种有人吗": ["明添下舞三点种"],
    "周莫有人吗": ["周莫"],
    "星其六上班不": ["星其六"],
    "楼下物业收费": [],
    "明天下午三点打可以不": ["明天下午三点"],
    "周六有人吗,周日呢": ["周六", "周日"],
    "周六和周日上午有人吗": ["周六和周日上午"],
    "下周一到周五": ["下周一到周五"],
    "国庆节上班不": ["国庆节"],
    "节假日有人吗": ["节假日"],
    "5点半以后还接吗": ["5点半以后"],
    "11/7 下午5点还接吗": ["11/7 下午5点"],
    "明天 下午 ３ 点": ["明天 下午 ３ 点"],
    "电话0731-82186945周六打得通吗": ["周六"],
    "现在有人吗": [],
    "每天几点上班": [],
    "工作日几点": [],
}


@pytest.mark.parametrize(("text", "marked"), MARKED.items())
def test_spans_are_cut_from_the_text_as_typed(text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text)] == marked


# Follow-ups: the questions before, and how the last is read.
DIALOGUES = [
    (["明天上午有人吗", "那下午呢"], "9-22 下午"),
    (["明天上午有人吗", "下午呢"], "9-22 下午"),
    (["明天上午有人吗", "下午"], "9-22 下午"),
    (["明天上午有人吗", "3点呢"], "9-22 15:00"),
    (["周六有人吗", "那周日呢"], "9-24"),
    (["下午3点能打吗", "那后天呢"], "9-23 15:00"),
    (["晚上有人吗", "那周五呢"], "9-22 晚上"),
    (["现在有人吗", "那明天呢"], "9-22"),
    (["每天都有人吗", "那下午呢"], "9-21 下午"),
    (["明天上班吗", "下午可以打吗"], "9-22 下午"),
    # A closed day is not carried on unless the question reads on from it.
    (["周六上班吗", "下午可以打吗"], "9-21 下午"),
    (["周六上班吗", "那下午呢"], "9-23 下午"),
    (["周末有人吗", "那上午呢"], "9-23 上午, 9-24 上午"),
    (["10月7号上班吗", "8号呢"], "10-8"),
    (["国庆有人吗", "那中秋呢"], "9-29"),
    (["中秋有人吗", "那天下午呢"], "9-29 下午"),
    (["明天有人吗", "第二天呢"], "9-23"),
    (["后天有人吗", "再过一天呢"], "9-24"),
    (["国庆有人吗", "10月7号呢,那天周六"], "10-7"),
    (["后天有人吗", "再过一天周日呢"], "9-24"),
    (["现在有人吗", "再过两天呢"], "9-23"),
    (["周六上午有人吗", "不是周六,是周日"], "9-24 上午"),
    (["周六有人吗", "我问的是上午"], "9-23 上午"),
    (["周一上午有人吗", "说错了,是下周二"], "9-26 上午"),
    (["明天有人吗", "那6点呢"], "either 9-22 6:00, 9-22 18:00"),
    (["现在打有人吗", "晚上八点呢", "那周六", "那下周二"], "9-26"),
    (["现在打有人吗", "晚上八点呢", "那明天", "那下周二"], "9-26 20:00"),
    (["明天下午三点有人吗", "那周六呢", "那周一呢"], "9-25 15:00"),
    (["明天下午有人吗", "现在呢"], "now"),
    (["明天下午有人吗", "节假日呢"], "days off"),
    # Moved from the moment or the day spoken of before; from now where it was now.
    (["周五下午五点有人吗", "那再晚半小时呢"], "9-22 17:30"),
    (["周五下午五点有人吗", "提前一个钟头打行不行"], "9-22 16:00"),
    (["周五下午五点有人吗", "再早点呢"], "9-22 16:30"),
    (["现在打有人不", "再晚一个钟头咧"], "9-21 11:00"),
    (["周五下午五点有人吗", "再往后推一天呢"], "9-23 17:00"),
    (["下周三有人吗", "早两天呢"], "9-25"),
    (["明天下午四点有人吗", "那六点呢"], "9-22 18:00"),
]


@pytest.mark.parametrize(("asked", "expected"), DIALOGUES)
def test_follow_ups(asked: list[str], expected: str) -> None:
    *earlier, last = asked
    before = None
    for question in earlier:
        found = parse(question, NOW, SERVED, before)
        assert found is not None
        open_ = not any(piece.day.weekday() >= 5 or piece.start >= 1050 for piece in found.pieces)
        before = Before(found, open_, just=True)
    assert written(parse(last, NOW, SERVED, before), NOW) == expected


def test_a_question_of_long_before_is_read_on_only_when_the_text_says_so() -> None:
    asked = parse("明天上班吗", NOW, SERVED)
    assert asked is not None
    before = Before(asked, True, just=False)
    assert written(parse("下午可以打吗", NOW, SERVED, before), NOW) == "9-21 下午"
    assert written(parse("那下午呢", NOW, SERVED, before), NOW) == "9-22 下午"


def test_a_time_taken_over_is_marked() -> None:
    asked = parse("下午3点能打吗", NOW, SERVED)
    assert asked is not None and not asked.carried
    later = parse("那后天呢", NOW, SERVED, Before(asked, True, just=True))
    assert later is not None and later.carried


def test_hours_words_follow_the_notice() -> None:
    hours = [{"start": "8:30", "end": "11:30"}, {"start": "14:00", "end": "18:00"}]
    period = Period(start="2024-03-01", end="2024-04-30", quote="-")
    other = SERVED.copy(
        update={
            "period": period,
            "answering": Answering(days="工作日", hours=hours, quote="-"),
        }
    )
    now = clock.parse("2024-03-05T09:00:00+08:00")
    assert written(parse("最后一天", now, other), now) == "4-30"
    assert written(parse("3月8号", now, other), now) == "3-8"
    assert stretch(parse("午休", now, other)) == (11 * 60 + 30, 14 * 60)
    assert stretch(parse("下班后", now, other)) == (18 * 60, 24 * 60)
    # 6点 is read as the one that is answered, where just one is.
    late = other.copy(
        update={
            "answering": Answering(
                days="工作日", hours=[{"start": "9:00", "end": "19:00"}], quote="-"
            )
        }
    )
    assert written(parse("明天6点", now, late), now) == "3-6 18:00"


def stretch(asked: Asked | None) -> tuple[int, int]:
    assert asked is not None
    return asked.pieces[0].start, asked.pieces[0].end


def test_beyond_the_calendar_is_no_time() -> None:
    for text in ("9999年12月31日以后", "99个月后的99天后", "3000年1月1日", "0000年1月1日"):
        parse(text, NOW, SERVED)
        spans(text)


def test_numerals() -> None:
    known = {"〇": 0, "两": 2, "十": 10, "十二": 12, "二十": 20, "二十八": 28, "廿八": 28, "08": 8}
    assert {text: number(text) for text in known} == known
    assert [number(text) for text in ("", "七八", "十十", "二廿", "x", "一百", "²")] == [None] * 7


# Properties.

WORDS = """
今天 明天 后天 大后天 昨天 今晚 明早 周六 礼拜天 下周一 这周五 上周 周末 双休日 周一到周五 10月7号
9.28 11/7 28号 2月30号 13月1号 月底 下个月初 国庆 中秋 元旦 十一 国庆第三天 节后 放假 节假日 每天
工作日 调休 上午 下午 中午 晚上 半夜 凌晨 午休 下班后 1点 3点半 12点 13:30 25点 差十分9点 三点四十
半小时后 过两天 三天后 一会儿 现在 刚才 以前 以后 之前 后 到 至 - — 和 、 , 。 的 是 不是 说错了
那 呢 吗 有人 能打 没空 ' ' 第 号 点 月 日 年 周 一 十 9 31 2023 最后一天 结束以后 那天 第二天
前一天 农历 除了 过了 不到 每周 24小时 9999 00
"""
PIECES = [word.strip("'") or " " for word in WORDS.split()]
CLOCKS = st.datetimes(datetime(2004, 1, 1), datetime(2040, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=clock.ZONE)
)
PHRASES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
TEXTS = st.one_of(
    PHRASES, st.text(max_size=60), st.text("0123456789.:/-—点月日号年周", max_size=24)
)


@settings(max_examples=1500)
@given(TEXTS, CLOCKS)
@example("十一会儿周六", datetime(2024, 1, 1, tzinfo=clock.ZONE))
@example("下班后1点到上午", datetime(2004, 1, 1, tzinfo=clock.ZONE))
@example("今天下班后1点到明天", datetime(2004, 1, 1, tzinfo=clock.ZONE))
def test_no_text_raises(text: str, now: datetime) -> None:
    asked = parse(text, now, SERVED)
    if asked is not None:
        assert asked.pieces or asked.usual or asked.impossible is not None
        for piece in asked.pieces:
            assert 0 <= piece.start <= piece.end <= 24 * 60
        kept = from_json(asked.to_json())
        assert (kept is None) == (asked.impossible is not None)


@settings(max_examples=500)
@given(PHRASES, PHRASES, CLOCKS, st.booleans(), st.booleans())
def test_no_follow_up_raises(
    first: str, second: str, now: datetime, open_: bool, just: bool
) -> None:
    asked = parse(first, now, SERVED)
    before = Before(asked, open_, just) if asked else None
    parse(f"那{second}呢", now, SERVED, before)
    parse(second, now + timedelta(hours=1), SERVED, before)


@settings(max_examples=1000)
@given(TEXTS)
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    found = spans(text)
    places = [place for span in found for place in span]
    assert all(start < end for start, end in found)
    assert places == sorted(places)
    assert not places or (places[0] >= 0 and places[-1] <= len(text))


@settings(max_examples=500)
@given(CLOCKS, st.integers(0, 23), st.integers(0, 59))
def test_a_clock_time_of_two_figures_is_the_next_such_moment(
    now: datetime, hour: int, minute: int
) -> None:
    asked = parse(f"{hour:02d}:{minute:02d}", now, SERVED)
    assert asked is not None
    (piece,) = asked.pieces
    midnight = datetime.combine(piece.day, datetime.min.time(), clock.ZONE)
    moment = midnight + timedelta(minutes=piece.start)
    assert (moment.hour, moment.minute) == (hour, minute)
    this_minute = now.replace(second=0, microsecond=0)
    assert this_minute <= moment < this_minute + timedelta(days=1)


@settings(max_examples=300)
@given(CLOCKS, st.sampled_from("一二三四五六日"))
def test_a_bare_weekday_is_within_the_coming_week(now: datetime, weekday: str) -> None:
    asked = parse(f"周{weekday}有人吗", now, SERVED)
    assert asked is not None
    (day,) = asked.days
    assert "一二三四五六日"[day.weekday()] == weekday
    assert now.date() <= day < now.date() + timedelta(7)


@settings(max_examples=300)
@given(CLOCKS, st.dates(date(2020, 1, 1), date(2039, 12, 31)))
def test_a_full_date_is_that_date_however_it_is_written(now: datetime, day) -> None:  # type: ignore[no-untyped-def]
    forms = [
        f"{day}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y.%m.%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    for form in forms:
        assert parse(form, now, SERVED) == Asked((Piece(day),))


@given(
    st.one_of(
        st.none(),
        st.text(),
        st.integers(),
        st.lists(st.integers()),
        st.dictionaries(st.sampled_from(["pieces", "now", "usual"]), st.text()),
    )
)
def test_a_slot_of_another_kind_is_passed_over(value: object) -> None:
    assert from_json(value) is None


def test_what_was_asked_survives_the_slot() -> None:
    asked = parse("周六和周日上午", NOW, SERVED)
    assert asked is not None
    assert from_json(asked.to_json()) == asked
    assert from_json(Asked(usual=Usual.DAYS_OFF).to_json()) == Asked(usual=Usual.DAYS_OFF)
