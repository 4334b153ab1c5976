"""Several questions in one message: all answered, in order, in one reply."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import questions
from actions.reply import Reply
from bot import clock
from bot.notice import Notice
from bot.serving import notice_for
