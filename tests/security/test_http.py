"""Security contract J1, J3, J4, G10, over sockets: no framing, no size and no odd byte gets more than a refusal."""

import gzip

import pytest
from served_world import CHUNKED, KNOWN, LENGTH, LINE, ONE_CHUNK, TOKEN, Served, Target, a_request, head

FRAMING = {
    "J3 two lengths": a_request(LENGTH, b"Content-Length: 5\r\n"),
    "J3 the same length twice": a_request(LENGTH, LENGTH),
    "J3 a list of lengths": a_request(b"Content-Length: @length@, @length@\r\n"),
    "J3 a length below zero": a_request(b"Content-Length: -1\r\n"),
    "J3 a length with a sign": a_request(b"Content-Length: +@length@\r\n"),
    "J3 a length in hexadecimal": a_request(b"Content-Length: 0x@hex@\r\n"),
    "J3 a length with an underscore": a_request(b"Content-Length: 1_0\r\n"),
    "J3 a blank before the colon": a_request(b"Content-Length : @length@\r\n"),
    "J3 a length and chunks": a_request(LENGTH, CHUNKED, body=ONE_CHUNK),
    "J3 chunks and a length": a_request(CHUNKED, LENGTH, body=ONE_CHUNK),
    "J3 chunked twice": a_request(CHUNKED, CHUNKED, body=ONE_CHUNK),
    "J3 chunked before another coding": a_request(b"Transfer-Encoding: chunked, gzip\r\n", body=ONE_CHUNK),
    "J3 gzip as transfer coding": a_request(b"Transfer-Encoding: gzip\r\n", body=ONE_CHUNK),
    "J3 gzip, chunked": a_request(b"Transfer-Encoding: gzip, chunked\r\n", body=ONE_CHUNK),
    "J3 a coding that nobody knows": a_request(b"Transfer-Encoding: xchunked\r\n", body=ONE_CHUNK),
    "J3 identity and a length": a_request(b"Transfer-Encoding: identity\r\n", LENGTH),
    "J3 a vertical tab before chunked": a_request(b"Transfer-Encoding:\x0bchunked\r\n", body=ONE_CHUNK),
    "J3 chunks in HTTP/1.0": a_request(CHUNKED, line=LINE.replace(b"1.1", b"1.0"), body=ONE_CHUNK),
    "J3 a chunk below zero": a_request(CHUNKED, body=b"-1\r\n@body@"),
    "J3 a chunk that is no number": a_request(CHUNKED, body=b"zz\r\n@body@\r\n0\r\n\r\n"),
    "J3 a chunk with 0x": a_request(CHUNKED, body=b"0x@hex@\r\n@body@\r\n0\r\n\r\n"),
    "J3 a chunk with an underscore": a_request(CHUNKED, body=b"1_0\r\n0123456789abcdef\r\n0\r\n\r\n"),
    "J3 a chunk larger than all memory": a_request(CHUNKED, body=b"ffffffffffffffff\r\n@body@"),
    "J3 a chunk of 70,000 digits": a_request(CHUNKED, body=b"f" * 70_000 + b"\r\n@body@"),
    "J3 a chunk longer than it says": a_request(CHUNKED, body=b"5\r\n@body@\r\n0\r\n\r\n"),
    "J3 a chunk with line feeds alone": a_request(CHUNKED, body=b"@hex@\n@body@\n0\n\n"),
    "J3 an extension of 200,000 bytes": a_request(
        CHUNKED, body=b"@hex@;x=" + b"y" * 200_000 + b"\r\n@body@\r\n0\r\n\r\n"
    ),
    "J3 trailers of a megabyte": a_request(CHUNKED, body=b"@hex@\r\n@body@\r\n0\r\n" + b"X: yyyyyyyyyyyy\r\n" * 60_000),
    "J3 no end of the chunks": a_request(CHUNKED, body=b"@hex@\r\n@body@\r\n"),
    "J3 a body that is too short": a_request(b"Content-Length: 60000\r\n"),
    "J3 two hosts": a_request(b"Host: evil.example\r\n", LENGTH),
    "J3 a folded header": a_request(b"X: a\r\n b\r\n", LENGTH),
    "J3 a header without a colon": a_request(b"X\r\n", LENGTH),
    "J3 a header without a name": a_request(b": x\r\n", LENGTH),
    "J3 a line feed alone in a header": a_request(b"X: a\nContent-Length: 3\r\n", LENGTH),
    "J3 a carriage return alone in a header": a_request(b"X: a\rb\r\n", LENGTH),
    "J4 gzip": a_request(b"Content-Encoding: gzip\r\n", b"Content-Length: 40\r\n", body=gzip.compress(b"x", mtime=0)),
    "J4 gzip, said of what is none": a_request(b"Content-Encoding: gzip\r\n", LENGTH),
    "J4 a bomb": a_request(
        b"Content-Encoding: deflate\r\n", b"Content-Length: 5000\r\n", body=b"\x78\x9c" + b"\0" * 4998
    ),
    "J1 HTTP/0.9": b"POST @path@\r\n\r\n",
    "J1 HTTP/2": a_request(LENGTH, line=LINE.replace(b"1.1", b"2.0")),
    "J1 HTTP/9.9": a_request(LENGTH, line=LINE.replace(b"1.1", b"9.9")),
    "J1 the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "J1 all bytes": bytes(range(256)) * 8,
    "J1 the PROXY protocol": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + a_request(LENGTH),
    "J1 CONNECT": a_request(line=b"CONNECT evil.example:443 HTTP/1.1\r\n", body=b""),
    "J1 a blank in the target": a_request(LENGTH, line=b"POST @path@ x HTTP/1.1\r\n"),
    "J1 a NUL in the target": a_request(LENGTH, line=b"POST @path@\0 HTTP/1.1\r\n"),
    "J1 an escaped NUL in the target": a_request(LENGTH, line=b"POST @path@%00 HTTP/1.1\r\n"),
    "J1 Latin-1 in the target": a_request(LENGTH, line=b"POST @path@\xe9\xff HTTP/1.1\r\n"),
    "J1 a method in small letters": a_request(LENGTH, line=LINE.replace(b"POST", b"post")),
    "J1 a method of 200 letters": a_request(LENGTH, line=LINE.replace(b"POST", b"P" * 200)),
    "J1 a method with a bracket": a_request(LENGTH, line=LINE.replace(b"POST", b"PO(ST")),
    "J1 an expectation that nobody knows": a_request(b"Expect: x\r\n", LENGTH),
    "J1 no host": a_request(LENGTH, known=b"Connection: close\r\n"),
    "G10 a NUL in the token": a_request(LENGTH, known=KNOWN.replace(b"@token@", b"a\0b")),
    "G10 an escape character in the token": a_request(LENGTH, known=KNOWN.replace(b"@token@", b"a\x1b[31mb")),
    "G10 a line feed in the token": a_request(LENGTH, known=KNOWN.replace(b"@token@", b"a\n X: y")),
    "G10 a token of a megabyte": a_request(LENGTH, known=KNOWN.replace(b"@token@", b"a" * 1_000_000)),
    "G10 2,000 headers": a_request(b"".join(b"X%d: y\r\n" % number for number in range(2000)), LENGTH),
    "G10 a header of a megabyte": a_request(b"X: " + b"y" * 1_000_000 + b"\r\n", LENGTH),
    "J2 a body of ten megabytes": a_request(b"Content-Length: 10000000\r\n", body=b"y" * 900_000),
    "J2 chunks without an end": a_request(CHUNKED, body=(b"2000\r\n" + b"y" * 0x2000 + b"\r\n") * 100),
    "J2 an address of a megabyte": a_request(LENGTH, line=b"POST @path@?" + b"y" * 1_000_000 + b" HTTP/1.1\r\n"),
}
#: Codings that are not implemented are told so (RFC 9112 6.1), which is no fault of the server.
NOT_IMPLEMENTED = {"J3 gzip, chunked", "J3 a coding that nobody knows"}


@pytest.mark.parametrize("name", FRAMING)
def test_a_request_of_another_form_is_refused_and_the_connection_closed(target: Target, name: str) -> None:
    answer = target.say(FRAMING[name])
    assert 400 <= answer.status < 500 or (answer.status == 501 and name in NOT_IMPLEMENTED), answer.head
    assert answer.raw.count(b"HTTP/1.1 ") == 1
    assert "access_token" not in answer.text


@pytest.mark.parametrize("name", ["a plain one", "J3 one chunk", "J3 extensions and trailers", "J3 to be asked for"])
def test_what_they_are_made_from_is_answered(target: Target, name: str) -> None:
    made = {
        "a plain one": a_request(LENGTH),
        "J3 one chunk": a_request(CHUNKED, body=ONE_CHUNK),
        "J3 extensions and trailers": a_request(CHUNKED, body=b"@hex@;x=y\r\n@body@\r\n0\r\nX: y\r\n\r\n"),
        "J3 to be asked for": a_request(b"Expect: 100-continue\r\n", LENGTH),
    }
    raw = target.say(made[name]).raw.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert raw.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 201 ")), raw


def test_what_is_no_http_gets_no_answer(target: Target) -> None:
    assert target.say(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200)).status in {0, 400}
    assert target.say(b"\r\n" * 3).status in {0, 400}
    assert target.say(b"").status == 0


def test_j3_what_follows_a_refused_request_on_its_connection_is_not_answered(served: Served) -> None:
    url, form = served.servers.login_url, served.form()
    good = head("POST", url, TOKEN, f"Content-Length: {len(form)}") + form
    for lines in (
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 3\r\nContent-Length: 4\r\n",
    ):
        first = good.partition(b"\r\n")[0] + b"\r\nHost: 127.0.0.1\r\n" + lines + b"\r\n0\r\n\r\n"
        answer = served.say(url, first + good)
        assert (answer.status, answer.raw.count(b"HTTP/1.1 ")) == (400, 1)
