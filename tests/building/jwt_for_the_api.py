"""Access tokens that are JWTs, for the REST API alone, and its guard before an authorization server of a test's own."""

import base64
import json
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from resource_api import Settings
from resource_api.access_check.guard import Guard
from resource_api.authorization_server import AuthorizationServer
from resource_api.errors import InvalidSessionError

NOW = 1_800_000_000
INSTANCE = "http://127.0.0.1:8002"
KID = "CORE_ATJWT.00Dxx0000001gPL.1800000000000"
ORG1_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
HEADER: dict[str, Any] = {"alg": "RS256", "typ": "JWT", "kid": KID, "tty": "sfdc-core-token", "ver": "1.0"}
CLAIMS: dict[str, Any] = {
    "iss": INSTANCE,
    "aud": [INSTANCE],
    "sub": "uid:005xx000001SvogAAC",
    "scp": "api web",
    "client_id": "3MVG9",
    "iat": NOW,
    "nbf": NOW - 15,
    "exp": NOW + 60,
}
MISSING = object()


def changed(whole: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**whole, **changes}.items() if value is not MISSING}


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header: bytes, claims: bytes, key: rsa.RSAPrivateKey = ORG1_KEY) -> str:
    """A JWT of any bytes, with an RS256 signature."""
    text = f"{base64url(header)}.{base64url(claims)}"
    return f"{text}.{base64url(RSAAlgorithm(RSAAlgorithm.SHA256).sign(text.encode(), key))}"


def a_token(key: rsa.RSAPrivateKey = ORG1_KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A good token of Org1, or one that differs in what is said; MISSING leaves a member out."""
    parts = changed(HEADER, header or {}), changed(CLAIMS, claims)
    return signed(*(json.dumps(part).encode() for part in parts), key)


def org1_keys() -> list[Any]:
    return [RSAAlgorithm.to_jwk(ORG1_KEY.public_key(), as_dict=True) | {"kid": KID, "alg": "RS256"}]


class Door:
    """The guard alone, before an authorization server that calls every token live."""

    def __init__(self, **changes: Any) -> None:
        ready = {"database_url": "", "consumer_key": "3MVG9api", "consumer_secret": "hush", "instance_url": INSTANCE}
        settings = Settings(**ready | changes)
        self.asked: list[httpx.URL] = []
        self.guard = Guard(settings, lambda: NOW, AuthorizationServer(settings, httpx.MockTransport(self)))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        live = {"active": True, "scope": "api", "sub": "http://x/id/00D/005"}
        return httpx.Response(200, json={"keys": org1_keys()} if request.url.path == "/id/keys" else live)

    def lets_in(self, token: str) -> bool:
        return bool(self.guard.caller(f"Bearer {token}"))

    def refusal(self, token: str) -> tuple[str, str]:
        """The check that refuses the token, and the reason that it gives; nobody was asked about the token then."""
        with pytest.raises(InvalidSessionError, match=r"\ASession expired or invalid\Z") as refused:
            self.guard.caller(f"Bearer {token}")
        assert not [url for url in self.asked if url.path.endswith("/introspect")]
        return refused.value.headers["Orgless-Access"], refused.value.headers["Orgless-Access-Reason"]
