"""The channel's parts: sessions, limits, addresses, settings, and the widget's size."""

from __future__ import annotations

import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web import assets, settings
from bot.channels.web.limits import CAPACITY, Limiter, address
from bot.channels.web.sessions import ID_BYTES, LIFETIME_SECONDS, Session, Sessions
from bot.notice import load

NOW = 1_695_261_600.0
BUDGET_BYTES = 15 * 1024


def test_a_session_survives_a_restart_with_the_same_key() -> None:
    key = b"k" * 32
    before, after, stranger = Sessions(key), Sessions(key), Sessions()
    session = before.new()
    token = before.token(session, NOW)
    assert after.read(token, NOW + 60) == session
    assert after.conversation(session) == before.conversation(session)
    assert stranger.read(token, NOW) is None


def test_a_session_ends_after_a_day() -> None:
    sessions = Sessions()
    token = sessions.token(sessions.new(), NOW)
    assert sessions.read(token, NOW + LIFETIME_SECONDS)
    assert sessions.read(token, NOW + LIFETIME_SECONDS + 1) is None


def test_sessions_are_long_and_differ() -> None:
    sessions = Sessions()
    ids = {sessions.new().id for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) * 8 >= 128 for one in ids)


@given(st.text(max_size=200))
def test_no_guess_is_a_token(guess: str) -> None:
    assert Sessions(b"k" * 32).read(guess, NOW) is None


@given(st.binary(min_size=ID_BYTES, max_size=ID_BYTES), st.data())
def test_one_changed_character_spoils_a_token(id: bytes, data: st.DataObject) -> None:
    sessions = Sessions(b"k" * 32)
    token = sessions.token(Session(id), NOW)
    place = data.draw(st.integers(0, len(token.rstrip("=")) - 2))
    other = data.draw(st.sampled_from("ABCabc012-_").filter(lambda c: c != token[place]))
    assert sessions.read(token[:place] + other + token[place + 1 :], NOW) is None


@given(st.integers(1, 50), st.lists(st.floats(0, 30), max_size=200))
def test_no_more_than_the_rate_gets_through(rate: int, gaps: list[float]) -> None:
    limiter, now, passed = Limiter(rate), 0.0, 0
    for gap in gaps:
        now += gap
        passed += not limiter.wait("one", now)
    assert passed <= rate + now * rate / 60 + 1e-6


@given(st.integers(1, 50))
def test_who_waits_as_told_gets_through(rate: int) -> None:
    limiter, now = Limiter(rate), 0.0
    for _ in range(3 * rate):
        wait = limiter.wait("one", now)
        if wait:
            now += wait + 1e-6
            assert not limiter.wait("one", now)


def test_others_are_not_slowed_and_the_unseen_are_forgotten() -> None:
    limiter = Limiter(1)
    assert not limiter.wait("one", 0)
    assert limiter.wait("one", 0)
    assert not any(limiter.wait(n, 0) for n in range(CAPACITY))
    assert not limiter.wait("one", 0), "forgotten, so that memory stays bounded"


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("198.51.100.7", "192.0.2.1", "198.51.100.7"),
        ("10.0.0.2", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.2", "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        ("10.0.0.2", "192.0.2.1, 10.0.0.9", "192.0.2.1"),
        ("10.0.0.2", None, "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.3"),
        ("10.0.0.2", "unknown", "unknown"),
        ("::ffff:10.0.0.2", "::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
    ],
)
def test_the_address_is_the_last_that_can_be_believed(
    peer: str, forwarded: str | None, expected: str
) -> None:
    trusted = settings.read({"trusted_proxies": ["10.0.0.0/8"]}).trusted_proxies
    assert address(peer, forwarded, trusted) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_breaks_the_address(peer: str, forwarded: str) -> None:
    trusted = settings.read({"trusted_proxies": ["0.0.0.0/0"]}).trusted_proxies
    assert len(address(peer, forwarded, trusted)) <= 64


def test_the_defaults_are_safe() -> None:
    chosen = settings.read(None)
    assert chosen.allowed_origins == ()
    assert chosen.trusted_proxies == ()
    assert chosen.demonstration is False


@pytest.mark.parametrize(
    ("block", "mend"),
    [
        ({"allowed_origins": ["*"]}, "allowed_origins.0: 应是网站的源"),
        (
            {"allowed_origins": ["https://www.example.gov.cn/page"]},
            "allowed_origins.0: 应是网站的源",
        ),
        ({"allowed_origins": "https://www.example.gov.cn"}, "allowed_origins: 应是一个列表"),
        ({"trusted_proxies": ["nginx"]}, "trusted_proxies.0: 应是反向代理的 IP 地址或网段"),
        ({"message_length": 501}, "message_length: 不能大于 500"),
        ({"message_length": "long"}, "message_length: 应是整数"),
        ({"session_rate": 0}, "session_rate: 不能小于 1"),
        ({"demonstration": "perhaps"}, "demonstration: 应是 true 或 false"),
        ({"address_rate": None}, "address_rate: 是空的"),
        ({"origins": []}, "origins: 不认识这一项"),
    ],
)
def test_a_wrong_setting_is_one_line_with_its_mend(block: dict[str, object], mend: str) -> None:
    with pytest.raises(settings.SettingsError) as caught:
        settings.read(block)
    line = str(caught.value)
    assert line.startswith("credentials.yml: bot.channels.web.WebInput.")
    assert mend in line
    assert "\n" not in line


def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.KEY_VARIABLE, "short")
    with pytest.raises(settings.SettingsError, match="BOT_WEB_KEY"):
        settings.key_from_environment()
    monkeypatch.setenv(settings.KEY_VARIABLE, "x" * 32)
    assert settings.key_from_environment() == b"x" * 32
    monkeypatch.delenv(settings.KEY_VARIABLE)
    assert settings.key_from_environment() is None


def test_script_and_style_fit_into_fifteen_kilobytes() -> None:
    files = assets.load()
    sent = sum(len(files[name].packed) for name in ("widget.js", "widget.css"))
    assert sent <= BUDGET_BYTES
    assert gzip.decompress(files["widget.js"].packed) == files["widget.js"].body


def test_the_widget_loads_nothing_from_elsewhere_and_writes_no_markup() -> None:
    files = assets.load()
    code = (files["widget.js"].body + files["widget.css"].body).decode()
    code = code.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\(", code)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code)


def test_the_script_is_of_the_year_2017_for_old_phones() -> None:
    code = assets.load()["widget.js"].body.decode()
    code = re.sub(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|//[^\n]*|/\*.*?\*/', "", code, flags=re.S)
    assert not re.search(
        r"\?\.\D|\?\?|\?\?=|\.\.\.\w+\s*}|\bcatch\s*{|#\w+\s*[=(]|\.flat|\.at\(", code
    )


def test_no_fact_of_a_notice_stands_in_the_widget() -> None:
    code = "".join(asset.body.decode() for asset in assets.load().values())
    notice = load()
    for fact in (notice.contact.phone, notice.contact.mailbox, notice.target.short_name):
        assert fact and fact not in code
