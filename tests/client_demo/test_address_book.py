import httpx
import pytest
from flask import Flask, request

from client_demo.address_book import (
    AddressBookTransport,
    RealSalesforceRefusedError,
    TransportPerOrigin,
    is_salesforce,
    origin,
    read_address_book,
)

BOOK = {"https://login.salesforce.com": "http://127.0.0.1:8001", "https://org1.my.salesforce.com": "https://[::1]:8443"}


class Recorder(httpx.BaseTransport):
    def __init__(self) -> None:
        self.seen: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return httpx.Response(200)


def through(inner: httpx.BaseTransport, *, call_real_salesforce: bool = False) -> httpx.Client:
    transport = AddressBookTransport(BOOK, inner, call_real_salesforce=call_real_salesforce)
    return httpx.Client(transport=transport, trust_env=False)


@pytest.mark.parametrize(
    ("url", "arrives_at", "host"),
    [
        ("https://login.salesforce.com/a?b=c%20d", "http://127.0.0.1:8001/a?b=c%20d", "login.salesforce.com"),
        ("https://LOGIN.salesforce.com:443/", "http://127.0.0.1:8001/", "login.salesforce.com"),
        ("https://org1.my.salesforce.com/%2e/x", "https://[::1]:8443/%2e/x", "org1.my.salesforce.com"),
        ("https://api.example/x", "https://api.example/x", "api.example"),
        ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000/x", "127.0.0.1:9000"),
    ],
)
def test_only_the_connection_moves(url: str, arrives_at: str, host: str) -> None:
    recorder = Recorder()
    answer = through(recorder).get(url)
    [arrived] = recorder.seen
    assert str(arrived.url) == arrives_at
    assert arrived.headers["Host"] == host
    assert answer.request.url == httpx.URL(url)


def test_a_certificate_is_checked_against_the_logical_name() -> None:
    recorder = Recorder()
    through(recorder).get("https://org1.my.salesforce.com/")
    assert recorder.seen[0].extensions["sni_hostname"] == "org1.my.salesforce.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://test.salesforce.com/services/oauth2/token",
        "http://login.salesforce.com/",
        "https://login.salesforce.com:444/",
        "https://salesforce.com/",
        "https://org2.my.SALESFORCE.com./",
        "https://org1.lightning.force.com/",
    ],
)
def test_salesforce_itself_is_refused_unless_it_is_in_the_book(url: str) -> None:
    recorder = Recorder()
    with pytest.raises(RealSalesforceRefusedError, match="ORGLESS_ADDRESS_BOOK"):
        through(recorder).get(url)
    assert recorder.seen == []


def test_the_refusal_first_says_what_is_played_here() -> None:
    with pytest.raises(RealSalesforceRefusedError) as caught:
        through(Recorder()).get("https://test.salesforce.com/")
    assert str(caught.value) == (
        "https://test.salesforce.com is not in the address book (ORGLESS_ADDRESS_BOOK): only "
        "https://login.salesforce.com and https://org1.my.salesforce.com are played here (did you mean "
        "“https://login.salesforce.com”?); orgless stays offline (ORGLESS_CALL_REAL_SALESFORCE=true "
        "would really call Salesforce)"
    )


def test_salesforce_itself_is_called_when_that_was_switched_on() -> None:
    recorder = Recorder()
    through(recorder, call_real_salesforce=True).get("https://test.salesforce.com/")
    assert str(recorder.seen[0].url) == "https://test.salesforce.com/"


@pytest.mark.parametrize("host", ["salesforce.com.example", "notsalesforce.com", "force.com.evil.example", "127.0.0.1"])
def test_names_that_only_look_alike_are_not_salesforce(host: str) -> None:
    assert not is_salesforce(host)


def test_an_app_can_answer_without_a_socket() -> None:
    app = Flask("org1")

    @app.get("/where")
    def where() -> str:
        return f"{request.host} {request.query_string.decode()}"

    inner = TransportPerOrigin({"http://127.0.0.1:8001/": httpx.WSGITransport(app)})
    assert through(inner).get("https://login.salesforce.com/where?x=1").text == "login.salesforce.com x=1"


def test_a_dead_address_is_told_with_both_names() -> None:
    with pytest.raises(httpx.ConnectError) as caught:
        through(TransportPerOrigin({})).get("https://login.salesforce.com/")
    assert str(caught.value) == (
        "the address book leads https://login.salesforce.com to http://127.0.0.1:8001: "
        "nothing answers at http://127.0.0.1:8001"
    )


def test_closing_closes_what_is_inside() -> None:
    closed = []

    class Closable(Recorder):
        def close(self) -> None:
            closed.append(True)

    through(TransportPerOrigin({"http://127.0.0.1:8001": Closable()})).close()
    assert closed == [True]


def test_a_book_is_read_from_pairs() -> None:
    text = "https://login.salesforce.com=http://127.0.0.1:8001\n https://Org1.my.salesforce.com:443=http://[::1]:8002 "
    assert read_address_book(text) == {
        "https://login.salesforce.com": "http://127.0.0.1:8001",
        "https://org1.my.salesforce.com": "http://[::1]:8002",
    }
    assert read_address_book("") == {}


@pytest.mark.parametrize(
    "text",
    [
        "https://login.salesforce.com",
        "https://login.salesforce.com=",
        "login.salesforce.com=http://127.0.0.1:8001",
        "https://login.salesforce.com/=http://127.0.0.1:8001",
        "https://login.salesforce.com=http://127.0.0.1:8001/path",
        "https://login.salesforce.com=http://127.0.0.1:99999",
        "https://login.salesforce.com=http://me@127.0.0.1:8001",
        "https://login.salesforce.com=ftp://127.0.0.1",
        "https://[::1=http://127.0.0.1:8001",
        "https://xn--a.example=http://127.0.0.1:8001",
    ],
)
def test_a_malformed_pair_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no pair like"):
        read_address_book(text)


def test_a_logical_address_twice_is_told() -> None:
    with pytest.raises(ValueError, match=r"https://a\.example occurs twice"):
        read_address_book("https://a.example=http://127.0.0.1:1 https://A.example:443=http://127.0.0.1:2")


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("https://A.example:443/x", "https://a.example"),
        ("http://a.example:8001", "http://a.example:8001"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://a.example./", "https://a.example"),
    ],
)
def test_an_origin_has_one_spelling(url: str, spelling: str) -> None:
    assert origin(httpx.URL(url)) == spelling
