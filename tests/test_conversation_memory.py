"""What is remembered of a conversation, and the locks that keep its messages in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from rasa.core.lock_store import LockError
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_yaml_file

from bot import conversations
from bot.conversations import IDLE_SECONDS, KEPT_TURNS, MOST_TURNS, PromptLocks, ShortMemory
from tests.serving import ROOT

DOMAIN = Domain.from_dict(dict(read_yaml_file(ROOT / "domain.yml")))
SECRET = "王小明住在红星村"


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


class Conversation:
    """One conversation as Rasa leads it: retrieved, gone on with, saved."""

    def __init__(self, memory: ShortMemory, sender: str = "somebody") -> None:
        self.memory, self.sender = memory, sender

    def turn(self, text: str = SECRET, *events: Event) -> DialogueStateTracker:
        """A message is answered."""
        tracker = run(self.memory.get_or_create_tracker(self.sender))
        parsed = {
            "text": text,
            "intent": {"name": "ask_phone"},
            "entities": [{"entity": "matter", "value": "integrity"}],
            "metadata": {"typed": text},
        }
        said = UserUttered(text, parsed["intent"], parsed["entities"], parsed, metadata={"a": text})
        done = [ActionExecuted("utter_phone"), BotUttered("电话"), ActionExecuted("action_listen")]
        tracker.update_with_events([said, *events, *done], DOMAIN)
        run(self.memory.save(tracker))
        return self.now()

    def now(self) -> DialogueStateTracker:
        """What is remembered."""
        tracker = run(self.memory.retrieve(self.sender))
        assert tracker is not None
        return tracker


@pytest.fixture
def memory() -> ShortMemory:
    return ShortMemory(DOMAIN)


@pytest.fixture
def talk(memory: ShortMemory) -> Conversation:
    return Conversation(memory)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets seconds pass."""
    now = [1_000_000.0]
    monkeypatch.setattr(conversations.time, "monotonic", lambda: now[0])

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


def test_what_was_typed_is_dropped_when_it_is_answered(talk: Conversation) -> None:
    for _ in range(3):
        events = repr([event.as_dict() for event in talk.turn().events])
        assert SECRET not in events and "王小明" not in events


def test_what_was_understood_is_kept(talk: Conversation) -> None:
    talk.turn()
    (said,) = [event for event in talk.turn().events if isinstance(event, UserUttered)][-1:]
    assert said.intent["name"] == "ask_phone"
    assert said.parse_data["entities"] == [{"entity": "matter", "value": "integrity"}]


def test_a_conversation_never_grows_beyond_its_bound(talk: Conversation) -> None:
    for _ in range(50):
        tracker = talk.turn()
        turns = sum(isinstance(event, UserUttered) for event in tracker.events)
        assert turns <= MOST_TURNS
    assert len(tracker.events) < 5 * (MOST_TURNS + 1)


def test_slots_outlive_the_turns_that_set_them(talk: Conversation) -> None:
    asked = {"kind": "day", "open": False}
    talk.turn(SECRET, SlotSet("asked_time", asked), SlotSet("scope_open", True))
    for _ in range(3 * MOST_TURNS):
        tracker = talk.turn()
    assert tracker.get_slot("asked_time") == asked
    assert tracker.get_slot("scope_open") is True


def test_a_form_outlives_the_turn_that_opened_it(talk: Conversation) -> None:
    opened = [ActiveLoop("scope_form"), SlotSet("requested_slot", "scope_person")]
    talk.turn(SECRET, *opened)
    for _ in range(3 * MOST_TURNS):
        tracker = talk.turn()
    assert tracker.active_loop_name == "scope_form"
    assert tracker.get_slot("requested_slot") == "scope_person"


@pytest.mark.parametrize("turns_before", range(2 * MOST_TURNS))
def test_a_form_that_ended_stays_ended(talk: Conversation, turns_before: int) -> None:
    talk.turn(SECRET, ActiveLoop("scope_form"))
    for _ in range(turns_before):
        talk.turn()
    talk.turn(SECRET, ActiveLoop(None))
    for _ in range(2 * MOST_TURNS):
        tracker = talk.turn()
        assert tracker.active_loop_name is None


def test_the_latest_turns_are_the_ones_kept(talk: Conversation) -> None:
    for number in range(MOST_TURNS + 1):
        said = BotUttered(f"reply {number}")
        tracker = talk.turn(SECRET, said)
    replies = [event.text for event in tracker.events if isinstance(event, BotUttered)]
    kept = [int(text.split()[1]) for text in replies if text and text.startswith("reply")]
    assert kept == list(range(MOST_TURNS + 1))[-KEPT_TURNS:]


def test_conversations_do_not_know_of_each_other(memory: ShortMemory) -> None:
    Conversation(memory, "one").turn(SECRET, SlotSet("scope_person", "village"))
    assert Conversation(memory, "two").turn().get_slot("scope_person") is None


def test_an_idle_conversation_is_forgotten(
    memory: ShortMemory, talk: Conversation, clock: Callable[[float], None]
) -> None:
    talk.turn()
    clock(IDLE_SECONDS - 1)
    assert run(memory.retrieve("somebody")) is not None
    clock(1)
    assert run(memory.retrieve("somebody")) is None
    Conversation(memory, "another").turn()
    assert list(run(memory.keys())) == ["another"]


def test_talking_keeps_a_conversation(
    memory: ShortMemory, talk: Conversation, clock: Callable[[float], None]
) -> None:
    for _ in range(3):
        talk.turn()
        clock(IDLE_SECONDS - 1)
    assert run(memory.retrieve("somebody")) is not None


def test_the_longest_silent_go_when_there_are_too_many(
    memory: ShortMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "MOST_CONVERSATIONS", 3)
    for sender in ("a", "b", "c", "a", "d"):
        Conversation(memory, sender).turn()
    assert list(run(memory.keys())) == ["c", "a", "d"]


def test_a_restart_forgets(memory: ShortMemory, talk: Conversation) -> None:
    tracker = talk.turn()
    tracker.update(Restarted())
    run(memory.save(tracker))
    assert run(memory.retrieve("somebody")) is None


# The locks.


def test_messages_of_one_conversation_go_in_order() -> None:
    order: list[int] = []

    async def message(locks: PromptLocks, number: int) -> None:
        async with locks.lock("somebody"):
            order.append(number)
            await asyncio.sleep(0)
            order.append(number)

    async def all_at_once() -> None:
        locks = PromptLocks()
        await asyncio.gather(*(message(locks, number) for number in range(20)))

    run(all_at_once())
    assert order == [number for number in range(20) for _ in range(2)]


def test_conversations_do_not_wait_for_each_other() -> None:
    async def both() -> None:
        locks = PromptLocks()
        async with locks.lock("one"), locks.lock("two"):
            pass

    run(asyncio.wait_for(both(), 5))


def test_the_next_message_goes_on_without_rasas_second(monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_polling(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    async def one_after_another() -> None:
        locks, answered = PromptLocks(), asyncio.Event()

        async def first() -> None:
            async with locks.lock("somebody"):
                await answered.wait()

        async def second() -> None:
            asyncio.get_running_loop().call_soon(answered.set)
            async with locks.lock("somebody"):
                pass

        await asyncio.gather(first(), second())

    monkeypatch.setattr(asyncio, "sleep", no_polling)
    run(one_after_another())


def test_who_waits_too_long_is_told() -> None:
    async def too_long() -> None:
        locks = PromptLocks()
        async with locks.lock("somebody"):
            with pytest.raises(LockError):
                async with locks.lock("somebody", lock_lifetime=0.01):
                    pass
        async with locks.lock("somebody", lock_lifetime=0.01):
            pass

    run(too_long())


def test_a_failure_sets_the_next_free_and_leaves_nothing_behind() -> None:
    async def failing() -> PromptLocks:
        locks = PromptLocks()
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with locks.lock("somebody"):
                    raise ZeroDivisionError
        return locks

    assert run(failing())._locks == {}
