"""The notice: every fact of the announcement, and one clear line for a broken file."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import notice
from bot.notice import NoticeError

SHIPPED = (notice.NOTICES / "yuhua-2023.yml").read_text("utf-8")


def test_the_shipped_notice_holds_the_announcement() -> None:
    served = notice.load("yuhua-2023")
    assert served.team.name == "省委第六巡视组"
    assert (served.team.head, served.team.deputy) == ("万中学", "马昌松")
    assert served.target.name == "长沙市雨花区"
    assert (served.period.start, served.period.end) == (date(2023, 9, 7), date(2023, 11, 7))
    assert served.period.length == "2个月左右"
    assert served.contact.phone == "0731-82186945"
    assert served.contact.mailbox == "长沙市A271号信箱"
    assert served.contact.qr_channel == "码上巡视"
    assert [(h.start, h.end) for h in served.answering.hours] == [
        (time(9), time(12)),
        (time(13, 30), time(17, 30)),
    ]
    assert len(served.scope.people) == 3
    assert len(served.scope.disciplines) == 6
    assert served.scope.others_handled_by == "雨花区或有关部门"
    assert served.joint_inspection is not None
    assert served.joint_inspection.bodies == ("区纪委监委机关", "组织部门", "巡察机构")
    assert served.meeting is not None
    assert served.meeting.presided_by == "刘素月"
    assert [speech.speaker for speech in served.meeting.speeches] == ["万中学", "陈刚", "刘素月"]
    assert served.source.published == date(2023, 9, 12)


def test_a_notice_cannot_be_changed() -> None:
    served = notice.load("yuhua-2023")
    with pytest.raises(TypeError):
        served.contact.phone = "110"  # type: ignore[misc]


BROKEN = [
    ("  phone: 0731-82186945\n", "", "contact.phone: 缺少"),
    ("phone: 0731-82186945", "phone: 12", "contact.phone: 请写成"),
    ("end: 2023-11-07", "end: 2023-01-07", "period.end: 结束日期早于开始日期"),
    ("end: 2023-11-07", "end: 2023-13-07", "period.end: 不是日期"),
    ("end: 2023-11-07", "end: 明天", "period.end: 不是日期"),
    ("end: 2023-11-07", "end: 20231107", "period.end: 不是日期"),
    ('start: "13:30"', 'start: "11:30"', "answering.hours: 11:30 开始的时段与前一段重叠"),
    ('start: "9:00"', 'start: "18:00"', "answering.hours.0.end: 结束时间"),
    ('start: "9:00"', "start: 9:00", "answering.hours.0.start: 请写成带引号的钟点"),
    ('start: "9:00"', 'start: "25:00"', "answering.hours.0.start: 25:00 不是一天中的钟点"),
    ("  length:", "  lenght:", "period.lenght: 不认识这一项"),
    ("days: 工作日", "days: [工作日]", "answering.days: 应是文字"),
    ("days: 工作日", "days: 每天", "answering.days: 目前只支持 工作日"),
    ("name: 省委第六巡视组\n", "name: 6\n", "team.name: 应是文字"),
    ("name: 省委第六巡视组\n", "name: ''\n", "team.name: 是空的"),
    ("id: yuhua-2023", "id: [", "YAML 格式有误"),
    ("id: yuhua-2023", "id: yuhua-2023\nid: two", "第4行: YAML 格式有误"),
    ("head: 万中学", "head: 张三", "team.head 的“张三”不在 officials 里"),
    ("speaker: 陈刚", "speaker: 陈强", "meeting.speeches.1.speaker 的“陈强”不在 officials 里"),
    (SHIPPED, "", "整个文件应是"),
    (SHIPPED, "- 甲", "整个文件应是"),
]


@pytest.mark.parametrize(("old", "new", "told"), BROKEN)
def test_a_broken_notice_is_refused_in_one_line(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in SHIPPED
    path = tmp_path / "broken.yml"
    path.write_text(SHIPPED.replace(old, new, 1), "utf-8")
    with pytest.raises(NoticeError) as refused:
        notice.load(str(path))
    message = str(refused.value)
    assert told in message
    assert message.startswith(str(path))
    assert "\n" not in message


def test_a_missing_notice_names_those_there_are() -> None:
    with pytest.raises(NoticeError, match=r"没有这个公告文件;现有公告:.*yuhua-2023"):
        notice.load("nowhere-2023")


def test_what_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yml"
    path.write_bytes(SHIPPED.encode("gbk"))
    with pytest.raises(NoticeError, match="UTF-8"):
        notice.load(str(path))


@pytest.mark.parametrize("field", ["deputy", "head"])
def test_what_an_announcement_does_not_state_may_be_left_out(tmp_path: Path, field: str) -> None:
    data = yaml.safe_load(SHIPPED)
    data["team"].pop(field)
    path = tmp_path / "less.yml"
    path.write_text(yaml.safe_dump(data, default_flow_style=False), "utf-8")
    assert getattr(notice.load(str(path)).team, field) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
SECTIONS = list(yaml.safe_load(SHIPPED))


@given(section=st.sampled_from(SECTIONS), junk=JUNK)
def test_junk_in_any_section_is_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, section: str, junk: object
) -> None:
    data = yaml.safe_load(SHIPPED)
    data[section] = junk
    path = tmp_path_factory.mktemp("junk") / "junk.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    try:
        served = notice.load(str(path))
    except NoticeError as refused:
        assert "\n" not in str(refused)
    else:
        assert getattr(served, section) in (None, ()) or isinstance(junk, str)
