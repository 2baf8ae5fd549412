"""Recognises what holds neither a JWT nor a token request, and says what to paste in its place."""

import json
import re
from collections.abc import Iterator
from typing import Any

from orgless.told import BadInputError

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ADDRESS = re.compile(rb"https?://\S+")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CLAIM_NAMES = frozenset({"iss", "sub", "aud", "exp"})
_BETWEEN = re.compile(r"[\s.,]*")


def refuse_other_encodings(data: bytes) -> None:
    """Refuses UTF-16.

    Raises:
        BadInputError: It is that.
    """
    if data.startswith(_UTF16_MARKS) or len(data) < 3 * data.count(b"\0"):
        raise BadInputError("that is UTF-16 text, as PowerShell's > writes it: save it as UTF-8")


def refuse_addresses(text: bytes) -> None:
    """Refuses an address that stands alone.

    Raises:
        BadInputError: It is that.
    """
    if _ADDRESS.fullmatch(text):
        raise BadInputError("that is an address, no JWT: paste the JWT, or the whole request that was sent there")


def refuse_bytes(text: bytes) -> None:
    """Refuses what is no text.

    Raises:
        BadInputError: It is that.
    """
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        is_text = False
    else:
        is_text = not _CONTROL.search(text)
    if not is_text:
        raise BadInputError("that is not text, and neither a JWT nor a token request: was a binary file given?")


def refuse_decoded_claims(text: bytes) -> None:
    """Refuses JSON objects that are the decoded header or claims of a JWT.

    Raises:
        BadInputError: They are that.
    """
    for value in _values(text.decode("utf-8", "replace")):
        if len(_CLAIM_NAMES & value.keys()) > 1 or ("alg" in value and "assertion" not in value):
            raise BadInputError(
                "these are decoded claims of a JWT: paste the JWT itself, because its signature is judged too"
            )


def _values(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects that stand one behind the other, as far as they can be read."""
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        if isinstance(value, dict):
            yield value
        gap = _BETWEEN.match(text, position)
        position = gap.end() if gap else position
