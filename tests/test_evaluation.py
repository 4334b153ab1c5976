"""The evaluation itself: its questions prove sound, and its checks see what they should see."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import chinese_calendar
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.evaluation import __main__ as command
from benchmarks.evaluation import baselines, report, truth
from benchmarks.evaluation.checks import judge, recognise
from benchmarks.evaluation.client import Reply, ask_server
from benchmarks.evaluation.question import (
    KINDS,
    ROUNDS_FOLDER,
    STYLES,
    Question,
    QuestionError,
    Turn,
    load,
    patterns,
)
from bot import notice
from bot.nlu.normal_form import plain

ROOT = Path(__file__).resolve().parents[1]
NOTICE = notice.load()
QUESTIONS = load()
ROUNDS = load(sorted(ROUNDS_FOLDER.glob("*.yml")))
TURNS = [(question, turn) for question in QUESTIONS + ROUNDS for turn in question.turns]
PHONE = "电话:0731-82186945"


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=truth.ZONE)


OPEN = moment("2023-09-21 10:00")
AFTER = moment("2023-11-20 10:00")


def asking(*turns: Turn, kind: str = "fact", now: datetime = OPEN) -> Question:
    return Question(id="q", kind=kind, style="plain", topic="phone", now=now, turns=turns)


def wrong(reply: str, turn: Turn | None = None, now: datetime = OPEN) -> list[str]:
    question = asking(turn or Turn(ask="问"), now=now)
    return [each.split(":")[0] for each in judge(NOTICE, question, 0, reply).wrong_facts]


# The question files


def test_there_are_enough_questions_of_every_kind_and_style():
    kinds = Counter(question.kind for question in QUESTIONS)
    styles = Counter(question.style for question in QUESTIONS)
    assert sum(kinds.values()) - kinds["dialogue"] >= 520
    assert kinds["dialogue"] >= 90
    assert kinds["off_topic"] >= 80
    assert kinds["report"] >= 50
    assert kinds["compound"] >= 50
    assert set(kinds) == set(KINDS)
    assert set(styles) == set(STYLES)


def test_no_question_is_asked_twice_at_one_clock():
    asked = Counter((q.turns[0].ask, q.now) for q in QUESTIONS if q.kind != "dialogue")
    assert [pair for pair, count in asked.items() if count > 1] == []


def test_no_question_stands_among_the_training_examples():
    """Save what is as short as 下午呢 and 我要举报, which everybody says alike."""
    examples = {
        _bare(line.strip()[2:])
        for path in (ROOT / "data" / "nlu").glob("*.yml")
        for line in path.read_text("utf-8").splitlines()
        if line.strip().startswith("- ")
    }
    asked = {_bare(turn.ask) for _, turn in TURNS}
    assert [text for text in asked & examples if len(text) > 4] == []


def _bare(text: str) -> str:
    return re.sub(r"\W", "", plain(text))


def test_dialogues_have_two_to_six_turns():
    lengths = {len(q.turns) for q in QUESTIONS if q.kind == "dialogue"}
    assert lengths <= {2, 3, 4, 5, 6}
    assert {len(q.turns) for q in QUESTIONS if q.kind != "dialogue"} == {1}


def test_every_turn_expects_something():
    expectations = [(turn.all, turn.any, turn.order, turn.none, turn.next) for _, turn in TURNS]
    assert all(map(any, expectations))


def test_the_clocks_stand_before_inside_and_after_the_period():
    days = {question.now.date() for question in QUESTIONS}
    assert min(days) < NOTICE.period.start
    assert max(days) > NOTICE.period.end
    assert days & truth.DAYS_OFF
    assert days >= truth.MAKE_UP_DAYS


def test_every_off_topic_question_is_to_be_declined():
    off_topic = [turn for question, turn in TURNS if question.kind == "off_topic"]
    assert all(turn.calls_for("declined") for turn in off_topic)


def test_what_a_reply_must_not_echo_is_in_the_question():
    for question in QUESTIONS + ROUNDS:
        asked = " ".join(turn.ask for turn in question.turns)
        for turn in question.turns:
            assert any(word in asked for word in turn.echo) or not turn.echo, question.id


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("- {kind: fact}", "without `questions`"),
        ("a: 1", "a list of groups"),
        ("- {kindness: fact, questions: []}", "unknown ['kindness']"),
        ("- {questions: [{id: a, ask: 问}]}", "missing"),
        ("[", "expected the node"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: str, fault: str):
    (tmp_path / "broken.yml").write_text(content, encoding="utf-8")
    with pytest.raises(QuestionError, match=r"^broken\.yml: ") as refused:
        load([tmp_path / "broken.yml"])
    assert fault in str(refused.value)


@pytest.mark.parametrize(
    "fault",
    [
        "now: 2023-09-21T10:00:00",
        "now: yesterday",
        "all: ['(']",
        "all: [<nobody>]",
        "all: phone",
        "kind: rumour",
        "next: soon",
    ],
)
def test_a_broken_question_is_refused_by_id(tmp_path: Path, fault: str):
    sound = ["kind: fact", "style: plain", "topic: phone", "now: 2023-09-21T10:00:00+08:00"]
    fields = [line for line in sound if line.split(":")[0] != fault.split(":")[0]]
    content = f"- {{questions: [{{id: a-1, ask: 问, {', '.join([*fields, fault])}}}]}}"
    (tmp_path / "broken.yml").write_text(content, encoding="utf-8")
    with pytest.raises(QuestionError, match="a-1"):
        load([tmp_path / "broken.yml"])


def test_an_id_used_twice_is_refused(tmp_path: Path):
    item = "{id: a, ask: 问, kind: fact, style: plain, topic: t, now: 2023-09-21T10:00:00+08:00}"
    (tmp_path / "twice.yml").write_text(f"- {{questions: [{item}, {item}]}}", encoding="utf-8")
    with pytest.raises(QuestionError, match="used 2 times"):
        load([tmp_path / "twice.yml"])


# The truth about time, and the expectations it proves


@pytest.mark.parametrize(
    "day", [NOTICE.period.start + timedelta(days=n) for n in range(-10, 75)], ids=str
)
def test_working_days_agree_with_the_published_calendar(day: date):
    assert truth.is_working_day(day) == chinese_calendar.is_workday(day)


@given(st.datetimes(datetime(2023, 8, 1), datetime(2023, 12, 1)))
def test_the_next_opening_is_the_first_minute_answered(naive: datetime):
    asked = naive.replace(minute=0, second=0, microsecond=0, tzinfo=truth.ZONE)
    opening = truth.next_opening(NOTICE, asked)
    if opening is None:
        assert asked >= moment("2023-11-07 13:30")
        return
    assert opening > asked
    assert truth.is_open(NOTICE, opening)
    assert not truth.is_open(NOTICE, opening - timedelta(minutes=1))
    quarters = (opening - asked) // timedelta(minutes=15)
    states = [truth.is_open(NOTICE, asked + n * timedelta(minutes=15)) for n in range(quarters)]
    assert not any(later and not earlier for earlier, later in pairwise(states))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-09-07 08:59", False),
        ("2023-09-07 09:00", True),
        ("2023-09-21 12:00", False),
        ("2023-09-21 13:30", True),
        ("2023-09-21 17:30", False),
        ("2023-09-29 10:00", False),
        ("2023-10-07 10:00", True),
        ("2023-10-08 10:00", True),
        ("2023-11-07 17:29", True),
        ("2023-11-08 10:00", False),
    ],
)
def test_the_line_is_answered(text: str, expected: bool):
    assert truth.is_open(NOTICE, moment(text)) is expected


def asked_minutes(turn: Turn) -> list[datetime]:
    first, last = turn.at
    return [first + timedelta(minutes=n) for n in range(1 + (last - first) // timedelta(minutes=1))]


def test_every_expected_next_opening_is_the_true_one():
    for question, turn in TURNS:
        if turn.next:
            asked = turn.at[1] if turn.at else question.now
            assert turn.next == truth.next_opening(NOTICE, asked), (question.id, turn.ask)


def test_every_expected_state_of_the_line_is_the_true_one():
    proved = 0
    for question, turn in TURNS:
        if not turn.at or question.kind == "compound":
            continue
        answered = [truth.is_open(NOTICE, minute) for minute in asked_minutes(turn)]
        if turn.calls_for("closed"):
            assert not any(answered), (question.id, turn.ask)
            proved += 1
        elif turn.calls_for("open"):
            assert any(answered), (question.id, turn.ask)
            assert len(answered) > 1 or answered[0], (question.id, turn.ask)
            proved += 1
    assert proved > 150


# The checks


@pytest.mark.parametrize(
    ("turn", "reply", "failures"),
    [
        (Turn(ask="问", all=("电话",)), PHONE, []),
        (Turn(ask="问", all=("信箱",)), PHONE, ["all: 信箱"]),
        (Turn(ask="问", any=("信箱", "电话")), PHONE, []),
        (Turn(ask="问", any=("信箱", "二维码")), PHONE, ["any: 信箱 | 二维码"]),
        (Turn(ask="问", none=("电话",)), PHONE, ["none: 电话"]),
        (Turn(ask="问", order=("电话", "信箱")), "电话和信箱", []),
        (Turn(ask="问", order=("电话", "信箱")), "信箱和电话", ["order: 电话 → 信箱"]),
        (Turn(ask="问", next=moment("2023-09-25 9:00")), "9月25日(星期一)9:00", []),
        (
            Turn(ask="问", next=moment("2023-09-25 9:00")),
            "9月25日(星期一)",
            ["next: 9月25日(星期一)9:00"],
        ),
        (Turn(ask="问"), " ", ["no answer"]),
        (Turn(ask="问"), "抱歉,没有看懂", ["none: declined"]),
        (Turn(ask="问"), "请不要在此提交举报内容", ["none: stopped as a report"]),
    ],
)
def test_an_unmet_expectation_is_a_failure(turn: Turn, reply: str, failures: list[str]):
    assert list(judge(NOTICE, asking(turn), 0, reply).failures) == failures


def test_declining_is_right_where_it_is_called_for():
    turn = Turn(ask="🐶", all=(patterns()["declined"],))
    verdict = judge(NOTICE, asking(turn, kind="off_topic"), 0, "抱歉,没有看懂")
    assert verdict.right and verdict.declined


@pytest.mark.parametrize(
    ("open_line", "closed_line"),
    [("现在在接听时间内", "现在不在接听时间内")],
)
def test_a_closed_line_is_not_taken_for_an_open_one(open_line: str, closed_line: str):
    turn = Turn(ask="问", all=(patterns()["open"],))
    assert judge(NOTICE, asking(turn), 0, open_line).right
    assert not judge(NOTICE, asking(turn), 0, closed_line).right


@pytest.mark.parametrize(
    "reply",
    [
        f"{PHONE},信箱:长沙市A271号信箱,微信扫描“码上巡视”二维码。",
        "拨打 0731—82186945 或 82186945。",
        "工作日上午9:00—12:00,下午13:30—17:30。",
        "巡视期间:2023年9月7日—2023年11月7日,公告发布于2023-09-12。",
        "国庆节、中秋节 9月29日至10月6日放假,10月7日(星期六)上班。",
        "现在是 9月21日(星期四)10:00,在接听时间内。",
        "公告没有公布是否会保密,请拨打 0731-82186945 咨询。",
        "公告未说明答复时间,不能保证7天内答复。",
        "组长万中学,副组长马昌松;市委巡察工作领导小组组长陈刚提出要求。",
        "早一点打更好,会议提出两点要求,这一点公告未说明。",
        "万中学:省委第六巡视组组长\n马昌松:省委第六巡视组副组长\n刘素月:雨花区委书记",
        "下次接听:9月21日(星期四)13:30。",
        "今晚无人接听,下次接听:9月22日(星期五)9:00。",
    ],
)
def test_what_the_notice_and_the_calendar_yield_is_no_wrong_fact(reply: str):
    assert wrong(reply) == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("请拨打 0731-82186946。", "number"),
        ("请拨打 12388。", "number"),
        ("情况紧急请打 110。", "number"),
        ("请发到 a.b@example.cn。", "e-mail"),
        ("请登录 www.example.cn。", "link"),
        ("请登录 https://example.org/x。", "link"),
        ("寄到A217号信箱。", "mailbox"),
        ("寄到长沙市271号信箱。", "mailbox"),
        ("9月13日发布。", "date"),
        ("2023-12-01 结束。", "date"),
        ("9月21日(星期五)9:00。", "weekday"),
        ("上午8:30开始接听。", "clock time"),
        ("下午五点半以前都行,六点也行。", "clock time"),
        ("我们会严格保密。", "promise"),
        ("提供线索将给予奖励。", "promise"),
        ("15个工作日内答复。", "promise"),
        ("组长是马昌松。", "post"),
        ("副组长万中学。", "post"),
        ("巡视已结束。", "period"),
        ("巡视尚未开始。", "period"),
        ("现在不在接听时间内。", "verdict"),
    ],
)
def test_what_they_do_not_yield_is_a_wrong_fact(reply: str, kind: str):
    assert kind in wrong(reply)


def test_a_contact_after_the_period_is_stale_unless_it_says_so_first():
    assert wrong(PHONE, now=AFTER) == ["stale"]
    assert wrong(f"{PHONE}\n巡视已结束", now=AFTER) == ["stale"]
    assert wrong(f"巡视已结束。\n{PHONE}", now=AFTER) == []


def test_the_asked_day_and_hour_may_be_named():
    turn = Turn(ask="问", at=(moment("2023-09-25 15:00"), moment("2023-09-25 15:00")))
    assert wrong("9月25日(星期一)15:00 在接听时间内。", turn) == []
    assert set(wrong("9月26日(星期二)16:00 在接听时间内。", turn)) == {"date", "clock time"}


def test_a_contrary_verdict_is_a_wrong_fact():
    undecided = Turn(ask="问", all=(patterns()["undecided"],))
    assert wrong("这属于受理范围。", undecided) == ["verdict"]
    assert wrong("是否属于受理范围,需由巡视组认定。", undecided) == []


def test_the_residents_own_words_are_not_to_be_repeated():
    turn = Turn(ask="王大锤收钱", echo=("王大锤",))
    assert wrong("请不要在此提交举报内容。", turn) == []
    assert wrong("王大锤的问题请电话反映。", turn) == ["echo"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("", "silence"),
        (f"请不要在此提交举报内容,{PHONE}", "report stopped"),
        (f"抱歉,{PHONE}", "declined"),
        ("不属于受理范围", "out of scope"),
        ("属于受理范围", "in scope"),
        (PHONE, "phone"),
        ("好的", "other"),
    ],
)
def test_replies_are_recognised(reply: str, kind: str):
    assert recognise(reply) == kind


# Asking and reporting


def test_a_server_is_asked_with_a_sender_for_each_question_and_its_clock():
    seen = []

    async def webhook(request: web.Request) -> web.Response:
        body = await request.json()
        seen.append(body)
        if body["message"] == "坏":
            return web.Response(status=500)
        return web.json_response(
            [{"text": "一"}, {"text": "二", "buttons": [{"title": "三", "payload": "三"}]}]
        )

    async def run() -> dict[str, tuple[Reply, ...]]:
        application = web.Application()
        application.router.add_post("/webhooks/rest/webhook", webhook)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        questions = [
            Question("a", "dialogue", "plain", "t", OPEN, (Turn(ask="问"), Turn(ask="再问"))),
            Question("b", "fact", "plain", "t", AFTER, (Turn(ask="坏"),)),
        ]
        try:
            return await ask_server(f"http://127.0.0.1:{port}", questions, lambda question: None)
        finally:
            await runner.cleanup()

    replies = asyncio.run(run())
    assert replies["a"] == (Reply("一\n二", ("三",)), Reply("一\n二", ("三",)))
    assert replies["b"] == (Reply(""),)
    sender = {body["message"]: body["sender"] for body in seen}
    assert sender["问"] == sender["再问"] != sender["坏"]
    clocks = {body["message"]: body["metadata"]["now"] for body in seen}
    assert clocks["问"] == "2023-09-21T10:00:00+08:00"
    assert clocks["坏"] == "2023-11-20T10:00:00+08:00"


def test_the_keyword_reply_is_the_first_rule_with_a_word_of_the_message():
    rules = baselines.KeywordRules(
        rules=((("信箱",), "A271"), (("电话",), "号码")), otherwise="抱歉"
    )

    def reply(message: str) -> str:
        return asyncio.run(rules.reply("sender", message, OPEN)).text

    assert reply("电话和信箱") == "A271"
    assert reply("电话") == "号码"
    assert reply("天气") == "抱歉"


def test_the_keyword_rules_of_the_project_give_the_telephone():
    reply = asyncio.run(baselines.keyword_rules().reply("sender", "电话", OPEN))
    assert "0731-82186945" in reply.text


def answered(*replies: str, turns: int = 1) -> list[report.Answered]:
    turn = Turn(ask="电话", all=(f"(?:{patterns()['phone']})",))
    questions = [
        Question(
            f"q{n}", "dialogue" if turns > 1 else "fact", "plain", "phone", OPEN, (turn,) * turns
        )
        for n in range(len(replies) // turns)
    ]
    texts = iter(replies)
    return report.judged(
        NOTICE, questions, {q.id: [Reply(next(texts)) for _ in q.turns] for q in questions}
    )


def test_figures_count_right_wrong_and_declined():
    result = report.figures(answered(PHONE, "抱歉", "请拨打 12388", PHONE))
    assert result.by_kind == {"fact": report.Share(2, 4)}
    assert result.wrong_facts == report.Share(1, 4)
    assert result.wrongly_declined == report.Share(1, 4)


def test_a_dialogue_is_right_when_each_of_its_turns_is():
    result = report.figures(answered(PHONE, PHONE, PHONE, "抱歉", turns=2))
    assert result.overall == report.Share(1, 2)
    assert result.dialogue_turns == report.Share(3, 4)


def test_the_report_shows_every_failure_and_the_confusions():
    assert "fact/phone → declined" in report.summary(answered(PHONE, "抱歉"))
    shown = report.failures(answered(PHONE, "抱歉"))
    assert "lacks  all: <phone>" in shown
    assert "q1 [" in shown and "q0 [" not in shown


def test_the_document_sets_the_runs_side_by_side(tmp_path: Path):
    report.save(tmp_path / "assistant.json", answered(PHONE, PHONE))
    report.save(tmp_path / "keywords.json", answered(PHONE, "抱歉"))
    page = tmp_path / "page.md"
    page.write_text(
        "前\n<!-- figures: begin -->\n旧\n<!-- figures: end -->\n后\n", encoding="utf-8"
    )
    report.document(page, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("前\n") and text.endswith("\n后\n") and "旧" not in text
    assert "| 回答正确 | 100.0 % (2/2) | 50.0 % (1/2) |" in text


def test_the_command_runs_a_baseline_and_keeps_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(command, "RESULTS", tmp_path)
    assert command.main(["--baseline", "keywords"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("right answers")
    assert output.err == ""
    saved = json.loads((tmp_path / "keywords.json").read_text(encoding="utf-8"))
    assert saved["questions"] == len(QUESTIONS)
    assert len(saved["turns"]) == sum(len(question.turns) for question in QUESTIONS)


def test_the_command_says_in_one_line_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert command.main(["--baseline", "keywords", str(tmp_path / "none.yml")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
