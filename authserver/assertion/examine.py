"""Runs the lists over one token request: the first refusal decides the answer, the report goes on to the end."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from authserver.errors import OAuthError
from authserver.token_request import TokenRequest
from plumbing.checks import Check, Judgement, Outcome, judge
from plumbing.redaction import excerpt

from .access_checks import ACCESS_CHECKS
from .app_checks import APP_CHECKS
from .assertion import Assertion, VerifiedAssertion, presumed, verified
from .check_lists import CHECK_LISTS
from .circumstances import Circumstances
from .claim_checks import CLAIM_CHECKS
from .last_checks import LAST_CHECKS
from .pasted_secrets import pasted_secrets
from .report import Report, shown_header
from .request_checks import REQUEST_CHECKS
from .unverified import UnverifiedAssertion, read_assertion
from .unverified_checks import UNVERIFIED_CHECKS, signature_matches_the_certificate

__all__ = ["CHECK_LISTS", "Examination", "examine"]

_JUDGED_LATER = (*CLAIM_CHECKS, *APP_CHECKS, *ACCESS_CHECKS)


@dataclass(frozen=True, slots=True)
class Examination:
    """The report, and what a token may be made from: ``grantable`` is None unless every check held."""

    report: Report
    grantable: VerifiedAssertion | None
    error: OAuthError | None


def examine(request: TokenRequest, circumstances: Circumstances) -> Examination:
    """Judges the request by every check that can be judged.

    The last checks claim the assertion's ``jti`` and then count the login, and only where all others hold. Claims
    without a good signature are judged for the report alone; a token comes of a ``VerifiedAssertion`` only.
    """
    tolerated, unproven = circumstances.profile.tolerated, set[str]()
    found = judge(REQUEST_CHECKS, request, tolerated=tolerated, unproven=unproven)
    unverified = read_assertion(request, circumstances)
    found += judge(UNVERIFIED_CHECKS, unverified, tolerated=tolerated, unproven=unproven)
    is_proven = signature_matches_the_certificate.name not in unproven
    assertion: Assertion | None = verified(unverified) if is_proven else presumed(unverified)
    found += _judged(_JUDGED_LATER, assertion, tolerated, unproven)
    found += _judged(LAST_CHECKS, None if unproven else assertion, tolerated, unproven)
    error = _error(found, circumstances)
    return Examination(
        report=_report(unverified, assertion, found, error).without(pasted_secrets(unverified)),
        grantable=assertion if error is None and isinstance(assertion, VerifiedAssertion) else None,
        error=error,
    )


def _judged(
    checks: Sequence[Check[Assertion]], assertion: Assertion | None, tolerated: Container[str], unproven: set[str]
) -> list[Judgement]:
    """What the checks say of the assertion; where there is none to be judged, that they were not reached."""
    if assertion is None:
        return [Judgement(check, Outcome.NOT_REACHED) for check in checks]
    return judge(checks, assertion, tolerated=tolerated, unproven=unproven)


def _error(found: list[Judgement], circumstances: Circumstances) -> OAuthError | None:
    for judgement in found:
        if judgement.outcome is Outcome.REFUSED:
            return circumstances.profile.error_of(judgement.check)(judgement.check.says)
    return None


def _report(
    unverified: UnverifiedAssertion, assertion: Assertion | None, found: list[Judgement], error: OAuthError | None
) -> Report:
    circumstances, request = unverified.circumstances, unverified.request
    return Report(
        at=circumstances.now,
        profile=circumstances.profile.name,
        found=tuple(found),
        claims_are_proven=isinstance(assertion, VerifiedAssertion),
        request={
            "method": request.method[:20],
            "host": excerpt(request.host),
            "content_type": excerpt(request.media_type),
            "parameters": [excerpt(name) for name in list(request.parameters)[:20]],
            "user_agent": excerpt(request.user_agent),
            "remote_address": excerpt(request.remote_address or ""),
        },
        header=shown_header(unverified.header),
        claims=unverified.claims_text,
        app_label=unverified.app.label if unverified.app else "",
        username=assertion.user.username if assertion and assertion.user else "",
        error=error.error if error else "",
        error_description=error.description if error else "",
    )
