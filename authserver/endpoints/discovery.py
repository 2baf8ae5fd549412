"""The server's description of itself (RFC 8414, OpenID Connect Discovery 1.0): what works, and nothing else."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from authserver.answers import json_answer
from authserver.openapi import COMMON, TEXT, Operation, Reply, json_of
from authserver.org_values import KNOWN_SCOPES
from authserver.services import services
from authserver.token_request import JWT_BEARER
from plumbing.web import authority

from .userinfo import CLAIMS


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
            "claims_supported": list(CLAIMS),
        },
    )


def oauth_authorization_server() -> Response:
    """OAuth alone."""
    return json_answer(200, _metadata())


def _metadata() -> dict[str, Any]:
    issuer, by_secret = own_name(), ["client_secret_post", "client_secret_basic"]
    anyone = ["none"] if services().profile.allows("revocation without credentials") else []
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/services/oauth2/token",
        "introspection_endpoint": f"{issuer}/services/oauth2/introspect",
        "revocation_endpoint": f"{issuer}/services/oauth2/revoke",
        "jwks_uri": f"{issuer}/id/keys",
        "scopes_supported": list(KNOWN_SCOPES),
        "response_types_supported": [],
        "grant_types_supported": [JWT_BEARER],
        "token_endpoint_auth_methods_supported": ["none", *by_secret],
        "introspection_endpoint_auth_methods_supported": by_secret,
        "revocation_endpoint_auth_methods_supported": [*anyone, *by_secret],
    }


def own_name() -> str:
    """Which of the configured names this was asked under; Host header and prefix only choose among them.

    Behind a prefix (PEP 3333, SCRIPT_NAME) only names with that prefix count: the host alone may be another org's.
    """
    made = services()
    host, prefix = request.environ.get("HTTP_HOST", "").lower(), request.script_root
    own = [name for name in made.addresses if not prefix or urlsplit(name).path == prefix]
    return next((name for name in own if authority(name) == host), made.settings.login_url)


_LIST = {"type": "array", "items": TEXT}
_METADATA = {
    "type": "object",
    "properties": {"issuer": TEXT, "token_endpoint": TEXT, "grant_types_supported": _LIST, "scopes_supported": _LIST},
    "required": ["issuer", "token_endpoint", "grant_types_supported"],
}
OPERATIONS = {
    "GET": Operation(
        summary="The server's description of itself.",
        replies={200: Reply(says="Its endpoints and what they support.", content=json_of(_METADATA)), **COMMON},
    )
}
