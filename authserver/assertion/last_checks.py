"""The checks at the very last, which take something for good, and are judged only where all others hold."""

from authserver.errors import BadJtiClaimError, InvalidGrantError
from plumbing.checks import Reason, check
from plumbing.redaction import excerpt

from .assertion import Assertion
from .claim_checks import jti_is_usable, seconds_in
from .profile import BUFFER_SECONDS


@check(
    rule="RFC 7523 3 (7)",
    error=BadJtiClaimError,
    says="jti claim was used before",
    setting="Client: a new jti for every token request",
    needs=[jti_is_usable],
    wording_is_inferred=True,
)
def jti_was_not_used_before(assertion: Assertion) -> Reason | None:
    """The id, where there is one, was never used by this issuer; it is taken when all other checks hold."""
    jti = assertion.claims.get("jti")
    if jti is None:
        return None
    expires_at = seconds_in(assertion.claims.get("exp")) or assertion.circumstances.now
    keep_until = int(min(expires_at + BUFFER_SECONDS, 2**62))
    if assertion.circumstances.register.claim(_issuer(assertion), jti, keep_until):
        return None
    return Reason("a new jti", f"“{excerpt(jti)}” again", "one assertion was sent twice: a retry needs a new one")


# The text is reported; the code beside it is inferred.
@check(
    rule="Salesforce: at most 3,600 logins per user and hour",
    error=InvalidGrantError,
    says="login rate exceeded",
    setting="Client: keep the access token, and log in again only after a 401",
    needs=[jti_was_not_used_before],  # who sends another's assertion again must not use up that user's hour
    wording_is_inferred=True,
)
def login_rate_is_kept(assertion: Assertion) -> Reason | None:
    """The user logs in no more often than an hour admits; a login is counted when all other checks hold."""
    user, circumstances = assertion.user, assertion.circumstances
    if user is None:
        return None
    most = circumstances.org.logins_per_user_and_hour
    count = circumstances.register.count_login(user.user_id, circumstances.now)
    if count <= most:
        return None
    if (jti := assertion.claims.get("jti")) is not None:
        circumstances.register.give_back(_issuer(assertion), jti)
    return Reason(
        f"at most {most:,} login{'s' if most > 1 else ''} of {user.username} in an hour",
        f"login {count:,} of this hour",
        "a login for each call of the API? One token serves many calls: keep it until a 401",
    )


def _issuer(assertion: Assertion) -> str:
    return str(assertion.claims.get("iss"))


LAST_CHECKS = (jti_was_not_used_before, login_rate_is_kept)
