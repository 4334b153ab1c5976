"""Rasa's RulePolicy, which remembers what it found for a turn that it has seen before.

RulePolicy brings the whole conversation into states, twice, and tries every rule on them,
before each action. A rule here sees one message only (`restrict_rules`), and nearly all
turns are alike: an intent, and what was done about it. For those turns the states are read
off the present one, and what Rasa's own matching says of them is kept. For all others (a
form is open, a slot that rules look at was set within the turn, no rule holds) Rasa's
policy decides as ever.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SLOTS, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, ENTITIES, INTENT, TEXT

Found = tuple[str | None, str | None]
"""The predicted action, and the rule that predicts it."""

_HARMLESS = (BotUttered, DefinePrevUserUtteredFeaturization)
"""Events that change no state."""


class Turn(NamedTuple):
    """What rules can see of a turn: of its message either the text or what was understood."""

    by_text: bool
    intent: str | None
    entities: tuple[str, ...]
    actions: tuple[str, ...]
    """What was done since the message, in order."""
    slots: tuple[tuple[str, tuple[float, ...]], ...]

    def states(self) -> list[State]:
        """The states that Rasa would find for this turn, in order."""
        if self.by_text:
            user: dict[str, Any] = {TEXT: " "}
        else:
            user = {INTENT: self.intent, ENTITIES: self.entities}
        seen = {USER: {name: value for name, value in user.items() if value}}
        if self.slots:
            seen[SLOTS] = dict(self.slots)
        actions = (ACTION_LISTEN_NAME, *self.actions)
        return [{**seen, PREVIOUS_ACTION: {ACTION_NAME: action}} for action in actions]


class QuickRulePolicy(RulePolicy):
    """A trained RulePolicy, as it is served: it predicts what RulePolicy does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Called as RulePolicy is."""
        super().__init__(*arguments, **named)
        self._known: dict[Turn, Found | None] = {}

    def _find_action_from_rules(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool,
    ) -> tuple[str | None, str | None, bool]:
        turn = _turn(tracker, domain, use_text_for_last_user_input)
        if turn is not None:
            if turn not in self._known:
                self._known[turn] = self._matched(turn)
            found = self._known[turn]
            if found is not None:
                return (*found, False)
        found_by_rasa: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found_by_rasa

    def _matched(self, turn: Turn) -> Found | None:
        """What Rasa's matching says of the turn; None where it must see more than that."""
        if turn.by_text and any(map(self._looks_at_text, self.lookup[RULES])):
            return None
        states = turn.states()
        keys = self._get_possible_keys(self.lookup[RULES], states)
        if any(len(self._rule_key_to_state(key)) > len(states) for key in keys):
            return None
        if not keys:
            return (None, None) if turn.by_text else None
        best = max(keys, key=len)
        return self.lookup[RULES][best], best

    def _looks_at_text(self, key: str) -> bool:
        return any(TEXT in state.get(USER, {}) for state in self._rule_key_to_state(key))


def _turn(tracker: DialogueStateTracker, domain: Domain, by_text: bool) -> Turn | None:
    """The present turn; None where its states cannot be read off the present one."""
    message = tracker.latest_message
    if tracker.active_loop is not None or message is None or message.use_text_for_featurization:
        return None
    actions = _actions(tracker)
    if actions is None or (by_text and actions):
        return None
    if by_text:
        intent, entities = None, ()
    elif message.entities:
        user = domain.get_active_state(tracker).get(USER, {})
        intent, entities = user.get(INTENT), tuple(user.get(ENTITIES) or ())
    else:
        intent, entities = message.intent_name, ()
    slots = domain._get_slots_sub_state(tracker)
    return Turn(by_text, intent, entities, actions, tuple(slots.items()))


def _actions(tracker: DialogueStateTracker) -> tuple[str, ...] | None:
    """What was done since the message; None where states may have changed in between."""
    actions: list[str] = []
    events = reversed(tracker.events)
    for event in events:
        kind = type(event)
        if kind is UserUttered:
            break
        if kind is ActionExecuted and event.action_name:
            actions.append(event.action_name)
        elif kind is SlotSet:
            if tracker.slots[event.key].has_features():
                return None
        elif kind not in _HARMLESS:
            return None
    before = next((event for event in events if type(event) is ActionExecuted), None)
    listened = before is not None and before.action_name == ACTION_LISTEN_NAME
    return tuple(reversed(actions)) if listened else None
