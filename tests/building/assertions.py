"""Assertions and token requests as a good client sends them, and as bad ones do."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from authserver.token_request import JWT_BEARER, TokenRequest

from .keys import private_key
from .orgs import CONSUMER_KEY

#: The time in all tests, in seconds since the epoch: it lies in September 2026.
NOW = 1_790_000_000.25


class _LeftOut:
    def __repr__(self) -> str:
        return "LEFT_OUT"


#: In the place of a claim, a member of the header or a parameter: leave it out.
LEFT_OUT: Any = _LeftOut()


def base64url(data: bytes | str) -> str:
    """Unpadded base64url text."""
    raw = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def compact(header: str | bytes, claims: str | bytes, key: Any = None) -> str:
    """A JWS of exactly these JSON texts, signed with RS256, whatever the header says."""
    signed = f"{base64url(header)}.{base64url(claims)}"
    signature = (key or private_key()).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{base64url(signature)}"


def an_assertion(*, key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A good assertion, but for the claims and the members of the header that are given."""
    all_claims = {
        "iss": CONSUMER_KEY,
        "sub": "max@org1.example",
        "aud": "https://login.salesforce.com",
        "exp": int(NOW) + 180,
    }
    return compact(
        json.dumps(_without_left_out({"alg": "RS256", "typ": "JWT"} | (header or {}))),
        json.dumps(_without_left_out(all_claims | claims)),
        key,
    )


def a_form(**parameters: Any) -> dict[str, str]:
    """The parameters of a good token request, but for those that are given."""
    form = {"grant_type": JWT_BEARER, "assertion": LEFT_OUT} | parameters
    if form["assertion"] is LEFT_OUT and "assertion" not in parameters:
        form["assertion"] = an_assertion()
    return _without_left_out(form)


def a_token_request(*, assertion: str | None = None, parameters: Any = None, **changes: Any) -> TokenRequest:
    """A good token request as the checks get it, but for what is given."""
    form = a_form(**({} if assertion is None else {"assertion": assertion}) | (parameters or {}))
    return TokenRequest(**{"parameters": form, "host": "127.0.0.1:8001"} | changes)


def encoded(form: dict[str, str]) -> str:
    """The form as a body."""
    return urlencode(form)


def _without_left_out(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not LEFT_OUT}
