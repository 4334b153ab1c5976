"""The action server's actions, run where they are asked for.

A request to the action server costs more than all the rest of a message: a connection, the
whole conversation and the answer as JSON, and its check against a schema. The actions of
this assistant are short and pure, so that the action server's executor may run them in
Rasa's own process. The action server's address is answered as well, for whoever else asks.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, overload

import rasa.core.actions.action
import rasa.core.actions.forms
from aiohttp import web
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as Rejection
from rasa_sdk.interfaces import ActionNotFoundException

PACKAGE = "actions"
HOST = "127.0.0.1"


class LocalAction(RemoteAction):
    """A custom action that runs in this process instead of the action server's.

    It is given the conversation as the action server is, and changes nothing of it.
    """

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Runs the action; says and returns what it answers.

        Raises:
            ActionExecutionRejection: the action rejects to be run.
            RasaException: the action failed; the message says how, and nothing of what it read.
        """
        call = {"next_action": self.name(), "tracker": _state(tracker)}
        try:
            answer = await executor().run(call)
        except Rejection as rejection:
            raise ActionExecutionRejection(rejection.action_name, rejection.message) from None
        except Exception as error:  # its text may hold what was typed
            raise RasaException(f"{self.name()} failed: {type(error).__name__}") from None
        # Rasa takes them to pieces; what an action may keep stays whole.
        responses = [dict(response) for response in answer["responses"]]
        said = await self._utter_responses(responses, output_channel, nlg, tracker)
        return [*said, *map(_event, answer["events"])]


def _event(told: dict[str, Any]) -> Event:
    """An event that an action returned."""
    return _kind(told["event"])._from_parameters(told)


@lru_cache(maxsize=64)
def _kind(name: str) -> type[Event]:
    """The kind of event with this name, which Rasa looks for among all classes."""
    return Event.resolve_by_type(name)


class _Told(Sequence[dict[str, Any]]):
    """Events as the action server is told them, each only when an action looks at it."""

    def __init__(self, events: deque[Event]) -> None:
        self._events = events

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(index, slice):
            return [event.as_dict() for event in list(self._events)[index]]
        return dict(self._events[index].as_dict())

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (event.as_dict() for event in self._events)

    def __reversed__(self) -> Iterator[dict[str, Any]]:
        return (event.as_dict() for event in reversed(self._events))


def _state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the action server is told of a conversation."""
    loop = tracker.active_loop
    return {
        "sender_id": tracker.sender_id,
        "slots": tracker.current_slot_values(),
        "latest_message": tracker._latest_message_data(),
        "events": _Told(tracker.events),
        "paused": tracker.is_paused(),
        "followup_action": tracker.followup_action,
        "active_loop": dict(vars(loop)) if loop else {},
        "latest_action_name": tracker.latest_action_name,
    }


@lru_cache(maxsize=1)
def executor() -> ActionExecutor:
    """The SDK's executor, with all actions of the project."""
    loaded = ActionExecutor()
    loaded.register_package(PACKAGE)
    return loaded


def run_here() -> None:
    """Makes Rasa run custom actions, and the forms' validation, in this process."""
    executor()
    rasa.core.actions.action.RemoteAction = LocalAction
    rasa.core.actions.forms.RemoteAction = LocalAction


def answer_over_http(port: int) -> None:
    """Answers on this port of the loopback as the action server, as long as this process runs.

    Not by the SDK's own server: Sanic rewrites its code when an application starts and can
    do so once in a process.

    Raises:
        OSError: the port cannot be had.
    """
    listening = socket.create_server((HOST, port), backlog=100)
    threading.Thread(target=asyncio.run, args=(_serve(listening),), daemon=True).start()


async def _serve(listening: socket.socket) -> None:
    app = web.Application()
    app.add_routes([web.post("/webhook", _webhook)])
    app.add_routes([web.get("/actions", _actions), web.get("/health", _health)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    await asyncio.Event().wait()


async def _webhook(request: web.Request) -> web.Response:
    try:
        return web.json_response(await executor().run(await request.json()))
    except (Rejection, ActionNotFoundException) as error:
        told = {"error": error.message, "action_name": error.action_name}
        return web.json_response(told, status=400 if isinstance(error, Rejection) else 404)


async def _actions(request: web.Request) -> web.Response:
    return web.json_response([{"name": name} for name in executor().actions])


async def _health(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
