"""Nothing that a resident typed reaches a log."""

from __future__ import annotations

import logging

import pytest
import structlog
from rasa.utils.log_utils import configure_structlog

from bot import log_redaction

SECRET = "我叫王小明,书记收了我五万"


def test_rasas_own_failure_log_holds_no_text(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    configure_structlog(logging.DEBUG)
    used_before = structlog.get_logger("rasa.core.channels.rest")
    used_before.error("warm-up", text=SECRET[:0])
    log_redaction.install()
    log_redaction.install()
    with caplog.at_level(logging.DEBUG):
        for logger in (used_before, structlog.get_logger("rasa.core.processor")):
            logger.error("rest.message.received.failure", text=SECRET, rasa_events=[SECRET])
    printed = "".join(capsys.readouterr()) + caplog.text
    assert "rest.message.received.failure" in printed
    assert SECRET not in printed
    assert "王小明" not in printed
