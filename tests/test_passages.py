"""The sentences of a speech that a question takes words from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.announcement import about_speeches
from bot import notice, passages

TEXT = "要提高站位,主动接受监督。要扛牢整改责任,把“高质效”转化为“助推器”;坚持举一反三、标本兼治。"


def picked(question: str, common: tuple[str, ...] = ()) -> list[str]:
    listed = passages.sentences(TEXT)
    return [listed[place] for place in passages.asked_about(question, listed, common)]


def test_sentences_end_at_full_stops_and_semicolons() -> None:
    assert [len(sentence) > 5 for sentence in passages.sentences(TEXT)] == [True] * 3
    assert passages.sentences("") == []


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("“高质效”要变成什么", "要扛牢"),
        ('"助推器"是什么', "要扛牢"),
        ("坚持举一反三是谁说的", "坚持"),
        ("主动接受监督后面是什么", "要提高"),
    ],
)
def test_a_question_picks_the_sentence_it_takes_words_from(question: str, begins: str) -> None:
    (sentence,) = picked(question)
    assert sentence.startswith(begins)


@pytest.mark.parametrize("question", ["他讲了什么", "要注意哪些", "“没有的话”是谁说的", ""])
def test_other_questions_pick_nothing(question: str) -> None:
    assert picked(question) == []


def test_common_phrases_pick_nothing() -> None:
    assert picked("主动接受监督", common=("主动接受监督",)) == []


@given(st.text(max_size=200))
def test_any_question_is_read(question: str) -> None:
    assert all(0 <= place < 3 for place in passages.asked_about(question, [TEXT] * 3, ()))


@pytest.mark.parametrize(
    ("question", "named", "told"),
    [
        ("“桥头堡”说的是什么", [], "县市区"),
        ("把整改的“高质效”转化成什么", ["陈刚"], "“助推器”"),
        ("“美好蓝图”前面四个字", [], "三高四新"),
        ("“整改一个问题”下一句", [], "完善一套制度,堵塞一批漏洞"),
        ("要提高哪三种力", ["万中学"], "政治判断力、政治领悟力、政治执行力"),
    ],
)
def test_a_speech_is_told_as_far_as_it_is_asked_about(
    question: str, named: list[str], told: str
) -> None:
    reply = about_speeches(question, named, None, notice.load())
    assert told in reply.facts["speeches"]


def test_the_speeches_of_the_notice_say_what_they_are_told_to_say() -> None:
    meeting = notice.load().meeting
    assert meeting
    for speech in meeting.speeches:
        assert speech.words and speech.words.startswith(speech.speaker)
