"""Security contract B5, B6, B13: the registry alone chooses the key; what a token points to is not even looked at."""

import hashlib
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from building import LEFT_OUT, Server, an_assertion, base64url, certificate
from building.keys import private_key
from cryptography.hazmat.primitives.serialization import Encoding
from refusals import granted, refused
from watching import Watch

STRANGER = private_key("Stranger")
CERTIFICATE = base64url(certificate("Stranger").public_bytes(Encoding.DER))
JWK = {"kty": "RSA", "e": "AQAB", "n": base64url(STRANGER.public_key().public_numbers().n.to_bytes(256)), "kid": "x"}
POINTERS: dict[str, dict[str, Any]] = {
    "B5 jwk": {"jwk": JWK},
    "B5 jwk and its kid": {"jwk": JWK, "kid": "x"},
    "B5 a symmetric jwk": {"jwk": {"kty": "oct", "k": "AAAA"}},
    "B5 jku": {"jku": "http://127.0.0.1:9/watched-keys.json", "kid": "x"},
    "B5 jku with this server's name before an @": {"jku": "http://login.salesforce.com@127.0.0.1:9/watched"},
    "B5 jku of the cloud's metadata": {"jku": "http://169.254.169.254/latest/watched"},
    "B5 jku as a file": {"jku": "file:///etc/watched"},
    "B5 jku to a name": {"jku": "https://watched.invalid/jwks"},
    "B5 x5u": {"x5u": "https://watched.invalid/chain.pem"},
    "B5 x5c": {"x5c": [CERTIFICATE]},
    "B5 x5t": {"x5t": base64url(hashlib.sha1(b"x").digest()), "x5t#S256": base64url(bytes(32))},  # noqa: S324
    "B6 kid is a path": {"kid": "../../../../etc/watched"},
    "B6 kid is a file of empty text": {"kid": "/dev/null"},
    "B6 kid is an address": {"kid": "https://watched.invalid/key.pem"},
    "B6 kid is a query": {"kid": "' UNION SELECT 'AA' -- watched"},
    "B6 kid is a command": {"kid": "|/bin/touch /tmp/watched; $(id) `id`"},
    "B6 kid is a template": {"kid": "{{7*7}}${7*7}%s%n"},
    "B6 kid is long": {"kid": "k" * 9000},
    "B6 kid is a list": {"kid": ["Org2_JWT"]},
    "B6 kid is an object": {"kid": {"$ne": None}},
    "B6 kid of another app's key": {"kid": "Old_Integration"},
    "B13 what nobody knows": {"x": 1, "cty": "x", "iss": "x", "exp": 1, "nonce": "x"},
    "B13 typ in small letters": {"typ": "jwt"},
    "B13 typ with its tree": {"typ": "application/jwt"},
    "B13 no typ": {"typ": LEFT_OUT},
    "B13 zip of a payload that is not deflated": {"zip": "DEF"},
}


@pytest.fixture(scope="module")
def _watch() -> Watch:
    return Watch("watched", "/dev/null")


@pytest.fixture
def watch(_watch: Watch) -> Iterator[Watch]:
    """Hears of every connection, and of files of these names."""
    with _watch:
        yield _watch


@pytest.mark.parametrize("header", POINTERS.values(), ids=POINTERS.keys())
def test_what_a_header_points_to_is_never_opened_and_proves_nothing(
    either_shared: Server, header: dict[str, Any], watch: Watch
) -> None:
    refused(either_shared.request_token(an_assertion(header=header, key=STRANGER)), 400, error="invalid_grant")
    granted(either_shared.request_token(an_assertion(header=header)))
    assert watch.seen == []


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "jti", "jku", "x"])
def test_no_address_in_a_claim_is_opened(either_shared: Server, claim: str, watch: Watch) -> None:
    for address in ("http://127.0.0.1:9/watched", "https://watched.invalid/", "file:///etc/watched", "\\\\watched\\x"):
        either_shared.request_token(an_assertion(**{claim: address}))
    assert watch.seen == []


def test_the_watch_sees_what_it_must(watch: Watch) -> None:
    with socket.socket() as connection, pytest.raises(OSError, match="refused"):
        connection.connect(("127.0.0.1", 9))
    with pytest.raises(FileNotFoundError):
        open("/etc/watched")  # noqa: PTH123, SIM115
    assert len(watch.seen) == 2
