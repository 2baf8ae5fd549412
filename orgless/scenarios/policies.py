"""Who may: the connected app's policies and scopes, which the administrator of Org1 decides."""

from authserver.assertion.access_checks import (
    app_has_another_scope,
    app_has_the_refresh_token_scope,
    app_is_not_blocked,
    user_has_approved_the_app,
    user_is_pre_authorized,
)

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
)
