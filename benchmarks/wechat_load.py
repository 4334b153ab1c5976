"""How long residents of the official account wait when many write at once.

Starts the assistant with the channel, lets the stand-in platform of the tests push from
so many residents at the same moment, and prints the waiting times.

    python -m benchmarks.wechat_load [--residents 200] [--rounds 3]
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import cycle, islice
from pathlib import Path

from tests.wechat.assistant import QUESTIONS, started
from tests.wechat.platform import Account


def percentile(times: list[float], share: float) -> float:
    """The time within which this share of them lies."""
    return sorted(times)[max(0, round(share * len(times)) - 1)]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance, platform = started(Account(), Path(folder))
        try:
            for number in range(1, options.rounds + 1):
                deliveries = platform.crowd(list(islice(cycle(QUESTIONS), options.residents)))
                times = [delivery.seconds for delivery in deliveries]
                again = sum(delivery.tries > 1 for delivery in deliveries)
                faults = sum(delivery.fault for delivery in deliveries)
                print(
                    f"round {number}: {len(times)} residents at once, "
                    f"p50 {percentile(times, 0.5):.2f} s, p95 {percentile(times, 0.95):.2f} s, "
                    f"p99 {percentile(times, 0.99):.2f} s, longest {max(times):.2f} s, "
                    f"{again} answered by a retry, {faults} faults"
                )
        finally:
            instance.stop()


if __name__ == "__main__":
    main()
