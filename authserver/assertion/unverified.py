"""An assertion as it arrived, taken apart but not believed (RFC 7515 3.1, 7519 7.2)."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from authserver.connected_apps import ConnectedApp
from authserver.org import Org
from authserver.token_request import TokenRequest
from plumbing.base64url import canonical_bytes

from .circumstances import Circumstances

#: Longer assertions are refused before they are taken apart, in characters.
LONGEST_ASSERTION = 16 * 1024
#: Deeper nested lists and objects are refused.
_DEEPEST = 50

_COMPACT = re.compile(r"\A[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedAssertion:
    """Whoever sent it could have written anything: only ``unverified_issuer`` is used, as a look-up value.

    ``header`` and ``claims`` are None where they are no JSON objects; ``fault`` then says why.
    """

    text: str = field(repr=False)
    request: TokenRequest
    circumstances: Circumstances = field(repr=False)
    is_compact: bool = False
    header: dict[str, Any] | None = None
    claims: dict[str, Any] | None = None
    claims_text: str = field(default="", repr=False)
    fault: str = ""
    signing_input: bytes = field(default=b"", repr=False)
    signature: bytes = field(default=b"", repr=False)
    app: ConnectedApp | None = None

    @property
    def unverified_issuer(self) -> Any:
        """The ``iss`` claim, of whatever type it is."""
        return None if self.claims is None else self.claims.get("iss")


def read_assertion(request: TokenRequest, circumstances: Circumstances) -> UnverifiedAssertion:
    """Takes the request's assertion apart as far as that goes; never raises for what a client sent."""
    text = request.parameter("assertion")
    if len(text) > LONGEST_ASSERTION or not _COMPACT.match(text):
        return UnverifiedAssertion(text=text, request=request, circumstances=circumstances)
    segments = text.split(".")
    decoded = [canonical_bytes(segment) for segment in segments]
    if any(data is None for data in decoded):
        return UnverifiedAssertion(text=text, request=request, circumstances=circumstances)
    header_bytes, claims_bytes, signature = (data or b"" for data in decoded)
    header, header_fault = _json_object(header_bytes, "header")
    claims, claims_fault = _json_object(claims_bytes, "payload")
    issuer = claims.get("iss") if claims is not None else None
    return UnverifiedAssertion(
        text=text,
        request=request,
        circumstances=circumstances,
        is_compact=True,
        header=header,
        claims=claims,
        claims_text=claims_bytes.decode() if claims is not None else "",
        fault=header_fault or claims_fault,
        signing_input=text.rpartition(".")[0].encode("ascii"),
        signature=signature,
        app=_app(circumstances.org, issuer) if isinstance(issuer, str) else None,
    )


def _app(org: Org, issuer: str) -> ConnectedApp | None:
    """The issuer's app; one of another org of the world too: signature and audience are judged before that tells."""
    app = org.app(issuer)
    if app is None and (elsewhere := org.app_elsewhere(issuer)):
        return elsewhere.app
    return app


def _json_object(data: bytes, part: str) -> tuple[dict[str, Any] | None, str]:
    try:
        text = data.decode("utf-8")
        value = _DECODER.decode(text)
        if text.count("[") + text.count("{") > _DEEPEST and _is_too_deep(value):
            raise RecursionError  # noqa: TRY301  what follows recurses too, in a stack that may be fuller than this one
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
    except UnicodeError:
        return None, f"the {part} is not UTF-8"
    except json.JSONDecodeError:
        return None, f"the {part} is not JSON"
    except (ValueError, RecursionError) as error:
        return None, f"the {part} {error if isinstance(error, _ReasonedError) else 'is nested too deeply or too large'}"
    if not isinstance(value, dict):
        return None, f"the {part} is a JSON {_json_type(value)}"
    return value, ""


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST + 1):
        level = [child for node in level for child in _children(node)]
    return bool(level)


def _children(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


class _ReasonedError(ValueError):
    """A ValueError whose text can be shown."""


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _ReasonedError("names a member twice")
    return members


def _refuse_constant(name: str) -> None:
    raise _ReasonedError(f"holds {name}, which is not JSON")


def _json_type(value: Any) -> str:
    names = {list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


_DECODER = json.JSONDecoder(object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
