"""Asks the authorization server about a token (RFC 7662 2), as a connected app of its own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from resource_api.authorization_server import AuthorizationServer, NoAnswerError

PATH = "/services/oauth2/introspect"

_NO_TOKEN_OF_OURS = frozenset({"unsupported_token_type", "invalid_token"})
_WHY_INACTIVE = "Orgless-Inactive"
_OK, _BAD_REQUEST, _UNAUTHORIZED = 200, 400, 401


@dataclass(frozen=True, slots=True)
class Introspection:
    """What the authorization server says about a token.

    Args:
        active: Whether it is live. If not, nothing else is said.
        scopes: What it may be used for.
        identity: The identity URL of its user; the last two parts are the org's and the user's id.
        username: The user's.
        expires_at: Seconds since 1970, or 0 where that is not said.
        client_id: The consumer key of the app that it was issued to.
        api_refusal: Why it may not be used for the REST API, in the authorization server's word, or empty.
        inactive_because: Why it is not live, where the authorization server tells that, or empty.
    """

    active: bool
    scopes: frozenset[str] = frozenset()
    identity: str = ""
    username: str = ""
    expires_at: float = 0.0
    client_id: str = ""
    api_refusal: str = ""
    inactive_because: str = ""


class Introspector:
    """Asks about tokens.

    Args:
        server: The authorization server.
    """

    def __init__(self, server: AuthorizationServer) -> None:
        self._server = server

    def introspect(self, token: str) -> Introspection:
        """What the authorization server says about the token.

        Raises:
            NoAnswerError: It cannot be reached, refuses this API's own credentials, or answers nonsense.
        """
        answer = self._server.post_form(PATH, b"token=" + quote(token, safe="").encode())
        said = _json_object(answer)
        if answer.status_code == _BAD_REQUEST and said.get("error") in _NO_TOKEN_OF_OURS:
            return Introspection(active=False)
        if answer.status_code == _UNAUTHORIZED:
            raise self._server.refuses_credentials(PATH)
        if answer.status_code != _OK or not isinstance(said.get("active"), bool):
            raise NoAnswerError(
                f"{self._server.url}{PATH} answered {answer.status_code} and no introspection: "
                "is ORGLESS_LOGIN_URL the address of the authorization server?"
            )
        if not said["active"]:
            return Introspection(active=False, inactive_because=answer.headers.get(_WHY_INACTIVE, ""))
        return _introspection(said)


def _introspection(said: dict[str, Any]) -> Introspection:
    expires_at = said.get("exp")
    return Introspection(
        active=said["active"],
        scopes=frozenset(_text(said, "scope").split()),
        identity=_text(said, "sub"),
        username=_text(said, "username"),
        expires_at=float(expires_at) if isinstance(expires_at, (int, float)) else 0.0,
        client_id=_text(said, "client_id"),
        api_refusal=_text(said, "orgless_api_refusal"),
    )


def _text(said: dict[str, Any], member: str) -> str:
    value = said.get(member)
    return value if isinstance(value, str) else ""


def _json_object(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
