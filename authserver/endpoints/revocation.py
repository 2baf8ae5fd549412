"""``/services/oauth2/revoke`` (RFC 7009): ends a token at once."""

from typing import Any

from authlib.oauth2.rfc7009 import RevocationEndpoint
from flask import Response, current_app

from authserver.client_authentication import Caller, authenticate_client
from authserver.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidTokenError,
    NotAPostError,
    UnsupportedTokenTypeError,
)
from authserver.oauth_server import OAuthRequest
from authserver.services import Services, services
from authserver.store import Session
from authserver.token_request import TokenRequest

from .reading import required_form, sent_request


def revoke() -> Response:
    """Revokes for whoever holds the token, as Salesforce does; in the strict profile for its own app only."""
    request = OAuthRequest(sent_request(), services())
    response: Response = current_app.extensions["oauth"].create_endpoint_response("revocation", request).response()
    return response


class Revocation(RevocationEndpoint):
    """Authlib's endpoint with our callers, sessions and Salesforce's refusals."""

    def authenticate_endpoint_client(self, request: OAuthRequest) -> Caller | None:
        """The calling app, where it says who it is; a request in Salesforce's dialect may be a GET without any."""
        made: Services = request.context
        allowed = ("GET", "POST") if made.profile.salesforce_errors else ("POST",)
        if request.sent.method not in allowed:
            raise NotAPostError("must use HTTP POST", allowed)
        caller = authenticate_client(request.sent, made)
        if caller is None and not made.profile.salesforce_errors:
            raise InvalidClientError("invalid client credentials")
        return caller

    def authenticate_token(self, request: OAuthRequest, caller: Caller | None) -> Session | None:
        """The session to end; None where there is nothing to end and that is no error."""
        made: Services = request.context
        token = _token_in_url(request.sent) if request.sent.method == "GET" else required_form(request.sent, "token")
        session = made.live_session(token)
        is_own = session is not None and (caller is None or caller.app.consumer_key == session.consumer_key)
        if is_own or not made.profile.salesforce_errors:
            return session if is_own else None
        if not made.forge.has_form(token):
            raise UnsupportedTokenTypeError("Token type not supported")
        raise InvalidTokenError("Token was invalid")

    def create_endpoint_response(self, request: OAuthRequest) -> tuple[int, Any, list[tuple[str, str]]]:
        """200 and nothing else."""
        session = self.authenticate_token(request, self.authenticate_endpoint_client(request))
        if session is not None:
            request.context.store.revoke(session)
        return 200, None, []


def _token_in_url(sent: TokenRequest) -> str:
    if sent.fault:
        raise InvalidRequestError("parameters could not be decoded")
    if sent.repeated:
        raise InvalidRequestError("parameter sent more than once")
    if not sent.query.get("token"):
        raise InvalidRequestError("token is required")
    return sent.query["token"]
