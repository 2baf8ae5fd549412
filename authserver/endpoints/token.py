"""``POST /services/oauth2/token`` (RFC 6749 3.2): an assertion in, an access token out, and an entry of the history."""

from flask import Response, current_app

from authserver.answers import Answer
from authserver.grant import Exchange
from authserver.oauth_server import OAuthRequest, OAuthServer
from authserver.openapi import COMMON_WITH_BODY, TEXT, Operation, Reply, form, json_of, members, refusal
from authserver.services import Services, services
from authserver.token_request import JWT_BEARER, TokenRequest

from .reading import sent_request


def token() -> Response:
    """Answers the exchange."""
    return exchange(sent_request(), services(), current_app.extensions["oauth"]).response()


def exchange(sent: TokenRequest, made: Services, oauth: OAuthServer) -> Answer:
    """The answer; its header ``Orgless-Login`` names the exchange's entry in the Login History."""
    now = made.clock()
    with made.store.login(now) as login:
        under_way = Exchange(made, login, now)
        answer: Answer = oauth.create_token_response(OAuthRequest(sent, under_way))
        if under_way.examination is None:
            raise RuntimeError("every request is examined")
        login.record(under_way.examination.report)
    answer.headers.append(("Orgless-Login", f"{made.settings.login_url}/login-history/{login.entry}"))
    return answer


_HISTORY = "the address of this exchange's entry in the Login History"
_TOKEN = members(
    dict.fromkeys(("access_token", "scope", "instance_url", "id", "token_type"), TEXT),
    {"token_format": {"const": "jwt"}, "api_instance_url": TEXT},
)
OPERATIONS = {
    "POST": Operation(
        summary="Exchanges an assertion for an access token (RFC 7523 2.1).",
        form=form(
            {"grant_type": {"const": JWT_BEARER}, "assertion": TEXT},
            dict.fromkeys(("scope", "client_id", "client_secret"), TEXT),
        ),
        credentials=(None, "consumer"),
        replies={
            200: Reply(says="The token.", content=json_of(_TOKEN), headers={"Orgless-Login": _HISTORY}),
            400: refusal("The assertion, or the request, is good for no token; or the body could not be read."),
            401: refusal("There are client credentials, and they are wrong.", WWW_Authenticate="how to authenticate"),
            **COMMON_WITH_BODY,
        },
    )
}
