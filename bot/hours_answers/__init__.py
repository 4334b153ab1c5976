"""Answers about the hours: which response of the domain, and what fills it.

`verdicts` says what holds, `fragments` writes dates and reasons as residents read them,
`replies` picks the response. The wording of the responses is the domain's.
"""

from bot.hours_answers.replies import (
    Wording,
    about_days_left,
    about_next_opening,
    about_period,
    about_time,
)

__all__ = [
    "Wording",
    "about_days_left",
    "about_next_opening",
    "about_period",
    "about_time",
]
