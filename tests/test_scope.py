"""The scope check: what a question names, and the verdict on it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import notice, scope
from bot.notice import Notice
from bot.scope import judging, lexicon
from tests.scope_questions import BARE, FOLLOW_UPS, IN, NOT_BARE, OUT, UNDECIDED, UNSURE

YUHUA = notice.load()
LINCHUAN = notice.load(str(Path(__file__).parent / "fixtures/notices/linchuan-2099.yml"))

WHYS = {
    "in": {"group", "group_if"},
    "out": {"petition", "leader_petition", "person"},
    "undecided": {"person", "matter", "unsolved"},
}
PEOPLE = [key for kind, key in lexicon.categories() if kind == lexicon.PERSON]
MATTERS = [key for kind, key in lexicon.categories() if kind == lexicon.MATTER]


def named(question: str, told: Notice = YUHUA) -> tuple[list[str], list[str]]:
    found = scope.find(question, told)
    return (
        [item.value for item in found if item.kind == "person"],
        [item.value for item in found if item.kind == "matter"],
    )


def verdict(question: str, told: Notice = YUHUA) -> scope.Verdict:
    person, matter = scope.decisive(*named(question, told), told)
    assert person or matter, "nothing was found"
    return scope.judge(person, matter, told)


@pytest.mark.parametrize(
    ("question", "outcome"),
    [(q, "in") for q in IN] + [(q, "out") for q in OUT] + [(q, "undecided") for q in UNDECIDED],
)
def test_verdicts_on_questions(question: str, outcome: str) -> None:
    assert verdict(question).outcome == outcome


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("区委书记收红包能反映吗", "雨花区领导班子及其成员"),
        ("街道书记收红包能反映吗", "下一级党组织主要负责人"),
        ("区法院院长收红包能反映吗", "下一级党组织主要负责人"),
        ("副局长收红包能反映吗", "重要岗位领导干部"),
    ],
)
def test_a_group_is_named_in_the_words_of_the_notice(question: str, group: str) -> None:
    assert verdict(question) == scope.Verdict("in", "group", group, "廉洁纪律")


@pytest.mark.parametrize(
    ("matter", "discipline"),
    [
        ("妄议中央", "政治纪律"),
        ("买官卖官", "组织纪律"),
        ("收回扣", "廉洁纪律"),
        ("欺压群众", "群众纪律"),
        ("失职渎职", "工作纪律"),
        ("包养情妇", "生活纪律"),
    ],
)
def test_each_discipline_is_known_by_everyday_words(matter: str, discipline: str) -> None:
    assert verdict(f"{matter}能反映吗") == scope.Verdict("in", "group_if", None, discipline)


@pytest.mark.parametrize(
    ("question", "outcome", "why"),
    [
        ("县委书记收红包能反映吗", "in", "group"),
        ("县长的问题能反映吗", "in", "group"),
        ("临川县县长收红包能反映吗", "in", "group"),
        ("沈望舒的问题能反映吗", "in", "group"),
        ("镇党委书记买官卖官能反映吗", "in", "group"),
        ("县教育局局长收钱能反映吗", "in", "group"),
        ("副局长收钱能反映吗", "undecided", "person"),
        ("区委书记收红包能反映吗", "out", "person"),
        ("雨花区的局长能反映吗", "out", "person"),
        ("长沙的局长能反映吗", "out", "person"),
        ("州委书记收红包能反映吗", "out", "person"),
        ("市长收红包能反映吗", "out", "person"),
        ("村支书收红包能反映吗", "undecided", "person"),
        ("物业乱收费能反映吗", "out", "petition"),
        ("公款吃喝能反映吗", "in", "group_if"),
    ],
)
def test_another_notice_is_judged_by_its_own_words(question: str, outcome: str, why: str) -> None:
    judged = verdict(question, LINCHUAN)
    assert (judged.outcome, judged.why) == (outcome, why)
    assert judged.group is None or judged.group in LINCHUAN.scope.people


def test_a_discipline_that_the_notice_does_not_list_is_not_named() -> None:
    assert verdict("县长赌博能反映吗", LINCHUAN).discipline is None
    assert verdict("区长赌博能反映吗", YUHUA).discipline == "生活纪律"


@pytest.mark.parametrize(
    "question",
    [
        "省委第六巡视组组长是谁",
        "巡视组副组长叫什么",
        "巡视组的领导什么时候走",
        "万中学是谁",
        "老师您好,电话多少",
        "领导,周六有人接吗",
        "小区旁边的信箱在哪",
        "请问有关部门是谁",
        "不是一把手",
    ],
)
def test_the_team_and_the_one_addressed_are_not_people_of_the_scope(question: str) -> None:
    assert named(question)[0] == []


@pytest.mark.parametrize(
    "question",
    ["举报收费吗", "打电话要不要钱", "你们周末加班不", "管不管", "巡视组电话多少", "信收到没有"],
)
def test_everyday_words_are_no_matters(question: str) -> None:
    assert named(question)[1] == []


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("街道书记的老婆", ["family"]),
        ("街道书记的老婆包工程", ["party_head"]),
        ("原区长的儿子承包工程", ["family"]),
        ("科员的老婆包工程", ["family"]),
        ("区长的司机", ["clerk"]),
        ("前任区长", ["retired"]),
        ("目前区长", ["leadership"]),
        ("副区长", ["leadership"]),
        ("社区书记", ["village"]),
        ("区教育局局长", ["party_head"]),
        ("市教育局局长", ["higher"]),
        ("雨花区区长", ["leadership"]),
        ("我是浏阳人", []),
        ("芙蓉路上的物业", []),
        ("青山区的领导", ["leadership", "elsewhere"]),
        ("我们区的领导", ["leadership"]),
        ("刘素月", ["leadership"]),
        ("陈刚", ["higher"]),
        ("收了老板的红包", []),
    ],
)
def test_people_found(text: str, people: list[str]) -> None:
    assert named(text)[0] == people


def test_spans_cover_what_was_said() -> None:
    text = "我们街道书记收了老板的红包"
    spans = [(item.kind, text[item.start : item.end]) for item in scope.find(text, YUHUA)]
    assert spans == [("person", "街道书记"), ("matter", "收了老板的红包")]


@pytest.mark.parametrize("text", BARE)
def test_a_bare_answer_is_known(text: str) -> None:
    assert scope.is_bare(text, YUHUA)


@pytest.mark.parametrize("text", NOT_BARE)
def test_names_amounts_and_questions_are_more_than_a_bare_answer(text: str) -> None:
    assert not scope.is_bare(text, YUHUA)


@pytest.mark.parametrize("text", FOLLOW_UPS)
def test_follow_ups_are_known(text: str) -> None:
    assert scope.is_follow_up(text, YUHUA)


@pytest.mark.parametrize(
    "text",
    ["街道书记收红包能反映吗", "村支书的事受理吗", "物业乱收费归你们管吗", "我的事归不归你们管"],
)
def test_full_questions_are_no_follow_ups(text: str) -> None:
    assert not scope.is_follow_up(text, YUHUA)


@pytest.mark.parametrize("text", UNSURE)
def test_not_knowing_is_an_answer(text: str) -> None:
    assert scope.is_unsure(text)


@pytest.mark.parametrize("text", ["继续", "继续吧", "接着刚才的问题", "回到刚才", "刚才没问完"])
def test_going_on_is_known(text: str) -> None:
    assert scope.resumes(text)


@pytest.mark.parametrize("text", ["街道书记", "电话多少", "继续教育学院的老师", "不清楚电话是多少"])
def test_other_messages_neither_go_on_nor_give_up(text: str) -> None:
    assert not scope.resumes(text)
    assert not scope.is_unsure(text)


WORDS = st.sampled_from(
    [*BARE, *FOLLOW_UPS, *UNSURE, *"原市的,。 \n那呢", "岳麓区", "巡视组", "退休了", "不是"]
)


@given(st.one_of(st.text(), st.lists(WORDS).map("".join)), st.sampled_from([YUHUA, LINCHUAN]))
def test_any_text_can_be_read_and_judged(text: str, told: Notice) -> None:
    found = scope.find(text, told)
    for item in found:
        assert 0 <= item.start < item.end <= len(text)
        assert item.value in (PEOPLE if item.kind == "person" else MATTERS)
    person, matter = scope.decisive(*named(text, told), told)
    judged = scope.judge(person, matter, told)
    assert judged.why in WHYS[judged.outcome]
    for reads in (scope.is_bare, scope.is_follow_up):
        reads(text, told)
    for reads_alone in (scope.is_unsure, scope.resumes, scope.says_nothing):
        reads_alone(text)


ANYBODY = st.one_of(st.none(), st.sampled_from(PEOPLE), st.text())
ANYTHING = st.one_of(st.none(), st.sampled_from(MATTERS), st.text())


@given(ANYBODY, ANYTHING, st.sampled_from([YUHUA, LINCHUAN]))
def test_any_pair_is_judged(person: str | None, matter: str | None, told: Notice) -> None:
    judged = scope.judge(person, matter, told)
    assert judged.why in WHYS[judged.outcome]
    assert judged.discipline is None or judged.discipline in told.scope.disciplines


@given(ANYBODY, ANYTHING, ANYBODY, ANYTHING)
def test_what_is_settled_stays_the_same_when_more_becomes_known(
    person: str | None, matter: str | None, other_person: str | None, other_matter: str | None
) -> None:
    if scope.settled(person, matter):
        known = scope.judge(person, matter, YUHUA).outcome
        more = scope.judge(person or other_person, matter or other_matter, YUHUA).outcome
        assert more == known


def test_every_kind_of_person_has_its_weight() -> None:
    assert sorted(judging._BY_WEIGHT) == sorted(PEOPLE)


@pytest.mark.parametrize(("file", "section"), [("people", "people"), ("matters", "matters")])
def test_no_word_stands_in_two_categories(file: str, section: str) -> None:
    data = yaml.safe_load((lexicon.LEXICON / f"{file}.yml").read_text("utf-8"))
    words = [word for entry in data[section].values() for word in entry["words"]]
    words += data["ignored"]
    assert sorted(words) == sorted(set(words))
