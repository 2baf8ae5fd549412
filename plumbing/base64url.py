"""Reads the base64url text of JOSE strictly (RFC 7515 2, RFC 4648 3.5): one sequence of bytes has one text."""

import base64


def canonical_bytes(text: str) -> bytes | None:
    """The bytes; None where the text is no base64url without padding, or not the one canonical text of its bytes."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text else None
