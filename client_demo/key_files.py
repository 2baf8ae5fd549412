"""Loads a certificate with its private key from their two files and tells what lies there instead of them."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from .certificates import fingerprint, three_letter_countries

_LOG = logging.getLogger(__name__)
_LARGEST_FILE_BYTES = 100_000
_LEAST_KEY_BITS = 2048
_GREATEST_KEY_BITS = 8192
_LEAST_EXPONENT = 65537
_ARMOUR = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")
_JAVA_KEYSTORE = bytes.fromhex("feedfeed")
_ASN1_SEQUENCE = b"\x30"

T = TypeVar("T")

#: Takes what is wrong: the key in the TOML file (``private_key_file``, …) and a sentence that holds the repair.
Complain = Callable[[str, str], None]


class BadKeyFileError(Exception):
    """A file does not hold what is wanted; the text says what it holds and what to do."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One of Org2's certificates with its private key, as loaded."""

    name: str
    private_key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The certificate's SHA-256 fingerprint: ``ab:cd:…``."""
        return fingerprint(self.certificate)


def load_key_pair(name: str, private_key_file: Path, certificate_file: Path, complain: Complain) -> KeyPair | None:
    """The pair, or None after every fault was complained of."""
    key = _tried(load_private_key, private_key_file, lambda message: complain("private_key_file", message))
    certificate = _tried(load_certificate, certificate_file, lambda message: complain("certificate_file", message))
    if key is None or certificate is None:
        return None
    if key.public_key() != certificate.public_key():
        complain(
            "private_key_file",
            f"{private_key_file} is not the key of the certificate in {certificate_file}: give the two that were made "
            "together, or make a new pair with `orgless certs`",
        )
        return None
    return KeyPair(name, key, certificate)


def load_private_key(path: Path) -> rsa.RSAPrivateKey:
    """The RSA private key in a PEM file; a file that others can read is warned about.

    Raises:
        BadKeyFileError: There is no such file, or no such key in it.
    """
    content = _read(path)
    _expect(path, content, "PRIVATE KEY", "private key")
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKeyFileError(f"{path} is damaged: no private key can be read from it") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadKeyFileError(f"{path} holds no RSA key, and RS256 signs with RSA only: make one with `orgless certs`")
    _expect_strength(path, key.public_key())
    if path.stat().st_mode & 0o077:
        _LOG.warning("%s can be read by others than its owner: chmod 600 it", path)
    return key


def load_certificate(path: Path) -> x509.Certificate:
    """The certificate in a PEM file, for an RSA key.

    Raises:
        BadKeyFileError: There is no such file, or no such certificate in it.
    """
    content = _read(path)
    _expect(path, content, "CERTIFICATE", "certificate")
    try:
        with three_letter_countries():
            certificate = x509.load_pem_x509_certificate(content)
            key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise BadKeyFileError(f"{path} is damaged: no certificate can be read from it") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadKeyFileError(f"{path} is for no RSA key, and RS256 needs one: make a pair with `orgless certs`")
    _expect_strength(path, key)
    return certificate


def _tried(load: Callable[[Path], T], path: Path, complain: Callable[[str], None]) -> T | None:
    try:
        return load(path)
    except BadKeyFileError as error:
        complain(str(error))
        return None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE_BYTES + 1)
    except FileNotFoundError:
        raise BadKeyFileError(f"no such file: {path}; `orgless certs` makes it") from None
    except (OSError, ValueError) as error:
        raise BadKeyFileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > _LARGEST_FILE_BYTES:
        raise BadKeyFileError(f"{path} is longer than any key or certificate: another file was given")
    return content


def _expect(path: Path, content: bytes, wanted: str, words: str) -> None:
    """The first armoured thing in the file is the wanted one."""
    found = _ARMOUR.search(content)
    label = found[1].decode("ascii") if found else ""
    fits = label.endswith(wanted) and "ENCRYPTED" not in label and b"Proc-Type: 4,ENCRYPTED" not in content
    if not fits:
        raise BadKeyFileError(f"{path} {_what_it_is(content, label)} where a {words} belongs{_repair(label, wanted)}")


def _what_it_is(content: bytes, label: str) -> str:
    if label.endswith("CERTIFICATE REQUEST"):
        return "holds a certificate request, not yet a certificate,"
    if label.endswith("PRIVATE KEY") and ("ENCRYPTED" in label or b"Proc-Type: 4,ENCRYPTED" in content):
        return "holds a private key that a password locks"
    if label:
        return f"holds a {label.lower()}"
    return _what_binary_it_is(content)


def _what_binary_it_is(content: bytes) -> str:
    if content.startswith(_JAVA_KEYSTORE):
        return "is a Java keystore (an Export to Keystore, perhaps)"
    if content.startswith(_ASN1_SEQUENCE):
        return "is binary (DER or PKCS#12)"
    return "holds no PEM" if content.strip() else "is empty"


def _repair(label: str, wanted: str) -> str:
    if label.endswith("CERTIFICATE REQUEST"):
        return ": give the certificate that the authority made from it"
    if label.endswith("PRIVATE KEY") and wanted == "PRIVATE KEY":
        return ": unlock it with `openssl pkey -in OLD -out NEW`"
    if label.endswith(("PRIVATE KEY", "CERTIFICATE")):
        return ": are the two files swapped? A certificate may be handed out, a private key may not"
    return ": PEM is the text that begins with -----BEGIN; `orgless certs` makes it"


def _expect_strength(path: Path, key: rsa.RSAPublicKey) -> None:
    """Salesforce makes keys of 2048 and 4096 bits; weaker ones and absurd ones are refused (RFC 7518 3.3)."""
    if not _LEAST_KEY_BITS <= key.key_size <= _GREATEST_KEY_BITS:
        raise BadKeyFileError(
            f"{path}: the RSA key has {key.key_size} bits, and only {_LEAST_KEY_BITS} to {_GREATEST_KEY_BITS} will do: "
            "make one with `orgless certs`"
        )
    if key.public_numbers().e < _LEAST_EXPONENT:
        raise BadKeyFileError(f"{path}: the RSA key's public exponent is below {_LEAST_EXPONENT}: make another key")
