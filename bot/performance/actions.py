"""The action server's actions, run where they are asked for.

A request to the action server costs more than all the rest of a message: a connection, the
conversation and the answer as JSON, and its check against a schema. The actions of this
assistant are short and pure, so that the action server's executor may run them in Rasa's
own process. The action server's address is answered as well, for whoever else asks there.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from functools import cache, lru_cache
from typing import Any

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

log = logging.getLogger(__name__)


class LocalAction(RemoteAction):
    """A custom action that runs in this process instead of the action server's.

    It gets the conversation as an action server does, and must not change what it gets.
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
            RasaException: the action failed.
        """
        call = self._action_call_format(tracker, domain)
        try:
            answer = await executor().run(call)
        except Rejection as rejection:
            raise ActionExecutionRejection(rejection.action_name, rejection.message) from None
        except Exception as error:  # its text may hold what was typed
            log.error("Action %s failed: %s", self.name(), type(error).__name__)
            raise RasaException(f"Failed to execute custom action '{self.name()}'") from None
        # A copy, as over HTTP: what an action keeps is not handed over to be changed.
        answer = json.loads(json.dumps(answer))
        said = await self._utter_responses(answer["responses"], output_channel, nlg, tracker)
        return [*said, *map(_event, answer["events"])]

    def _is_selective_domain_enabled(self) -> bool:
        return True


def _event(said: dict[str, Any]) -> Event:
    return _kind(said["event"])._from_parameters(said)


@cache
def _kind(name: str) -> type[Event]:
    """The class of an event, for which Rasa goes through all there are."""
    return Event.resolve_by_type(name)


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
    """Answers on this port as the action server does, as long as this process runs."""
    threading.Thread(target=asyncio.run, args=(_serve(port),), daemon=True).start()


async def _serve(port: int) -> None:
    app = web.Application()
    app.add_routes([web.post("/webhook", _webhook)])
    app.add_routes([web.get("/actions", _actions), web.get("/health", _health)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
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
