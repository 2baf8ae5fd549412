import json
from collections.abc import Callable

import httpx
import pytest

from client_demo.callout import SignedAssertion
from client_demo.errors import BadCalloutError
from client_demo.org2 import NamedCredential
from client_demo.step2_request_access_token import TokenAnswer, request_access_token, token_request
from client_demo.wire import Wire

BARE = "System.CalloutException: Unable to complete the JWT token exchange."
ASSERTION = SignedAssertion("eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJlLXRleHQ", {}, {}, {})
TOKEN = "00Dxx0000001gPL!AQEAQabcdefghijklmnop"


@pytest.fixture
def answered(a_credential: Callable[..., NamedCredential]) -> Callable[..., TokenAnswer]:
    def build(response: httpx.Response | Exception) -> TokenAnswer:
        def handler(_: httpx.Request) -> httpx.Response:
            if isinstance(response, Exception):
                raise response
            return response

        client = httpx.Client(transport=httpx.MockTransport(handler), trust_env=False)
        return request_access_token(a_credential(), ASSERTION, Wire(client, lambda: 0.0))

    return build


def test_the_request_is_salesforces_byte_for_byte(a_credential: Callable[..., NamedCredential]) -> None:
    request = token_request(a_credential(), ASSERTION)
    assert request.method == "POST"
    assert request.url == "https://login.salesforce.com/services/oauth2/token"
    assert request.content == (
        b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
        b"&assertion=eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJlLXRleHQ"
        b"&scope=api+web+refresh_token+offline_access"
    )
    assert request.headers.raw == [
        (b"Host", b"login.salesforce.com"),
        (b"Content-Type", b"application/x-www-form-urlencoded"),
        (b"User-Agent", b"SFDC-Callout/67.0"),
        (b"Cache-Control", b"no-cache"),
        (b"Pragma", b"no-cache"),
        (b"Accept", b"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
        (b"Content-Length", str(len(request.content)).encode()),
    ]


def test_without_a_scope_there_is_no_such_parameter(a_credential: Callable[..., NamedCredential]) -> None:
    assert b"scope" not in token_request(a_credential(scope=""), ASSERTION).content


@pytest.mark.parametrize("url", ["https://1.2.3.999/", "https://xn--a.example/", "https://[::1"])
def test_a_token_endpoint_that_is_no_address_is_told(url: str, a_credential: Callable[..., NamedCredential]) -> None:
    with pytest.raises(BadCalloutError, match="the Token Endpoint URL of “Org1” is no address"):
        token_request(a_credential(token_endpoint_url=url), ASSERTION)


@pytest.mark.parametrize(
    "members",
    [
        {"token_type": "Bearer"},
        {"token_type": "bearer"},
        {"token_type": "BEARER", "unknown": [1], "expires_in": "soon"},
        {},
    ],
)
def test_an_access_token_is_taken(members: dict[str, object], answered: Callable[..., TokenAnswer]) -> None:
    answer = answered(httpx.Response(200, json={"access_token": TOKEN, "scope": "api web", **members}))
    assert answer.access_token == TOKEN
    assert answer.apex_error is None
    assert answer.diagnosis is None
    assert "for the scope “api web”" in answer.exchange.meaning


@pytest.mark.parametrize(
    ("status", "error", "description", "apex"),
    [
        (400, "invalid_grant", "audience is invalid", "Error: invalid_grant. Error description: audience is invalid."),
        (
            400,
            "invalid_scope",
            "Invalid OAuth scope or ID token audience provided.",
            "Error: invalid_scope. Error description: Invalid OAuth scope or ID token audience provided..",
        ),
        (401, "invalid_client", "no", "Error: invalid_client. Error description: no."),
        (400, "invalid_grant", None, "Error: invalid_grant. Error description: ."),
        (400, "invalid_grant", ["x"], "Error: invalid_grant. Error description: ."),
        (200, "bad_verification_code", "expired", "Error: bad_verification_code. Error description: expired."),
        (500, "", "", "Error: . Error description: ."),
    ],
)  # fmt: skip
def test_the_servers_error_is_pasted_into_apexs_sentence(
    status: int, error: str, description: object, apex: str, answered: Callable[..., TokenAnswer]
) -> None:
    members = {"error": error} if description is None else {"error": error, "error_description": description}
    answer = answered(httpx.Response(status, json=members))
    assert answer.apex_error == f"{BARE} {apex}"
    assert answer.diagnosis is None
    assert answer.access_token is None
    assert answer.exchange.status == status


@pytest.mark.parametrize(
    ("response", "diagnosis"),
    [
        (httpx.Response(200, text="<html>"), "it answered 200 with something that is no JSON object"),
        (httpx.Response(200, text=""), "no JSON object"),
        (httpx.Response(200, json=["access_token"]), "no JSON object"),
        (httpx.Response(200, text="[" * 100_000), "no JSON object"),
        (httpx.Response(404, text="Not Found"), "it answered 404 with something that is no JSON object"),
        (httpx.Response(200, json={}), "holds neither access_token nor error"),
        (httpx.Response(200, json={"access_token": ""}), "holds neither access_token nor error"),
        (httpx.Response(200, json={"access_token": 7}), "holds neither access_token nor error"),
        (httpx.Response(201, json={"access_token": TOKEN}), "it answered 201 with JSON"),
        (httpx.Response(400, json={"error": {"code": 1}}), "holds neither access_token nor error"),
        (httpx.Response(200, json={"access_token": TOKEN, "token_type": "mac"}), "a token of the type mac"),
        (httpx.Response(200, json={"access_token": TOKEN, "token_type": None}), "a token of the type None"),
        (httpx.Response(200, json={"access_token": "a\r\nX-Evil: 1"}), "characters that a header cannot carry"),
        (httpx.Response(200, json={"access_token": "a b"}), "characters that a header cannot carry"),
        (httpx.Response(200, json={"access_token": "x" * 20_000}), "characters that a header cannot carry"),
        (
            httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
            "it redirects to https://elsewhere.example/; an assertion is not carried along",
        ),
        (httpx.Response(200, text="x" * 1_000_001), "is larger than 1,000,000 bytes"),
        (httpx.ConnectError("Connection refused"), "login.salesforce.com cannot be reached: Connection refused"),
        (httpx.ReadTimeout(""), "did not answer within 10 seconds"),
    ],
)
def test_what_is_no_token_response_gives_the_bare_sentence_and_our_diagnosis_beside_it(
    response: httpx.Response | Exception, diagnosis: str, answered: Callable[..., TokenAnswer]
) -> None:
    answer = answered(response)
    assert answer.apex_error == BARE
    assert diagnosis in (answer.diagnosis or "")
    assert answer.access_token is None


@pytest.mark.parametrize(
    ("header", "entry"),
    [
        ("http://127.0.0.1:8001/login-history/7", "http://127.0.0.1:8001/login-history/7"),
        ("javascript:alert(1)", None),
        ("https:///x", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_the_login_history_entry_is_read_if_it_is_a_web_address(
    header: str, entry: str | None, answered: Callable[..., TokenAnswer]
) -> None:
    response = httpx.Response(400, json={"error": "invalid_grant"}, headers={"Orgless-Login": header})
    assert answered(response).login_url_of_entry == entry


def test_no_secret_is_in_what_is_shown(answered: Callable[..., TokenAnswer]) -> None:
    echo = {"access_token": TOKEN, "echo": ASSERTION.text, "refresh_token": "5Aep861-refresh-token-of-some-length"}
    answer = answered(httpx.Response(200, json=echo))
    shown = repr(answer) + answer.exchange.request_text + answer.exchange.response_text
    for secret in (TOKEN, ASSERTION.text, "c2lnbmF0dXJlLXRleHQ", "refresh-token-of"):
        assert secret not in shown
    assert "grant_type=urn%3Aietf" in answer.exchange.request_text


def test_an_error_that_echoes_the_assertion_is_shown_without_its_signature(
    answered: Callable[..., TokenAnswer],
) -> None:
    response = httpx.Response(400, text=json.dumps({"error": "x", "error_description": f"bad {ASSERTION.text}\x1b"}))
    apex = answered(response).apex_error or ""
    assert "c2lnbmF0dXJlLXRleHQ" not in apex
    assert apex.endswith("Error description: bad eyJhbGciOi.eyJpc3MiOi.…\\x1b.")
