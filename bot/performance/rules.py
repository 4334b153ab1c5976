"""Which turns are so plain that what is done next follows from the turn alone.

RulePolicy brings the whole conversation into states, twice, and tries every rule on them,
before each action. A rule here sees one message only (`restrict_rules`), and nearly all
turns are alike: an intent, and what was done about it. What Rasa predicts for such a turn
can be remembered (`bot.performance.processor`); any other turn (a form is open, a slot
that rules look at was set within it, a rule looks further back) is left to Rasa.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SLOTS, USER
from rasa.shared.core.domain import USED_ENTITIES_KEY, Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, ENTITIES, INTENT, TEXT

_HARMLESS = (BotUttered, DefinePrevUserUtteredFeaturization)
"""Events that change no state."""


class Turn(NamedTuple):
    """What rules can see of a turn."""

    intent: str | None
    entities: tuple[str, ...]
    actions: tuple[str, ...]
    """What was done since the message, in order."""
    slots: tuple[tuple[str, tuple[float, ...]], ...]

    def states(self) -> list[State]:
        """The states that Rasa would find for this turn, in order."""
        seen: dict[str, Any] = {USER: {}}
        if self.intent:
            seen[USER][INTENT] = self.intent
        if self.entities:
            seen[USER][ENTITIES] = self.entities
        if self.slots:
            seen[SLOTS] = dict(self.slots)
        actions = (ACTION_LISTEN_NAME, *self.actions)
        return [{**seen, PREVIOUS_ACTION: {ACTION_NAME: action}} for action in actions]


def present_turn(tracker: DialogueStateTracker, domain: Domain) -> Turn | None:
    """The present turn; None where its states cannot be read off the present one."""
    message = tracker.latest_message
    if tracker.active_loop is not None or message is None or message.use_text_for_featurization:
        return None
    actions = _actions(tracker)
    if actions is None:
        return None
    intent = message.intent_name
    looked_at = message.entities and domain.intent_config(intent).get(USED_ENTITIES_KEY, True)
    user = domain._get_user_sub_state(tracker) if looked_at else {}
    slots = domain._get_slots_sub_state(_VisibleSlots.of(tracker))
    return Turn(intent, tuple(user.get(ENTITIES) or ()), actions, tuple(slots.items()))


class _VisibleSlots(NamedTuple):
    """All that Rasa reads of a tracker for the slots of a state: those that rules can see."""

    slots: dict[str, Slot]

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> _VisibleSlots:
        known = tracker.slots.items()
        return cls({name: slot for name, slot in known if slot.influence_conversation})


def decides_alone(policy: RulePolicy, turn: Turn) -> bool:
    """Whether one of the policy's rules holds for the turn, and none needs to see more."""
    rules = {key: policy._rule_key_to_state(key) for key in policy.lookup[RULES]}
    if any(TEXT in state.get(USER, {}) for rule in rules.values() for state in rule):
        return False
    states = turn.states()
    keys = policy._get_possible_keys(policy.lookup[RULES], states)
    return bool(keys) and all(len(rules[key]) <= len(states) for key in keys)


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
