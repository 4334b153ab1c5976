"""What a deployer runs: settings, menu, check; and the token that workers share."""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import notice
from bot.channels.wechat import WeChatInput, cli, menu
from bot.channels.wechat import settings as wechat_settings
from bot.channels.wechat.settings import CHANNEL, SettingsError
from bot.channels.wechat.store import MemoryStore, RedisStore, Store, open_store
from bot.channels.wechat.token import AccessToken
from tests.serving import ROOT
from tests.wechat.hosting import Host, settings
from tests.wechat.platform import Account, Api, Platform

NOTICE = notice.load()


# ---- settings ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change,field,mend",
    [
        ({"app_id": None}, "app_id", "开发者ID(AppID)"),
        ({"app_id": "有空格 "}, "app_id", "开发者ID(AppID)"),
        ({"token": ""}, "token", "令牌(Token)"),
        ({"encoding_aes_key": "x" * 42}, "encoding_aes_key", "43"),
        ({"encoding_aes_key": None, "mode": "encrypted"}, "encoding_aes_key", "安全模式"),
        ({"mode": "安全"}, "mode", "encrypted"),
        ({"customer_service": True}, "app_secret", "customer_service"),
        ({"customer_service": "maybe"}, "customer_service", "true"),
        ({"redis_url": "localhost"}, "redis_url", "redis://"),
        ({"timestamp_window_seconds": 0}, "timestamp_window_seconds", "3600"),
        ({"reply_deadline_seconds": 5}, "reply_deadline_seconds", "4.5"),
        ({"tokn": "x"}, "tokn", "不认识"),
        ({"encoding_aes_key": None, "previous_encoding_aes_key": "x" * 42 + "8"},
         "encoding_aes_key", "previous"),
    ],
)  # fmt: skip
def test_wrong_settings_are_told_in_one_line(change: dict[str, Any], field: str, mend: str) -> None:
    with pytest.raises(SettingsError) as error:
        WeChatInput.from_credentials(settings(Account(), **change))
    line = str(error.value)
    assert "\n" not in line and f"{CHANNEL}.{field}: " in line and mend in line
    assert Account().aes_key not in line


def test_no_block_at_all() -> None:
    with pytest.raises(SettingsError, match="app_id"):
        WeChatInput.from_credentials(None)


def test_secrets_come_from_the_environment(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "credentials.yml"
    block = settings(Account(), token="${WECHAT_TOKEN}")
    path.write_text(yaml.safe_dump({CHANNEL: block}), encoding="utf-8")
    with pytest.raises(SettingsError, match="环境变量 WECHAT_TOKEN 没有设置"):
        wechat_settings.load(path)
    monkeypatch.setenv("WECHAT_TOKEN", "fromTheEnvironment")
    assert wechat_settings.load(path).token == "fromTheEnvironment"


def test_the_block_that_is_shipped_is_right_once_uncommented(
    tmp_path: Path, monkeypatch: Any
) -> None:
    shipped = (ROOT / "deploy" / "credentials.yml").read_text("utf-8")
    block = shipped[shipped.index(f"# {CHANNEL}:") :].replace("\n# ", "\n").removeprefix("# ")
    path = tmp_path / "credentials.yml"
    for name, value in settings(Account(), app_secret="s", redis_url="redis://a").items():
        monkeypatch.setenv(f"WECHAT_{name.upper()}", value)
    path.write_text(block, "utf-8")
    assert wechat_settings.load(path).mode == "encrypted"
    path.write_text(re.sub(r"(?m)^  # (\w+: )", r"  \1", block), "utf-8")
    found = wechat_settings.load(path)
    assert found.customer_service and found.app_secret == "s" and found.redis_url == "redis://a"


@pytest.mark.parametrize("text", ["[", "a: 1", "[]", f"{CHANNEL}: 1", ""])
def test_a_broken_credentials_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "credentials.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"credentials\.yml: "):
        wechat_settings.load(path)
    with pytest.raises(SettingsError, match="读不出来"):
        wechat_settings.load(tmp_path / "missing.yml")


# ---- stores --------------------------------------------------------------------------


@pytest.fixture(params=["memory", "redis", "safe"])
def new_store(request: pytest.FixtureRequest) -> Callable[[], Store]:
    if request.param == "memory":
        return MemoryStore
    url = request.getfixturevalue("redis_url")
    return (lambda: RedisStore(url)) if request.param == "redis" else lambda: open_store(url)


def test_a_store(new_store: Callable[[], Store]) -> None:
    async def use() -> None:
        store = new_store()
        assert await store.get("a") is None
        assert await store.set("a", "值", 9, new=True)
        assert not await store.set("a", "别的", 9, new=True)
        assert await store.get("a") == "值"
        assert await store.set("a", "新", 0.05) and await store.get("a") == "新"
        await asyncio.sleep(0.1)
        assert await store.get("a") is None
        assert [await store.count("n", 0.1) for _ in range(3)] == [1, 2, 3]
        await asyncio.sleep(0.15)
        assert await store.count("n", 9) == 1
        for key in ("x:1", "x:2", "y:1"):
            await store.set(key, "1", 9)
        await store.delete("x:1")
        await store.forget("x:")
        assert [await store.get(key) for key in ("x:1", "x:2", "y:1")] == [None, None, "1"]
        await store.forget("")
        await store.close()

    asyncio.run(use())


def test_memory_is_bounded_and_expires() -> None:
    async def use() -> None:
        store = MemoryStore(entries=10)
        for number in range(100):
            await store.set(str(number), "x", 9)
        assert [await store.get(str(n)) for n in (89, 90)] == [None, "x"]
        brief = MemoryStore()
        await brief.set("a", "x", 0.01)
        await asyncio.sleep(0.02)
        await brief.set("b", "x", 9)
        assert list(brief._kept) == ["b"]

    asyncio.run(use())


# ---- access token --------------------------------------------------------------------


def access_token(api: Api, store: Store, secret: str | None = None) -> AccessToken:
    return AccessToken(api.url, api.account.app_id, secret or api.account.app_secret, store)


def test_one_renewal_for_many_workers(api: Api, redis_url: str) -> None:
    async def use() -> None:
        stores = [open_store(redis_url) for _ in range(8)]
        tokens = await asyncio.gather(*(access_token(api, store).get() for store in stores))
        assert len(set(tokens)) == 1 and api.token_calls == 1
        api.expire_tokens()
        again = await asyncio.gather(
            *(access_token(api, store).get(rejected=tokens[0]) for store in stores)
        )
        assert len(set(again)) == 1 and again[0] != tokens[0] and api.token_calls == 2
        await stores[0].forget("token:")
        for store in stores:
            await store.close()

    asyncio.run(use())


def test_the_token_is_renewed_before_it_expires(api: Api) -> None:
    async def use() -> None:
        token = access_token(api, MemoryStore())
        api.token_seconds = 301
        first = await token.get()
        assert await token.get() == first and api.token_calls == 1
        await asyncio.sleep(1.1)
        assert await token.get() != first and api.token_calls == 2

    asyncio.run(use())


# ---- menu and check, on the command line ---------------------------------------------


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers())
    options = parser.parse_args(["wechat", *arguments])
    return int(options.run(options))


@pytest.fixture
def credentials(tmp_path: Path, api: Api) -> Callable[..., str]:
    """Writes a credentials file for the stand-in's account."""

    def write(**more: Any) -> str:
        block = {"app_secret": api.account.app_secret, "api_base": api.url, **more}
        path = tmp_path / "credentials.yml"
        path.write_text(yaml.safe_dump({CHANNEL: settings(api.account, **block)}), "utf-8")
        return f"--credentials={path}"

    return write


def test_the_menu_is_within_the_platforms_limits_and_asks_what_it_says(api: Api) -> None:
    built = menu.build(NOTICE)
    api._create_menu(b"", built)
    for button in built["button"]:
        for item in button["sub_button"]:
            assert menu.question(item["key"]) != "你好"


def test_the_menu_offers_only_what_the_notice_states() -> None:
    contact = NOTICE.contact.copy(update={"mailbox": None, "qr_channel": None})
    bare = NOTICE.copy(update={"contact": contact, "focus": None})
    shown = "\n".join(menu.lines(menu.build(bare)))
    assert "值班电话" in shown
    assert not any(word in shown for word in ("邮政信箱", "扫码", "巡视看什么"))


def test_menu_push_shows_the_difference_first(
    api: Api, credentials: Callable[..., str], capsys: Any, monkeypatch: Any
) -> None:
    api.menu = {"button": [{"type": "view", "name": "旧网站", "url": "http://example.com"}]}
    old = api.menu
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert run("menu", "push", credentials()) == 1 and api.menu is old
    shown = capsys.readouterr().out
    assert "- 旧网站" in shown and "+   值班电话 → 值班电话是多少(phone)" in shown
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert run("menu", "push", credentials()) == 0 and api.menu == menu.build(NOTICE)
    assert run("menu", "push", credentials()) == 0
    assert "不用推送" in capsys.readouterr().out
    assert api.calls.count("/cgi-bin/menu/create") == 1


def test_menu_push_without_a_terminal(
    api: Api, credentials: Callable[..., str], capsys: Any, monkeypatch: Any
) -> None:
    def closed(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", closed)
    assert run("menu", "push", credentials()) == 1 and api.menu is None
    assert "--yes" in capsys.readouterr().err
    assert run("menu", "push", "--yes", credentials()) == 0 and api.menu is not None


def test_menu_show_writes_nothing(api: Api, credentials: Callable[..., str], capsys: Any) -> None:
    assert run("menu", "show", credentials()) == 0 and api.menu is None
    assert "+ 接听时间" in capsys.readouterr().out
    assert run("menu", "show", credentials(app_secret=None)) == 0
    assert "值班电话" in capsys.readouterr().out


def test_menu_of_an_unverified_account(
    api: Api, credentials: Callable[..., str], capsys: Any
) -> None:
    api.verified = False
    assert run("menu", "push", "--yes", credentials()) == 1
    assert "48001" in capsys.readouterr().err


def test_check_finds_nothing_wrong(
    host: Host, api: Api, credentials: Callable[..., str], capsys: Any, redis_url: str
) -> None:
    argument = credentials(mode="encrypted", redis_url=redis_url, customer_service=True)
    assert run("check", argument, f"--url={host.url}") == 0
    shown = capsys.readouterr().out
    assert shown.count("[通过]") == 9 and "没有发现错误" in shown
    assert "消息推送通过" in shown and "服务器地址(URL)验证通过" in shown


@pytest.mark.parametrize(
    "change,said",
    [
        ({"app_secret": "f" * 32}, "40125"),
        ({"app_id": "wx0000000000000000"}, "40013"),
        ({"api_base": "http://127.0.0.1:9"}, "防火墙"),
        ({"redis_url": "redis://127.0.0.1:9/0"}, "连不上 Redis"),
    ],
)
def test_check_says_what_to_correct(
    credentials: Callable[..., str], capsys: Any, change: dict[str, Any], said: str
) -> None:
    assert run("check", credentials(**change)) == 1
    assert said in capsys.readouterr().out


def test_check_names_the_address_to_whitelist(
    api: Api, credentials: Callable[..., str], capsys: Any
) -> None:
    api.whitelisted = False
    assert run("check", credentials()) == 1
    shown = capsys.readouterr().out
    assert "白名单" in shown and "203.0.113.7" in shown


def test_check_of_an_unverified_account(
    api: Api, credentials: Callable[..., str], capsys: Any
) -> None:
    api.verified = False
    assert run("check", credentials()) == 0
    assert "[提示] 查自定义菜单:错误码 48001" in capsys.readouterr().out
    assert run("check", credentials(customer_service=True)) == 1
    assert "[有误] 发客服消息:错误码 48001" in capsys.readouterr().out


def test_check_notices_a_wrong_clock(
    api: Api, credentials: Callable[..., str], capsys: Any
) -> None:
    api.platform.skew = timedelta(minutes=7).total_seconds()
    assert run("check", credentials()) == 1
    assert "慢 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change,path,said",
    [
        ({"token": "another"}, "", "token 不同"),
        ({"encoding_aes_key": "x" * 42 + "8"}, "", "encoding_aes_key"),
        ({}, "/elsewhere", "404"),
    ],
)
def test_check_of_a_channel_with_other_settings(
    host: Host, credentials: Callable[..., str], capsys: Any,
    change: dict[str, Any], path: str, said: str,
) -> None:  # fmt: skip
    assert run("check", credentials(**change), f"--url={host.url}{path}") == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    "url", ["example.com", "ftp://x", "https://x:port/", "http://127.0.0.1:9/"]
)
def test_check_of_an_address_that_leads_nowhere(
    credentials: Callable[..., str], capsys: Any, url: str
) -> None:
    assert run("check", credentials(), f"--url={url}") == 1
    assert "[有误]" in capsys.readouterr().out


def test_the_stand_in_refuses_what_the_platform_refuses(api: Api) -> None:
    """The judge itself: tokens, windows and counts."""
    resident = Platform.resident(api.platform)
    good = api.answer("/cgi-bin/stable_token", {}, b'{"grant_type": "client_credential", '
        b'"appid": "%s", "secret": "%s"}'
        % (api.account.app_id.encode(), api.account.app_secret.encode()))  # fmt: skip
    query = {"access_token": str(good["access_token"])}

    def send() -> object:
        body = b'{"touser": "%s", "text": {"content": "x"}}' % resident.openid.encode()
        return api.answer("/cgi-bin/message/custom/send", query, body)["errcode"]

    assert send() == 45015
    api.met(resident)
    assert [send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    api.met(resident, ago=61, event=True)
    assert send() == 45015
    api._last_seen[resident.openid] = (time.time(), 60, 1)
    api.expire_tokens()
    assert send() == 42001
    assert api.answer("/cgi-bin/menu/get", {"access_token": "x"}, None)["errcode"] == 40001
