"""A bearer token that is a JWT, taken apart but not believed (RFC 7515 3.1, RFC 7519 7.2)."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from plumbing.base64url import canonical_bytes

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_JWT_DOTS = 2
#: Longer numbers are no times and no versions; Python takes its time with very long ones.
_LONGEST_NUMBER = 20
#: A token has a handful of lists and objects; so many cannot be nested too deeply for anybody.
_MOST_BRACKETS = 200


@dataclass(frozen=True, slots=True)
class JwtAccessToken:
    """Whoever sent it could have written anything until its signature is verified.

    Args:
        flaw: Why it is no well-formed JWT; all else is empty then.
        header: The JOSE header.
        claims: The payload.
        signing_input: What the signature is over, as it was received.
        signature: The signature's bytes.
    """

    flaw: str = ""
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict, repr=False)
    signing_input: bytes = field(default=b"", repr=False)
    signature: bytes = field(default=b"", repr=False)


def looks_like_a_jwt(token: str) -> bool:
    """Whether the token is to be judged as a JWT: opaque ones have an exclamation mark, or no two dots."""
    return "!" not in token and (token.startswith("eyJ") or token.count(".") == _JWT_DOTS)


def read_jwt(token: str) -> JwtAccessToken:
    """Takes the token apart; what is wrong with its form is told, and never raised."""
    if not _COMPACT.fullmatch(token):
        return JwtAccessToken("not three parts of base64url text")
    parts = token.split(".")
    try:
        header, claims, signature = (_decoded(part) for part in parts)
        return JwtAccessToken(
            header=_json_object(header),
            claims=_json_object(claims),
            signing_input=token.rpartition(".")[0].encode("ascii"),
            signature=signature,
        )
    except _MalformedError as error:
        return JwtAccessToken(str(error))


class _MalformedError(ValueError):
    """The form is wrong; the text says how, and holds nothing of the token."""


def _decoded(part: str) -> bytes:
    data = canonical_bytes(part)
    if data is None:
        raise _MalformedError("a part that is not canonical base64url")
    return data


def _json_object(data: bytes) -> dict[str, Any]:
    if data.count(b"[") + data.count(b"{") > _MOST_BRACKETS:
        raise _MalformedError("a part with too many lists and objects")
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except _MalformedError:
        raise
    except (ValueError, RecursionError):  # UnicodeDecodeError is one
        raise _MalformedError("a part that is not JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise _MalformedError("a part that is no JSON object")
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _MalformedError("a member that is named twice")
    return members


def _number(text: str) -> int | float:
    if len(text) > _LONGEST_NUMBER:
        raise _MalformedError("a number of too many digits")
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _refused(_constant: str) -> None:
    raise _MalformedError("a number that is none")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_int=_number, parse_float=_number, parse_constant=_refused
)
