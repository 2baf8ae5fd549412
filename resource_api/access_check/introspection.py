"""Asks the authorization server about a token (RFC 7662 2), as a connected app of its own."""

import os
import threading
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from resource_api.settings import Settings

PATH = "/services/oauth2/introspect"

#: Together below the five seconds in which the API itself must have answered.
_TIMEOUTS = httpx.Timeout(2.5, connect=2.4)  # a connection that is lost once is tried again after a second
#: A connection that is idle longer is not used again: gunicorn closes its end after two seconds.
_LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=1.5)
_NO_TOKEN_OF_OURS = frozenset({"unsupported_token_type", "invalid_token"})
_OK, _BAD_REQUEST, _UNAUTHORIZED = 200, 400, 401


class IntrospectionFailedError(Exception):
    """The authorization server gave no answer about the token; the text says what to set."""


@dataclass(frozen=True, slots=True)
class Introspection:
    """What the authorization server says about a token.

    Args:
        active: Whether it is live. If not, nothing else is said.
        scopes: What it may be used for.
        identity: The identity URL of its user; the last two parts are the org's and the user's id.
        username: The user's.
        expires_at: Seconds since 1970, or 0 where that is not said.
    """

    active: bool
    scopes: frozenset[str] = frozenset()
    identity: str = ""
    username: str = ""
    expires_at: float = 0.0


class Introspector:
    """Asks over HTTP. The client is made when a process asks first, so that none is carried over a fork.

    Args:
        settings: Where to ask, and as which connected app.
        transport: Asks through this instead of a socket.
    """

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        self._url = settings.login_url + PATH
        credentials = f"{quote(settings.consumer_key, safe='')}:{quote(settings.consumer_secret, safe='')}"
        self._headers = {
            "Authorization": "Basic " + b64encode(credentials.encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        self._transport = transport
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._process = 0

    def introspect(self, token: str) -> Introspection:
        """What the authorization server says about the token.

        Raises:
            IntrospectionFailedError: It cannot be reached, refuses this API's own credentials, or answers nonsense.
        """
        body = b"token=" + quote(token, safe="").encode()
        try:
            answer = self._ask(body)
        except httpx.HTTPError as error:
            raise IntrospectionFailedError(
                f"{self._url} cannot be reached ({type(error).__name__}): is the authorization server running, and is "
                "ORGLESS_LOGIN_URL its address?"
            ) from None
        return self._understood(answer)

    def close(self) -> None:
        """Gives the connections back; the next question opens new ones."""
        with self._lock:
            if self._client is not None and self._process == os.getpid():
                self._client.close()
            self._client = None

    def _ask(self, body: bytes) -> httpx.Response:
        client = self._client_of_this_process()
        try:
            return client.post(self._url, content=body, headers=self._headers)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # The server closed an idle connection at the same moment. To ask twice does no harm.
            return client.post(self._url, content=body, headers=self._headers)

    def _client_of_this_process(self) -> httpx.Client:
        with self._lock:
            if self._client is None or self._process != os.getpid():
                # trust_env: no proxy from the environment stands between two servers of one org.
                self._client = httpx.Client(
                    transport=self._transport,
                    timeout=_TIMEOUTS,
                    limits=_LIMITS,
                    trust_env=False,
                    follow_redirects=False,
                )
                self._process = os.getpid()
            return self._client

    def _understood(self, answer: httpx.Response) -> Introspection:
        said = _json_object(answer)
        if answer.status_code == _BAD_REQUEST and said.get("error") in _NO_TOKEN_OF_OURS:
            return Introspection(active=False)
        if answer.status_code == _UNAUTHORIZED:
            raise IntrospectionFailedError(
                f"{self._url} refuses this API's own credentials: ORGLESS_API_CONSUMER_KEY and "
                "ORGLESS_API_CONSUMER_SECRET_FILE must be those of a connected app of Org1"
            )
        if answer.status_code != _OK or not isinstance(said.get("active"), bool):
            raise IntrospectionFailedError(
                f"{self._url} answered {answer.status_code} and no introspection: is ORGLESS_LOGIN_URL the address of "
                "the authorization server?"
            )
        return _introspection(said)


def _introspection(said: dict[str, Any]) -> Introspection:
    expires_at = said.get("exp")
    return Introspection(
        active=said["active"],
        scopes=frozenset(_text(said, "scope").split()),
        identity=_text(said, "sub"),
        username=_text(said, "username"),
        expires_at=float(expires_at) if isinstance(expires_at, (int, float)) else 0.0,
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
