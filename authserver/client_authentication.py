"""Who calls introspection or revocation: a connected app by its secret, or by a token of its own (RFC 6749 2.3.1)."""

from dataclasses import dataclass

from .bearer import bearer_token
from .connected_apps import ConnectedApp
from .errors import InvalidClientError
from .services import Services
from .sessions import Session
from .token_request import TokenRequest, form_decoded

_SAYS = "invalid client credentials"


@dataclass(frozen=True, slots=True)
class Caller:
    """An app that proved who it is; ``by_secret`` is False where a bearer token did, which anybody may have got."""

    app: ConnectedApp
    by_secret: bool

    @property
    def looks_at_all(self) -> bool:
        """Whether it may introspect the tokens of every app, as the org's own REST API does."""
        return self.by_secret and self.app.introspect_all_tokens

    def may_look_at(self, session: Session) -> bool:
        """Whether it may introspect the session's token: another app's only with the flag, and by its secret."""
        return session.consumer_key == self.app.consumer_key or self.looks_at_all


def authenticate_client(request: TokenRequest, services: Services) -> Caller | None:
    """The calling app; None where the request carries no credentials at all. Those in a URL are none.

    Raises:
        InvalidClientError: There are credentials, and they are wrong, or there are two kinds at once.
    """
    basic = request.basic_credentials
    in_form = request.parameters.get("client_id", ""), request.parameters.get("client_secret", "")
    if request.authorization and any(in_form):
        raise InvalidClientError(_SAYS)
    if basic is not None:
        return Caller(authenticate_by_header(request, services), by_secret=True)
    if request.authorization:
        return Caller(_by_token(services, request.authorization), by_secret=False)
    return Caller(_by_secret(services, *in_form), by_secret=True) if any(in_form) else None


def authenticate_by_header(request: TokenRequest, services: Services) -> ConnectedApp:
    """The app whose key and secret a Basic header holds.

    RFC 6749 2.3.1 encodes both as a form's values first; many clients do not. Either is understood, as long as the
    secret is the right one to the letter.

    Raises:
        InvalidClientError: There is no such header, or it holds something else.
    """
    consumer_key, secret = request.basic_credentials or ("", "")
    return _by_secret(services, consumer_key, secret, form_decoded(secret))


def _by_secret(services: Services, consumer_key: str, *readings: str) -> ConnectedApp:
    app = services.org.app(consumer_key)
    if app is None or not any(secret and app.has_secret(secret) for secret in readings):
        raise InvalidClientError(_SAYS)
    return app


def _by_token(services: Services, authorization: str) -> ConnectedApp:
    token = bearer_token(authorization) if services.profile.allows("bearer token as credentials") else None
    live = services.tokens.find(token) if token else None
    if live is None:
        raise InvalidClientError(_SAYS)
    return live.app
