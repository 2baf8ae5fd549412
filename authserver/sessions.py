"""What an access token stands for, and how long: a session that lives on while it is used and dies when it is idle."""

from dataclasses import dataclass
from typing import NamedTuple

#: A use that would prolong a session by less than this is not written down, in seconds: one write less.
_WORTH_A_WRITE_SECONDS = 60
_PARTS = 60


@dataclass(frozen=True, slots=True)
class Session:
    """A row of the store; times are in seconds since the epoch."""

    session_id: str
    consumer_key: str
    user_id: str
    scope: str
    issued_at: int
    expires_at: int
    revoked: int

    def is_live(self, now: float) -> bool:
        """Whether the token may still be used."""
        return not self.revoked and now < self.expires_at


class Lifetime(NamedTuple):
    """How long a session lives from a login or a use on (a tuple, since each exchange makes one).

    Args:
        seconds: From then on.
        negligible: By so many seconds less it may be, since a use that gains no more is not written down.
        surplus: By so many seconds more it may be. What ends later is of an earlier, longer policy.
    """

    seconds: int
    negligible: int
    surplus: int

    @staticmethod
    def of_idle_session(seconds: int) -> "Lifetime":
        """Each use prolongs it. It dies after that time without a use, or up to a sixtieth of it earlier.

        The sixtieth, at most a minute, is this project's own: Salesforce's grain is not known.
        """
        grain = min(_WORTH_A_WRITE_SECONDS, seconds // _PARTS)
        return Lifetime(seconds, grain, grain)

    @staticmethod
    def of_dated_token(seconds: int) -> "Lifetime":
        """To the second: for a session whose token carries its own end."""
        return Lifetime(seconds, 0, min(_WORTH_A_WRITE_SECONDS, seconds // _PARTS))

    def end(self, now: float) -> int:
        """When a session dies that is used now, and then no more."""
        return int(now) + self.seconds

    def holds_for(self, expires_at: int, now: float) -> bool:
        """Whether a session that is used now and ends then needs no other end."""
        end = self.end(now)
        return end - self.negligible <= expires_at <= end + self.surplus
