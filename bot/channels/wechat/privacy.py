"""Keeps OpenIDs out of Sanic's logs: the platform puts them into the URL's query."""

from __future__ import annotations

import logging
import re

_QUERY = re.compile(r"\?[^\s'\"]+")
_LOGGERS = ("sanic.access", "sanic.root", "sanic.error")


class WithoutQuery(logging.Filter):
    """Takes the query out of every URL in a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through, changed."""
        for name in ("msg", "request"):
            if isinstance(value := getattr(record, name, None), str):
                setattr(record, name, _QUERY.sub("?…", value))
        if isinstance(record.args, tuple):
            record.args = tuple(
                _QUERY.sub("?…", arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


_WITHOUT_QUERY = WithoutQuery()


def hide_queries() -> None:
    """From now on, at every log level and for every channel of the server."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_WITHOUT_QUERY)
