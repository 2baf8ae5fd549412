"""Reads the bearer token from the Authorization header, and checks that there is one (RFC 6750 2.1)."""

import re
from dataclasses import dataclass, field

from plumbing.checks import Reason, check
from resource_api.errors import InvalidSessionError

#: The name of the only tolerance: the scheme ``OAuth``, which Salesforce takes as well.
OAUTH_SCHEME = "the scheme OAuth"
#: What Salesforce says to every token that does not count.
EXPIRED = "Session expired or invalid"

LONGEST_TOKEN = 6_000

#: The characters of a bearer token, and the exclamation mark that Salesforce's own have.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/!-]+=*")
_SCHEMES = frozenset({"bearer", "oauth"})


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the Authorization header says.

    Args:
        scheme: In small letters; empty without a header.
        token: Empty where the header holds none that could be one.
        flaw: What is wrong with the header, where something is.
    """

    scheme: str
    token: str = field(repr=False)
    flaw: str = ""


def authorization_of(header: str | None) -> Authorization:
    """Takes the header apart; hostile values are only described, never repeated."""
    if header is None:
        return Authorization("", "", "no Authorization header")
    scheme, _, token = header.strip(" \t").partition(" ")
    scheme, token = scheme.lower(), token.strip(" \t")
    if scheme not in _SCHEMES:
        return Authorization("", "", "an Authorization header of another scheme")
    if not token:
        return Authorization(scheme, "", "an Authorization header without a token")
    if len(token) > LONGEST_TOKEN:
        return Authorization(scheme, "", f"a token of {len(token)} characters")
    if not _TOKEN.fullmatch(token):
        return Authorization(scheme, "", "a token with characters that no token has")
    return Authorization(scheme, token)


@check(
    rule="RFC 6750 2.1; REST API guide, Authorization header",
    error=InvalidSessionError,
    says=EXPIRED,
    setting="Org2: Named Credential > Generate Authorization Header; others: Authorization: Bearer <access token>",
)
def authorization_header_holds_a_bearer_token(authorization: Authorization) -> Reason | None:
    """The Authorization header holds a bearer token; tokens elsewhere in the request do not count."""
    expected = "Authorization: Bearer <access token>"
    if authorization.flaw:
        return Reason(expected, authorization.flaw)
    if authorization.scheme == "oauth":
        return Reason(expected, "the scheme OAuth", "an older client", deviation=OAUTH_SCHEME)
    return None
