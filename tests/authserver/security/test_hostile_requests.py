"""Security contract E, F and J: whatever is posted is answered with a prompt, well-formed 4xx and no token."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import pytest
from building import CONSUMER_KEY, FORM, SECRET, TOKEN, Server, a_form, an_assertion, compact
from building.servers import INTROSPECT, REVOKE
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize, NoMoreData
from werkzeug.exceptions import ClientDisconnected
from werkzeug.test import TestResponse

from authserver.token_request import LONGEST_BODY, MOST_FIELDS

GOOD = urlencode(a_form())
DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


def refused(answer: TestResponse, *statuses: int) -> None:
    """The answer is one of the statuses (any 4xx without), and an OAuth error that the RFC allows."""
    assert 400 <= answer.status_code < 500
    assert not statuses or answer.status_code in statuses
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    body = json.loads(answer.text)
    assert set(body) == {"error", "error_description"}
    assert all(DESCRIPTION.fullmatch(text) for text in body.values())


BODIES: dict[str, bytes] = {
    "empty": b"",
    "an ampersand": b"&",
    "equals signs": b"=&==&=",
    "NUL": b"\0",
    "all bytes": bytes(range(256)),
    "a bad escape": GOOD.replace("assertion=", "assertion=%zz").encode(),
    "an escape cut off": GOOD.encode() + b"%",
    "half an escape": GOOD.encode() + b"%4",
    "a bad escape in an unknown parameter": GOOD.encode() + b"&x=%",
    "a bad escape in a name": GOOD.encode() + b"&%g0=1",
    "a signed escape": GOOD.encode() + b"&x=%+1",
    "bytes that are not UTF-8": GOOD.encode() + b"&x=\xff",
    "escaped bytes that are not UTF-8": GOOD.encode() + b"&x=%ff%fe",
    "an overlong NUL": GOOD.encode() + b"&x=%c0%80",
    "a surrogate": GOOD.encode() + b"&x=%ed%a0%80",
    "UTF-16": GOOD.encode("utf-16"),
    "grant_type twice": GOOD.encode() + b"&" + GOOD.partition("&")[0].encode(),
    "assertion twice": (GOOD + "&assertion=" + an_assertion()).encode(),
    "assertion twice, escaped": (GOOD + "&%61ssertion=x").encode(),
    "an unknown parameter twice": GOOD.encode() + b"&scope=a&scope=a",
    "an empty one and a full one": GOOD.encode() + b"&assertion=",
    "semicolons": GOOD.replace("&", ";").encode(),
    "line feeds": GOOD.replace("&", "\n").encode(),
    "brackets": GOOD.replace("assertion=", "assertion[]=").encode(),
    "many fields": GOOD.encode() + b"".join(b"&a%d=1" % number for number in range(MOST_FIELDS)),
    "JSON": json.dumps(a_form()).encode(),
    "XML": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "gzip": gzip.compress(GOOD.encode()),
    "format strings": b"grant_type=%25s%25n{0.__class__}&assertion={{7*7}}",
    "SQL": urlencode(a_form(assertion=an_assertion(iss="' OR 1=1;--"))).encode(),
    "a long assertion": urlencode(a_form(assertion="a" * 20000)).encode(),
    "a long claim": urlencode(a_form(assertion=an_assertion(iss="a" * 9000))).encode(),
    "a NUL in the issuer": urlencode(a_form(assertion=an_assertion(iss=CONSUMER_KEY + "\0"))).encode(),
    "a NUL in the subject": urlencode(a_form(assertion=an_assertion(sub="max@org1.example\0"))).encode(),
    "a full-width issuer": urlencode(a_form(assertion=an_assertion(iss="\uff13MVG9"))).encode(),
    "an access token": b"grant_type=" + quote(a_form()["grant_type"]).encode() + b"&assertion=00Dxx0000001gPL%21AQx",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_no_body_gets_a_token_or_a_server_error(either_shared: Server, body: bytes) -> None:
    refused(either_shared.post(TOKEN, body, content_type=FORM), 400)


@pytest.mark.parametrize("path", [INTROSPECT, REVOKE])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_nor_do_the_other_endpoints_fail(either_shared: Server, path: str, body: bytes) -> None:
    refused(either_shared.post(path, body, content_type=FORM, auth=(CONSUMER_KEY, SECRET)), 400)


TWICE, UNREADABLE = "parameter sent more than once", "parameters could not be decoded"
GRANT, ASSERTION = GOOD.split("&")
#: Body, query, and what is said of them.
QUERIES: dict[str, tuple[str, str, str]] = {
    "an assertion twice in the query": ("", f"{GOOD}&assertion=x", TWICE),
    "an assertion twice in the query, the good one last": ("", f"{GRANT}&assertion=x&{ASSERTION}", TWICE),
    "an assertion in both": (GOOD, "assertion=x", TWICE),
    "the same assertion in both": (GOOD, ASSERTION, TWICE),
    "a grant type in both": (GOOD, GRANT, TWICE),
    "an empty assertion in the body": (f"{GRANT}&assertion=", ASSERTION, TWICE),
    "an unknown parameter in both": (f"{GOOD}&x=1", "x=1", TWICE),
    "a bad escape beside a good body": (GOOD, "x=%zz", UNREADABLE),
    "bytes that are not UTF-8 beside a good body": (GOOD, "x=%ff", UNREADABLE),
    "a bad escape beside a good query": ("", f"{GOOD}&x=%", UNREADABLE),
    "many fields": (GOOD, "&".join(f"x{number}=1" for number in range(MOST_FIELDS + 1)), UNREADABLE),
}


@pytest.mark.parametrize(("body", "query", "says"), QUERIES.values(), ids=QUERIES.keys())
def test_a_query_is_read_as_strictly_as_a_body(either_shared: Server, body: str, query: str, says: str) -> None:
    answer = either_shared.post(TOKEN, body, content_type=FORM, query_string=query)
    refused(answer, 400)
    assert answer.json == {"error": "invalid_request", "error_description": says}


@pytest.mark.parametrize("query", ["x=1", "x", "&", "=", "x=%zz"])
def test_a_strict_server_refuses_any_query_whatever_can_be_read_of_it(strict_shared: Server, query: str) -> None:
    answer = strict_shared.post(TOKEN, GOOD, content_type=FORM, query_string=query)
    refused(answer, 400)
    checks = {check["name"]: check["outcome"] for check in strict_shared.login_of(answer)["checks"]}
    assert checks["parameters_are_in_the_body"] == "refused"


def test_fields_are_counted_at_the_border(shared: Server) -> None:
    body = GOOD + "".join(f"&a{number}=1" for number in range(MOST_FIELDS - 2))
    assert shared.post(TOKEN, body, content_type=FORM).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        FORM.upper(),
        f"{FORM};charset=UTF-8",
        f"{FORM} ; charset=utf-16",
        f"  {FORM}",
        f"{FORM};",
    ],
)
def test_the_media_type_is_compared_without_case_and_parameters(either_shared: Server, content_type: str) -> None:
    assert either_shared.post(TOKEN, GOOD, content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "x",
        ";",
        FORM + "x",
        "application/x-www-form-urlencoded, application/json",
        "application/x-www-form-urlencoded\0",
        "\xe9",
        "a/b" * 9000,
    ],
    ids=lambda value: value[:30],
)
def test_another_content_type_gets_no_token(either_shared: Server, content_type: str) -> None:
    refused(either_shared.post(TOKEN, GOOD, environ_overrides={"CONTENT_TYPE": content_type}), 400)


def test_a_multipart_form_gets_no_token(either_shared: Server) -> None:
    refused(either_shared.post(TOKEN, a_form(), content_type="multipart/form-data"), 400)


@pytest.mark.parametrize("where", ["cookie", "header"])
def test_cookies_and_headers_are_no_parameters(either_shared: Server, where: str) -> None:
    form = a_form()
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in form.items())} if where == "cookie" else form
    refused(either_shared.post(TOKEN, "x=1", content_type=FORM, headers=headers), 400)


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
