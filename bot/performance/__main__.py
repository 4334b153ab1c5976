"""`python -m bot.performance run …`: Rasa's command line, with what makes a message cheap.

Takes what `rasa` takes. Rasa has no setting by which it would take our processor for its
own, so it is put in its place here, before Rasa starts. `rasa run` without this works as
well, only slower.
"""

from __future__ import annotations

from bot.performance.lazy import put_off_imports


def main() -> None:
    """Prepares this process and hands it to Rasa."""
    put_off_imports()
    import rasa.core.agent
    from rasa.__main__ import main as rasa_main

    from bot.performance.processor import LeanProcessor

    rasa.core.agent.MessageProcessor = LeanProcessor
    rasa_main()


if __name__ == "__main__":
    main()
