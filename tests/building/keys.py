"""Keys and certificates, made once per test process and named, for it is making them that takes the time."""

import warnings
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

FIRST_DAY, LAST_DAY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
LONG_AGO, LONG_GONE = datetime(2010, 1, 1, tzinfo=UTC), datetime(2011, 1, 1, tzinfo=UTC)


def private_key(name: str = "Org2_JWT", bits: int = 2048) -> Any:
    """The private key of that name; names that begin with ``ec`` and ``ed25519`` are keys of these kinds."""
    return _private_key(name, bits)


@cache
def _private_key(name: str, bits: int) -> Any:
    if name.startswith("ec"):
        return ec.generate_private_key(ec.SECP256R1())
    if name.startswith("ed25519"):
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def certificate(name: str = "Org2_JWT", bits: int = 2048, country: str = "DE", *, expired: bool = False) -> Any:
    """A self-signed certificate of the key of that name."""
    key = private_key(name, bits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a country that is none
        attributes = ((NameOID.COMMON_NAME, name), (NameOID.COUNTRY_NAME, country))
        subject = x509.Name([x509.NameAttribute(oid, text, _validate=False) for oid, text in attributes])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(LONG_AGO if expired else FIRST_DAY)
        .not_valid_after(LONG_GONE if expired else LAST_DAY)
    )
    return builder.sign(key, None if name.startswith("ed25519") else hashes.SHA256())


def private_pem(name: str = "Org2_JWT", bits: int = 2048) -> str:
    """The private key as unencrypted PKCS#8."""
    return (
        private_key(name, bits)
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def certificate_pem(name: str = "Org2_JWT", **changes: Any) -> str:
    """The certificate as PEM."""
    return certificate(name, **changes).public_bytes(serialization.Encoding.PEM).decode()


def public_pem(name: str = "Org2_JWT") -> bytes:
    """The bare public key as PEM, which is what attackers use as a MAC's key."""
    return (
        private_key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def signing_request_pem(name: str = "Org2_JWT") -> str:
    """A certificate signing request."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(private_key(name), hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()
