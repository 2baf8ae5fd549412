"""Sends one request within bounds of time and size; redirects are not followed, and failures are told, not raised."""

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from plumbing.clock import Clock
from plumbing.redaction import excerpt

#: How Salesforce's callouts introduce themselves; the number is the release's API version.
USER_AGENT = "SFDC-Callout/67.0"

#: What a callout carries besides, as captured; the same HTTP client makes the token request.
COMPANION_HEADERS = (
    ("User-Agent", USER_AGENT),
    ("Cache-Control", "no-cache"),
    ("Pragma", "no-cache"),
    ("Accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
)

_CHARSETS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"})

#: An address book may name many addresses, and what to do stands behind them.
_LONGEST_ADVICE = 1_500

#: Apex waits that long for a callout unless told otherwise.
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, read to its end."""

    response: httpx.Response
    body: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no answer came, in our words."""

    diagnosis: str
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request led to, and how long that took in milliseconds."""

    outcome: Answer | Failure
    duration_ms: float


class Wire:
    """Org2's way out.

    Args:
        client: Makes the connections; its default headers and cookies are not used.
        clock: Measures how long an exchange takes.
        timeout_seconds: How long an exchange may take altogether.
    """

    def __init__(self, client: httpx.Client, clock: Clock, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._client = client
        self._clock = clock
        self._timeout_seconds = timeout_seconds

    def send(self, request: httpx.Request, largest_answer_bytes: int) -> Reply:
        """Sends the request and reads the answer to its end."""
        request.extensions["timeout"] = httpx.Timeout(self._timeout_seconds).as_dict()
        started_at = self._clock()
        outcome = self._outcome(request, largest_answer_bytes)
        return Reply(outcome, round(max(0.0, self._clock() - started_at) * 1000, 1))

    def _outcome(self, request: httpx.Request, largest_answer_bytes: int) -> Answer | Failure:
        host = request.url.netloc.decode("ascii")
        late = Failure(f"{host} did not answer within {self._timeout_seconds:g} seconds", timed_out=True)
        deadline = time.monotonic() + self._timeout_seconds  # how long we wait: no matter what time the world has
        try:
            response = self._client.send(request, stream=True, follow_redirects=False, auth=None)
            try:
                content = bytearray()
                for piece in _unpacked(response, largest_answer_bytes + 1):
                    content += piece
                    if len(content) > largest_answer_bytes:
                        return Failure(f"the answer of {host} is larger than {largest_answer_bytes:,} bytes")
                    if time.monotonic() > deadline:
                        return late
            finally:
                response.close()
        except httpx.TimeoutException:
            return late
        except httpx.ConnectError as error:
            return Failure(f"{host} cannot be reached: {excerpt(str(error), _LONGEST_ADVICE)}")
        except (httpx.HTTPError, httpx.StreamError, zlib.error) as error:
            return Failure(f"the exchange with {host} broke off: {excerpt(str(error), 300) or type(error).__name__}")
        return Answer(response, _decoded(response, bytes(content)))


def _unpacked(response: httpx.Response, largest: int) -> Iterator[bytes]:
    """The answer's bytes; what is packed with gzip or deflate is unpacked, never beyond the bound."""
    if response.is_stream_consumed:  # the transport brought it whole
        yield response.content
        return
    if response.headers.get("Content-Encoding", "").strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        yield from response.iter_raw()
        return
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    for piece in response.iter_raw():
        yield unpacking.decompress(piece, largest)  # a piece that holds more than that is the last one read
    yield unpacking.flush()


def _decoded(response: httpx.Response, content: bytes) -> str:
    named = (response.charset_encoding or "").lower()
    return content.decode(named if named in _CHARSETS else "utf-8", "replace")
