"""The JWT bearer grant (RFC 7523 2.1): a token for an assertion of which every check holds."""

from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import BaseGrant, TokenEndpointMixin

from .assertion import Examination, examine
from .issue import AppUser, issue
from .oauth_server import OAuthRequest
from .services import Services
from .store import Login
from .token_request import JWT_BEARER


@dataclass(slots=True)
class Exchange:
    """One exchange while it is being answered."""

    services: Services
    login: Login
    now: float
    examination: Examination | None = None


class JwtBearerGrant(BaseGrant, TokenEndpointMixin):
    """Authlib calls ``validate_token_request``, which raises the refusal, and then ``create_token_response``."""

    GRANT_TYPE = JWT_BEARER

    @classmethod
    def check_token_endpoint(cls, request: OAuthRequest) -> bool:  # noqa: ARG003  Authlib's signature
        """True for everything: that other grants are refused is one of the checks, which also says why."""
        return True

    def validate_token_request(self) -> None:
        """Judges the request.

        Raises:
            OAuthError: The first refusal, as the wire says it.
        """
        exchange: Exchange = self.request.context
        exchange.examination = examine(self.request.sent, exchange.services.circumstances(exchange.now, exchange.login))
        if exchange.examination.error is not None:
            raise exchange.examination.error

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """Opens the session, or finds the one that lives already, and answers as the published samples do."""
        exchange: Exchange = self.request.context
        examination = exchange.examination
        assertion = examination.grantable if examination else None
        if assertion is None or assertion.app is None or assertion.user is None:
            raise RuntimeError("no token without a verified assertion")
        app, user, services = assertion.app, assertion.user, exchange.services
        scope = " ".join(services.org.scopes_for(app, user))
        token, beside = issue(services, exchange.login, AppUser(app, user, scope), exchange.now)
        body = {
            "access_token": token,
            "scope": scope,
            "instance_url": services.settings.instance_url,
            "id": services.identity_url(user),
            "token_type": "Bearer",
            **beside,
        }
        return 200, body, []
