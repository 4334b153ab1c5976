"""`python -m bot.performance run …`: Rasa's command line, with what makes a message cheap.

Takes what `rasa` takes, runs the actions itself, and answers as the action server on
`BOT_ACTIONS_PORT`, if that is set. Rasa has no setting by which it would take our processor and our
actions for its own, so they are put in their place here, before it starts. `rasa run`
without this works as well, only slower.
"""

from __future__ import annotations

import os

from bot.performance.lazy import put_off_imports


def main() -> None:
    """Prepares this process and hands it to Rasa."""
    put_off_imports()
    import rasa.core.agent
    from rasa.__main__ import main as rasa_main

    from bot.performance import actions
    from bot.performance.processor import LeanProcessor

    actions.run_here()
    if os.environ.get("BOT_ACTIONS_PORT"):
        actions.answer_over_http(int(os.environ["BOT_ACTIONS_PORT"]))
    rasa.core.agent.MessageProcessor = LeanProcessor
    rasa_main()


if __name__ == "__main__":
    main()
