"""``POST /services/oauth2/introspect`` (RFC 7662): is this token live, and what does it stand for?"""

from typing import Any

from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import Response, current_app

from authserver.client_authentication import Caller, authenticate_client
from authserver.errors import InvalidClientError, NotAPostError, UnsupportedTokenTypeError
from authserver.live_tokens import LiveToken
from authserver.oauth_server import OAuthRequest
from authserver.openapi import (
    COMMON_WITH_BODY,
    FLAG,
    SECONDS,
    TEXT,
    Operation,
    Reply,
    form,
    json_of,
    members,
    refusal,
)
from authserver.org import ApiRefusal
from authserver.services import Services, services
from plumbing.redaction import excerpt

from .reading import required_form, sent_request

#: The header that tells the REST API why a token is not live.
WHY_INACTIVE = "Orgless-Inactive"
_LONGEST_WHY = 200
#: With one of these a token may call the REST API.
_API_SCOPES = frozenset({"api", "full"})


def introspect() -> Response:
    """Answers to connected apps only."""
    request = OAuthRequest(sent_request(), services())
    response: Response = current_app.extensions["oauth"].create_endpoint_response("introspection", request).response()
    return response


class Introspection(IntrospectionEndpoint):
    """Authlib's endpoint with our callers, sessions and Salesforce's members."""

    def authenticate_endpoint_client(self, request: OAuthRequest) -> Caller:
        """The calling app; before that nothing is said about any token."""
        if request.sent.method != "POST":
            raise NotAPostError("must use HTTP POST")
        caller = authenticate_client(request.sent, request.context)
        if caller is None:
            raise InvalidClientError("invalid client credentials")
        return caller

    def authenticate_token(self, request: OAuthRequest, caller: Caller) -> dict[str, Any] | None:
        """What is said of the token, if it is live and this app may look at it."""
        made: Services = request.context
        token = required_form(request.sent, "token")
        if made.profile.salesforce_errors and not made.tokens.has_form(token):
            raise UnsupportedTokenTypeError("Token type not supported")
        live = made.tokens.find(token)
        if live is None or not caller.may_look_at(live.session):
            return None
        return _for_the_api(live, made) if caller.looks_at_all else _described(live, made)

    def create_endpoint_response(self, request: OAuthRequest) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """An inactive token answers that it is inactive and nothing more (RFC 7662 2.2).

        The org's own REST API, which may ask about every token, learns in a header why, to tell its callers.
        """
        caller = self.authenticate_endpoint_client(request)
        described = self.authenticate_token(request, caller)
        if described is not None:
            return 200, described, []
        why = request.context.tokens.why_dead(request.sent.parameters["token"]) if caller.looks_at_all else ""
        return 200, {"active": False}, [(WHY_INACTIVE, _in_a_header(why))] if why else []


def _in_a_header(text: str) -> str:
    return excerpt(text, _LONGEST_WHY).encode("ascii", "replace").decode()


def _for_the_api(live: LiveToken, made: Services) -> dict[str, Any]:
    """For the org's own REST API, which asks because the token is used: its session lives on for that.

    A token that may not call the API is live all the same; the answer says so in a member that only this project has.
    """
    refused = made.org.refusal_of_the_api(live.app, live.user)
    if refused is not None:
        return _described(live, made) | {"orgless_api_refusal": refused.value}
    # The question comes before the call: whatever comes of a call that is let in, asking counts as the use.
    is_let_in = not _API_SCOPES.isdisjoint(live.session.scope.split())
    return _described(made.tokens.use(live) if is_let_in else live, made)


def _described(live: LiveToken, made: Services) -> dict[str, Any]:
    """The members of Salesforce's answer."""
    return {
        "active": True,
        "scope": live.session.scope,
        "client_id": live.app.consumer_key,
        "username": live.user.username,
        "sub": made.identity_url(live.user),
        "token_type": "access_token",
        "exp": live.expires_at,
        "iat": live.issued_at,
        "nbf": live.not_before_at,
    }


_ACTIVE = members(
    {
        "active": {"const": True},
        **dict.fromkeys(("scope", "client_id", "username", "sub", "token_type"), TEXT),
        **dict.fromkeys(("exp", "iat", "nbf"), SECONDS),
    },
    {"orgless_api_refusal": {"enum": [refused.value for refused in ApiRefusal]}},
)
OPERATIONS = {
    "POST": Operation(
        summary="Says whether a token is live and what it stands for (RFC 7662).",
        form=form({"token": TEXT}, dict.fromkeys(("token_type_hint", "client_id", "client_secret"), TEXT)),
        credentials=("consumer", None),  # None: they may stand in the form instead
        credentials_of={"salesforce": ("consumer", "token", None)},
        replies={
            200: Reply(says="What the token is.", content=json_of({"anyOf": [_ACTIVE, members({"active": FLAG})]})),
            400: refusal("There is no readable token in the form, or it is no text that could be one of this org."),
            401: refusal("The caller did not prove who it is.", WWW_Authenticate="how to authenticate"),
            **COMMON_WITH_BODY,
        },
    )
}
