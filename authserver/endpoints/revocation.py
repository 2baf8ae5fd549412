"""``/services/oauth2/revoke`` (RFC 7009): ends a token at once, and with it all others of the same session."""

import json
import re
from typing import Any

from authlib.oauth2.rfc7009 import RevocationEndpoint
from flask import Response, current_app

from authserver.answers import Answer
from authserver.client_authentication import Caller, authenticate_client
from authserver.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidTokenError,
    NotAPostError,
    UnsupportedTokenTypeError,
)
from authserver.oauth_server import OAuthRequest
from authserver.openapi import COMMON_WITH_BODY, TEXT, Operation, Parameter, Reply, form, refusal
from authserver.services import Services, services
from authserver.sessions import Session
from authserver.token_request import TokenRequest

from .reading import required_form, sent_request

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}")


def revoke() -> Response:
    """Revokes for whoever holds the token, as Salesforce does; in the strict profile for its own app only."""
    request = OAuthRequest(sent_request(), services())
    answer: Answer = current_app.extensions["oauth"].create_endpoint_response("revocation", request)
    callback = request.sent.query.get("callback") if request.sent.method == "GET" else None
    is_script = callback is not None and _IDENTIFIER.fullmatch(callback) and answer.status in {200, 400}
    return _script(str(callback), answer) if is_script and _is_served_by_get(request.context) else answer.response()


def _script(callback: str, answer: Answer) -> Response:
    """The answer as a call of the page's own function: with ``{}``, or with the error's code.

    That it is 200 in both cases is inferred: browsers run no script that comes with an error.
    """
    said = {"error": json.loads(answer.body)["error"]} if answer.body else {}
    script = f"{callback}({json.dumps(said, separators=(',', ':'))});"
    return Response(script, 200, [("Content-Type", "application/javascript;charset=UTF-8")])


def _is_served_by_get(made: Services) -> bool:
    return made.profile.allows("revocation by GET")


class Revocation(RevocationEndpoint):
    """Authlib's endpoint with our callers, sessions and Salesforce's refusals."""

    def authenticate_endpoint_client(self, request: OAuthRequest) -> Caller | None:
        """The calling app, where it says who it is; a request in Salesforce's dialect may be a GET without any."""
        made: Services = request.context
        allowed = ("GET", "POST") if _is_served_by_get(made) else ("POST",)
        if request.sent.method not in allowed:
            raise NotAPostError("must use HTTP POST", allowed)
        caller = authenticate_client(request.sent, made)
        if caller is None and not made.profile.allows("revocation without credentials"):
            raise InvalidClientError("invalid client credentials")
        return caller

    def authenticate_token(self, request: OAuthRequest, caller: Caller | None) -> Session | None:
        """The session to end; None where there is nothing to end and that is no error."""
        made: Services = request.context
        token = _token_in_url(request.sent) if request.sent.method == "GET" else required_form(request.sent, "token")
        live = made.tokens.find(token)
        session = live.session if live else None
        is_own = session is not None and (caller is None or caller.app.consumer_key == session.consumer_key)
        if is_own or not made.profile.salesforce_errors:
            return session if is_own else None
        if not made.tokens.has_form(token):
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
    if not _IDENTIFIER.fullmatch(sent.query.get("callback", "callback")):
        raise InvalidRequestError("callback must be an identifier")
    return sent.query["token"]


_DONE = Reply(says="The token is dead.", content={"text/plain": TEXT})
_REFUSED = {
    400: refusal("There is no readable token, or it is not a live one of this org."),
    401: refusal("There are client credentials, and they are wrong.", WWW_Authenticate="how to authenticate"),
    **COMMON_WITH_BODY,
}
OPERATIONS = {
    "POST": Operation(
        summary="Ends a token and all others of its session (RFC 7009).",
        form=form({"token": TEXT}, dict.fromkeys(("token_type_hint", "client_id", "client_secret"), TEXT)),
        credentials=("consumer", None),
        replies={200: _DONE, **_REFUSED},
    ),
    "GET": Operation(
        summary="The same, with the token in the URL.",
        profiles=("salesforce",),
        parameters=(
            Parameter(name="token", place="query", says="Which one.", is_required=True),
            Parameter(name="callback", place="query", says="An identifier: answers a script that calls it (JSONP)."),
        ),
        credentials=(None, "consumer"),
        replies={
            200: Reply(
                says="The token is dead; or a script, which says whether it is.",
                content={"text/plain": TEXT, "application/javascript": TEXT},
            ),
            **_REFUSED,
        },
    ),
}
