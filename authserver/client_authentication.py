"""Who calls introspection or revocation: a connected app by its secret, or by a token of its own (RFC 6749 2.3.1)."""

from .bearer import bearer_token
from .errors import InvalidClientError
from .org import ConnectedApp
from .services import Services
from .token_request import TokenRequest

_SAYS = "invalid client credentials"


def authenticate_client(request: TokenRequest, services: Services) -> ConnectedApp | None:
    """The calling app; None where the request carries no credentials at all. Those in a URL are none.

    Raises:
        InvalidClientError: There are credentials, and they are wrong, or there are two kinds at once.
    """
    basic = request.basic_credentials
    in_form = request.parameters.get("client_id", ""), request.parameters.get("client_secret", "")
    if request.authorization and any(in_form):
        raise InvalidClientError(_SAYS)
    if basic is not None:
        return _by_secret(services, *basic)
    if request.authorization:
        return _by_token(services, request.authorization)
    return _by_secret(services, *in_form) if any(in_form) else None


def _by_secret(services: Services, consumer_key: str, secret: str) -> ConnectedApp:
    app = services.org.app(consumer_key)
    if app is None or not secret or not app.has_secret(secret):
        raise InvalidClientError(_SAYS)
    return app


def _by_token(services: Services, authorization: str) -> ConnectedApp:
    token = bearer_token(authorization) if services.profile.salesforce_errors else None
    session = services.live_session(token) if token else None
    app = services.org.app(session.consumer_key) if session else None
    if app is None:
        raise InvalidClientError(_SAYS)
    return app
