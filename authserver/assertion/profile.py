"""What each profile does where clients are stranger than the RFC: one table, from which both profiles run.

``salesforce`` accepts what Salesforce accepts and notes what a strict server would refuse; ``strict`` is RFC 7523 with
RFC 8725 to the letter.
"""

from dataclasses import dataclass

from authserver.errors import InvalidGrantError, InvalidRequestError, OAuthError
from plumbing.checks import Check


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One deviation that the profile ``salesforce`` notes and ``strict`` refuses."""

    deviation: str
    rule: str
    salesforce: str


TOLERANCES = (
    Tolerance("certificate out of date", "RFC 5280 4.1.2.5", "an expired certificate goes on verifying"),
    Tolerance("username in other letters", "RFC 7523 3 (2)", "usernames compare without regard to letter case"),
    Tolerance("prn instead of sub", "RFC 7523 3 (2)", "`prn` is read where `sub` is missing"),
    Tolerance(
        "audience in another form",
        "RFC 7523 3 (3)",
        "a bare host, one slash at the end, the org's own My Domain, this server's own address and token endpoint",
    ),
    Tolerance("audience in a list", "RFC 7519 4.1.3", "a list with exactly one audience"),
    Tolerance("exp as text", "RFC 7519 4.1.4", "`exp` as a JSON string of digits"),
    Tolerance("exp within the buffer", "RFC 7523 3 (4)", "180 seconds after `exp` instead of 60"),
    Tolerance(
        "exp far ahead", "RFC 7523 3 (4)", "no upper bound; more than 5 minutes ahead and milliseconds are noted"
    ),
    Tolerance("nbf within the buffer", "RFC 7523 3 (5)", "180 seconds before `nbf` instead of 60"),
    Tolerance("iat ahead", "RFC 7523 3 (6)", "`iat` is not judged"),
    Tolerance("parameters in the query", "RFC 6749 3.2", "parameters in the query of a POST are read"),
    Tolerance("empty client secret", "RFC 7523 3.1", "empty client credentials beside a good assertion are ignored"),
)

#: How long after ``exp`` and before ``nbf`` an assertion is still taken, in seconds, and what a strict server grants.
BUFFER_SECONDS, STRICT_BUFFER_SECONDS = 180, 60
#: How far ahead ``exp`` may lie for a strict server, in seconds.
LONGEST_VALIDITY_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of tolerances under a name."""

    name: str
    tolerated: frozenset[str]
    salesforce_errors: bool

    def error_of(self, check: Check[object]) -> type[OAuthError]:
        """The error class of a refusal: Salesforce's own, or the plain RFC's."""
        declared: type[OAuthError] = check.error
        if self.salesforce_errors:
            return declared
        if check.name in _MISSING_PARAMETERS:
            return InvalidRequestError
        return declared if declared.error in _RFC_CODES else InvalidGrantError


_MISSING_PARAMETERS = frozenset({"body_is_a_form", "grant_type_is_given", "assertion_is_present"})
_RFC_CODES = frozenset({"invalid_request", "invalid_client", "invalid_grant", "unsupported_grant_type"})

PROFILES = {
    "salesforce": Profile("salesforce", frozenset(one.deviation for one in TOLERANCES), salesforce_errors=True),
    "strict": Profile("strict", frozenset(), salesforce_errors=False),
}
