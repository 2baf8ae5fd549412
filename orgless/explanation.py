"""What Org1 would say to a token request, found out without a server and without leaving a trace."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from authserver.assertion import Report, examine
from authserver.assertion.access_checks import address_is_in_the_profiles_ranges
from authserver.assertion.app_checks import external_client_app_is_asked_at_its_my_domain
from authserver.assertion.assertion import Assertion, presumed
from authserver.assertion.circumstances import TOKEN_PATH, Addresses, Circumstances, NoRegister, names_of
from authserver.assertion.claim_checks import audience_is_this_server, seconds_in
from authserver.assertion.last_checks import jti_was_not_used_before, login_rate_is_kept
from authserver.assertion.profile import PROFILES
from authserver.assertion.unverified import read_assertion
from authserver.org import Org
from authserver.token_request import TokenRequest
from orgless.pasted.destination import destination, host_of, not_yet_yours, request_goes_to_the_token_endpoint
from orgless.told import BadInputError
from plumbing.checks import Check, Judgement, Outcome, Reason
from plumbing.loopback import LOOPBACK_HOSTS

_MINUTE = 60
_LOGIN_URL, _INSTANCE_URL = "http://127.0.0.1:8001", "http://127.0.0.1:8002"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What came of a token request; the claims are in the report, without secrets.

    Args:
        report: What Org1's checks say.
        header: The JWT's decoded header.
        made_at: When the JWT was made, as far as it tells: by its ``iat``, else a minute before its ``exp``.
        elsewhere: Why the request does not go to Org1's token endpoint, where that is so.
        doubt: Which setting of ``org1.toml`` may be wrong in the place of the audience, or empty.
        provisos: What else must be so for a token, and could not be judged: clauses of a sentence.
    """

    report: Report
    header: Mapping[str, Any]
    made_at: float | None
    elsewhere: Reason | None
    doubt: str
    provisos: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether a token would come of the request as it was sent."""
        return self.report.is_accepted and self.elsewhere is None

    @property
    def misdirection(self) -> dict[str, str] | None:
        """What is told of a request that goes elsewhere, in the form of a report's checks."""
        check, reason = request_goes_to_the_token_endpoint, self.elsewhere
        if reason is None:
            return None
        told = {"name": check.name, "sentence": check.sentence, "rule": check.rule, "setting": check.setting}
        return told | {"expected": reason.expected, "got": reason.got, "likely_cause": reason.cause}

    def to_json(self) -> dict[str, Any]:
        """The report for a program, with the whole header; what goes elsewhere is refused, whatever Org1 says."""
        outcome = "accepted" if self.is_accepted else "refused"
        return {
            **self.report.to_json(),
            "outcome": outcome,
            "header": dict(self.header),
            "goes_elsewhere": self.misdirection,
            "provided_that": list(self.provisos),
        }


def explain(  # noqa: PLR0913  what a judgement depends on
    request: TokenRequest, org: Org, *, profile: str, at: float, url: str = "", prefix: str = ""
) -> Explanation:
    """Judges the request as Org1 would.

    Args:
        request: What was or would be sent.
        org: Org1, or another org of its world.
        profile: ``salesforce`` or ``strict``.
        at: As of when, in seconds since the epoch.
        url: Where the request was sent, as far as that is known.
        prefix: What stands before the paths of this org at the addresses that all orgs of a world share.
    """
    names = names_of(org, Addresses(_LOGIN_URL + prefix, _INSTANCE_URL + prefix))
    circumstances = Circumstances(org, names, PROFILES[profile], at, NoRegister())
    sent = request if request.host else replace(request, host=host_of(url))
    sent_to = destination(url.replace(f"{prefix}/", "/", 1) if prefix else url, org)
    return _explained(sent, circumstances, request_goes_to_the_token_endpoint(sent_to) if sent_to else None)


def _explained(request: TokenRequest, circumstances: Circumstances, elsewhere: Reason | None) -> Explanation:
    unverified, report = read_assertion(request, circumstances), examine(request, circumstances).report
    claims = unverified.claims or {}
    refused = {judgement.check.name for judgement in report.refusals}
    unknown = [(one, clause) for one, clause in _unknown(presumed(unverified)) if one.name not in refused]
    return Explanation(
        report=_without_verdict(report, [one for one, _ in unknown]),
        header=unverified.header or {},
        made_at=_made_at(claims, circumstances.now),
        elsewhere=elsewhere,
        doubt=_doubt(report, claims.get("aud"), circumstances.org),
        provisos=tuple(clause for _, clause in unknown if clause),
    )


def _unknown(assertion: Assertion | None) -> Iterator[tuple[Check[Any], str]]:
    """The checks of what a pasted JWT does not tell, each with what must be so, as a clause, where that is worth it."""
    if assertion is None:
        return
    app, user, org, sent = assertion.app, assertion.user, assertion.circumstances.org, assertion.request
    if app is not None and app.is_external and assertion.elsewhere is None and _is_open(sent.host):
        told = f"it is sent to {org.my_domain_url}{TOKEN_PATH}, because “{app.label}” is an external client app"
        yield external_client_app_is_asked_at_its_my_domain, told
    profile = org.profile_of(user) if user else None
    if profile is not None and profile.login_ip_ranges and sent.remote_address is None:
        ranges = ", ".join(str(one) for one in profile.login_ip_ranges)
        told = f"it comes from the login IP ranges of the profile {profile.name}: {ranges}"
        yield address_is_in_the_profiles_ranges, told
    if "jti" in assertion.claims:
        yield jti_was_not_used_before, "its jti was not used before"
    yield login_rate_is_kept, ""


def _is_open(host: str) -> bool:
    """Whether nobody can tell what answers there: at an unusual port of this machine, each server may."""
    is_usual = f"http://{host}" in {_LOGIN_URL, _INSTANCE_URL}
    return not host or (urlsplit(f"//{host}").hostname in LOOPBACK_HOSTS and not is_usual)


def _without_verdict(report: Report, unknown: Sequence[Check[Any]]) -> Report:
    """The report, in which what is not known is neither ticked nor crossed."""
    names = {one.name for one in unknown}
    kept = (judgement for judgement in report.found if judgement.check.name not in names)
    return replace(report, found=(*kept, *(Judgement(one, Outcome.NOT_REACHED) for one in unknown)))


def _made_at(claims: Mapping[str, Any], at: float) -> float | None:
    issued_at, expires_at = seconds_in(claims.get("iat")), seconds_in(claims.get("exp"))
    candidates = (issued_at, None if expires_at is None else expires_at - _MINUTE)
    return next((one for one in candidates if one is not None and 0 < one < at), None)


def _doubt(report: Report, audience: Any, org: Org) -> str:
    """In life the audience may be right, and the world not yet a likeness of the org."""
    refused = {judgement.check.name for judgement in report.refusals}
    sent_to = destination(audience, org) if isinstance(audience, str) else None
    return not_yet_yours(sent_to.host, org) if sent_to and audience_is_this_server.name in refused else ""


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
