"""The checks of a live session: what the authorization server says about the token, and what the org allows it."""

from dataclasses import dataclass
from typing import Any

from plumbing.checks import Check, Reason, check
from plumbing.redaction import excerpt
from resource_api.errors import ApiCurrentlyDisabledError, ApiDisabledForOrgError, InvalidSessionError

from .bearer_token import EXPIRED, authorization_header_holds_a_bearer_token
from .introspection import Introspection
from .jwt_checks import JWT_CHECKS

_NOT_FOR_REST = "This session is not valid for use with the REST API"
_OPAQUE_LENGTH = 112
#: The reason that is told in a header holds a whole one, which is of 85 characters.
_LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Access:
    """A token, and what the authorization server says about it."""

    token: str
    introspection: Introspection


@check(
    rule="RFC 7662 2.2; REST API guide, INVALID_SESSION_ID",
    error=InvalidSessionError,
    says=EXPIRED,
    setting="Client: call the token response's instance_url with the whole access_token; log in again after a 401",
    needs=[authorization_header_holds_a_bearer_token, *JWT_CHECKS],
)
def token_is_live(access: Access) -> Reason | None:
    """Org1's authorization server issued the token, and it has neither expired nor been revoked."""
    if access.introspection.active:
        return None
    told = access.introspection.inactive_because
    of_org = f" of the org {access.token[:15]}" if access.token.startswith("00D") else ""
    got = told or f"a token{of_org}, {len(access.token)} characters long"
    return Reason("a live access token of this org", got, "" if told else _likely_cause(access.token))


@check(
    rule="REST API guide, API_DISABLED_FOR_ORG",
    error=ApiDisabledForOrgError,
    says="The REST API is not enabled for this Organization.",
    setting="Org1: an edition with API access",
    needs=[token_is_live],
)
def org_has_the_api(access: Access) -> Reason | None:
    """The org's edition includes the REST API."""
    if access.introspection.api_refusal != "org_has_no_api":
        return None
    return Reason("an org with API access", "an org without", "Group and Professional Edition have none by themselves")


@check(
    rule="REST API guide, API_CURRENTLY_DISABLED",
    error=ApiCurrentlyDisabledError,
    says="API is disabled for this User",
    setting="Org1: Profile > Administrative Permissions > API Enabled",
    needs=[token_is_live],
)
def user_has_the_api_permission(access: Access) -> Reason | None:
    """The user has the permission API Enabled."""
    if access.introspection.api_refusal != "user_has_no_api_permission":
        return None
    username = access.introspection.username
    return Reason("a user with API Enabled", f"{username}, whose profile lacks it", "a minimum access profile")


@check(
    rule="RFC 6750 3.1; REST API guide, scope api",
    error=InvalidSessionError,
    says=_NOT_FOR_REST,
    setting="Org1: Connected App > Selected OAuth Scopes: add “Manage user data via APIs (api)”",
    needs=[token_is_live],
)
def token_has_the_api_scope(access: Access) -> Reason | None:
    """The token may be used for the REST API: its scopes hold ``api``, or ``full``, which includes it."""
    scopes = access.introspection.scopes
    if scopes & {"api", "full"}:
        return None
    return Reason(
        "scope api or full", "scope " + (" ".join(sorted(scopes)) or "empty"), "the app was made for login only"
    )


@check(
    rule="API Access Control",
    error=InvalidSessionError,
    says=_NOT_FOR_REST,
    setting="Org1: API Access Control: allow the connected app, or Setup > Connected Apps OAuth Usage: install it",
    needs=[token_is_live],
)
def app_is_allowed_by_api_access_control(access: Access) -> Reason | None:
    """Where the org lets only listed apps call its APIs, the token's app is on the list."""
    if access.introspection.api_refusal != "api_access_control":
        return None
    app = excerpt(access.introspection.client_id, _LONGEST_KEY) or "unknown"
    repair = (
        "set allowed_by_api_access_control = true in its [[connected_apps]], in org1.toml or the further org's file"
    )
    return Reason("an app on the list of API Access Control", f"the app with the consumer key {app}", repair)


SESSION_CHECKS = (
    token_is_live,
    org_has_the_api,
    user_has_the_api_permission,
    token_has_the_api_scope,
    app_is_allowed_by_api_access_control,
)

#: All in the order in which they are judged; the first refusal is the answer. JWT_CHECKS judge JWTs only.
CHECKS: tuple[Check[Any], ...] = (authorization_header_holds_a_bearer_token, *JWT_CHECKS, *SESSION_CHECKS)


def _likely_cause(token: str) -> str:
    if token.startswith("00D") and "!" not in token:
        return "cut off before the exclamation mark, as a shell does it with double quotes"
    if token.startswith("00D") and len(token) < _OPAQUE_LENGTH:
        return "cut off"
    return "expired, revoked, or issued by another org than this one"
