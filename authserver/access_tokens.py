"""Opaque access tokens: made from a session's id and a secret key, so that the store needs to hold no token.

The form is Salesforce's: the org's id in 15 characters, ``!``, then letters, digits, ``.`` and ``_``; 112 in all.
"""

import base64
import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from pathlib import Path

from plumbing.private_files import write_private

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
        if not path.exists():
            with suppress(FileExistsError):  # whoever is first makes it; all workers read it
                write_private(path, secrets.token_hex(_KEY_BYTES) + "\n")
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
