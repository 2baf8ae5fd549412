"""The second list, third part: whether this user may use this app, from this address (RFC 7523 3 (2), and policies)."""

from authserver.connected_apps import REFRESH_SCOPES, ConnectedApp, IpRelaxation, PermittedUsers
from authserver.errors import InvalidAppAccessError, InvalidGrantError, InvalidRequestError
from plumbing.checks import Reason, check
from plumbing.loopback import is_address
from plumbing.redaction import excerpt

from .app_checks import (
    REFRESH_TOKEN,
    connected_app_belongs_to_this_org,
    external_client_app_has_policies,
    external_client_app_is_installed_here,
)
from .assertion import Assertion
from .likely_causes import why_no_user
from .quoting import quoted

_SUBJECT = "Org2: Named Credential > Per User Subject or Named Principal Subject"
#: Without these the app's policies and scopes are those of another org.
_APP_OF_THIS_ORG = (external_client_app_is_installed_here, connected_app_belongs_to_this_org)


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
    rule="Salesforce: a frozen user",
    error=InvalidGrantError,
    says="authentication failure",
    setting="Org1: Users > Unfreeze",
    needs=[subject_is_a_user],
    wording_is_inferred=True,
)
def user_is_not_frozen(assertion: Assertion) -> Reason | None:
    """The user is not frozen."""
    if assertion.user is None or not assertion.user.frozen:
        return None
    return Reason("a user who is not frozen", f"{assertion.user.username} is frozen")


@check(
    rule="Salesforce: Permitted Users = Admin approved users are pre-authorized",
    error=InvalidAppAccessError,
    says="user is not admin approved to access this app",
    setting="Org1: Manage Connected Apps > Profiles and Permission Sets",
    needs=[*_APP_OF_THIS_ORG, subject_is_a_user],
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
    needs=[*_APP_OF_THIS_ORG, subject_is_a_user],
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
    says=REFRESH_TOKEN,
    setting="Org1: Connected App > Selected OAuth Scopes > Perform requests at any time",
    needs=_APP_OF_THIS_ORG,
)
def app_has_the_refresh_token_scope(assertion: Assertion) -> Reason | None:
    """The connected app has the scope refresh_token or offline_access."""
    if assertion.app is None or not REFRESH_SCOPES.isdisjoint(assertion.app.scopes):
        return None
    return Reason("refresh_token among the app's scopes", ", ".join(assertion.app.scopes) or "no scopes")


@check(
    rule="Salesforce: at least one scope beside refresh_token",
    error=InvalidRequestError,
    says=REFRESH_TOKEN,
    setting="Org1: Connected App > Selected OAuth Scopes",
    needs=[external_client_app_has_policies, user_has_approved_the_app, app_has_the_refresh_token_scope],
    wording_is_inferred=True,
)
def app_has_another_scope(assertion: Assertion) -> Reason | None:
    """The token would have at least one scope other than refresh_token."""
    app, user = assertion.app, assertion.user
    if app is None or user is None or assertion.circumstances.org.scopes_for(app, user):
        return None
    return Reason("a scope like api or web", ", ".join(app.scopes), "the token would be good for nothing")


@check(
    rule="Salesforce: the profile's login IP ranges, which this flow always enforces",
    error=InvalidGrantError,
    says="ip restricted",
    setting="Org1: Profiles > Login IP Ranges",
    needs=[subject_is_a_user],
)
def address_is_in_the_profiles_ranges(assertion: Assertion) -> Reason | None:
    """The caller's IP address lies in the login ranges of the user's profile, where that has any."""
    org, user = assertion.circumstances.org, assertion.user
    profile, address = org.profile_of(user) if org.profiles and user else None, assertion.request.remote_address
    if profile is None or address is None or profile.admits(address):
        return None
    ranges = ", ".join(str(one) for one in profile.login_ip_ranges)
    expected = f"an address in the ranges of the profile {profile.name}: {ranges}"
    if is_address(address):
        return Reason(expected, address, _why(assertion.app))
    return Reason(expected, f"“{excerpt(address)}”" if address else "no address", _NO_ADDRESS)


_NO_ADDRESS = "this server does not see the client's address: it listens on a Unix socket, or a front hides it"


def _why(app: ConnectedApp | None) -> str:
    """People relax IP restrictions at the app, in vain."""
    if app is None or app.ip_relaxation is IpRelaxation.ENFORCE:
        return "another network than usual? IP Relaxation at the app would not help: this flow takes no notice of it"
    return f"“{app.label}” has IP Relaxation “{app.ip_relaxation}”, and this flow takes no notice of that"


ACCESS_CHECKS = (
    subject_is_given,
    subject_is_a_user,
    user_is_active,
    user_is_not_frozen,
    user_is_pre_authorized,
    user_has_approved_the_app,
    app_has_the_refresh_token_scope,
    app_has_another_scope,
    address_is_in_the_profiles_ranges,
)
