"""The notation of phrases.yml and held_out.yml, and the phrases in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import yaml

from bot import clock
from bot.time_expressions import Asked, Piece

HERE = Path(__file__).resolve().parent
FILES = {"phrases": HERE / "phrases.yml", "held out": HERE / "held_out.yml"}


class Case(NamedTuple):
    """A phrase at a clock, and what it comes down to."""

    now: datetime
    phrase: str
    expected: str


def cases(name: str) -> Iterator[Case]:
    """The cases of one of `FILES`."""
    for moment, phrases in yaml.safe_load(FILES[name].read_text("utf-8")).items():
        now = clock.parse(f"{moment}:00+08:00")
        for phrase, expected in phrases.items():
            yield Case(now, phrase, str(expected).replace(f"{now.year}-", ""))


def written(asked: Asked | None, now: datetime) -> str:
    """What was read, in the notation."""
    if asked is None:
        return "none"
    if asked.impossible is not None:
        return "impossible"
    if asked.now:
        return "now"
    pieces = ", ".join(_run(list(run), now) for _, run in _runs(asked.pieces))
    if asked.usual:
        times = pieces.partition(" ")[2]
        return f"{asked.usual.value} {times}".strip()
    return f"either {pieces}" if asked.either else pieces


def _runs(pieces: tuple[Piece, ...]) -> Iterator[tuple[object, Iterator[Piece]]]:
    """Neighbouring days with the same time of day."""
    first = pieces[0].day if pieces else None

    def key(numbered: tuple[int, Piece]) -> object:
        number, piece = numbered
        days = (piece.day - first).days if first else 0
        return days - number, piece.start, piece.end, piece.words

    for _, run in groupby(enumerate(pieces), key=key):
        yield _, (piece for _, piece in run)


def _run(run: list[Piece], now: datetime) -> str:
    if len(run) < 3:
        return ", ".join(_piece(piece, now) for piece in run)
    return f"{_day(run[0], now)}..{_piece(run[-1], now)}"


def _piece(piece: Piece, now: datetime) -> str:
    if piece.whole_day:
        return _day(piece, now)
    if piece.moment:
        return f"{_day(piece, now)} {_clock(piece.start)}"
    if piece.words and not piece.words.endswith(("以前", "以后")):
        return f"{_day(piece, now)} {piece.words}"
    return f"{_day(piece, now)} {_clock(piece.start)}-{_clock(piece.end)}"


def _day(piece: Piece, now: datetime) -> str:
    year = "" if piece.day.year == now.year else f"{piece.day.year}-"
    return f"{year}{piece.day.month}-{piece.day.day}"


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def intervals(asked: Asked) -> list[tuple[datetime, datetime]]:
    """The pieces as naive moments, for comparing with another parser."""
    result = []
    for piece in asked.pieces:
        midnight = datetime.combine(piece.day, datetime.min.time())
        start = midnight + timedelta(minutes=piece.start)
        result.append((start, midnight + timedelta(minutes=piece.end)))
    return result
