"""Org1's own signing keys, published at ``/id/keys`` (RFC 7517): never a client's key, never the TLS key.

A key file holds one or several private keys in PEM form. The first one signs; all are published and verify, so that a
token outlives the replacement of its key. Before a key stands when it was made, in milliseconds since the epoch.
"""

import base64
import hashlib
import logging
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from plumbing.private_files import write_private

#: How many older keys stay behind a new one: tokens that they signed go on to verify.
OLDER_KEYS_KEPT = 2

_SMALLEST_KEY, _LARGEST_KEY = 2048, 8192
_KEY = re.compile(
    rb"(?:^\#\ made\ at\ (?P<made_at>[0-9]{13})\b[^\n]*\n)?"
    rb"^(?P<pem>-----BEGIN\ (?P<kind>[A-Z ]*PRIVATE\ KEY)-----.*?-----END\ (?P=kind)-----)\r?$",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
#: A key without that line gets a time between 2015 and 2025 that follows from the key: it must not change.
_FIRST_TIME, _SPAN = 1_420_070_400_000, 315_000_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SigningKey:
    """One of the org's keys, and the name under which it is published."""

    private: rsa.RSAPrivateKey = field(repr=False)
    kid: str

    @cached_property
    def public(self) -> rsa.RSAPublicKey:
        """What verifies."""
        return self.private.public_key()

    @cached_property
    def jwk(self) -> dict[str, Any]:
        """The key as a JWK with public members only (RFC 7517 4, RFC 7518 6.3.1)."""
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, **_public_members(self.public)}


class SigningKeys:
    """The keys of a file, which is read again when it has changed: a replaced key counts at once, in every worker.

    Args:
        path: The file.
        org_id: Whose keys they are.

    Raises:
        ValueError: The file is missing, or holds no such keys.
    """

    def __init__(self, path: Path, org_id: str) -> None:
        self._path = path
        self._org_id = org_id
        stamp = _stamp(path)
        self._read = stamp, read_signing_keys(path, org_id)  # one value: no thread sees a new stamp with the old keys
        self._told: tuple[object, ...] = ()

    def current(self) -> tuple[SigningKey, ...]:
        """The keys, of which the first one signs; those that were read last, where the file is no good any more.

        A file that could not be read is tried again each time, and told of once.
        """
        (known, keys), stamp = self._read, _stamp(self._path)
        if stamp == known:
            return keys
        try:
            keys = read_signing_keys(self._path, self._org_id)
        except ValueError as error:
            self._tell(stamp, str(error))
        else:
            self._read = stamp, keys
        return keys

    def _tell(self, stamp: tuple[int, ...], problem: str) -> None:
        if self._told != (stamp, problem):
            self._told = stamp, problem
            _log.error("the signing keys stay as they are: %s", problem)


def make_signing_key(made_at: float | None = None) -> bytes:
    """A new RSA key of 2048 bits as unencrypted PKCS#8 PEM; keep it in a file of mode 0600.

    Args:
        made_at: Now, in seconds since the epoch; it becomes part of the key's name.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=_SMALLEST_KEY)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    line = "" if made_at is None else f"# made at {int(made_at * 1000):013d} (milliseconds since 1970)\n"
    return line.encode() + pem


def rotate_signing_key(path: Path, made_at: float, *, keep: int = OLDER_KEYS_KEPT) -> None:
    """Puts a new key before those of the file, of which the newest stay; servers that run take it at once.

    Args:
        path: The key file; the caller sees to it that nobody else writes it meanwhile.
        made_at: Now, in seconds since the epoch.
        keep: How many of the keys that are there stay; a token of one that does not is refused from then on.

    Raises:
        ValueError: The file is missing, or holds no such keys.
        OSError: It cannot be written.
    """
    older = [match.group() + b"\n" for match in _blocks(path)][:keep]
    write_private(path, b"".join([make_signing_key(made_at), *older]).decode("ascii"), overwrite=True)


def read_signing_keys(path: Path, org_id: str) -> tuple[SigningKey, ...]:
    """The keys in the file, of which the first one signs.

    Raises:
        ValueError: The file is missing, or holds no RSA private key, a weak one, or two of one name.
    """
    keys = tuple(_signing_key(path, match, org_id) for match in _blocks(path))
    if len({key.kid for key in keys}) < len(keys):
        raise ValueError(f"{path}: holds the same key twice, or two that were made in the same millisecond")
    return keys


def _blocks(path: Path) -> list[re.Match[bytes]]:
    try:
        blocks = list(_KEY.finditer(path.read_bytes()))
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; `orgless certs` makes the missing ones") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    if not blocks:
        raise ValueError(f"{path}: holds no unencrypted private key in PEM form")
    return blocks


def _signing_key(path: Path, match: re.Match[bytes], org_id: str) -> SigningKey:
    try:
        key = serialization.load_pem_private_key(match.group("pem"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(f"{path}: holds no unencrypted private key in PEM form") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{path}: holds no RSA key")  # noqa: TRY004  the file is wrong, not a type
    if not _SMALLEST_KEY <= key.key_size <= _LARGEST_KEY:
        raise ValueError(f"{path}: holds a key of {key.key_size} bits; it must have {_SMALLEST_KEY} to {_LARGEST_KEY}")
    made_at = match.group("made_at")
    number = int(made_at) if made_at else _made_up_time(key.public_key())
    return SigningKey(key, f"CORE_ATJWT.{org_id[:15]}.{number}")


def _made_up_time(key: rsa.RSAPublicKey) -> int:
    members = _public_members(key)
    thumbprint = hashlib.sha256(f'{{"e":"{members["e"]}","kty":"RSA","n":"{members["n"]}"}}'.encode()).digest()
    return _FIRST_TIME + int.from_bytes(thumbprint[:8]) % _SPAN


def _public_members(key: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"n": _base64url(numbers.n), "e": _base64url(numbers.e)}


def _base64url(number: int) -> str:
    data = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes when the file does."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size
