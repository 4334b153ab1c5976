"""Is this kind of person and matter within the announcement's scope?

`find` reads people and matters out of a question as categories; `judge` holds a category
of each against the announcement's own wording. Both are pure: the notice is an argument,
the residents' words are in `data/lexicon/`, and nothing that was typed is kept.
"""

from bot.scope.finding import (
    Found,
    asks_if_accepted,
    find,
    is_bare,
    is_follow_up,
    is_unsure,
    names_another,
    names_deputy,
    resumes,
    says_nothing,
    takes_up,
)
from bot.scope.judging import Verdict, decisive, judge, settled
from bot.scope.lexicon import is_petition, label, words

__all__ = [
    "Found",
    "Verdict",
    "asks_if_accepted",
    "decisive",
    "find",
    "is_bare",
    "is_follow_up",
    "is_petition",
    "is_unsure",
    "judge",
    "label",
    "names_another",
    "names_deputy",
    "resumes",
    "says_nothing",
    "settled",
    "takes_up",
    "words",
]
