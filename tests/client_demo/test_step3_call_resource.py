from collections.abc import Callable

import httpx
import pytest

from client_demo.callout import Callout
from client_demo.errors import BadCalloutError
from client_demo.org2 import NamedCredential
from client_demo.step3_call_resource import call_resource, check_callout, resource_request
from client_demo.wire import Wire

COMPANIONS = [
    (b"User-Agent", b"SFDC-Callout/67.0"),
    (b"Cache-Control", b"no-cache"),
    (b"Pragma", b"no-cache"),
]
ACCEPT = (b"Accept", b"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")


def test_the_request_carries_the_token_and_salesforces_companion_headers(
    a_credential: Callable[..., NamedCredential],
) -> None:
    request = resource_request(a_credential(), Callout("Org1", "/services/data/v67.0/query?q=SELECT+Id"), "TOKEN")
    assert request.method == "GET"
    assert request.url == "https://org1.my.salesforce.com/services/data/v67.0/query?q=SELECT+Id"
    assert request.headers.raw == [
        (b"Host", b"org1.my.salesforce.com"),
        (b"Authorization", b"Bearer TOKEN"),
        *COMPANIONS,
        ACCEPT,
    ]


def test_the_callers_headers_go_first_and_replace_companions(a_credential: Callable[..., NamedCredential]) -> None:
    headers = (("accept", "application/json"), ("X-Twice", "1"), ("X-Twice", "2"), ("Authorization", "mine"))
    request = resource_request(a_credential(), Callout("Org1", "", headers=headers), "TOKEN")
    assert request.headers.raw == [
        (b"Host", b"org1.my.salesforce.com"),
        (b"accept", b"application/json"),
        (b"X-Twice", b"1"),
        (b"X-Twice", b"2"),
        (b"Authorization", b"Bearer TOKEN"),
        *COMPANIONS,
    ]


def test_without_a_generated_header_the_callers_own_is_sent(a_credential: Callable[..., NamedCredential]) -> None:
    request = resource_request(a_credential(), Callout("Org1", "", headers=(("Authorization", "Basic x"),)), None)
    assert request.headers["Authorization"] == "Basic x"


@pytest.mark.parametrize(
    ("method", "body", "sent"),
    [
        ("GET", None, "GET"),
        ("GET", "", "GET"),
        ("GET", "{}", "POST"),
        ("POST", "{}", "POST"),
        ("PATCH", "{}", "PATCH"),
        ("DELETE", None, "DELETE"),
    ],
)
def test_a_get_with_a_body_is_sent_as_a_post(
    method: str, body: str | None, sent: str, a_credential: Callable[..., NamedCredential]
) -> None:
    assert resource_request(a_credential(), Callout("Org1", "/x", method, (), body), "T").method == sent


@pytest.mark.parametrize(
    ("url", "path", "whole"),
    [
        ("https://a.example", "", "https://a.example/"),
        ("https://a.example", "/x", "https://a.example/x"),
        ("https://a.example/", "/x", "https://a.example/x"),
        ("https://a.example/base", "/x?y=1", "https://a.example/base/x?y=1"),
        ("https://a.example/base/", "", "https://a.example/base"),
        ("https://a.example", "//evil.example/x", "https://a.example//evil.example/x"),
        ("https://a.example", "/@evil.example", "https://a.example/@evil.example"),
        ("https://a.example", "/q?q=SELECT Id FROM Account", "https://a.example/q?q=SELECT%20Id%20FROM%20Account"),
        ("https://a.example", "/größe", "https://a.example/gr%C3%B6%C3%9Fe"),
        ("http://127.0.0.1:8002", "/x", "http://127.0.0.1:8002/x"),
    ],
)
def test_the_path_is_appended_to_the_credentials_url(
    url: str, path: str, whole: str, a_credential: Callable[..., NamedCredential]
) -> None:
    check_callout(Callout("Org1", path))
    request = resource_request(a_credential(url=url), Callout("Org1", path), "T")
    assert f"{request.url.scheme}://{request.headers['Host']}{request.url.raw_path.decode()}" == whole


def test_a_url_that_is_no_address_is_told(a_credential: Callable[..., NamedCredential]) -> None:
    with pytest.raises(BadCalloutError, match="are no address together"):
        resource_request(a_credential(url="https://1.2.3.999"), Callout("Org1", "/x"), "T")


@pytest.mark.parametrize(
    ("callout", "repair"),
    [
        (Callout("Org1", "services/data"), "must begin with /"),
        (Callout("Org1", "https://evil.example/"), "must begin with /"),
        (Callout("Org1", "@evil.example"), "must begin with /"),
        (Callout("Org1", "/a#b"), "write %23"),
        (Callout("Org1", "/a\r\nX-Evil: 1"), "control characters"),
        (Callout("Org1", "/\ud800"), "half a character"),
        (Callout("Org1", "/" + "x" * 16_001), "longer than 16000"),
        (Callout("Org1", "/", "get"), "did you mean “GET”?"),
        (Callout("Org1", "/", "CONNECT"), "there are: GET, POST"),
        (Callout("Org1", "/", headers=(("X Y", "1"),)), "the header “X Y”"),
        (Callout("Org1", "/", headers=(("", "1"),)), "the header “”"),
        (Callout("Org1", "/", headers=(("X-Y", "1\r\nX-Evil: 1"),)), "characters that a header cannot carry"),
        (Callout("Org1", "/", headers=(("X-Y", "ü"),)), "characters that a header cannot carry"),
        (Callout("Org1", "/", headers=(("Host", "evil.example"),)), "the header Host is set by Salesforce itself"),
        (Callout("Org1", "/", headers=(("content-length", "1"),)), "is set by Salesforce itself"),
        (Callout("Org1", "/", "POST", (), "\ud800"), "lone surrogate"),
    ],
)
def test_what_no_request_can_hold_is_refused(callout: Callout, repair: str) -> None:
    with pytest.raises(BadCalloutError) as caught:
        check_callout(callout)
    assert repair in str(caught.value)
    assert "\n" not in str(caught.value)
    str(caught.value).encode("utf-8", "backslashreplace")


@pytest.mark.parametrize(
    ("error", "apex"),
    [
        (httpx.ReadTimeout(""), "System.CalloutException: Read timed out"),
        (httpx.ConnectError("refused"), "System.CalloutException"),
        (httpx.RemoteProtocolError("cut"), "System.CalloutException"),
    ],
)
def test_without_an_answer_apex_gets_an_exception(
    error: Exception, apex: str, a_credential: Callable[..., NamedCredential]
) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise error

    client = httpx.Client(transport=httpx.MockTransport(handler), trust_env=False)
    answer = call_resource(a_credential(), Callout("Org1", "/"), "TOKEN", (), Wire(client, lambda: 0.0))
    assert answer.apex_error == apex
    assert answer.diagnosis
    assert answer.response is None
    assert answer.exchange.status is None
    assert answer.exchange.response_text == ""


@pytest.mark.parametrize("status", [200, 204, 302, 400, 403, 404, 500])
def test_any_status_is_an_answer_for_apex(status: int, a_credential: Callable[..., NamedCredential]) -> None:
    handler = httpx.MockTransport(lambda _: httpx.Response(status, headers={"X-A": "1"}, text="body"))
    client = httpx.Client(transport=handler, trust_env=False)
    answer = call_resource(a_credential(), Callout("Org1", "/"), "TOKEN", (), Wire(client, lambda: 0.0))
    assert answer.response is not None
    assert answer.response.status == status
    assert answer.response.body == "body"
    assert ("X-A", "1") in answer.response.headers
    assert answer.apex_error is None
