"""What Org1 would say to a token request, found out without a server and without leaving a trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authserver.assertion import Report, examine
from authserver.assertion.circumstances import Addresses, Circumstances, NoRegister, lenient_audiences
from authserver.assertion.claim_checks import seconds_in
from authserver.assertion.profile import PROFILES
from authserver.assertion.unverified import read_assertion
from authserver.org import Org
from authserver.token_request import TokenRequest
from orgless.told import BadInputError

_ADDRESSES = Addresses("http://127.0.0.1:8001", "http://127.0.0.1:8002")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The report, and the JWT's decoded header; the claims are in the report, without secrets."""

    report: Report
    header: Mapping[str, Any]
    issued_at: float | None

    def to_json(self) -> dict[str, Any]:
        """The report for a program, with the whole header."""
        return {**self.report.to_json(), "header": dict(self.header)}


def explain(request: TokenRequest, org: Org, *, profile: str, at: float) -> Explanation:
    """Judges the request as Org1 would.

    Args:
        request: What was or would be sent.
        org: Org1.
        profile: ``salesforce`` or ``strict``.
        at: As of when, in seconds since the epoch.
    """
    circumstances = Circumstances(org, lenient_audiences(org, _ADDRESSES), PROFILES[profile], at, NoRegister())
    unverified = read_assertion(request, circumstances)
    return Explanation(
        report=examine(request, circumstances).report,
        header=unverified.header or {},
        issued_at=seconds_in((unverified.claims or {}).get("iat")),
    )


def moment(text: str, now: float) -> float:
    """The time that ``--at`` names, in seconds since the epoch.

    Args:
        text: ``now``, seconds since the epoch, or ISO 8601; without a zone it is UTC.
        now: The time now, in seconds since the epoch.

    Raises:
        BadInputError: It is none of these.
    """
    if text == "now":
        return now
    try:
        seconds = float(text)
    except ValueError:
        try:
            named = datetime.fromisoformat(text)
        except ValueError:
            told = f"--at {text[:40]}: is no time; write 2026-08-01T12:00:00Z, seconds since 1970, or now"
            raise BadInputError(told) from None
        seconds = (named if named.tzinfo else named.replace(tzinfo=UTC)).timestamp()
    if not 0 <= seconds < 2**40:
        raise BadInputError(f"--at {text[:40]}: is no time that a clock shows; are these milliseconds?")
    return seconds
