"""`python -m benchmarks.evaluation`: asks the questions, judges the replies, prints the figures."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import aiohttp

from benchmarks.evaluation import baselines, report, servers
from benchmarks.evaluation.client import Reply, ask_all, ask_server
from benchmarks.evaluation.question import Question, QuestionError, load
from bot import notice

RESULTS = servers.ROOT / "results" / "evaluation"
DOCUMENT = servers.ROOT / "docs" / "evaluation.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one evaluation; 0 when it could be run, whatever the figures."""
    options = _options(arguments)
    try:
        questions = load(options.files)
        replies = _replies(options, questions)
    except (QuestionError, servers.ServerError, notice.NoticeError, aiohttp.ClientError) as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 1
    answered = report.judged(notice.load(), questions, replies)
    report.save(RESULTS / f"{options.baseline or 'assistant'}.json", answered)
    if options.document:
        report.document(DOCUMENT, RESULTS)
    print(report.summary(answered))
    if not options.baseline:
        print("", report.failures(answered), sep="\n")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluation", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="question files; default: all")
    parser.add_argument("--url", help="a running bot (default: start the project's own servers)")
    parser.add_argument("--baseline", choices=("stock", "keywords"), help="ask a baseline instead")
    parser.add_argument(
        "--document",
        action="store_true",
        help="put the figures of the last run of each, side by side, into docs/evaluation.md",
    )
    return parser.parse_args(arguments)


def _replies(
    options: argparse.Namespace, questions: list[Question]
) -> dict[str, tuple[Reply, ...]]:
    progress = _progress(len(questions))
    if options.baseline == "keywords":
        return asyncio.run(ask_all(questions, baselines.keyword_rules().reply, progress))
    with _server(options) as url:
        return asyncio.run(ask_server(url, questions, progress))


def _server(options: argparse.Namespace) -> AbstractContextManager[str]:
    if options.url:
        return nullcontext(options.url)
    return baselines.stock(RESULTS) if options.baseline else servers.assistant(RESULTS)


def _progress(total: int) -> Callable[[Question], None]:
    """A counter on the terminal; silent when the output goes elsewhere."""
    done = 0

    def count(question: Question) -> None:
        nonlocal done
        done += 1
        end = "\n" if done == total else "\r"
        print(f"{done}/{total}", end=end, file=sys.stderr, flush=True)

    return count if sys.stdout.isatty() else lambda question: None


if __name__ == "__main__":
    sys.exit(main())
