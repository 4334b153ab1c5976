"""The parts that make a message cheap do what the parts of Rasa's do that they stand for."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import rasa.core.actions.action
import rasa.core.actions.forms
import rasa.core.agent
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as Rejection
from structlog.testing import capture_logs

from bot import conversations, model
from bot.performance import actions
from bot.performance.processor import LeanProcessor
from bot.performance.tracker import Conversation

ROOT = Path(__file__).resolve().parent.parent
NOW = "2023-09-21T10:00:00+08:00"
DOMAIN = Domain.load(str(ROOT / "domain.yml"))
RULED = [
    step["intent"]
    for path in (ROOT / "data" / "rules").glob("*.yml")
    for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]
    for step in rule["steps"][:1]
    if "intent" in step
]


class ActionServer(EndpointConfig):
    """An action server as Rasa sees it: what goes to and fro is JSON."""

    def __init__(self) -> None:
        super().__init__("http://localhost/webhook")
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *arguments: Any, **named: Any) -> Any:
        call = json.loads(json.dumps(named["json"]))
        return json.loads(json.dumps(await self._executor.run(call)))


def agent_with(processor: type[MessageProcessor]) -> Agent:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rasa.core.agent, "MessageProcessor", processor)
        return Agent.load(
            str(model.ensure()),
            generator=EndpointConfig(type="bot.responses.NoticeResponses"),
            tracker_store=conversations.ShortMemory(None),
            lock_store=conversations.PromptLocks(),
            action_endpoint=ActionServer(),
        )


@lru_cache(maxsize=1)
def ours() -> Agent:
    return agent_with(LeanProcessor)


@lru_cache(maxsize=1)
def rasas() -> Agent:
    return agent_with(MessageProcessor)


def run_here(patch: pytest.MonkeyPatch) -> None:
    """As `actions.run_here`, until the patch is undone."""
    patch.setattr(rasa.core.actions.action, "RemoteAction", actions.LocalAction)
    patch.setattr(rasa.core.actions.forms, "RemoteAction", actions.LocalAction)


# Whole conversations.


def talks() -> Iterator[tuple[str, list[str]]]:
    """The residents' messages of the test conversations, by story."""
    for path in sorted((ROOT / "tests" / "conversations").glob("test_*.yml")):
        for story in yaml.safe_load(path.read_text("utf-8"))["stories"]:
            said = (step["user"] for step in story["steps"] if "user" in step)
            yield story["story"], [re.sub(r"\[(.*?)\]\{.*?\}", r"\1", text) for text in said]


def told(event: Event) -> dict[str, Any]:
    """What an event says, without what differs from one run to the next."""
    said = event.as_dict()
    return {k: v for k, v in said.items() if k not in ("timestamp", "message_id", "policy")}


async def answered(agent: Agent, sender: str, text: str) -> tuple[list[Any], list[Any]]:
    """The messages that answer `text`, and the events that are remembered then."""
    channel = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, channel, sender, input_channel="rest"))
    tracker = await agent.tracker_store.retrieve(sender)
    return channel.messages, [told(event) for event in tracker.events] if tracker else []


@pytest.mark.parametrize(("story", "texts"), list(talks()), ids=lambda value: str(value)[:40])
def test_a_conversation_goes_as_with_rasas_own(
    story: str, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_NOW", NOW)
    for text in texts:
        with monkeypatch.context() as patch:
            run_here(patch)
            lean = asyncio.run(answered(ours(), story, text))
        with monkeypatch.context() as patch:
            # Rasa's own tracker, not ours.
            patch.setattr(conversations.Conversation, "of", staticmethod(lambda tracker: tracker))
            assert lean == asyncio.run(answered(rasas(), story, text))


def test_rasas_own_is_what_is_compared_with() -> None:
    assert type(rasas().processor) is MessageProcessor
    policies = [
        node._component
        for node in rasas().processor.graph_runner._instantiated_nodes.values()
        if isinstance(node._component, RulePolicy)
    ]
    assert [type(found) for found in policies] == [RulePolicy]


# Rules.

INTENTS = st.sampled_from(DOMAIN.intents)
ENTITIES = st.sampled_from([[], [{"entity": "person", "value": "village", "start": 0, "end": 1}]])
SLOTS = st.sampled_from(
    [[], [SlotSet("scope_open", True)], [SlotSet("scope_open", False)], [SlotSet("asked_time", 1)]]
)
BETWEEN = st.sampled_from(
    [
        [],
        [BotUttered("。")],
        [SlotSet("scope_person", "village")],
        [SlotSet("scope_open", True)],
        [ActiveLoop("scope_form")],
        [ActiveLoop("scope_form"), ActionExecutionRejected("scope_form")],
        [ActiveLoop("scope_form"), ActiveLoop(None)],
    ]
)


def same_prediction(tracker: DialogueStateTracker) -> str:
    """The next action, on which our processor and Rasa's agree."""
    slow = rasas().processor._predict_next_with_tracker(tracker.copy())
    for _ in range(2):  # found, then remembered
        quick = ours().processor._predict_next_with_tracker(tracker.copy())
        assert quick.policy_name == slow.policy_name
        assert quick.probabilities == slow.probabilities
        assert [event.as_dict() for event in map(timeless, quick.events)] == [
            event.as_dict() for event in map(timeless, slow.events)
        ]
        assert quick.action_metadata == slow.action_metadata
        assert quick.hide_rule_turn == slow.hide_rule_turn
        assert (quick.max_confidence, quick.max_confidence_index) == (
            slow.max_confidence,
            slow.max_confidence_index,
        )
    return str(DOMAIN.action_names_or_texts[slow.max_confidence_index])


def timeless(event: Event) -> Event:
    event.timestamp = 0.0
    return event


@settings(max_examples=300)
@given(turns=st.lists(st.tuples(INTENTS, ENTITIES, SLOTS, BETWEEN), min_size=1, max_size=4))
def test_rules_predict_what_rasas_own_predict(turns: list[tuple[Any, ...]]) -> None:
    tracker = Conversation("somebody", DOMAIN.slots)
    tracker.update(SessionStarted())
    tracker.update(ActionExecuted("action_listen"))
    for intent, entities, slots, between in turns:
        tracker.update_with_events(list(slots), None)
        tracker.update(UserUttered("。", {"name": intent, "confidence": 1.0}, entities))
        for events in (between, [], []):
            action = same_prediction(tracker)
            tracker.update(DefinePrevUserUtteredFeaturization(False))
            tracker.update(ActionExecuted(action))
            if action == "action_listen":
                break
            tracker.update_with_events(list(events), None)
        else:
            tracker.update(ActionExecuted("action_listen"))


@pytest.mark.parametrize("intent", sorted(set(RULED)))
def test_a_plain_turn_is_remembered(intent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = Conversation("somebody", DOMAIN.slots)
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered("。", {"name": intent, "confidence": 1.0}))
    tracker.clear_followup_action()
    first = ours().processor._predict_next_with_tracker(tracker)
    monkeypatch.setattr(MessageProcessor, "_predict_next_with_tracker", None)
    again = ours().processor._predict_next_with_tracker(tracker)
    assert again.max_confidence_index == first.max_confidence_index
    assert again.events[0] is not first.events[0]


# The tracker.

EVENTS = st.lists(
    st.sampled_from(
        [
            SessionStarted(),
            ActionExecuted("action_listen"),
            ActionExecuted("scope_form"),
            UserUttered("。", {"name": "greet", "confidence": 1.0}),
            BotUttered("。"),
            SlotSet("scope_person", "village"),
            SlotSet("scope_person", None),
            ActiveLoop("scope_form"),
            ActiveLoop(None),
            UserUtteranceReverted(),
            Restarted(),
        ]
    ),
    max_size=12,
)


@given(EVENTS)
def test_a_conversation_applies_the_events_that_rasas_tracker_applies(events: list[Event]) -> None:
    tracker = DialogueStateTracker.from_events("somebody", events, DOMAIN.slots)
    assert Conversation.of(tracker).applied_events() == tracker.applied_events()


@given(EVENTS, EVENTS)
def test_a_copy_is_equal_and_apart(events: list[Event], later: list[Event]) -> None:
    tracker = DialogueStateTracker.from_events("somebody", events, DOMAIN.slots)
    conversation = Conversation.of(tracker)
    before = conversation.current_state()
    copy = conversation.copy()
    assert copy.current_state() == before == tracker.copy().current_state()
    copy.update_with_events(list(later), None, override_timestamp=False)
    assert conversation.current_state() == before
    assert list(conversation.events) == events


# Actions.


def failing(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
    raise ValueError(f"cannot read {tracker.latest_message['text']}")


def rejecting(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
    raise Rejection("action_check_hours", "not now")


def test_an_action_that_fails_says_nothing_of_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run_here(monkeypatch)
    monkeypatch.setitem(actions.executor().actions, "action_check_hours", failing)
    with capture_logs() as logged:
        messages, events = asyncio.run(answered(ours(), "failing", "丁香路现在有人接吗"))
    assert messages == []
    assert events[-1]["name"] == "action_listen"
    (failure,) = (entry for entry in logged if entry["event"] == "action.failure")
    assert "ValueError" in failure["error"]
    assert "丁香路" not in f"{logged}{caplog.text}"


def test_an_action_may_reject_to_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch)
    monkeypatch.setitem(actions.executor().actions, "action_check_hours", rejecting)
    _, events = asyncio.run(answered(ours(), "rejecting", "现在有人接吗"))
    assert "action_execution_rejected" in [event["event"] for event in events]


def test_an_answer_is_not_shared_with_what_the_action_keeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = {"response": "utter_again", "said": "好", "buttons": [{"title": "好", "payload": "好"}]}

    def keeping(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.messages.append(kept)
        return []

    run_here(monkeypatch)
    monkeypatch.setitem(actions.executor().actions, "action_check_hours", keeping)
    for _ in range(2):
        messages, _ = asyncio.run(answered(ours(), "keeping", "现在有人接吗"))
        assert [message["text"] for message in messages] == ["好"]


# Imports.


def test_serving_imports_neither_tensorflow_nor_matplotlib() -> None:
    code = (
        "from bot.performance.lazy import put_off_imports; put_off_imports()\n"
        "import inspect, sys, rasa.__main__, rasa.core.run\n"
        "from bot.performance import actions\n"
        "from bot.performance.processor import LeanProcessor\n"
        f"LeanProcessor._load_model({str(model.ensure())!r})\n"
        "inspect.getmodule(LeanProcessor)\n"
        "assert not {'tensorflow', 'matplotlib'} & set(sys.modules)\n"
        "assert callable(rasa.utils.plotting.plot_confusion_matrix)\n"
        "assert 'matplotlib' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=model.environment(), check=True)
