"""Who may: the policies of app, profile and org, and the app's scopes, which the administrator of Org1 decides."""

from authserver.assertion.access_checks import (
    address_is_in_the_profiles_ranges,
    app_has_another_scope,
    app_has_the_refresh_token_scope,
    user_has_approved_the_app,
    user_is_pre_authorized,
)
from authserver.assertion.app_checks import app_is_not_blocked, org_is_active
from authserver.assertion.last_checks import login_rate_is_kept

from .draft import Draft, Table
from .scenario import scenario

_SELF_AUTHORIZE = "all users may self-authorize"


@scenario(refused_by=user_is_pre_authorized, source="“user is not admin approved to access this app”")
def profile_not_assigned(draft: Draft) -> None:
    """The policy is right, but nobody assigned the user's profile or a permission set to the connected app."""
    draft.connected_app["profiles"] = []
    draft.connected_app.pop("permission_sets", None)


@scenario(refused_by=user_has_approved_the_app, source="“user hasn't approved this consumer”, the most frequent one")
def self_authorized_without_approval(draft: Draft) -> None:
    """Permitted Users is still “All users may self-authorize”, and the user never approved the app."""
    draft.connected_app["permitted_users"] = _SELF_AUTHORIZE
    _set_approvals(draft, [])


@scenario(refused_by=user_has_approved_the_app, source="the user did approve it, yet “hasn't approved this consumer”")
def approval_without_a_refresh_token(draft: Draft) -> None:
    """The user approved the app in a flow that gave out no refresh token, and such an approval does not count."""
    draft.connected_app["permitted_users"] = _SELF_AUTHORIZE
    mine = {"username": draft.user["username"], "connected_app": draft.connected_app["label"], "scopes": ["api"]}
    _set_approvals(draft, [mine])


@scenario(refused_by=app_has_the_refresh_token_scope, source="“refresh_token scope is required …”")
def only_the_api_scope(draft: Draft) -> None:
    """The connected app has the scope api alone, because no refresh token is ever issued in this flow."""
    draft.connected_app["scopes"] = ["api"]


@scenario(refused_by=app_has_another_scope, source="at least one scope beside refresh_token must be there")
def only_refresh_scopes(draft: Draft) -> None:
    """The connected app has no scope but those of the refresh token, so the access token would be good for nothing."""
    draft.connected_app["scopes"] = ["refresh_token", "offline_access"]


@scenario(refused_by=app_is_not_blocked, source="“app_blocked”: an admin blocked the app")
def blocked_app(draft: Draft) -> None:
    """An administrator of Org1 did not know what the app is for, and blocked it."""
    draft.connected_app["blocked"] = True


@scenario(refused_by=address_is_in_the_profiles_ranges, source="login fails only from some networks")
def address_outside_the_profiles_ranges(draft: Draft) -> None:
    """The user's profile admits the office's addresses alone, and IP Relaxation at the app does not help."""
    draft.connected_app["ip_relaxation"] = "relax IP restrictions"
    draft.profile_of_the_user()["login_ip_ranges"] = ["203.0.113.0-203.0.113.255"]


@scenario(refused_by=login_rate_is_kept, source="“Login Rate Exceeded”, now and then: a login per call of the API")
def login_for_every_call(draft: Draft) -> None:
    """The client logs in for each call of the API, and has used up the user's logins of this hour: here the first."""
    draft.org1["org"]["logins_per_user_and_hour"] = 1
    draft.client.repeats_the_request("sent twice: one login for each of two calls")


@scenario(refused_by=org_is_active, source="“org is locked, closed or suspended”")
def closed_org(draft: Draft) -> None:
    """Org1 was closed, and its integrations go on calling."""
    draft.org1["org"]["active"] = False


def _set_approvals(draft: Draft, mine: list[Table]) -> None:
    """Puts the user's approvals of the app in the place of those that there are."""
    user, label = draft.user["username"], draft.connected_app["label"]
    others = [
        one for one in draft.org1.get("approvals", []) if (one["username"], one["connected_app"]) != (user, label)
    ]
    draft.org1["approvals"] = [*others, *mine]


POLICIES = (
    profile_not_assigned,
    self_authorized_without_approval,
    approval_without_a_refresh_token,
    only_the_api_scope,
    only_refresh_scopes,
    blocked_app,
    address_outside_the_profiles_ranges,
    login_for_every_call,
    closed_org,
)
