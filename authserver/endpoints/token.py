"""``POST /services/oauth2/token`` (RFC 6749 3.2): an assertion in, an access token out, and an entry of the history."""

from flask import Response, current_app

from authserver.answers import Answer
from authserver.grant import Exchange
from authserver.oauth_server import OAuthRequest, OAuthServer
from authserver.services import Services, services
from authserver.token_request import TokenRequest

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
