"""Examinations without a server: a request is judged against an org, and the outcomes are read by name."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from authserver.assertion import Examination, examine
from authserver.assertion.assertion import presumed
from authserver.assertion.circumstances import Addresses, Circumstances, names_of
from authserver.assertion.profile import PROFILES
from authserver.assertion.unverified import read_assertion
from authserver.org import Org
from authserver.token_request import TokenRequest
from plumbing.checks import Check, Outcome, Reason

from .assertions import NOW, a_token_request, an_assertion
from .orgs import an_org

ADDRESSES = Addresses("http://127.0.0.1:8001", "http://127.0.0.1:8002")


@dataclass
class Register:
    """Remembers claimed ids and logins in memory."""

    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    logins: Counter[str] = field(default_factory=Counter)

    def count_login(self, user_id: str, now: float) -> int:
        assert now > 0
        self.logins[user_id] += 1
        return self.logins[user_id]

    def claim(self, issuer: str, jti: str, keep_until: int) -> bool:
        is_new = (issuer, jti) not in self.taken
        self.taken.setdefault((issuer, jti), keep_until)
        return is_new

    def give_back(self, issuer: str, jti: str) -> None:
        del self.taken[issuer, jti]


def circumstances(
    profile: str = "salesforce", *, org: Org | None = None, now: float = NOW, register: Any = None
) -> Circumstances:
    """What an assertion is judged against."""
    org = org or an_org()
    return Circumstances(org, names_of(org, ADDRESSES), PROFILES[profile], now, register or Register())


def examined(sent: str | TokenRequest, profile: str = "salesforce", **against: Any) -> Examination:
    """The examination of a request, or of a good request with this assertion."""
    request = a_token_request(assertion=sent) if isinstance(sent, str) else sent
    return examine(request, circumstances(profile, **against))


def judged(
    check: Check[Any],
    org: Org | None = None,
    *,
    host: str = "127.0.0.1:8001",
    address: str | None = None,
    now: float = NOW,
    **claims: Any,
) -> Reason | None:
    """What a check of the second list says of an assertion with these claims, sent to that host from that address."""
    request = a_token_request(assertion=an_assertion(**claims), host=host, remote_address=address)
    assertion = presumed(read_assertion(request, circumstances(org=org, now=now)))
    assert assertion is not None
    return check(assertion)


def refused(check: Check[Any], org: Org | None = None, **sent: Any) -> Reason:
    """Why the check refuses that."""
    reason = judged(check, org, **sent)
    assert reason is not None
    return reason


def outcomes(examination: Examination) -> dict[str, Outcome]:
    """What became of every check, by its name."""
    return {one.check.name: one.outcome for one in examination.report.judgements}


def outcome(check: Check[Any], profile: str, **claims: Any) -> str:
    """What becomes of one check in that profile: ``held``, ``noted``, ``refused`` or another word for an outcome."""
    return outcomes(examined(an_assertion(**claims), profile))[check.name].value


def refusals(examination: Examination) -> list[str]:
    """The names of the checks that refused, in order."""
    return [one.check.name for one in examination.report.refusals]


def causes(examination: Examination) -> Iterator[str]:
    """The likely causes that the report tells."""
    return (one.reason.cause for one in examination.report.found if one.reason)
