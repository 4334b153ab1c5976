"""`python -m bot wechat …`: the account's menu, and whether all is set up right."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from bot.channels.wechat import check, menu, settings
from bot.channels.wechat.api import Api, ApiError
from bot.channels.wechat.settings import Settings, SettingsError
from bot.channels.wechat.store import open_store
from bot.channels.wechat.token import AccessToken
from bot.notice import NoticeError
from bot.serving import notice_for


def add_parser(subparsers: Any) -> None:
    """Adds `wechat` to the command line; the parsed arguments' `run` does the work."""
    wechat = subparsers.add_parser("wechat", help="微信公众号:菜单和检查")
    commands = wechat.add_subparsers(required=True, metavar="命令")

    pushing = commands.add_parser("menu", help="自定义菜单").add_subparsers(
        required=True, metavar="push|show"
    )
    show = pushing.add_parser("show", help="显示将要推送的菜单,以及与现有菜单的差别")
    push = pushing.add_parser("push", help="显示差别,确认后写入公众号")
    push.add_argument("--yes", action="store_true", help="不再询问,直接写入")
    show.set_defaults(run=run_menu_show)
    push.set_defaults(run=run_menu_push)

    checking = commands.add_parser("check", help="检查配置和网络,说明怎么改正")
    checking.add_argument("--url", help="填在控制台“服务器地址(URL)”里的公网地址")
    checking.set_defaults(run=run_check)
    for parser in (show, push, checking):
        parser.add_argument(
            "--credentials", type=Path, default=settings.CREDENTIALS, help="配置文件"
        )


def run_menu_show(args: argparse.Namespace) -> int:
    """Shows the menu for the notice, and what differs from the account's."""
    return _guarded(lambda: _menu(args, write=False))


def run_menu_push(args: argparse.Namespace) -> int:
    """Writes the menu for the notice to the account, once the difference is confirmed."""
    return _guarded(lambda: _menu(args, write=True))


def run_check(args: argparse.Namespace) -> int:
    """Prints the findings; 0 when nothing is wrong."""
    return _guarded(lambda: asyncio.run(_check(settings.load(args.credentials), args.url)))


async def _check(found: Settings, url: str | None) -> int:
    wrong = 0
    async for finding in check.check(found, url):
        print(finding)
        wrong += finding.ok is False
    print(f"有 {wrong} 处需要改正。" if wrong else "没有发现错误。")
    return 1 if wrong else 0


def _menu(args: argparse.Namespace, write: bool) -> int:
    new = menu.build(notice_for("menu"))
    found = settings.load(args.credentials)
    if found.app_secret is None:
        print("\n".join(menu.lines(new)))
        print("没有填 app_secret,查不到公众号现有的菜单,也不能推送。", file=sys.stderr)
        return 1 if write else 0
    return asyncio.run(_compare(found, new, write, ask=write and not args.yes))


async def _compare(found: Settings, new: dict[str, Any], write: bool, ask: bool) -> int:
    assert found.app_secret is not None
    store = open_store(found.redis_url)
    api = Api(found.api_base, AccessToken(found.api_base, found.app_id, found.app_secret, store))
    try:
        difference = menu.difference(await menu.present(api), new)
        if not difference:
            print("\n".join(menu.lines(new)))
            print("与公众号现有的菜单相同,不用推送。")
            return 0
        print("\n".join(difference))
        if not write:
            return 0
        if ask and input("以上 - 的去掉,+ 的加上。写入公众号吗?[y/N] ").strip().lower() != "y":
            print("没有写入。")
            return 1
        await menu.push(api, new)
        print("已写入。居民最迟 5 分钟后看到。")
        return 0
    finally:
        await store.close()


def _guarded(run: Any) -> int:
    try:
        return int(run())
    except (SettingsError, NoticeError) as error:
        print(error, file=sys.stderr)
    except ApiError as error:
        print(f"微信接口返回错误码 {error.code}:{error.mend}", file=sys.stderr)
    except EOFError:
        print("没有写入:请在终端里确认,或加上 --yes。", file=sys.stderr)
    return 1
