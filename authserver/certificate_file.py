"""Reads a certificate that is registered with a connected app, and says what else it is where it is none."""

import base64
import binascii
import warnings
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from .connected_apps import RegisteredCertificate

#: Larger files are refused at upload (help page of the JWT bearer flow).
LARGEST_BYTES = 4 * 1024
#: NIST SP 800-131A; the upper bound keeps one verification cheap.
SMALLEST_MODULUS, LARGEST_MODULUS = 2048, 8192
_SMALLEST_EXPONENT = 65537


def read_certificate(path: Path) -> RegisteredCertificate:
    """The certificate in a PEM or DER file.

    Raises:
        ValueError: The file is missing or holds no certificate that can verify RS256; the text says what to do.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        made = "`orgless certs` makes the ones that org2.toml names"
        raise ValueError(f"{path}: no such file; put the registered certificate there ({made})") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_BYTES:
        raise ValueError(
            f"{path}: has {len(data):,} bytes; an upload may have 4,096: save it as DER, without its chain"
        )
    try:
        return _registered(path, _parse(data))
    except UnsupportedAlgorithm:
        raise ValueError(f"{path}: holds a key of a kind that is not known here; RS256 needs an RSA key") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _parse(data: bytes) -> x509.Certificate:
    if b"PRIVATE KEY-----" in data:
        raise ValueError("holds a private key; register the certificate (.crt), and keep the key where it is used")
    if b"CERTIFICATE REQUEST-----" in data:
        raise ValueError("holds a certificate signing request; register the signed certificate")
    if b"PUBLIC KEY-----" in data:
        raise ValueError("holds a bare public key; register the X.509 certificate around it")
    try:
        if b"-----BEGIN CERTIFICATE-----" in data:
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(_unarmoured(data))
    except ValueError:
        raise ValueError("holds no X.509 certificate in PEM or DER form") from None


def _unarmoured(data: bytes) -> bytes:
    """Retrieved metadata holds the base64 of the DER form in one line."""
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except binascii.Error:
        return data


def _registered(path: Path, certificate: x509.Certificate) -> RegisteredCertificate:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ValueError("holds no RSA key; RS256 needs one of 2048 or 4096 bits")  # noqa: TRY004  the file is wrong, not a type
    if not SMALLEST_MODULUS <= key.key_size <= LARGEST_MODULUS:
        raise ValueError(f"holds an RSA key of {key.key_size} bits; take 2048 or 4096")
    exponent = key.public_numbers().e
    if exponent < _SMALLEST_EXPONENT or exponent % 2 == 0:
        raise ValueError(f"holds an RSA key with the public exponent {exponent}; take 65537")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # genuine Salesforce certificates name the country USA
        subject = certificate.subject.rfc4514_string()
    return RegisteredCertificate(
        file_name=path.name,
        subject=subject,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":"),
        not_before_at=certificate.not_valid_before_utc,
        not_after_at=certificate.not_valid_after_utc,
        public_key=key,
    )
