"""An httpx transport that sends what a client of its own would send instead, and keeps what crossed the wire."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.utils import base64url_decode, base64url_encode

from .own_client import HEADERS, JSON, QUERY, OwnClient, OwnRequest

_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it was sent, and the answer; not fit to be shown before it is redacted."""

    request: httpx.Request = field(repr=False)
    response: httpx.Response = field(repr=False)
    body: bytearray = field(repr=False)
    is_token_request: bool


class WireTap(httpx.BaseTransport):
    """Changes requests as an ``OwnClient`` says; without edits they pass as they are.

    Args:
        client: What is done otherwise.
        private_key: Signs the JWTs that were changed.
        token_endpoint_url: Where assertions are sent.
        inner: Sends the requests.
    """

    def __init__(
        self, client: OwnClient, private_key: RSAPrivateKey, token_endpoint_url: str, inner: httpx.BaseTransport
    ) -> None:
        self.seen: list[Seen] = []
        self.assertions: list[str] = []
        self._client = client
        self._private_key = private_key
        self._token_endpoint_url = httpx.URL(token_endpoint_url) if token_endpoint_url else None
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request, or what the client would send in its place."""
        is_token_request = request.method == "POST" and request.url == self._token_endpoint_url
        if is_token_request:
            request = self._own_token_request(request)
            if self._client.sends_twice:
                self._send(request, is_token_request=True).read()
        else:
            for edit in self._client.api_edits:
                edit(request)
        return self._send(request, is_token_request=is_token_request)

    def close(self) -> None:
        """Closes the inner transport."""
        self._inner.close()

    def _send(self, request: httpx.Request, *, is_token_request: bool) -> httpx.Response:
        response = self._inner.handle_request(request)
        body = bytearray()
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101  of a transport that is no async one
        response.stream = _Kept(response.stream, body)
        self.seen.append(Seen(request, response, body, is_token_request))
        return response

    def _own_token_request(self, request: httpx.Request) -> httpx.Request:
        pairs = list(httpx.QueryParams(request.content.decode("ascii")).multi_items())
        assertion = dict(pairs)["assertion"]
        if not self._client.is_itself:
            self.assertions.append(assertion)
            return request
        header, claims = (json.loads(base64url_decode(part)) for part in assertion.split(".")[:2])
        own = OwnRequest(header, claims, assertion=assertion)
        edits = iter(self._client.jwt_edits)
        for edit in edits:
            edit(own)
        own.assertion = own.assertion if own.assertion != assertion else self._signed(own)
        self.assertions.append(own.assertion)
        own.parameters = [(name, own.assertion if name == "assertion" else value) for name, value in pairs]
        for edit in self._client.request_edits:
            edit(own)
        return _encoded(own, request)

    def _signed(self, own: OwnRequest) -> str:
        parts = (_compact(own.header), _compact(own.claims))
        signing_input = b".".join(base64url_encode(part) for part in parts)
        algorithm = jwt.PyJWS().get_algorithm_by_name(own.header["alg"])
        signature = algorithm.sign(signing_input, own.secret.encode() if own.secret else self._private_key)
        return b".".join((signing_input, base64url_encode(signature))).decode("ascii")


class _Kept(httpx.SyncByteStream):
    """An answer's stream, of which a copy is kept while it is read."""

    def __init__(self, stream: httpx.SyncByteStream, body: bytearray) -> None:
        self._stream = stream
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            self._body += piece
            yield piece

    def close(self) -> None:
        self._stream.close()


def _compact(part: object) -> bytes:
    return json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _encoded(own: OwnRequest, request: httpx.Request) -> httpx.Request:
    """The request with its parameters where the client puts them."""
    raw = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    headers = [(name, value) for name, value in raw if name.lower() != "content-length"]
    url, content = request.url, f"{urlencode(own.parameters)}{own.unescaped}".encode()
    if own.place == QUERY:
        url, content = url.copy_with(query=content), b""
    if own.place == JSON:
        content = json.dumps(dict(own.parameters)).encode()
        headers = [(name, "application/json" if value == _FORM_TYPE else value) for name, value in headers]
    if own.place == HEADERS:
        headers, content = [*headers, *own.parameters], b""
    if own.method == "GET":
        headers = [(name, value) for name, value in headers if value != _FORM_TYPE]
    return httpx.Request(own.method, url, headers=headers, content=content, extensions=request.extensions)
