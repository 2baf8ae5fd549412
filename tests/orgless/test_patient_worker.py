"""Clients that stall, trickle, overstay or do not listen, and the one beside them that behaves."""

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from serving import Started, ask

from orgless.gunicorn_master import Master
from orgless.server_process import ServerProcess

POST = b"POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\n"
STALLED = {
    "nothing": b"",
    "half a head": POST + b"X-A: ",
    "a head without its body": POST + b"Content-Length: 500\r\n\r\n",
    "half a body": POST + b"Content-Length: 500\r\n\r\na",
    "half a chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "an answer not waited for": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + POST + b"X-A: ",
    "a request that is refused": b"GET\r\n\r\n",
}


@contextlib.contextmanager
def connected(server: ServerProcess, *, count: int = 1) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=15)) for _ in range(count)
        ]


def said(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    text = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            text += piece
    return text


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("stalled", STALLED)
def test_seventy_clients_that_stall_keep_nobody_waiting(start: Started, stalled: str, workers: int) -> None:
    server = start("reads", workers=workers)
    server.wait_until_healthy()
    with connected(server, count=70) as connections:
        for connection in connections:
            connection.sendall(STALLED[stalled])
        assert ask(server, "/fine") == "5 0"


def test_threads_are_enough_for_many_long_callouts_whatever_the_number_of_workers() -> None:
    assert all(Master("x:y()", 0, workers).cfg.threads * workers >= 64 for workers in range(1, 65))


@pytest.mark.parametrize("stalled", ["half a head", "half a body", "half a chunk"])
def test_who_stalls_for_too_long_is_told_and_left(start: Started, stalled: str) -> None:
    with connected(start("impatient")) as [connection]:
        connection.sendall(STALLED[stalled])
        assert said(connection).startswith(b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n")


def test_who_says_nothing_is_left_without_a_word(start: Started) -> None:
    with connected(start("impatient")) as [connection]:
        assert said(connection) == b""


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 100000\r\n\r\n", b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"],
    ids=["long", "to be asked for"],
)
def test_a_thread_gives_up_a_body_that_does_not_come(start: Started, head: bytes) -> None:
    with connected(start("impatient")) as [connection]:
        connection.sendall(POST + head)
        assert b"\r\n\r\n2 0" in said(connection)
    assert start.lines == []


def test_who_does_not_take_the_answer_is_left(start: Started) -> None:
    with connected(start("impatient")) as [connection]:
        connection.sendall(b"GET /big HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(2)
        assert len(said(connection)) < 50_000_000
    assert start.lines == []


def test_a_request_that_trickles_is_answered(start: Started) -> None:
    request = POST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
    with connected(start("reads")) as [connection]:
        for at in range(0, len(request), 25):
            connection.sendall(request[at : at + 25])
            time.sleep(0.15)
        assert said(connection).endswith(b"\r\n\r\n2 5")


def test_a_body_longer_than_the_worker_keeps_is_read_by_the_app(start: Started) -> None:
    with connected(start("reads")) as [connection]:
        connection.sendall(POST + b"Content-Length: 300000\r\nConnection: close\r\n\r\n")
        time.sleep(0.2)
        connection.sendall(b"x" * 300_000)
        assert said(connection).endswith(b"\r\n\r\n2 300000")


def test_requests_that_follow_each_other_unasked_are_answered_in_order(start: Started) -> None:
    one = b"POST /%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n"
    with connected(start("reads")) as [connection]:
        connection.sendall(one % (b"a", 3) + b"xyz" + one % (b"aa", 1) + b"x" + one % (b"aaa", 2) + b"x")
        time.sleep(0.3)
        connection.sendall(b"yGET /aaaa HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answers = said(connection).split(b"HTTP/1.1 200 OK")
    assert [answer.rpartition(b"\r\n\r\n")[2] for answer in answers[1:]] == [b"2 3", b"3 1", b"4 2", b"5 0"]


def test_a_client_that_ends_its_half_of_the_connection_gets_its_answer(start: Started) -> None:
    with connected(start("reads")) as [connection]:
        connection.sendall(POST + b"Content-Length: 3\r\n\r\nabc")
        connection.shutdown(socket.SHUT_WR)
        assert said(connection).endswith(b"\r\n\r\n2 3")


def test_a_client_that_is_still_sending_gets_its_answer(start: Started) -> None:
    with connected(start("reads")) as [connection]:
        connection.sendall(b"POST /unread HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 600000\r\n\r\n")
        connection.sendall(b"x" * 600_000)
        assert said(connection).endswith(b"\r\n\r\n7 0")


def test_a_query_in_the_address_may_be_as_long_as_the_apps_allow(start: Started) -> None:
    assert ask(start("reads"), f"/?q={'a' * 60_000}") == "60003 0"


@pytest.mark.parametrize(
    ("start_of_head", "status"), [(b"GET /", b"414 URI Too Long"), (POST + b"X: ", b"431 Request Header Fields")]
)
def test_a_head_without_end_is_refused_before_it_fills_the_memory(
    start: Started, start_of_head: bytes, status: bytes
) -> None:
    with connected(start("reads")) as [connection]:
        with contextlib.suppress(ConnectionError):
            connection.sendall(start_of_head + b"a" * 1_000_000)
        assert said(connection).startswith(b"HTTP/1.1 " + status)


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"identity, chunked"])
def test_after_a_body_in_an_unusual_coding_the_connection_is_closed(start: Started, coding: bytes) -> None:
    body = b"5\r\nabcde\r\n0\r\n\r\n"
    with connected(start("reads")) as [connection]:
        connection.sendall(POST + b"Transfer-Encoding: " + coding + b"\r\n\r\n" + body)
        assert b"\r\nConnection: close\r\n" in said(connection)
