"""How often somebody may ask: per session and per address."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

CAPACITY = 20_000
IPV6_PREFIX = 64


class Limiter:
    """A token bucket for each key: `per_minute` at once, refilled evenly.

    At most `CAPACITY` keys are remembered; the one longest unseen is forgotten first.
    """

    def __init__(self, per_minute: int) -> None:
        self._size = float(per_minute)
        self._per_second = per_minute / 60
        self._buckets: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def wait(self, key: object, now: float) -> float:
        """Seconds until this key may ask again; 0 lets it through, and counts it.

        Args:
            now: seconds of a clock that never goes back.
        """
        left, seen = self._buckets.pop(key, (self._size, now))
        left = min(self._size, left + (now - seen) * self._per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > CAPACITY:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._per_second


def address(
    peer: str, forwarded_for: str | None, trusted: Sequence[IPv4Network | IPv6Network]
) -> str:
    """Where a request comes from, as far as it can be believed.

    Args:
        peer: the address that the connection comes from.
        forwarded_for: the X-Forwarded-For header. It is read from its end, and only
            past proxies that are trusted: what stands before them anybody can write.
        trusted: the proxies' networks.

    Returns:
        An IPv4 address, or an IPv6 network of 64 bits, since one home has that many.
    """
    hops = [hop.strip() for hop in (forwarded_for or "").split(",") if hop.strip()]
    here = peer
    while hops and _within(here, trusted):
        here = hops.pop()
    return _home(here)


def _within(text: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        there = ip_address(text)
    except ValueError:
        return False
    there = getattr(there, "ipv4_mapped", None) or there
    return any(there in network for network in networks)


def _home(text: str) -> str:
    try:
        there = ip_address(text)
    except ValueError:
        return text[:64]
    there = getattr(there, "ipv4_mapped", None) or there
    if there.version == 4:
        return str(there)
    return str(IPv6Network((int(there) >> (128 - IPV6_PREFIX) << (128 - IPV6_PREFIX), IPV6_PREFIX)))
