"""The second list, first part: what the claims say of audience, time and id (RFC 7523 3)."""

import math
from typing import Any

from authserver.errors import BadJtiClaimError, InvalidGrantError
from plumbing.checks import Reason, check
from plumbing.redaction import excerpt

from .assertion import Assertion
from .likely_causes import moment, why_expired, why_far_ahead, why_wrong_audience
from .profile import BUFFER_SECONDS, LONGEST_VALIDITY_SECONDS, STRICT_BUFFER_SECONDS
from .quoting import quoted

#: The longest ``jti`` that is kept, in characters.
LONGEST_JTI = 256


@check(
    rule="RFC 5280 4.1.2.5",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Org1: Connected App > Use digital signatures > certificate",
    wording_is_inferred=True,
)
def certificate_is_in_date(assertion: Assertion) -> Reason | None:
    """The certificate of the connected app is within its validity dates."""
    certificate = assertion.certificate
    if certificate is None:
        return None
    first, last = certificate.not_before_at.timestamp(), certificate.not_after_at.timestamp()
    if first <= assertion.circumstances.now <= last:
        return None
    return Reason(
        f"a time from {moment(first)} to {moment(last)}",
        moment(assertion.circumstances.now),
        "the certificate has expired or is not valid yet; rotate it",
        deviation="certificate out of date",
    )


@check(
    rule="RFC 7523 3 (3)",
    error=InvalidGrantError,
    says="audience is invalid",
    setting="Org2: Named Credential > Audiences",
)
def audience_is_this_server(assertion: Assertion) -> Reason | None:
    """The audience claim names this authorization server."""
    audience = assertion.claims.get("aud")
    org, lenient = assertion.circumstances.org, assertion.circumstances.names.lenient_audiences
    if audience == org.login_audience:
        return None
    if isinstance(audience, list) and len(audience) == 1 and isinstance(audience[0], str):
        if audience[0] == org.login_audience or audience[0] in lenient:
            return Reason(org.login_audience, "a list with one audience", deviation="audience in a list")
        audience = audience[0]
    if not isinstance(audience, str) or not audience:
        cause = "a list of several audiences could be forwarded to each of them" if isinstance(audience, list) else ""
        return Reason(org.login_audience, quoted(audience), cause)
    if audience in lenient:
        return Reason(org.login_audience, f"{audience}, {lenient[audience]}", deviation="audience in another form")
    return Reason(org.login_audience, f"“{excerpt(audience, 100)}”", why_wrong_audience(audience, org))


@check(
    rule="RFC 7523 3 (4) and 7519 4.1.4",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Client: exp of the JWT",
    wording_is_inferred=True,
)
def expiry_is_a_time(assertion: Assertion) -> Reason | None:
    """The expiry claim is there and is a number of seconds since 1970."""
    expiry = assertion.claims.get("exp")
    if seconds_in(expiry) is None:
        return Reason("exp: seconds since 1970 as a number", quoted(expiry))
    return Reason("a JSON number", "a JSON string", deviation="exp as text") if isinstance(expiry, str) else None


@check(
    rule="RFC 7523 3 (4)",
    error=InvalidGrantError,
    says="expired authorization code",
    setting="Org2: Named Credential > Token Valid for; the clock of the calling machine",
    needs=[expiry_is_a_time],
)
def has_not_expired(assertion: Assertion) -> Reason | None:
    """The expiry has not passed, or passed so shortly ago that clocks may differ by as much."""
    expires_at, now = seconds_in(assertion.claims.get("exp")), assertion.circumstances.now
    if expires_at is None or now < expires_at + STRICT_BUFFER_SECONDS:
        return None
    is_lenient = "exp within the buffer" in assertion.circumstances.profile.tolerated
    buffer = BUFFER_SECONDS if is_lenient else STRICT_BUFFER_SECONDS
    expected, got = f"after {moment(now - buffer)}", moment(expires_at)
    if now < expires_at + BUFFER_SECONDS:
        return Reason(expected, got, "it lives on the buffer for clocks that differ", deviation="exp within the buffer")
    return Reason(expected, got, why_expired(expires_at, now))


@check(
    rule="RFC 7523 3 (4)",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Org2: Named Credential > Token Valid for",
    needs=[expiry_is_a_time],
    wording_is_inferred=True,
)
def expiry_is_near(assertion: Assertion) -> Reason | None:
    """The expiry lies at most five minutes ahead, so that a stolen assertion is soon worthless."""
    expires_at = seconds_in(assertion.claims.get("exp"))
    latest = assertion.circumstances.now + LONGEST_VALIDITY_SECONDS + STRICT_BUFFER_SECONDS
    if expires_at is None or expires_at <= latest:
        return None
    cause = why_far_ahead(expires_at) or "a strict server takes five minutes: set Token Valid for to 5 Minutes or less"
    return Reason(f"at most {moment(latest)}", moment(expires_at), cause, deviation="exp far ahead")


@check(
    rule="RFC 7523 3 (5)",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="The clock of the calling machine; client: nbf of the JWT",
    wording_is_inferred=True,
)
def is_valid_already(assertion: Assertion) -> Reason | None:
    """The not-before time, where there is one, has come."""
    claim = assertion.claims.get("nbf")
    if claim is None and "nbf" not in assertion.claims:
        return None
    not_before, now = seconds_in(claim), assertion.circumstances.now
    if not_before is None or isinstance(claim, str):
        return Reason("nbf: seconds since 1970 as a number", quoted(claim))
    if not_before <= now + STRICT_BUFFER_SECONDS:
        return None
    tolerated = "nbf within the buffer" if not_before <= now + BUFFER_SECONDS else ""
    return Reason(f"at most {moment(now)}", moment(not_before), "the caller's clock is ahead", deviation=tolerated)


@check(
    rule="RFC 7523 3 (6)",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="The clock of the calling machine; client: iat of the JWT",
    wording_is_inferred=True,
)
def was_issued_in_the_past(assertion: Assertion) -> Reason | None:
    """The time of issue, where there is one, is not in the future."""
    issued_at, now = seconds_in(assertion.claims.get("iat")), assertion.circumstances.now
    if issued_at is None or issued_at <= now + STRICT_BUFFER_SECONDS:
        return None
    cause = why_far_ahead(issued_at) or "the caller's clock is ahead"
    return Reason(f"at most {moment(now)}", moment(issued_at), cause, deviation="iat ahead")


@check(
    rule="RFC 7519 4.1.7",
    error=BadJtiClaimError,
    says="jti claim is invalid",
    setting="Client: jti of the JWT",
    wording_is_inferred=True,
)
def jti_is_usable(assertion: Assertion) -> Reason | None:
    """The id claim, where there is one, is text of at most 256 characters."""
    if "jti" not in assertion.claims:
        return None
    jti = assertion.claims["jti"]
    if isinstance(jti, str) and 0 < len(jti) <= LONGEST_JTI and "\0" not in jti:
        return None
    return Reason(f"text of 1 to {LONGEST_JTI} characters", quoted(jti))


def seconds_in(claim: Any) -> float | None:
    """A NumericDate in seconds since 1970; digits in a string are read too; None for anything else."""
    if isinstance(claim, str):
        claim = int(claim) if claim.isascii() and claim.isdigit() and len(claim) <= 20 else None  # noqa: PLR2004
    if isinstance(claim, bool) or not isinstance(claim, (int, float)):
        return None
    try:
        seconds = float(claim)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None


CLAIM_CHECKS = (
    certificate_is_in_date,
    audience_is_this_server,
    expiry_is_a_time,
    has_not_expired,
    expiry_is_near,
    is_valid_already,
    was_issued_in_the_past,
    jti_is_usable,
)
