"""Security contract E11, J1, J3, J4: a body too long, broken, compressed or endless is the client's fault."""

import gzip
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from building import FORM, TOKEN, Server, a_form, compact
from building.servers import INTROSPECT, REVOKE
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize, NoMoreData
from refusals import refused
from werkzeug.exceptions import ClientDisconnected

from authserver.token_request import LONGEST_BODY

GOOD = urlencode(a_form())


def test_a_large_body_is_refused_before_it_is_read(either_shared: Server) -> None:
    answer = either_shared.post(TOKEN, b"x" * (LONGEST_BODY + 1), content_type=FORM)
    refused(answer, 413)
    assert (
        either_shared.post(TOKEN, GOOD + "&x=" + "y" * (LONGEST_BODY - len(GOOD) - 3), content_type=FORM).status_code
        == 200
    )


class _Stream:
    """A request's body as a server hands it over, which breaks in the middle, or never ends."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        if self._error is not None and self.given:
            raise self._error
        self.given += 1024
        assert self.given < 10 * LONGEST_BODY, "reading never stops"
        return b"x" * (1024 if size < 0 else min(size, 1024))

    readline = read

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read, b"")


def test_a_chunked_body_without_an_end_is_given_up(either_shared: Server) -> None:
    environment = {"wsgi.input": _Stream(), "wsgi.input_terminated": True, "CONTENT_TYPE": FORM, "CONTENT_LENGTH": ""}
    refused(either_shared.post(TOKEN, environ_overrides=environment), 413)


@pytest.mark.parametrize(
    "error",
    [
        InvalidChunkSize(b"zz"),
        ChunkMissingTerminator(b"x"),
        NoMoreData(),
        ClientDisconnected(),
        OSError("connection reset"),
        ConnectionResetError(),
        TimeoutError(),
        ValueError("read of closed file"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("path", [TOKEN, INTROSPECT, REVOKE])
def test_broken_chunks_and_lost_clients_are_the_clients_fault(
    either_shared: Server, path: str, error: Exception
) -> None:
    environment = {
        "wsgi.input": _Stream(error),
        "wsgi.input_terminated": True,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": "",
    }
    refused(either_shared.post(path, environ_overrides=environment), 400)


@pytest.mark.parametrize("length", ["", "-1", "x", "1e9", "0x10", " 5", "5,5", "٣", "9" * 30])
def test_an_odd_length_gets_no_token(either_shared: Server, length: str) -> None:
    refused(either_shared.post(TOKEN, GOOD, content_type=FORM, environ_overrides={"CONTENT_LENGTH": length}), 400, 413)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "x", "identity, gzip", "GZIP"])
def test_compressed_bodies_are_not_read(either_shared: Server, coding: str) -> None:
    answer = either_shared.post(
        TOKEN, gzip.compress(GOOD.encode()), content_type=FORM, headers={"Content-Encoding": coding}
    )
    refused(answer, 400)
    assert answer.json["error_description"] == "compressed bodies are not read"


@pytest.mark.parametrize("depth", [*range(1, 60), *range(60, 1000, 47), 2000, 5000])
@pytest.mark.parametrize(
    "claims",
    [
        lambda depth: '{"jti":' + "[" * depth + "]" * depth + "}",
        lambda depth: '{"sub":' * depth + "1" + "}" * depth,
    ],
    ids=["lists", "objects"],
)
def test_no_depth_of_nesting_is_a_server_error_here_or_in_the_history(
    shared: Server, depth: int, claims: Callable[[int], str]
) -> None:
    answer = shared.post(TOKEN, a_form(assertion=compact('{"alg":"RS256"}', claims(depth))))
    refused(answer, 400)
    assert shared.login_of(answer)["error"] == "invalid_grant"


def test_no_odd_header_is_a_server_error(shared: Server) -> None:
    odd = {"User-Agent": "\xff" * 9000, "Accept": "\xff", "Cookie": "\xff=", "X-Forwarded-For": "\xff", "Range": "x"}
    assert shared.post(TOKEN, a_form(), headers=odd).status_code == 200
