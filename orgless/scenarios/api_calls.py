"""The token is there, and Org1's REST API refuses it."""

import httpx

from resource_api.access_check.bearer_token import authorization_header_holds_a_bearer_token
from resource_api.access_check.checks import (
    app_is_allowed_by_api_access_control,
    org_has_the_api,
    token_has_the_api_scope,
    token_is_live,
    user_has_the_api_permission,
)
from resource_api.access_check.jwt_checks import jwt_is_an_access_token

from .draft import Draft
from .scenario import scenario


@scenario(refused_by=token_has_the_api_scope, source="“This session is not valid for use with the REST API”")
def no_api_scope(draft: Draft) -> None:
    """The connected app lacks the scope api: the token is issued all the same, and is not valid for the REST API."""
    draft.connected_app["scopes"] = ["web", "refresh_token", "offline_access"]


@scenario(
    refused_by=app_is_allowed_by_api_access_control,
    source="“This session is not valid for use with the REST API”, and the scope api is there",
)
def app_not_on_the_list_of_api_access_control(draft: Draft) -> None:
    """Org1 lets only listed apps call its APIs, and nobody put this one on the list."""
    draft.org1["org"]["api_access_control"] = True
    draft.connected_app.pop("allowed_by_api_access_control", None)


@scenario(refused_by=user_has_the_api_permission, source="“API is disabled for this User” after a good login")
def user_without_the_api_permission(draft: Draft) -> None:
    """The user's profile lacks the permission API Enabled: the login works, and no call of the API does."""
    draft.profile_of_the_user()["api_enabled"] = False


@scenario(refused_by=org_has_the_api, source="“The REST API is not enabled for this Organization.”")
def edition_without_the_api(draft: Draft) -> None:
    """The edition of Org1 has no API: the login works, and no call of the API does."""
    draft.org1["org"]["api_enabled"] = False


@scenario(refused_by=token_is_live, source="“Session expired or invalid”: truncated token (! in a shell)")
def token_cut_off_by_the_shell(draft: Draft) -> None:
    """The shell took the “!” in the token for one of its own commands, and cut the token off there."""

    def edit(request: httpx.Request) -> None:
        request.headers["Authorization"] = request.headers["Authorization"].partition("!")[0]

    draft.client.edits_api_request("Authorization", "Bearer and the token up to its “!”", edit, "Bearer and the token")


@scenario(
    refused_by=jwt_is_an_access_token, source="two protocols with nearly the same name: JWT, and JWT Token Exchange"
)
def jwt_instead_of_an_access_token(draft: Draft) -> None:
    """The authentication protocol is JWT: Org2 sends its JWT straight to the API and asks for no access token."""
    draft.named_credential["authentication_protocol"] = "JWT"


@scenario(
    refused_by=authorization_header_holds_a_bearer_token,
    source="“Session expired or invalid”: header typo (Authentication:)",
)
def authentication_header(draft: Draft) -> None:
    """The client sends the token in a header that is called Authentication instead of Authorization."""

    def edit(request: httpx.Request) -> None:
        request.headers["Authentication"] = request.headers.pop("Authorization")

    draft.client.edits_api_request("name of the header", "Authentication", edit, "Authorization")


@scenario(refused_by=authorization_header_holds_a_bearer_token, source="the header does not show up")
def no_authorization_header(draft: Draft) -> None:
    """Generate Authorization Header is off in the named credential, so no token is sent."""
    draft.named_credential["generate_authorization_header"] = False


API_CALLS = (
    no_api_scope,
    app_not_on_the_list_of_api_access_control,
    user_without_the_api_permission,
    edition_without_the_api,
    token_cut_off_by_the_shell,
    jwt_instead_of_an_access_token,
    authentication_header,
    no_authorization_header,
)
