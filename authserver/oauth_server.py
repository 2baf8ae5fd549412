"""Authlib's authorization server with our own grant: in goes a ``TokenRequest``, out comes an ``Answer``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer

from .answers import Answer, encoded
from .connected_apps import ConnectedApp
from .org import Org
from .token_request import TokenRequest


@dataclass(slots=True)
class OAuthRequest:
    """What Authlib's server, grant and endpoints ask of a request.

    Authlib's own class takes a URL apart and insists on https. The address that counts here is the configured one, and
    the parameters are in ``sent``.

    Args:
        sent: The request as it came.
        context: The endpoint's own.
        client: Whom the endpoint found to be calling.
    """

    sent: TokenRequest
    context: Any = None
    client: Any = None


class OAuthServer(AuthorizationServer):
    """Dispatches to grants and endpoints, and renders what they answer."""

    def __init__(self, org: Org) -> None:
        super().__init__()
        self._org = org

    def query_client(self, client_id: str) -> ConnectedApp | None:
        """The connected app with this consumer key."""
        return self._org.app(client_id)

    def save_token(self, token: dict[str, Any], request: OAuthRequest) -> None:
        """Nothing: the grant opens the session in the same transaction as it claims the assertion's id."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nothing listens."""

    def create_oauth2_request(self, request: OAuthRequest) -> OAuthRequest:
        """The request is Authlib's already."""
        return request

    def handle_response(self, status: int, body: Any, headers: Iterable[tuple[str, str]]) -> Answer:
        """Renders a grant's or an endpoint's answer."""
        return encoded(status, body, headers)
