"""Authlib's stock JWT bearer grant in its own Flask integration: one client, one user and the tokens in memory."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc7523 import JWTBearerGrant
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from joserfc.jwk import RSAKey

#: The environment variables that say who may call, with which certificate, for whom and to whom.
CONSUMER_KEY, CERTIFICATE_FILE = "STOCK_CONSUMER_KEY", "STOCK_CERTIFICATE_FILE"
USERNAME, AUDIENCE = "STOCK_USERNAME", "STOCK_AUDIENCE"


@dataclass(frozen=True, slots=True)
class OneClient:
    """The one client, with what the grant asks of it."""

    client_id: str
    key: RSAKey
    username: str
    audience: str

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether the client may use the grant: this one only."""
        return bool(grant_type == JWTBearerGrant.GRANT_TYPE)

    def get_allowed_scope(self, scope: str | None) -> str:
        """What was asked for, or what all its tokens have."""
        return scope or "api web"


def create_app() -> Flask:
    """The WSGI application, set up by the environment."""
    app = Flask(__name__)
    tokens: dict[str, dict[str, Any]] = {}

    def save_token(token: dict[str, Any], request: Any) -> None:
        tokens[token["access_token"]] = {**token, "username": request.user}

    client = _client()
    server = AuthorizationServer(app, query_client={client.client_id: client}.get, save_token=save_token)
    server.register_grant(_grant(client))
    app.add_url_rule("/services/oauth2/token", view_func=server.create_token_response, methods=["POST"])
    return app


def _client() -> OneClient:
    certificate = x509.load_pem_x509_certificate(Path(os.environ[CERTIFICATE_FILE]).read_bytes())
    key = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return OneClient(os.environ[CONSUMER_KEY], RSAKey.import_key(key), os.environ[USERNAME], os.environ[AUDIENCE])


def _grant(client: OneClient) -> type[JWTBearerGrant]:
    """The stock grant with the five look-ups that it leaves to its user."""

    class OneClientGrant(JWTBearerGrant):  # type: ignore[misc]  # Authlib has no types
        """Knows one client and one user."""

        def resolve_issuer_client(self, issuer: str) -> OneClient | None:
            """The client, if it is the one."""
            return client if issuer == client.client_id else None

        def resolve_client_public_key(self, client: OneClient) -> RSAKey:
            """Its key, which was read at the start."""
            return client.key

        def authenticate_user(self, subject: str) -> str | None:
            """The user, if it is the one."""
            return subject if subject == client.username else None

        def has_granted_permission(self, client: OneClient, user: str) -> bool:
            """Whether the user approved the client."""
            return user == client.username

        def get_audiences(self) -> list[str]:
            """Whom assertions must be made out to."""
            return [client.audience]

    return OneClientGrant
