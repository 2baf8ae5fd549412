"""The checks that a request's token passes before anything else is looked at."""

from dataclasses import dataclass

from plumbing.checks import Reason, check
from resource_api.errors import InvalidSessionError

from .bearer_token import Authorization
from .introspection import Introspection

#: The name of the only tolerance: the scheme ``OAuth``, which Salesforce takes as well.
OAUTH_SCHEME = "the scheme OAuth"

_EXPIRED = "Session expired or invalid"
_OPAQUE_LENGTH = 112


@dataclass(frozen=True, slots=True)
class Access:
    """What a request shows, and what the authorization server says about it.

    Args:
        authorization: The Authorization header.
        introspection: Missing where there was no token to ask about.
    """

    authorization: Authorization
    introspection: Introspection | None


@check(
    rule="RFC 6750 2.1; REST API guide, Authorization header",
    error=InvalidSessionError,
    says=_EXPIRED,
    setting="Org2: Named Credential > Generate Authorization Header; others: Authorization: Bearer <access token>",
)
def authorization_header_holds_a_bearer_token(access: Access) -> Reason | None:
    """The Authorization header holds a bearer token; tokens elsewhere in the request do not count."""
    expected = "Authorization: Bearer <access token>"
    if access.authorization.flaw:
        return Reason(expected, access.authorization.flaw)
    if access.authorization.scheme == "oauth":
        return Reason(expected, "the scheme OAuth", "an older client", deviation=OAUTH_SCHEME)
    return None


@check(
    rule="RFC 7662 2.2; REST API guide, INVALID_SESSION_ID",
    error=InvalidSessionError,
    says=_EXPIRED,
    setting="Client: call the token response's instance_url with the whole access_token; log in again after a 401",
    needs=[authorization_header_holds_a_bearer_token],
)
def token_is_live(access: Access) -> Reason | None:
    """Org1's authorization server issued the token, and it has neither expired nor been revoked."""
    if access.introspection is not None and access.introspection.active:
        return None
    token = access.authorization.token
    return Reason("a live access token of this org", f"a token of {len(token)} characters", _likely_cause(token))


@check(
    rule="RFC 6750 3.1; REST API guide, scope api",
    error=InvalidSessionError,
    says="This session is not valid for use with the REST API",
    setting="Org1: Connected App > Selected OAuth Scopes: add “Manage user data via APIs (api)”",
    needs=[token_is_live],
)
def token_has_the_api_scope(access: Access) -> Reason | None:
    """The token may be used for the REST API: its scopes hold ``api``, or ``full``, which includes it."""
    scopes = access.introspection.scopes if access.introspection else frozenset()
    if scopes & {"api", "full"}:
        return None
    return Reason(
        "scope api or full", "scope " + (" ".join(sorted(scopes)) or "empty"), "the app was made for login only"
    )


#: In the order in which they are judged; the first refusal is the answer.
CHECKS = (authorization_header_holds_a_bearer_token, token_is_live, token_has_the_api_scope)


def _likely_cause(token: str) -> str:
    if token.startswith("eyJ") and token.count(".") == 2:  # noqa: PLR2004  a JWT has two dots
        return "a JWT: an assertion is to be exchanged for an access token first"
    if token.startswith("00D") and "!" not in token:
        return "cut off before the exclamation mark, as a shell does it with double quotes"
    if token.startswith("00D") and len(token) < _OPAQUE_LENGTH:
        return "cut off"
    return "expired, revoked, or issued by another org than this one"
