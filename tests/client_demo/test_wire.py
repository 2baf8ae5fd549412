import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from client_demo.address_book import AddressBookTransport, TransportPerOrigin
from client_demo.wire import Answer, Failure, Reply, Wire

URL = "https://api.example/x"


def sent(handler: Callable[[httpx.Request], httpx.Response], largest: int = 1000, **wire: float) -> Reply:
    client = httpx.Client(transport=httpx.MockTransport(handler), trust_env=False)
    return Wire(client, lambda: 0.0, **wire).send(httpx.Request("GET", URL), largest)


def failing(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def handler(_: httpx.Request) -> httpx.Response:
        raise error

    return handler


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        ("grüß".encode(), "text/plain", "grüß"),
        ("grüß".encode("latin-1"), "text/plain; charset=ISO-8859-1", "grüß"),
        ("grüß".encode(), "text/plain; charset=no-such-thing", "grüß"),
        (b"\xff\xfe\xfd", "application/json", "\ufffd\ufffd\ufffd"),
        (b"cGVuZw==", "text/plain; charset=base64", "cGVuZw=="),
    ],
)
def test_the_answer_is_read_as_text(content: bytes, content_type: str, text: str) -> None:
    reply = sent(lambda _: httpx.Response(200, headers={"Content-Type": content_type}, content=content))
    assert isinstance(reply.outcome, Answer)
    assert reply.outcome.body == text


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(b"x" * 900, mtime=0)), ("deflate", zlib.compress(b"x" * 900))],
    ids=["gzip", "deflate"],
)
def test_a_packed_answer_is_unpacked(coding: str, packed: bytes) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": coding}, stream=httpx.ByteStream(packed))

    reply = sent(handler)
    assert isinstance(reply.outcome, Answer)
    assert reply.outcome.body == "x" * 900


@pytest.mark.parametrize(
    ("headers", "content"),
    [({}, b"x" * 1001), ({"Content-Encoding": "gzip"}, gzip.compress(b"x" * 50_000_000))],
    ids=["plain", "gzip bomb"],
)
def test_an_answer_beyond_the_bound_is_refused(headers: dict[str, str], content: bytes) -> None:
    reply = sent(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(content)))
    assert reply.outcome == Failure("the answer of api.example is larger than 1,000 bytes")


@pytest.mark.parametrize(
    ("error", "diagnosis", "timed_out"),
    [
        (httpx.ReadTimeout("x"), "api.example did not answer within 10 seconds", True),
        (httpx.ConnectTimeout("x"), "api.example did not answer within 10 seconds", True),
        (httpx.ConnectError("refused \x1b[1m"), "api.example cannot be reached: refused \\x1b[1m", False),
        (httpx.RemoteProtocolError("cut"), "the exchange with api.example broke off: cut", False),
        (httpx.ReadError(""), "the exchange with api.example broke off: ReadError", False),
    ],
)
def test_a_failure_is_told_not_raised(error: Exception, diagnosis: str, *, timed_out: bool) -> None:
    assert sent(failing(error)).outcome == Failure(diagnosis, timed_out)


def test_damaged_packing_is_a_failure() -> None:
    headers = {"Content-Encoding": "gzip"}
    reply = sent(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"not gzip")))
    assert isinstance(reply.outcome, Failure)


class Dripping(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        while True:
            threading.Event().wait(0.01)
            yield b"x"


def test_an_answer_that_drips_is_given_up() -> None:
    reply = sent(lambda _: httpx.Response(200, stream=Dripping()), timeout_seconds=0.05)
    assert reply.outcome == Failure("api.example did not answer within 0.05 seconds", timed_out=True)


def test_a_redirect_is_not_followed() -> None:
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"Location": "https://elsewhere.example/"})

    reply = sent(handler)
    assert isinstance(reply.outcome, Answer)
    assert reply.outcome.response.status_code == 302
    assert len(seen) == 1


def test_the_clients_own_headers_and_cookies_stay_at_home() -> None:
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"Set-Cookie": "sid=1; Path=/"})

    client = httpx.Client(transport=httpx.MockTransport(handler), headers={"X-Client": "1"}, trust_env=False)
    for _ in range(2):
        Wire(client, lambda: 0.0).send(httpx.Request("GET", URL), 1000)
    assert [list(request.headers) for request in seen] == [["host"], ["host"]]


def test_the_duration_is_measured_with_the_given_clock() -> None:
    times = iter([100.0, 100.01234])
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(204)), trust_env=False)
    assert Wire(client, lambda: next(times)).send(httpx.Request("GET", URL), 10).duration_ms == 12.3


def test_a_clock_that_is_set_back_makes_no_negative_duration() -> None:
    times = iter([100.0, 50.0])
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(204)), trust_env=False)
    assert Wire(client, lambda: next(times)).send(httpx.Request("GET", URL), 10).duration_ms == 0


def test_salesforce_itself_is_refused_with_the_repair() -> None:
    client = httpx.Client(transport=AddressBookTransport({}, TransportPerOrigin({})), trust_env=False)
    reply = Wire(client, lambda: 0.0).send(httpx.Request("GET", "https://login.salesforce.com/"), 10)
    assert isinstance(reply.outcome, Failure)
    assert "orgless stays offline" in reply.outcome.diagnosis


def test_the_repair_stands_whole_behind_however_many_addresses_are_played() -> None:
    book = {f"https://org{number}--sandbox.sandbox.my.salesforce.com": "http://127.0.0.1:1" for number in range(50)}
    client = httpx.Client(transport=AddressBookTransport(book, TransportPerOrigin({})), trust_env=False)
    reply = Wire(client, lambda: 0.0).send(httpx.Request("GET", "https://elsewhere.my.salesforce.com/"), 10)
    assert isinstance(reply.outcome, Failure)
    assert " and 42 more are played here" in reply.outcome.diagnosis
    assert reply.outcome.diagnosis.endswith("(ORGLESS_CALL_REAL_SALESFORCE=true would really call Salesforce)")


@contextmanager
def a_socket_that_answers(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Takes one connection, keeps what arrives until the headers and body are complete, and answers."""
    arrived: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                data = b""
                while not data.endswith(b"the end"):
                    data += connection.recv(65536)
                arrived.append(data)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], arrived
        thread.join(5)


def test_what_the_request_holds_is_what_crosses_the_wire_byte_for_byte() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with a_socket_that_answers(answer) as (port, arrived):
        book = {"https://login.salesforce.com": f"http://127.0.0.1:{port}"}
        with httpx.HTTPTransport(trust_env=False) as inner:
            client = httpx.Client(transport=AddressBookTransport(book, inner), trust_env=False)
            request = httpx.Request(
                "POST",
                "https://login.salesforce.com/services/oauth2/token",
                headers=[("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", "SFDC-Callout/67.0")],
                content="the end",
            )
            reply = Wire(client, lambda: 0.0).send(request, 10)
    assert isinstance(reply.outcome, Answer)
    assert reply.outcome.body == "ok"
    [request_bytes] = arrived
    assert request_bytes == (
        b"POST /services/oauth2/token HTTP/1.1\r\n"
        b"Host: login.salesforce.com\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"User-Agent: SFDC-Callout/67.0\r\n"
        b"Content-Length: 7\r\n"
        b"\r\n"
        b"the end"
    )
