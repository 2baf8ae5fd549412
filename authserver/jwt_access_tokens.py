"""Access tokens that are JWTs, for the apps that an administrator set so: Salesforce's own form, or RFC 9068's.

Such a token stands for a session like any other: it names the digest of the session's opaque token, and is good only
while that session lives. So it can be revoked, and it ends early where a shorter policy ends its session early.
"""

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.algorithms import RSAAlgorithm

from plumbing.base64url import canonical_bytes

from .connected_apps import REFRESH_SCOPES, ConnectedApp
from .signing_key import SigningKey, SigningKeys

#: Longer texts are none of ours, in characters.
LONGEST_TOKEN = 8192

#: By so much ``nbf`` precedes ``iat``, in seconds, as in a real token.
_HEAD_START_SECONDS = 15
#: The part of a tenant key that names where the org lives. A published token of a production org has this one.
_CELL = "prod"
_DIGEST_LENGTH = 64
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token is issued for; times in seconds since the epoch.

    Args:
        app: To which it is issued.
        user_id: For whom, in 18 characters.
        identity_url: The same user's identity URL.
        scope: Of the session.
        digest: By which the session is found again.
        issued_at: Now.
        expires_at: When the token ends.
    """

    app: ConnectedApp
    user_id: str
    identity_url: str
    scope: str
    digest: str
    issued_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class DatedToken:
    """What a good token of ours says: which session it is of, and its own times in seconds since the epoch."""

    digest: str
    issued_at: int
    not_before_at: int
    expires_at: int


class JwtAccessTokens:
    """Makes and recognises one org's tokens.

    Args:
        org_id: The org's, in 18 characters.
        instance_url: Who issues them, and whom they are made out to: the org's own address.
        keys: The org's.
        is_strict: RFC 9068 instead of Salesforce's form.
    """

    def __init__(self, org_id: str, instance_url: str, keys: SigningKeys, *, is_strict: bool) -> None:
        self._tenant_key = f"core/{_CELL}/{org_id}"
        self._instance_url = instance_url
        self._keys = keys
        self._is_strict = is_strict
        self._known: tuple[tuple[SigningKey, ...], dict[str, SigningKey]] = (), {}

    def issue(self, grant: Grant) -> str:
        """A token, signed with the org's first key."""
        key = self._keys.current()[0]
        claims = self._rfc_9068(grant) if self._is_strict else self._salesforce(grant)
        return jwt.encode(claims, key.private, algorithm="RS256", headers=self._header(key))

    def has_form(self, token: str) -> bool:
        """Whether the text is meant to be a token of this org: it begins with a header that this server writes."""
        parts = _parts(token)
        return parts is not None and parts[0] in self._keys_by_header()

    def verified(self, token: str, now: float) -> DatedToken | None:
        """What the token says, where this server signed it to the last bit and its time has come and not passed.

        Nothing of it is read before that: the header is compared as text, and the key that belongs to it verifies.
        """
        header, payload, signature = _parts(token) or ("", "", "")
        key, signed = self._keys_by_header().get(header), canonical_bytes(signature)
        if key is None or signed is None or not _RS256.verify(f"{header}.{payload}".encode(), key.public, signed):
            return None
        return self._dated(_object(payload), now)

    def _dated(self, claims: dict[str, Any], now: float) -> DatedToken | None:
        issuer, audience = claims.get("iss"), claims.get("aud")
        is_ours = issuer == self._instance_url and audience in (self._instance_url, [self._instance_url])
        digest, issued_at = claims.get("jti" if self._is_strict else "sfi"), claims.get("iat")
        begins_at, expires_at = claims.get("nbf", issued_at), claims.get("exp")
        if not is_ours or not isinstance(digest, str):
            return None
        if type(issued_at) is not int or type(begins_at) is not int or type(expires_at) is not int:
            return None
        if not begins_at <= now < expires_at:
            return None
        return DatedToken(digest[:_DIGEST_LENGTH], issued_at, begins_at, expires_at)

    def _salesforce(self, grant: Grant) -> dict[str, Any]:
        return {
            "scp": " ".join([*_refresh_scope(grant.app), grant.scope]),
            "aud": [self._instance_url],
            "sub": f"uid:{grant.user_id}",
            "nbf": grant.issued_at - _HEAD_START_SECONDS,
            "mty": "oauth",
            "sfi": grant.digest,
            "roles": [],
            "iss": self._instance_url,
            "hsc": False,
            "exp": grant.expires_at,
            "iat": grant.issued_at,
            "client_id": grant.app.consumer_key,
        }

    def _rfc_9068(self, grant: Grant) -> dict[str, Any]:
        return {
            "iss": self._instance_url,
            "aud": self._instance_url,
            "sub": grant.identity_url,
            "client_id": grant.app.consumer_key,
            "iat": grant.issued_at,
            "exp": grant.expires_at,
            "jti": grant.digest + secrets.token_hex(8),
            "scope": grant.scope,
        }

    def _header(self, key: SigningKey) -> dict[str, Any]:
        if self._is_strict:
            return {"typ": "at+jwt", "kid": key.kid}
        return {"typ": "JWT", "kid": key.kid, "tty": "sfdc-core-token", "tnk": self._tenant_key, "ver": "1.0"}

    def _keys_by_header(self) -> dict[str, SigningKey]:
        """The keys by the text of the header that names them."""
        keys = self._keys.current()
        if self._known[0] is not keys:
            headers = {jwt.encode({}, key.private, "RS256", self._header(key)).partition(".")[0]: key for key in keys}
            self._known = keys, headers
        return self._known[1]


def _refresh_scope(app: ConnectedApp) -> list[str]:
    """The scope of which a JWT tells although no refresh token comes with it; the answer's ``scope`` does not."""
    return [] if REFRESH_SCOPES.isdisjoint(app.scopes) else ["refresh_token"]


def _parts(token: str) -> tuple[str, str, str] | None:
    found = _COMPACT.fullmatch(token) if len(token) <= LONGEST_TOKEN else None
    return (found[1], found[2], found[3]) if found else None


def _object(payload: str) -> dict[str, Any]:
    """The claims; none where the payload is no JSON object, which this server has never signed."""
    try:
        claims = json.loads(canonical_bytes(payload) or b"")
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
