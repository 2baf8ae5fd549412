"""The second list, second half: whether this user may use this connected app (RFC 7523 3 (2), and policies)."""

from authserver.connected_apps import REFRESH_SCOPES, PermittedUsers
from authserver.errors import AppBlockedError, InvalidAppAccessError, InvalidGrantError, InvalidRequestError
from plumbing.checks import Reason, check
from plumbing.redaction import excerpt

from .assertion import Assertion
from .likely_causes import why_no_user
from .quoting import quoted

_SUBJECT = "Org2: Named Credential > Per User Subject or Named Principal Subject"
_REFRESH_TOKEN = "refresh_token scope is required and the connected app should be installed and preauthorized"  # noqa: S105


@check(
    rule="Salesforce: a blocked connected app",
    error=AppBlockedError,
    says="app is blocked",
    setting="Org1: Connected Apps OAuth Usage > Unblock",
    wording_is_inferred=True,
)
def app_is_not_blocked(assertion: Assertion) -> Reason | None:
    """The connected app is not blocked."""
    if assertion.app is None or not assertion.app.blocked:
        return None
    return Reason("an app that may be used", f"“{assertion.app.label}” is blocked")


@check(
    rule="RFC 7523 3 (2)",
    error=InvalidGrantError,
    says="invalid assertion",
    setting=_SUBJECT,
    wording_is_inferred=True,
)
def subject_is_given(assertion: Assertion) -> Reason | None:
    """The subject claim is there and is text."""
    subject = assertion.subject
    if isinstance(subject, str) and subject:
        return None
    cause = "a formula whose field is empty for this user answers nothing" if subject == "" else ""
    return Reason("sub: a username of Org1", quoted(subject), cause)


@check(
    rule="RFC 7523 3 (2)",
    error=InvalidGrantError,
    says="user hasn't approved this consumer",
    setting=_SUBJECT,
    needs=[subject_is_given],
)
def subject_is_a_user(assertion: Assertion) -> Reason | None:
    """The subject is the username of a user of this org."""
    subject, user = str(assertion.subject), assertion.user
    if user is None:
        org = assertion.circumstances.org
        return Reason(f"a username of {org.name}", f"“{excerpt(subject, 100)}”", why_no_user(subject, org))
    if "sub" not in assertion.claims:
        return Reason("sub", "prn, its older name", deviation="prn instead of sub")
    if user.username != subject:
        return Reason(user.username, excerpt(subject, 100), deviation="username in other letters")
    return None


@check(
    rule="Salesforce: an inactive user",
    error=InvalidGrantError,
    says="inactive user",
    setting="Org1: Users > Active",
    needs=[subject_is_a_user],
)
def user_is_active(assertion: Assertion) -> Reason | None:
    """The user is active."""
    if assertion.user is None or assertion.user.active:
        return None
    return Reason("an active user", f"{assertion.user.username} is not active")


@check(
    rule="Salesforce: Permitted Users = Admin approved users are pre-authorized",
    error=InvalidAppAccessError,
    says="user is not admin approved to access this app",
    setting="Org1: Manage Connected Apps > Profiles and Permission Sets",
    needs=[subject_is_a_user],
)
def user_is_pre_authorized(assertion: Assertion) -> Reason | None:
    """Where an administrator approves the users: the user's profile or a permission set is assigned to the app."""
    app, user = assertion.app, assertion.user
    if app is None or user is None or app.permitted_users is not PermittedUsers.PRE_AUTHORIZED:
        return None
    if assertion.circumstances.org.is_assigned(app, user):
        return None
    assigned = ", ".join((*app.profiles, *app.permission_sets)) or "none"
    has = ", ".join((user.profile, *user.permission_sets))
    return Reason(f"one of the app's profiles and permission sets: {assigned}", f"{user.username} has {has}")


@check(
    rule="Salesforce: Permitted Users = All users may self-authorize",
    error=InvalidGrantError,
    says="user hasn't approved this consumer",
    setting="Org1: Manage Connected Apps > Permitted Users",
    needs=[subject_is_a_user],
)
def user_has_approved_the_app(assertion: Assertion) -> Reason | None:
    """Where users authorize themselves: the user approved the app earlier, in a flow that gave out a refresh token."""
    app, user = assertion.app, assertion.user
    if app is None or user is None or app.permitted_users is not PermittedUsers.SELF_AUTHORIZE:
        return None
    if assertion.circumstances.org.approvals_that_count(app, user):
        return None
    return Reason(
        f"an earlier approval of “{app.label}” by {user.username}, with a refresh token",
        "none",
        "set Permitted Users to “Admin approved users are pre-authorized” and assign the user's profile",
    )


@check(
    rule="Salesforce: the scope that this flow demands although it gives out no refresh token",
    error=InvalidRequestError,
    says=_REFRESH_TOKEN,
    setting="Org1: Connected App > Selected OAuth Scopes > Perform requests at any time",
)
def app_has_the_refresh_token_scope(assertion: Assertion) -> Reason | None:
    """The connected app has the scope refresh_token or offline_access."""
    if assertion.app is None or not REFRESH_SCOPES.isdisjoint(assertion.app.scopes):
        return None
    return Reason("refresh_token among the app's scopes", ", ".join(assertion.app.scopes) or "no scopes")


@check(
    rule="Salesforce: at least one scope beside refresh_token",
    error=InvalidRequestError,
    says=_REFRESH_TOKEN,
    setting="Org1: Connected App > Selected OAuth Scopes",
    needs=[user_has_approved_the_app, app_has_the_refresh_token_scope],
    wording_is_inferred=True,
)
def app_has_another_scope(assertion: Assertion) -> Reason | None:
    """The token would have at least one scope other than refresh_token."""
    app, user = assertion.app, assertion.user
    if app is None or user is None or assertion.circumstances.org.scopes_for(app, user):
        return None
    return Reason("a scope like api or web", ", ".join(app.scopes), "the token would be good for nothing")


ACCESS_CHECKS = (
    app_is_not_blocked,
    subject_is_given,
    subject_is_a_user,
    user_is_active,
    user_is_pre_authorized,
    user_has_approved_the_app,
    app_has_the_refresh_token_scope,
    app_has_another_scope,
)
