"""Opaque access tokens: made from a session's id and a secret key, so that the store needs to hold no token.

The form is Salesforce's: the org's id in 15 characters, ``!``, then letters, digits, ``.`` and ``_``; 112 in all.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

#: A session's life after its last login, in seconds; two hours are the usual setting of an org.
SESSION_SECONDS = 7200

_SECRET_LENGTH = 94
_KEY_BYTES = 32
_LONGEST_NUMBER = 18


class TokenForge:
    """Makes the token of a session: always the same one for the same session, and none without the key."""

    def __init__(self, key: bytes, org_id: str) -> None:
        self._key = key
        self._prefix = f"{org_id[:15]}!AQ"
        self._form = re.compile(re.escape(self._prefix[:-2]) + r"[A-Za-z0-9._]{96}")

    def token_of(self, session_id: str) -> str:
        """The session's access token (SHAKE256 keyed by prefix: 564 bits that nobody can guess)."""
        digest = hashlib.shake_256(self._key + session_id.encode()).digest(71)
        return self._prefix + base64.b64encode(digest, altchars=b"._").decode()[:_SECRET_LENGTH]

    def entry_name(self, number: int) -> str:
        """The name of an entry of the Login History: its number, and a tag that nobody can guess."""
        tag = hashlib.shake_256(self._key + b"login" + str(number).encode()).hexdigest(8)
        return f"0Ya{number:09d}{tag}"

    def entry_number(self, name: str) -> int | None:
        """The number in an entry's name; None unless the name is one that this forge made."""
        digits = name[3:-16]
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < _LONGEST_NUMBER else 0
        is_own = number > 0 and hmac.compare_digest(self.entry_name(number).encode(), name.encode())
        return number if is_own else None

    def has_form(self, text: str) -> bool:
        """Whether the text could be a token of this org."""
        return bool(self._form.fullmatch(text))


def token_digest(token: str) -> str:
    """What the store keeps instead of the token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_session_id() -> str:
    """A new session's id: 128 random bits."""
    return secrets.token_hex(16)


def read_token_key(path: Path) -> bytes:
    """The key in the file, which is made when it is missing; all workers get the same one.

    Raises:
        ValueError: The file cannot be read or written, or holds no such key.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_once(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise ValueError(f"{path}: cannot be read or made: {error.strerror}") from None
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise ValueError(
            f"{path}: is no token key; delete it to get a new one (a live token then ends at its user's next login)"
        )
    return key


def _make_once(path: Path) -> None:
    """Two workers may start at once: each writes a file of its own, and one of them gets the name."""
    if path.exists():
        return
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
        os.link(own, path)
    except FileExistsError:
        return
    finally:
        own.unlink()
