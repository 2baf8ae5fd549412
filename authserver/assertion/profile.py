"""What each profile does where clients are stranger than the RFC: one table, from which both profiles run.

``salesforce`` accepts what Salesforce accepts and notes what a strict server would refuse; ``strict`` is RFC 7523 with
RFC 8725 to the letter.
"""

from dataclasses import dataclass

from authserver.errors import InvalidGrantError, InvalidRequestError, OAuthError
from plumbing.checks import Check


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Something that the profile ``salesforce`` takes and ``strict`` refuses.

    Args:
        deviation: Its name; a check's reason names it, or an endpoint asks for it.
        rule: Where the rule stands that is not kept.
        salesforce: What the profile ``salesforce`` does.
        strict: What the profile ``strict`` does.
    """

    deviation: str
    rule: str
    salesforce: str
    strict: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Something that both profiles answer, each in its own words.

    Args:
        case: What was sent.
        rule: The RFC's rule.
        salesforce: What the profile ``salesforce`` answers.
        strict: What the profile ``strict`` answers.
    """

    case: str
    rule: str
    salesforce: str
    strict: str


#: Judged by checks, and noted in the report.
TOLERANCES = (
    Tolerance(
        "certificate out of date",
        "RFC 5280 4.1.2.5",
        "an expired certificate goes on verifying",
        "the certificate must be within its dates",
    ),
    Tolerance(
        "username in other letters",
        "RFC 7523 3 (2)",
        "usernames compare without regard to letter case",
        "the username to the letter",
    ),
    Tolerance("prn instead of sub", "RFC 7523 3 (2)", "`prn` is read where `sub` is missing", "`sub` alone"),
    Tolerance(
        "audience in another form",
        "RFC 7523 3 (3)",
        "a bare host, one slash at the end, the org's own My Domain, this server's own address and token endpoint",
        "exactly the login host of the org's kind",
    ),
    Tolerance("audience in a list", "RFC 7519 4.1.3", "a list with exactly one audience", "one text"),
    Tolerance("exp as text", "RFC 7519 4.1.4", "`exp` as a JSON string of digits", "`exp` as a JSON number"),
    Tolerance(
        "exp within the buffer", "RFC 7523 3 (4)", "up to 180 seconds after `exp`", "up to 60 seconds after `exp`"
    ),
    Tolerance(
        "exp far ahead",
        "RFC 7523 3 (4)",
        "no upper bound; more than 5 minutes ahead and milliseconds are noted",
        "`exp` at most 5 minutes ahead, and 60 seconds for clocks that differ",
    ),
    Tolerance(
        "nbf within the buffer", "RFC 7523 3 (5)", "up to 180 seconds before `nbf`", "up to 60 seconds before `nbf`"
    ),
    Tolerance("iat ahead", "RFC 7523 3 (6)", "`iat` is not judged", "`iat` at most 60 seconds ahead"),
    Tolerance(
        "parameters in the query", "RFC 6749 3.2", "parameters in the query of a POST are read", "in the body alone"
    ),
    Tolerance(
        "empty client secret",
        "RFC 7523 3.1",
        "empty client credentials beside a good assertion are ignored",
        "credentials that are sent must be right",
    ),
)

#: Asked for by endpoints, which have no report to note it in.
ENDPOINT_TOLERANCES = (
    Tolerance(
        "token in the query",
        "RFC 6750 2.3 and 9700 4.3.2",
        "the identity endpoints also read `oauth_token` in the URL",
        "the Authorization header alone",
    ),
    Tolerance(
        "bearer token as credentials",
        "RFC 7662 2.1",
        "introspection and revocation also take an access token as the caller's credentials, for tokens of its own app",
        "the consumer key with its secret",
    ),
    Tolerance(
        "revocation without credentials",
        "RFC 7009 2.1",
        "whoever holds a token may revoke it",
        "an app revokes its own tokens alone, and says who it is",
    ),
    Tolerance(
        "revocation by GET",
        "RFC 7009 2.1",
        "`GET` is served too, with `token` and `callback` in the URL",
        "`POST` alone",
    ),
)

#: Where ``Profile.salesforce_errors`` decides.
WORDINGS = (
    Wording(
        "a refused assertion", "RFC 6749 5.2 and 7523 3.1", "Salesforce's codes and texts", "the RFC's codes alone"
    ),
    Wording(
        "no `grant_type`, or no form",
        "RFC 6749 5.2",
        "`unsupported_grant_type`, grant type not supported",
        "`invalid_request`",
    ),
    Wording("no `assertion`", "RFC 7521 4.1", "`invalid_grant`, invalid assertion", "`invalid_request`"),
    Wording(
        "an identity endpoint without a live token",
        "RFC 6750 3.1",
        "403 and one word of text, `Bad_OAuth_Token` or `Missing_OAuth_Token`",
        "401, the word, and `WWW-Authenticate`",
    ),
    Wording(
        "introspection of what cannot be a token",
        "RFC 7662 2.2",
        "400 `unsupported_token_type`",
        '200 `{"active": false}`',
    ),
    Wording(
        "revocation of an unknown or dead token, or of another app's",
        "RFC 7009 2.2",
        "400 `invalid_token`, or `unsupported_token_type` where it cannot be one",
        "200, and nothing is revoked",
    ),
    Wording(
        "an access token that is a JWT",
        "RFC 9068 2",
        "Salesforce's own form, with `token_format` and `api_instance_url` beside it",
        "the RFC's form (`typ` is `at+jwt`), and nothing beside it",
    ),
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

    def allows(self, deviation: str) -> bool:
        """Whether this profile takes what the tables of tolerances call so."""
        return deviation in self.tolerated

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
    "salesforce": Profile(
        "salesforce",
        frozenset(one.deviation for one in (*TOLERANCES, *ENDPOINT_TOLERANCES)),
        salesforce_errors=True,
    ),
    "strict": Profile("strict", frozenset(), salesforce_errors=False),
}
