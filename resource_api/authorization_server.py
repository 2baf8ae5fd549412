"""Asks Org1's authorization server over HTTP, where needed as the connected app that this API is to it."""

import os
import threading
import time
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

import httpx

from .settings import Settings

#: How long one request to this API waits for the authorization server, in seconds of real time and however many
#: questions that takes, so that the API itself answers within five.
PATIENCE_SECONDS = 4.6
#: A connection that is idle longer is not used again: gunicorn closes its end after two seconds.
_LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=1.5)


class NoAnswerError(Exception):
    """The authorization server gave no answer that is of use; the text says what to set."""


class AuthorizationServer:
    """The one HTTP client. It is made when a process asks first, so that none is carried over a fork.

    What bounds the waiting is a server that answers at once or not at all, as one that hangs, is gone or is overrun:
    one that gives its answer byte by byte may take longer.

    Args:
        settings: Where to ask, and as which connected app.
        transport: Asks through this instead of a socket.
    """

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        self.url = settings.asked_url
        credentials = f"{quote(settings.consumer_key, safe='')}:{quote(settings.consumer_secret, safe='')}"
        self._credentials = {"Authorization": "Basic " + b64encode(credentials.encode()).decode()}
        self._transport = transport
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._process = 0
        self._request = threading.local()

    def begin(self) -> None:
        """A new request to this API begins in this thread: it may wait ``PATIENCE_SECONDS`` in all."""
        self._request.ends_at = time.monotonic() + PATIENCE_SECONDS

    @property
    def seconds_left(self) -> float:
        """How long this thread's request may still wait; all of the time where none began."""
        ends_at = getattr(self._request, "ends_at", None)
        return PATIENCE_SECONDS if ends_at is None else max(ends_at - time.monotonic(), 0.0)

    def post_form(self, path: str, body: bytes) -> httpx.Response:
        """Posts an encoded form, with this API's own credentials.

        Raises:
            NoAnswerError: The server cannot be reached.
        """
        return self._ask("POST", path, {**self._credentials, "Content-Type": "application/x-www-form-urlencoded"}, body)

    def get(self, path: str) -> httpx.Response:
        """Gets what anybody may see.

        Raises:
            NoAnswerError: The server cannot be reached.
        """
        return self._ask("GET", path, {}, None)

    def get_as_app(self, path: str, headers: Mapping[str, str]) -> httpx.Response:
        """Gets what only this API may see, with its own credentials and further headers.

        Raises:
            NoAnswerError: The server cannot be reached.
        """
        return self._ask("GET", path, {**self._credentials, **headers}, None)

    def refuses_credentials(self, path: str) -> NoAnswerError:
        """The error for a 401 at that path."""
        return NoAnswerError(
            f"{self.url}{path} refuses this API's own credentials: ORGLESS_API_CONSUMER_KEY and "
            "ORGLESS_API_CONSUMER_SECRET_FILE must be those of a connected app of Org1"
        )

    def close(self) -> None:
        """Gives the connections back; the next question opens new ones."""
        with self._lock:
            if self._client is not None and self._process == os.getpid():
                self._client.close()
            self._client = None

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> httpx.Response:
        client, url = self._client_of_this_process(), self.url + path

        def ask() -> httpx.Response:
            sent = {"Accept": "application/json", **headers}
            return client.request(method, url, content=body, headers=sent, timeout=self._timeouts(url))

        try:
            try:
                return ask()
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                # The server closed an idle connection at the same moment. To ask twice does no harm.
                return ask()
        except httpx.HTTPError as error:
            raise NoAnswerError(
                f"{url} cannot be reached ({type(error).__name__}): is the authorization server running, and is "
                "ORGLESS_LOGIN_URL its address?"
            ) from None

    def _timeouts(self, url: str) -> httpx.Timeout:
        """Half of what is left for the connection (lost once, it is tried again after a second), half for the answer.

        Raises:
            NoAnswerError: Nothing is left.
        """
        half = self.seconds_left / 2
        if half <= 0:
            raise NoAnswerError(f"{url} was not asked: what was asked before it took {PATIENCE_SECONDS} seconds")
        return httpx.Timeout(half)

    def _client_of_this_process(self) -> httpx.Client:
        with self._lock:
            if self._client is None or self._process != os.getpid():
                # trust_env: no proxy from the environment stands between two servers of one org.
                self._client = httpx.Client(
                    transport=self._transport,
                    limits=_LIMITS,
                    trust_env=False,
                    follow_redirects=False,
                )
                self._process = os.getpid()
            return self._client
