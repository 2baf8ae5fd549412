"""The token is there, and Org1's REST API refuses it."""

import httpx

from resource_api.access_check.checks import (
    authorization_header_holds_a_bearer_token,
    token_has_the_api_scope,
    token_is_live,
)

from .draft import Draft
from .scenario import scenario


@scenario(refused_by=token_has_the_api_scope, source="“This session is not valid for use with the REST API”")
def no_api_scope(draft: Draft) -> None:
    """The connected app lacks the scope api: the token is issued all the same, and is not valid for the REST API."""
    draft.connected_app["scopes"] = ["web", "refresh_token", "offline_access"]


@scenario(refused_by=token_is_live, source="“Session expired or invalid”: truncated token (! in a shell)")
def token_cut_off_by_the_shell(draft: Draft) -> None:
    """The shell took the “!” in the token for one of its own commands, and cut the token off there."""

    def edit(request: httpx.Request) -> None:
        request.headers["Authorization"] = request.headers["Authorization"].partition("!")[0]

    draft.client.edits_api_request("Authorization", "Bearer and the token up to its “!”", edit, "Bearer and the token")


@scenario(refused_by=token_is_live, source="two protocols with nearly the same name: JWT, and JWT Token Exchange")
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
    token_cut_off_by_the_shell,
    jwt_instead_of_an_access_token,
    authentication_header,
    no_authorization_header,
)
