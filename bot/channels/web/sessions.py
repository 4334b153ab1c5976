"""Sessions: made by the server, signed, never stored, worth nothing to a guesser.

A token is 18 random bytes and the second it was signed in, followed by their HMAC.
The server keeps no list of sessions: whoever shows a token that it signed goes on
with that conversation, so a restart with the same key loses none of them.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

ID_BYTES = 18
TIME_BYTES = 6
LIFETIME_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Session:
    """One resident's conversation; `id` is secret and goes to no log and no tracker."""

    id: bytes


class Sessions:
    """Makes tokens and reads them back.

    Args:
        key: the secret they are signed with; None draws one that lives as long as
            the process, so that nothing needs to be kept on disk.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def new(self) -> Session:
        """A session of its own, with 144 random bits."""
        return Session(secrets.token_bytes(ID_BYTES))

    def token(self, session: Session, now: float) -> str:
        """What the resident's browser shows to go on with this session.

        Args:
            now: Unix time in seconds; the token is good for a day from then.
        """
        body = session.id + int(now).to_bytes(TIME_BYTES, "big")
        return urlsafe_b64encode(body + self._mac(b"token", body)).decode()

    def read(self, token: str, now: float) -> Session | None:
        """The session of a token; None where it was not signed here or is too old."""
        try:
            raw = urlsafe_b64decode(token.encode("ascii"))
        except (UnicodeEncodeError, binascii.Error):
            return None
        body, mac = raw[: ID_BYTES + TIME_BYTES], raw[ID_BYTES + TIME_BYTES :]
        if not hmac.compare_digest(mac, self._mac(b"token", body)):
            return None
        age = now - int.from_bytes(body[ID_BYTES:], "big")
        return Session(body[:ID_BYTES]) if age <= LIFETIME_SECONDS else None

    def conversation(self, session: Session) -> str:
        """The name under which Rasa knows the conversation; the session cannot be had from it."""
        return f"web-{self._mac(b'conversation', session.id)[:16].hex()}"

    def _mac(self, purpose: bytes, body: bytes) -> bytes:
        return hmac.new(self._key, purpose + b"\0" + body, hashlib.sha256).digest()
