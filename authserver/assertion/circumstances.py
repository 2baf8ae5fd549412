"""What an assertion is judged against: the org, the server's own names, the profile and the time."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from authserver.org import Org
from plumbing.loopback import LOOPBACK_HOSTS, LOOPBACK_NAMES

from .profile import Profile

TOKEN_PATH = "/services/oauth2/token"  # noqa: S105  a path, no token
#: The hosts that serve every org of their kind. Clients try the wrong one too, and are to hear why it is wrong.
LOGIN_HOSTS = frozenset({"login.salesforce.com", "test.salesforce.com"})


class LoginRegister(Protocol):
    """Where logins are counted and used assertion ids are kept, for all workers; part of the exchange's transaction."""

    def count_login(self, user_id: str, now: float) -> int:
        """Counts a login, atomically; answers how many the user has in the current hour, this one included.

        Args:
            user_id: The user's id of 18 characters.
            now: In seconds since the epoch.
        """

    def claim(self, issuer: str, jti: str, keep_until: int) -> bool:
        """Takes the pair for good, atomically; False when it was taken before."""

    def give_back(self, issuer: str, jti: str) -> None:
        """Undoes a claim of this same exchange, which is refused after all: nobody saw it meanwhile."""


class NoRegister:
    """A register for examinations that leave no trace: nobody ever logged in, no id was used, and none is taken."""

    def count_login(self, user_id: str, now: float) -> int:  # noqa: ARG002  the protocol's parameters
        """The first login always."""
        return 1

    def claim(self, issuer: str, jti: str, keep_until: int) -> bool:  # noqa: ARG002  the protocol's parameters
        """True always."""
        return True

    def give_back(self, issuer: str, jti: str) -> None:
        """Nothing was taken."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The server's own names, from its configuration only."""

    login_url: str
    instance_url: str


@dataclass(frozen=True, slots=True)
class ServerNames:
    """What follows from org and addresses, made once per server.

    Args:
        lenient_audiences: The audiences that only the profile ``salesforce`` takes, each with what it is.
        generic_hosts: The hosts that serve every org of their kind, as a Host header names them, and the login
            address of this server, which plays them.
    """

    lenient_audiences: dict[str, str]
    generic_hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Org, names, profile and time of one examination; ``now`` is in seconds since the epoch."""

    org: Org
    names: ServerNames
    profile: Profile
    now: float
    register: LoginRegister


def names_of(org: Org, addresses: Addresses) -> ServerNames:
    """What a server of this org is called at these addresses."""
    own = {urlsplit(org.my_domain_url).netloc, *_spellings(addresses.instance_url)}
    return ServerNames(
        lenient_audiences=_lenient_audiences(org, addresses),
        generic_hosts=frozenset({*LOGIN_HOSTS, *_spellings(addresses.login_url)} - own),
    )


def _spellings(url: str) -> set[str]:
    """How a Host header may name the address: loopback has three names."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    is_loopback = parts.hostname in LOOPBACK_HOSTS
    return {f"{name}{port}" for name in LOOPBACK_NAMES} if is_loopback else {parts.netloc.lower()}


def _lenient_audiences(org: Org, addresses: Addresses) -> dict[str, str]:
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
