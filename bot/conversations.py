"""What is remembered of conversations: the last few turns, in memory, without their text.

Rasa replays and re-serialises the whole of a conversation on every message, so that a
message costs more the longer one talks; and it keeps what was typed. Here a conversation
is cut to what follow-up questions need, what residents typed is dropped as soon as it is
answered, and conversations that were left are forgotten.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import log_redaction
from bot.performance.tracker import Conversation

KEPT_TURNS = 3
MOST_TURNS = 2 * KEPT_TURNS
MOST_CONVERSATIONS = 10_000
IDLE_SECONDS = 3600


class ShortMemory(TrackerStore):
    """A tracker store that keeps the last turns of the latest conversations."""

    def __init__(
        self, domain: Domain | None, event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        """Called by Rasa from `endpoints.yml`."""
        super().__init__(domain, event_broker)
        log_redaction.install()
        self.conversations: OrderedDict[str, tuple[float, DialogueStateTracker]] = OrderedDict()

    def init_tracker(self, sender_id: str) -> Conversation:
        """A tracker without events."""
        return Conversation.of(super().init_tracker(sender_id))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's tracker, or None where it is new, idle too long or forgotten."""
        saved_at, tracker = self.conversations.get(sender_id, (0.0, None))
        return tracker if time.monotonic() - saved_at < IDLE_SECONDS else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the conversation's last turns; forgets it after a restart."""
        if tracker.events and isinstance(tracker.events[-1], Restarted):
            self.conversations.pop(tracker.sender_id, None)
            return
        self.conversations[tracker.sender_id] = (time.monotonic(), self._shortened(tracker))
        self.conversations.move_to_end(tracker.sender_id)
        self._forget_the_idle()

    async def keys(self) -> Iterable[str]:
        """The conversations that are remembered."""
        return self.conversations.keys()

    def _shortened(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        turns = [i for i, e in enumerate(tracker.events) if type(e) is UserUttered]
        for index in turns[-2:]:
            _drop_text(tracker.events[index])
        if len(turns) <= MOST_TURNS:
            return Conversation.of(tracker)
        # The listening before the user's turn belongs to it.
        kept = list(tracker.events)[turns[-KEPT_TURNS] - 1 :]
        shortened = self.init_tracker(tracker.sender_id)
        shortened.model_id, shortened.assistant_id = tracker.model_id, tracker.assistant_id
        shortened.update_with_events([*_state_before(tracker, kept), *kept], self.domain)
        return Conversation.of(shortened)

    def _forget_the_idle(self) -> None:
        now = time.monotonic()
        while self.conversations:
            saved_at, _ = next(iter(self.conversations.values()))
            if len(self.conversations) <= MOST_CONVERSATIONS and now - saved_at < IDLE_SECONDS:
                return
            self.conversations.popitem(last=False)


def _drop_text(event: UserUttered) -> None:
    """Leaves what was understood of a message, not what was typed."""
    event.text = ""
    event.metadata = {}
    event.parse_data = {
        "text": "",
        "intent": event.intent,
        "entities": event.entities,
        "metadata": {},
    }


def _state_before(tracker: DialogueStateTracker, kept: list[Event]) -> list[Event]:
    """Events that bring about the slots and the form as they are, for a cut-off past."""
    state: list[Event] = [
        SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value is not None
    ]
    if tracker.active_loop_name and not any(isinstance(event, ActiveLoop) for event in kept):
        state.append(ActiveLoop(tracker.active_loop_name))
    return state


class PromptLocks(InMemoryLockStore):
    """One message of a conversation at a time; the next goes on at once, not in a second."""

    def __init__(self, endpoint_config: Any = None) -> None:
        """Called by Rasa from `endpoints.yml`."""
        super().__init__()
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Waits for the messages of this conversation that came before.

        Raises:
            LockError: they took longer than `lock_lifetime` seconds.
        """
        lock, waiting = self._locks.get(conversation_id) or (asyncio.Lock(), 0)
        self._locks[conversation_id] = (lock, waiting + 1)
        try:
            if waiting:
                await _acquire(lock, lock_lifetime)
            else:  # at once, without the task that a time-out takes
                await lock.acquire()
            try:
                yield TicketLock(conversation_id)
            finally:
                lock.release()
        finally:
            lock, waiting = self._locks.pop(conversation_id)
            if waiting > 1:
                self._locks[conversation_id] = (lock, waiting - 1)


async def _acquire(lock: asyncio.Lock, seconds: float) -> None:
    try:
        await asyncio.wait_for(lock.acquire(), seconds)
    except asyncio.TimeoutError:
        raise LockError("Could not acquire the lock of a conversation.") from None
