"""``POST /services/oauth2/introspect`` (RFC 7662): is this token live, and what does it stand for?"""

from typing import Any

from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import Response, current_app

from authserver.client_authentication import Caller, authenticate_client
from authserver.errors import InvalidClientError, NotAPostError, UnsupportedTokenTypeError
from authserver.oauth_server import OAuthRequest
from authserver.services import Services, services
from authserver.store import Session

from .reading import required_form, sent_request


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

    def authenticate_token(self, request: OAuthRequest, caller: Caller) -> Session | None:
        """The token's live session, if this app may look at it."""
        made: Services = request.context
        token = required_form(request.sent, "token")
        if made.profile.salesforce_errors and not made.forge.has_form(token):
            raise UnsupportedTokenTypeError("Token type not supported")
        session = made.live_session(token)
        return session if session is not None and caller.may_look_at(session) else None

    def create_endpoint_response(self, request: OAuthRequest) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """The payload, without Authlib's headers: every answer of ours has its own already."""
        status, body, _headers = super().create_endpoint_response(request)
        return status, body, []

    def create_introspection_payload(self, token: Session | None) -> dict[str, Any]:
        """The members of Salesforce's answer; an inactive token answers that and nothing more."""
        made = services()
        user = made.org.user_with_id(token.user_id) if token else None
        if token is None or user is None:
            return {"active": False}
        return {
            "active": True,
            "scope": token.scope,
            "client_id": token.consumer_key,
            "username": user.username,
            "sub": made.identity_url(user),
            "token_type": "access_token",
            "exp": token.expires_at,
            "iat": token.issued_at,
            "nbf": token.issued_at,
        }
