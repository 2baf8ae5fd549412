"""The JWT as it was sent, decoded, and where each of its members came from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jwt.exceptions import DecodeError
from jwt.utils import base64url_decode

from client_demo.flow import SignedAssertion

_OWN_CODE = "the client's own code"


@dataclass(frozen=True, slots=True)
class SentJwt:
    """Header and claims; ``origins`` names a field of the form, or whatever else a member came from."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    origins: Mapping[str, str]


def read_sent_jwt(assertion: str, built: SignedAssertion | None) -> SentJwt | None:
    """The JWT in the assertion that was sent, or None where that is none.

    Args:
        assertion: As it was sent; empty where none was.
        built: What Org2 built from its named credential, before the client changed anything.
    """
    if built is None:
        return None
    if assertion in {"", built.text}:
        return SentJwt(built.header, built.claims, built.origins)
    try:
        header, claims = (json.loads(base64url_decode(part)) for part in assertion.split(".")[:2])
    except (ValueError, DecodeError):
        return None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    before = {**built.header, **built.claims}
    sent = {**header, **claims}
    origins = {
        name: built.origins.get(name, _OWN_CODE) if name in before and before[name] == value else _OWN_CODE
        for name, value in sent.items()
    }
    return SentJwt(header, claims, origins)
