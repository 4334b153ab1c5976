"""The command line: `python -m bot serve | chat | train | wechat`."""

from __future__ import annotations

import argparse
import sys

from bot import model, serve
from bot.clock import ClockError
from bot.notice import NoticeError
from bot.workdays import CalendarError


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; what goes wrong is told in one line. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="命令")
    commands.add_parser("serve", help="训练(如需要)并启动服务").set_defaults(run=_serve)
    commands.add_parser("chat", help="在终端里对话").set_defaults(run=_chat)
    commands.add_parser("train", help="训练与当前数据对应的模型").set_defaults(run=_train)
    if "wechat" in (sys.argv[1:] if arguments is None else arguments)[:1]:
        from bot.channels.wechat import cli  # takes seconds to import

        cli.add_parser(commands)
    else:
        commands.add_parser("wechat", help="微信公众号:菜单和检查")
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (
        NoticeError,
        CalendarError,
        ClockError,
        serve.ServeError,
        model.TrainingError,
    ) as error:
        print(error, file=sys.stderr)
        return 1


def _serve(options: argparse.Namespace) -> int:
    return serve.serve()


def _chat(options: argparse.Namespace) -> int:
    return serve.chat()


def _train(options: argparse.Namespace) -> int:
    print(model.ensure().relative_to(model.ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
