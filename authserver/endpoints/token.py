"""``POST /services/oauth2/token`` (RFC 6749 3.2): an assertion in, an access token out, and an entry of the history."""

from flask import Response, current_app

from authserver.grant import Exchange
from authserver.oauth_server import OAuthRequest
from authserver.services import services

from .reading import sent_request


def token() -> Response:
    """Answers the exchange; the header ``Orgless-Login`` names its entry in the Login History."""
    sent, made = sent_request(), services()
    now = made.clock()
    with made.store.login(now) as login:
        exchange = Exchange(made, login, now)
        response: Response = current_app.extensions["oauth"].create_token_response(OAuthRequest(sent, exchange))
        if exchange.examination is None:
            raise RuntimeError("every request is examined")
        entry = login.record(exchange.examination.report)
    response.headers["Orgless-Login"] = f"{made.settings.login_url}/login-history/{entry}"
    return response
