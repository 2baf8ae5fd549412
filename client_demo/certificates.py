"""Makes key pairs with self-signed certificates that look like the ones Salesforce makes."""

import secrets
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The key sizes that Salesforce's form offers, in bits.
KEY_SIZES = (2048, 4096)

_VALID_FOR = timedelta(days=365)
_ENDS_AT_HOUR = 12


def make_certificate(  # noqa: PLR0913  what the certificate says, each by its name
    name: str,
    org_id: str,
    org_name: str,
    key_size: int,
    now_at: float,
    *,
    city: str = "San Francisco",
    state: str = "CA",
    country: str = "USA",
    key: rsa.RSAPrivateKey | None = None,
) -> tuple[str, str]:
    """Makes a key and its self-signed certificate, as Certificate and Key Management does.

    Args:
        name: The unique name, which becomes the common name and the assertions' ``kid``.
        org_id: The org's id; of its 18 characters the first 15 are used.
        org_name: The organization's name.
        key_size: 2048 or 4096 bits.
        now_at: The time of making, in seconds since the epoch.
        city: The organization's city.
        state: The organization's state or province.
        country: A code of three letters, against X.520 but as Salesforce writes it.
        key: A key to certify instead of a new one.

    Returns:
        The private key and the certificate, both as PEM.

    Raises:
        ValueError: The key size is not one that the form offers.
    """
    if key_size not in KEY_SIZES:
        raise ValueError(f"a key has {' or '.join(str(size) for size in KEY_SIZES)} bits, not {key_size}")
    if key is None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=key_size)
    subject = _name(
        (NameOID.COMMON_NAME, name),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, org_id[:15]),
        (NameOID.ORGANIZATION_NAME, org_name),
        (NameOID.LOCALITY_NAME, city),
        (NameOID.STATE_OR_PROVINCE_NAME, state),
        (NameOID.COUNTRY_NAME, country),
    )
    certificate = _self_signed(subject, key, datetime.fromtimestamp(now_at, UTC))
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key_pem.decode("ascii"), certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def fingerprint(certificate: x509.Certificate) -> str:
    """The certificate's SHA-256 fingerprint: ``ab:cd:…``."""
    return certificate.fingerprint(hashes.SHA256()).hex(":")


@contextmanager
def three_letter_countries() -> "Iterator[None]":
    """Certificates of Salesforce say ``C=USA``, where X.520 wants two letters: no warning about that."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Attribute's length must be", category=UserWarning)
        yield


def _name(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    with three_letter_countries():
        return x509.Name(
            [x509.NameAttribute(kind, text, _validate=kind != NameOID.COUNTRY_NAME) for kind, text in parts]
        )


def _self_signed(subject: x509.Name, key: rsa.RSAPrivateKey, made: datetime) -> x509.Certificate:
    serial = int.from_bytes(int(made.timestamp() * 1000).to_bytes(6) + secrets.token_bytes(8))
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier(identifier.digest, [x509.DirectoryName(subject)], serial)
    ends = (made + _VALID_FOR).replace(hour=_ENDS_AT_HOUR, minute=0, second=0, microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(made.replace(microsecond=0))
        .not_valid_after(ends)
        .add_extension(identifier, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(authority, critical=False)
        .sign(key, hashes.SHA256())
    )
