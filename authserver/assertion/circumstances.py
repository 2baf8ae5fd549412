"""What an assertion is judged against: the org, the server's own names, the profile and the time."""

from dataclasses import dataclass
from typing import Protocol

from authserver.org import Org

from .profile import Profile

TOKEN_PATH = "/services/oauth2/token"  # noqa: S105  a path, no token


class JtiRegister(Protocol):
    """Where used assertion ids are kept."""

    def claim(self, issuer: str, jti: str, keep_until: int) -> bool:
        """Takes the pair for good, atomically; False when it was taken before."""


class NoRegister:
    """A register for examinations that must leave no trace: nothing was ever used, nothing is taken."""

    def claim(self, issuer: str, jti: str, keep_until: int) -> bool:  # noqa: ARG002  the protocol's parameters
        """True always."""
        return True


@dataclass(frozen=True, slots=True)
class Addresses:
    """The server's own names, from its configuration only."""

    login_url: str
    instance_url: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Org, names, profile and time of one examination; ``now`` is in seconds since the epoch."""

    org: Org
    lenient_audiences: dict[str, str]
    profile: Profile
    now: float
    register: JtiRegister


def lenient_audiences(org: Org, addresses: Addresses) -> dict[str, str]:
    """The audiences that only the profile ``salesforce`` takes, each with what it is."""
    accepted = {
        org.login_audience.removeprefix("https://"): "a bare host without https://",
        f"{org.login_audience}/": "with a slash at the end",
        org.my_domain_url: "the org's own My Domain",
        f"{org.my_domain_url}/": "the org's own My Domain with a slash at the end",
    }
    for url in (addresses.login_url, addresses.instance_url, org.login_audience, org.my_domain_url):
        accepted.setdefault(url, "this server's own address")
        accepted.setdefault(f"{url}/", "this server's own address with a slash at the end")
        accepted.setdefault(f"{url}{TOKEN_PATH}", "the token endpoint's address")
    del accepted[org.login_audience]
    return accepted
