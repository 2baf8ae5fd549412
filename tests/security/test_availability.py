"""Security contract J1 and J2, over sockets and with both workers: who is slow, vanishes or sends junk harms nobody."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from urllib.parse import quote

import pytest
from served_world import CHUNKED, LINE, TOKEN, Served, Target, a_request, head

STALLED = {
    "J2 nothing": b"",
    "J2 half a head": LINE + b"Host: @host@\r\nX: ",
    "J2 half a body": a_request(b"Content-Length: 5000\r\n"),
    "J2 half a chunk": a_request(CHUNKED, body=b"5000\r\nx"),
}


@pytest.mark.parametrize("stalled", STALLED.values(), ids=STALLED.keys())
def test_forty_slow_senders_keep_nobody_waiting(target: Target, stalled: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(target.served.connect(target.url)).sendall(
                stalled.replace(b"@path@", target.path).replace(b"@host@", b"127.0.0.1").replace(b"@type@", target.kind)
            )
        assert all(target.is_well() for _ in range(5))


def test_j2_junk_at_full_speed_keeps_nobody_waiting(served: Served) -> None:
    url = served.servers.login_url
    dear = served.form(x="x" * 11_000).replace(b"assertion=", b"assertion=A")
    junk = [dear, served.form(iss="x"), b"&" * 60_000, b"a=%zz" * 1000, b"grant_type=" + b"x" * 60_000]

    def post(number: int) -> int:
        return served.post(url, TOKEN, junk[number % len(junk)]).status

    with ThreadPoolExecutor(16) as pool:
        junk_answers = pool.map(post, range(400))
        for _ in range(20):
            assert served.post(url, TOKEN, served.form()).status == 200
        assert set(junk_answers) == {400}


ATOMS = [
    "a",
    "A1",
    "eyJ",
    "eyJ.",
    "=",
    "%25",
    "\\",
    '"',
    "'",
    " ",
    "-----BEGIN ",
    "00D!",
    "Bearer ",
    "a@b.",
    "9",
    "[",
    "{",
    "&",
    "//",
]
ATOMS += ["\u202e", "client_secret%3D", "SELECT ", "NOT ", "(", "Id,", "a.b.", "AND ", "1-"]


@pytest.mark.parametrize("atom", ATOMS, ids=[f"J2 {atom!a}" for atom in ATOMS])
def test_j2_no_text_is_dear_to_search(served: Served, atom: str) -> None:
    """An answer that takes long for a long text of one kind would outlast the client's patience here."""
    login = served.servers.login_url
    long = (atom * 12_000)[:12_000]
    for form in (
        served.form(x=long[:11_000]),
        served.form(iss=long[:11_000]),
        f"assertion={long}".encode(),
        long.encode(),
    ):
        assert served.post(login, TOKEN, form).status in {200, 400, 413}
    soql = quote(" ".join(["SELECT Id FROM Account WHERE Name =", f"'{long[:3000]}"]), safe="")
    answer = served.call(served.a_token(), f"/services/data/v67.0/query?q={soql}")
    assert answer.status in {400, 414}


def test_j1_a_client_that_goes_away_leaves_nothing_behind(served: Served) -> None:
    for url in (served.servers.login_url, served.servers.instance_url, served.servers.org2_url):
        for sent in (
            b"POST",
            head("POST", url, TOKEN, "Content-Length: 500"),
            head("POST", url, TOKEN, "Content-Length: 5"),
        ):
            with suppress(ConnectionError), served.connect(url) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # an RST at its end
                connection.sendall(sent)
        assert served.say(url, head("GET", url, "/healthz")).status == 200
    assert not [line for line in served.lines if "Traceback" in line]
