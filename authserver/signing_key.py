"""Org1's own signing key, published at ``/id/keys`` (RFC 7517): never a client's key, never the TLS key."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def make_signing_key() -> bytes:
    """A new RSA key of 2048 bits as unencrypted PKCS#8 PEM; keep it in a file of mode 0600."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_public_key(path: Path) -> rsa.RSAPublicKey:
    """The public half of the key in the file.

    Raises:
        ValueError: The file is missing or holds no RSA private key.
    """
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; `orgless certs` makes the missing ones") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, TypeError):
        raise ValueError(f"{path}: holds no unencrypted private key in PEM form") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{path}: holds no RSA key")  # noqa: TRY004  the file is wrong, not a type
    return key.public_key()


def public_jwk(key: rsa.RSAPublicKey) -> dict[str, Any]:
    """The key as a JWK with public members only (RFC 7517 4, RFC 7518 6.3.1)."""
    numbers = key.public_numbers()
    modulus, exponent = _base64url(numbers.n), _base64url(numbers.e)
    thumbprint = hashlib.sha256(f'{{"e":"{exponent}","kty":"RSA","n":"{modulus}"}}'.encode()).digest()
    kid = base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode()
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": modulus, "e": exponent}


def _base64url(number: int) -> str:
    data = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
