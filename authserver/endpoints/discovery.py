"""The server's description of itself (RFC 8414, OpenID Connect Discovery 1.0): what works, and nothing else."""

from typing import Any

from flask import Response, request

from authserver.answers import json_answer
from authserver.org_values import KNOWN_SCOPES
from authserver.services import services
from authserver.token_request import JWT_BEARER
from plumbing.web import authority


def openid_configuration() -> Response:
    """With the members that OpenID Connect asks for."""
    document = _metadata()
    return json_answer(
        200,
        {
            **document,
            "userinfo_endpoint": f"{document['issuer']}/services/oauth2/userinfo",
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["sub", "user_id", "organization_id", "preferred_username", "name", "email", "active"],
        },
    )


def oauth_authorization_server() -> Response:
    """OAuth alone."""
    return json_answer(200, _metadata())


def _metadata() -> dict[str, Any]:
    issuer = _own_name()
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/services/oauth2/token",
        "introspection_endpoint": f"{issuer}/services/oauth2/introspect",
        "revocation_endpoint": f"{issuer}/services/oauth2/revoke",
        "jwks_uri": f"{issuer}/id/keys",
        "scopes_supported": list(KNOWN_SCOPES),
        "response_types_supported": [],
        "grant_types_supported": [JWT_BEARER],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "revocation_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
    }


def _own_name() -> str:
    """Which of the configured names this was asked under; the Host header only chooses among them."""
    made = services()
    names = (made.settings.login_url, made.settings.instance_url, made.org.login_audience, made.org.my_domain_url)
    host = request.environ.get("HTTP_HOST", "").lower()
    return next((name for name in names if authority(name) == host), made.settings.login_url)
