"""The verdict on a kind of person and a kind of matter, by the announcement's wording.

The announcement accepts what concerns three groups of people, above all breaches of the
disciplines that it lists; other petitions go to the place and its departments. Whom its
words do not settle, the team decides. Which everyday word is which category, and why,
stands in `data/lexicon/people.yml` and `matters.yml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.notice import Notice
from bot.scope.lexicon import MATTER, PERSON, RETIRED, UNITS, Category, category

Outcome = Literal["in", "out", "undecided"]

UNSOLVED = "unsolved"
"""The matter of a petition together with how, or that nobody, deals with it."""

# Of several people in one question the first of these is the one it is about: somewhere
# else is nobody's here; an office holder goes before those around him.
_BY_WEIGHT = (
    "elsewhere",
    RETIRED,
    "leadership",
    "party_head",
    "key_post",
    "higher",
    "family",
    "village",
    "police",
    "judicial",
    "branch",
    "middle",
    "state_company",
    "institution",
    "deputy",
    "cadre",
    "clerk",
    "organisation",
    "company",
    "private",
    "unclear",
)


@dataclass(frozen=True)
class Verdict:
    """Whether it is accepted, and by which words of the announcement.

    `why` is group, group_if (in) · petition, leader_petition, person (out) · person,
    matter, unsolved (undecided).
    """

    outcome: Outcome
    why: str
    group: str | None = None
    """The group of people, in the notice's words."""
    discipline: str | None = None
    """The discipline concerned, where the notice lists it."""


def judge(person: str | None, matter: str | None, notice: Notice) -> Verdict:
    """The verdict on one category of person and one of matter, either of them unknown.

    Keys that are no category count as unknown; nothing at all is undecided.
    """
    who, what = category(PERSON, person), category(MATTER, matter)
    if who and who.kind == "out":
        return Verdict("out", "person")
    nature = what.kind if what else None
    discipline = _listed(what, notice)
    group = _group(who, notice)
    if group:
        return _of_leader(group, nature, discipline)
    if nature in ("petition", UNSOLVED):
        return Verdict("out", "petition")
    if who and who.kind != "general":
        return Verdict("undecided", "person")
    return _of_nobody(who, nature, discipline)


def decisive(
    people: Sequence[str], matters: Sequence[str], notice: Notice
) -> tuple[str | None, str | None]:
    """Of all that a question names, the person and the matter that decide it.

    A breach of discipline goes before the petition that it grew from (拆迁中书记收钱),
    unless nobody in office is named and the other side is private (物业贪污).
    """
    person = min(people, key=_weight, default=None)
    who = category(PERSON, person)
    named = [found for key in matters if (found := category(MATTER, key))]
    first = {found.kind: found for found in reversed(named)}
    petition = first.get("petition") or first.get(UNSOLVED)
    leader = _group(who, notice) is not None
    in_office = who is not None and who.key not in UNITS
    private = petition is not None and not in_office and not petition.public
    for kind, yields in (
        ("discipline", private),
        ("mild", petition is not None and not leader),
        ("crime", petition is not None and not in_office),
    ):
        if kind in first and not yields:
            return person, first[kind].key
    if petition:
        return person, UNSOLVED if leader and "handling" in first else petition.key
    return person, named[0].key if named else None


def settled(person: str | None, matter: str | None) -> bool:
    """Whether the verdict is certain already, whatever the part not yet known."""
    who, what = category(PERSON, person), category(MATTER, matter)
    return bool(
        (person and matter) or (who and who.kind == "out") or (what and what.kind == "petition")
    )


def _of_leader(group: str, nature: str | None, discipline: str | None) -> Verdict:
    if nature == "petition":
        return Verdict("out", "leader_petition", group)
    if nature == UNSOLVED:
        return Verdict("undecided", "unsolved", group)
    if nature == "unclear":
        return Verdict("undecided", "matter", group)
    return Verdict("in", "group", group, discipline)


def _of_nobody(who: Category | None, nature: str | None, discipline: str | None) -> Verdict:
    if nature in ("discipline", "mild"):
        return Verdict("in", "group_if", None, discipline)
    if nature == "crime" and (who is None or who.key in UNITS):
        return Verdict("out", "petition")
    if who is None:
        return Verdict("undecided", "matter")
    if who.key in UNITS:
        return Verdict("undecided", "person")
    return Verdict("undecided", "matter") if nature == "unclear" else Verdict("in", "group_if")


def _group(who: Category | None, notice: Notice) -> str | None:
    """The notice's words for the group that a person belongs to."""
    wording = who.wording if who else ()
    named = (group for word in wording for group in notice.scope.people if word in group)
    return next(named, None)


def _listed(what: Category | None, notice: Notice) -> str | None:
    if what is None or what.discipline not in notice.scope.disciplines:
        return None
    return what.discipline


def _weight(person: str) -> int:
    return _BY_WEIGHT.index(person) if person in _BY_WEIGHT else len(_BY_WEIGHT)
