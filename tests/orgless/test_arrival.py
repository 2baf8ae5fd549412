import pytest

from orgless.arrival import LONGEST_BODY, LONGEST_HEAD, Arrival, State

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def piece_by_piece(text: bytes, length: int) -> list[State]:
    arrival = Arrival()
    return [arrival.add(text[start : start + length]) for start in range(0, len(text), length)]


@pytest.mark.parametrize("length", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        GET,
        POST + b"Content-Length: 5\r\n\r\nabcde",
        POST + b"content-length :0\r\n\r\n",
        CHUNKED + b"5\r\nabcde\r\n1;x=y\r\nz\r\n0\r\n\r\n",
        CHUNKED + b"a\r\n0123\r\n\r\n78\r\n0\r\nTrailer: x\r\n\r\n",
    ],
)
def test_a_request_is_ready_with_its_last_byte_however_it_is_cut(text: bytes, length: int) -> None:
    *before, last = piece_by_piece(text, length)
    assert set(before) <= {State.PARTLY_HERE}
    assert last is State.READY


@pytest.mark.parametrize(
    "text",
    [
        GET[:-1],
        POST + b"Content-Length: 5\r\n\r\nabcd",
        CHUNKED,
        CHUNKED + b"5",
        CHUNKED + b"5\r\nabcde",
        CHUNKED + b"5\r\nabcde\r\n0\r\n",
        CHUNKED + b"0\r\nTrailer: x\r\n",
    ],
)
def test_what_lacks_something_is_waited_for(text: bytes) -> None:
    assert Arrival().add(text) is State.PARTLY_HERE


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/1.1\nHost: x\n",
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        POST + b"Content-Length: +5\r\n\r\n",
        POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        CHUNKED + b"zz\r\n",
        CHUNKED + b"-5\r\nabcde\r\n",
        CHUNKED + b"3\r\nabcde\r\n",
    ],
)
def test_what_is_wrong_already_is_not_waited_for(text: bytes) -> None:
    assert Arrival().add(text) is State.READY


def test_a_client_that_waits_to_be_asked_for_its_body_is_not_waited_for() -> None:
    assert Arrival().add(POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n") is State.READY


@pytest.mark.parametrize(
    "text",
    [
        POST + b"Content-Length: %d\r\n\r\n" % (LONGEST_BODY + 1),
        CHUNKED + b"%x\r\n" % (LONGEST_BODY + 1),
        CHUNKED + b"4000\r\n%s\r\n" % (b"x" * 0x4000) * 4 + b"1000\r\n",
        CHUNKED + b"1;" + b"x" * LONGEST_BODY,
    ],
)
def test_a_long_body_is_not_kept(text: bytes) -> None:
    assert Arrival().add(text) is State.READY


@pytest.mark.parametrize(("start", "has_line"), [(b"GET /", False), (b"GET / HTTP/1.1\r\nX: ", True)])
def test_a_head_without_end_is_too_long_at_last(start: bytes, *, has_line: bool) -> None:
    arrival = Arrival()
    assert arrival.add(start) is State.PARTLY_HERE
    assert arrival.add(b"a" * LONGEST_HEAD) is State.TOO_LONG
    assert arrival.has_line is has_line
