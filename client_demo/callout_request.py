"""Reads the JSON that asks for a callout, strictly: wrong keys and types are told with the repair."""

import json
from typing import Any

from plumbing.redaction import excerpt
from plumbing.strict_toml import did_you_mean

from .callout import Callout
from .errors import BadCalloutError

_KEYS = ("named_credential", "path", "method", "headers", "body", "username", "new_token")


def callout_from_json(content: bytes) -> Callout:
    """The callout that the text asks for.

    Raises:
        BadCalloutError: It is no JSON object of the known keys.
    """
    members = _object(content)
    for key in members:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise BadCalloutError(f"unknown key “{excerpt(key)}”{did_you_mean(key, _KEYS)}; there are: {known}")
    name = _text(members, "named_credential")
    if name is None:
        raise BadCalloutError("named_credential is missing: name the named credential to call through")
    return Callout(
        named_credential=name,
        path=_text(members, "path") or "",
        method=_text(members, "method") or "GET",
        headers=_headers(members.get("headers")),
        body=_text(members, "body"),
        username=_text(members, "username"),
        new_token=_flag(members, "new_token"),
    )


def _object(content: bytes) -> dict[str, Any]:
    try:
        members = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadCalloutError("the body is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise BadCalloutError("the body is not JSON") from None
    if not _is_whole(members):
        raise BadCalloutError("the body holds half a character (a lone surrogate): send whole ones")
    if not isinstance(members, dict):
        raise BadCalloutError('the body is no JSON object like {"named_credential": "Org1", "path": "/services/data"}')
    return members


def _is_whole(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _text(members: dict[str, Any], key: str) -> str | None:
    value = members.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadCalloutError(f"{key} must be text")


def _flag(members: dict[str, Any], key: str) -> bool:
    value = members.get(key)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise BadCalloutError(f"{key} must be true or false")


def _headers(value: Any) -> tuple[tuple[str, str], ...]:
    """An object of texts, or a list of pairs."""
    if value is None:
        return ()
    pairs = list(value.items()) if isinstance(value, dict) else value
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        raise BadCalloutError('headers must be an object of texts, like {"Accept": "application/json"}')
    return tuple((name, text) for name, text in pairs)


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(one, str) for one in pair)  # noqa: PLR2004
