"""Remembers for a short time what was said about live tokens. A revocation in that time goes unnoticed."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from plumbing.clock import Clock

from .introspection import Introspection

MOST_TOKENS = 1_024


class TokenCache:
    """The answers for the tokens used last, each under the token's digest; the tokens themselves are not kept.

    Args:
        seconds: How long an answer holds; 0 remembers nothing.
        clock: By which they pass.
    """

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: OrderedDict[bytes, tuple[float, Introspection]] = OrderedDict()

    def answer(self, token: str, introspect: Callable[[str], Introspection]) -> Introspection:
        """What is remembered about the token, or else what ``introspect`` says now."""
        if not self._seconds:
            return introspect(token)
        digest = sha256(token.encode()).digest()
        now = self._clock()
        with self._lock:
            until, remembered = self._answers.get(digest, (0.0, None))
        if remembered is not None and now < until:
            return remembered
        said = introspect(token)
        if said.active:
            self._remember(digest, said, now)
        return said

    def _remember(self, digest: bytes, said: Introspection, now: float) -> None:
        until = min(now + self._seconds, said.expires_at or now + self._seconds)
        with self._lock:
            self._answers[digest] = (until, said)
            self._answers.move_to_end(digest)
            while len(self._answers) > MOST_TOKENS:
                self._answers.popitem(last=False)
