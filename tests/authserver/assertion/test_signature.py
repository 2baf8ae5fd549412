"""RS256 and nothing else: no other padding, hash, key or MAC makes a signature that is taken."""

import hashlib
import hmac
import json
from collections.abc import Callable

import pytest
from building import CONSUMER_KEY, NOW, a_token_request, an_assertion, base64url, circumstances, examined, private_key
from building.keys import certificate_pem, public_pem
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from authserver.assertion.signature import matches
from authserver.assertion.unverified import read_assertion

CLAIMS = base64url(
    json.dumps(
        {"iss": CONSUMER_KEY, "sub": "max@org1.example", "aud": "https://login.salesforce.com", "exp": int(NOW) + 99}
    )
)


def signed(header: dict[str, object], sign: Callable[[bytes], bytes]) -> str:
    text = f"{base64url(json.dumps(header))}.{CLAIMS}"
    return f"{text}.{base64url(sign(text.encode()))}"


def _mac(key: bytes) -> Callable[[bytes], bytes]:
    return lambda text: hmac.digest(key, text, hashlib.sha256)


def _raw_rsa(text: bytes) -> bytes:
    """A signature whose padding holds the digest, but not its algorithm's name."""
    numbers = private_key().private_numbers()
    n, size = numbers.public_numbers.n, 256
    block = b"\0\1" + b"\xff" * (size - 35) + b"\0" + hashlib.sha256(text).digest()
    return pow(int.from_bytes(block), numbers.d, n).to_bytes(size)


def _der() -> bytes:
    return private_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


KEY = private_key()
SIGNERS: dict[str, Callable[[bytes], bytes]] = {
    "PSS": lambda text: KEY.sign(text, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
    "SHA-1": lambda text: KEY.sign(text, padding.PKCS1v15(), hashes.SHA1()),  # noqa: S303  it must be refused
    "SHA-384": lambda text: KEY.sign(text, padding.PKCS1v15(), hashes.SHA384()),
    "SHA-512": lambda text: KEY.sign(text, padding.PKCS1v15(), hashes.SHA512()),
    "RSA without the algorithm's name": _raw_rsa,
    "ECDSA": lambda text: private_key("ec").sign(text, ec.ECDSA(hashes.SHA256())),
    "Ed25519": lambda text: private_key("ed25519").sign(text),
    "HMAC with the public PEM": _mac(public_pem()),
    "HMAC with the public PEM, stripped": _mac(public_pem().strip()),
    "HMAC with the certificate": _mac(certificate_pem().encode()),
    "HMAC with the DER": _mac(_der()),
    "HMAC with nothing": _mac(b""),
    "nothing": lambda _text: b"\0",
    "a digest": lambda text: hashlib.sha256(text).digest(),
    "the right one with a zero before": lambda text: b"\0" + KEY.sign(text, padding.PKCS1v15(), hashes.SHA256()),
    "the right one with a zero behind": lambda text: KEY.sign(text, padding.PKCS1v15(), hashes.SHA256()) + b"\0",
    "the right one cut off": lambda text: KEY.sign(text, padding.PKCS1v15(), hashes.SHA256())[:-1],
    "the right one plus the modulus": lambda text: (
        int.from_bytes(KEY.sign(text, padding.PKCS1v15(), hashes.SHA256())) + KEY.public_key().public_numbers().n
    ).to_bytes(257),
}


@pytest.mark.parametrize("algorithm", ["RS256", "HS256", "none"])
@pytest.mark.parametrize("sign", SIGNERS.values(), ids=SIGNERS.keys())
def test_no_other_signature_is_taken_whatever_the_header_calls_it(
    sign: Callable[[bytes], bytes], algorithm: str
) -> None:
    found = examined(signed({"alg": algorithm}, sign))
    assert found.grantable is None
    assert found.error is not None
    assert (found.error.error, found.error.description) == ("invalid_grant", "invalid assertion")


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": {"kty": "RSA", "n": base64url(b"\1" * 256), "e": "AQAB"}},
        {"jku": "https://evil.example/keys"},
        {"x5u": "file:///etc/passwd"},
        {"x5c": [certificate_pem("stranger").replace("\n", "")]},
        {"x5t": "x", "x5t#S256": "y"},
        {"kid": "../../../../dev/null"},
        {"kid": "' UNION SELECT 'x"},
        {"kid": "http://127.0.0.1:1/"},
        {"kid": ["a"]},
        {"zip": "DEF"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_key_named_by_the_header_proves_nothing_and_a_good_signature_needs_none(header: dict[str, object]) -> None:
    assert examined(an_assertion(header=header, key=private_key("stranger"))).grantable is None
    assert examined(an_assertion(header=header)).grantable is not None


def test_the_signature_covers_the_text_as_it_was_received() -> None:
    read = read_assertion(a_token_request(assertion=an_assertion()), circumstances())
    assert read.app is not None
    assert read.app.certificate is not None
    assert matches(read, read.app.certificate)
    assert read.text.startswith(read.signing_input.decode() + ".")
