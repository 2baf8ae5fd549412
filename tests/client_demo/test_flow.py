import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from client_demo.errors import BadCalloutError, FormulaError, UnknownNamedCredentialError, UnknownUserError
from client_demo.flow import Callout, CalloutResult, Org2Caller
from client_demo.org2 import Org2, User
from client_demo.token_cache import TokenCache

TOKEN_PATH = "/services/oauth2/token"
QUERY = Callout("Org1", "/services/data/v67.0/query?q=SELECT+Id")
NEW_TOKEN = "00Dxx0000001gPL!AQEAQ" + "n3w.T0k_" * 11 + "abcd"
UNAUTHORIZED = httpx.Response(401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}])

Caller = Callable[..., Org2Caller]


def bearer_of(request: httpx.Request) -> str:
    return request.headers.get("Authorization", "")


def assertion_of(request: httpx.Request) -> str:
    return parse_qs(request.content.decode())["assertion"][0]


def test_the_three_steps_end_with_the_apis_answer(a_caller: Caller, org1: Any) -> None:
    result = a_caller().make(QUERY)
    assert result.response is not None
    assert result.response.status == 200
    assert '"Acme"' in result.response.body
    assert [exchange.step for exchange in result.exchanges] == [2, 3]
    assert org1.paths == [TOKEN_PATH, "/services/data/v67.0/query"]
    assert bearer_of(org1.seen[1]) == "Bearer 00Dxx0000001gPL!AQEAQ" + "Zb4.xK_9" * 11 + "abcd"
    assert result.assertion is not None
    assert result.assertion.text == assertion_of(org1.seen[0])
    assert result.assertion.claims["iat"] == 1_800_000_000
    assert (result.apex_error, result.diagnosis) == (None, None)
    assert (result.used_cached_token, result.renewed) == (False, False)
    assert result.username == "anna@org2.example"


def test_a_stored_token_saves_the_exchange(a_caller: Caller, org1: Any) -> None:
    a_caller().make(QUERY)
    result = a_caller().make(QUERY)
    assert org1.paths.count(TOKEN_PATH) == 1
    assert result.used_cached_token
    assert result.assertion is None
    assert [exchange.step for exchange in result.exchanges] == [3]


def test_all_three_steps_are_taken_when_that_is_asked_for(a_caller: Caller, org1: Any) -> None:
    a_caller().make(QUERY)
    result = a_caller().make(replace(QUERY, new_token=True))
    assert org1.paths.count(TOKEN_PATH) == 2
    assert not result.used_cached_token
    assert [exchange.step for exchange in result.exchanges] == [2, 3]


def test_a_401_leads_to_one_new_exchange_and_one_more_try(a_caller: Caller, org1: Any, clock: Any) -> None:
    a_caller().make(QUERY)
    first = assertion_of(org1.seen[0])
    org1.api = [UNAUTHORIZED, httpx.Response(200, json={})]
    org1.tokens = [httpx.Response(200, json={"access_token": NEW_TOKEN})]
    clock.now_at += 7200
    result = a_caller().make(QUERY)
    assert [(exchange.step, exchange.status) for exchange in result.exchanges] == [(3, 401), (2, 200), (3, 200)]
    assert (result.used_cached_token, result.renewed) == (True, True)
    assert bearer_of(org1.seen[-1]) == f"Bearer {NEW_TOKEN}"
    assert assertion_of(org1.seen[-2]) != first
    assert a_caller().make(QUERY).used_cached_token
    assert bearer_of(org1.seen[-1]) == f"Bearer {NEW_TOKEN}"


def test_a_second_401_is_the_answer(a_caller: Caller, org1: Any) -> None:
    org1.api = [UNAUTHORIZED]
    result = a_caller().make(QUERY)
    assert [exchange.step for exchange in result.exchanges] == [2, 3, 2, 3]
    assert result.response is not None
    assert result.response.status == 401
    assert result.apex_error is None
    assert "refused a token that was issued just now" in (result.diagnosis or "")


def test_nothing_is_guessed_where_the_api_names_the_check_that_refused(a_caller: Caller, org1: Any) -> None:
    org1.api = [httpx.Response(401, headers={"Orgless-Access": "app_is_allowed_by_api_access_control"})]
    result = a_caller().make(QUERY)
    assert (result.response and result.response.status, result.diagnosis) == (401, None)


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_no_other_status_leads_to_a_second_try(status: int, a_caller: Caller, org1: Any) -> None:
    org1.api = [httpx.Response(status)]
    result = a_caller().make(QUERY)
    assert [exchange.step for exchange in result.exchanges] == [2, 3]
    assert not result.renewed


def test_a_refused_exchange_is_not_tried_again_and_does_not_reach_the_api(a_caller: Caller, org1: Any) -> None:
    entry = "http://127.0.0.1:8001/login-history/7"
    refusal = {"error": "invalid_grant", "error_description": "user hasn't approved this consumer"}
    org1.tokens = [httpx.Response(400, json=refusal, headers={"Orgless-Login": entry})]
    result = a_caller().make(QUERY)
    assert org1.paths == [TOKEN_PATH]
    assert result.response is None
    assert result.apex_error == (
        "System.CalloutException: Unable to complete the JWT token exchange. "
        "Error: invalid_grant. Error description: user hasn't approved this consumer."
    )
    assert result.login_url_of_entry == entry


def test_a_refused_renewal_is_the_answer_and_the_old_token_is_gone(a_caller: Caller, org1: Any) -> None:
    a_caller().make(QUERY)
    org1.api, org1.tokens = [UNAUTHORIZED], [httpx.Response(400, json={"error": "invalid_grant"})]
    result = a_caller().make(QUERY)
    assert [exchange.step for exchange in result.exchanges] == [3, 2]
    assert result.response is None
    assert result.apex_error is not None
    assert not a_caller().make(QUERY).used_cached_token


def test_an_unreachable_token_endpoint_gives_the_bare_sentence(
    an_org2: Callable[..., Org2], tokens: TokenCache, clock: Any
) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused")

    client = httpx.Client(transport=httpx.MockTransport(refuse), trust_env=False)
    result = Org2Caller(an_org2(), client, tokens, clock).make(QUERY)
    assert result.apex_error == "System.CalloutException: Unable to complete the JWT token exchange."
    assert result.diagnosis == "login.salesforce.com cannot be reached: Connection refused"
    assert result.exchanges[0].status is None


def test_the_protocol_jwt_sends_the_assertion_itself(a_caller: Caller, org1: Any) -> None:
    for _ in range(2):
        result = a_caller(authentication_protocol="JWT").make(QUERY)
        assert result.assertion is not None
        assert bearer_of(org1.seen[-1]) == f"Bearer {result.assertion.text}"
    assert TOKEN_PATH not in org1.paths
    assert result.assertion.text not in str(result.to_json())


def test_an_api_that_refuses_the_jwt_itself_is_not_asked_twice(a_caller: Caller, org1: Any) -> None:
    org1.api = [UNAUTHORIZED]
    result = a_caller(authentication_protocol="JWT").make(QUERY)
    assert len(org1.seen) == 1
    assert "does it want an access token" in (result.diagnosis or "")


def test_without_generate_authorization_header_none_is_sent(a_caller: Caller, org1: Any) -> None:
    org1.api = [UNAUTHORIZED]
    result = a_caller(generate_authorization_header=False).make(QUERY)
    assert len(org1.seen) == 1
    assert bearer_of(org1.seen[0]) == ""
    assert result.assertion is None
    assert "Generate Authorization Header is off" in (result.diagnosis or "")


def test_the_quotes_of_a_named_principal_become_part_of_sub(a_caller: Caller, org1: Any) -> None:
    result = a_caller(identity_type="Named Principal", named_principal_subject='"max@org1.example"').make(QUERY)
    claims = jwt.decode(assertion_of(org1.seen[0]), options={"verify_signature": False})
    assert claims["sub"] == '"max@org1.example"'
    assert result.username is None


def test_each_user_has_a_token_of_their_own(a_caller: Caller, org1: Any, anna: User) -> None:
    bert = User(username="bert@org2.example", email="bert@example.com", federation_id="erika@org1.example")
    caller = a_caller(users=(anna, bert), per_user_subject="$User.FederationIdentifier")
    for username in ("anna@org2.example", "bert@org2.example", "BERT@org2.example"):
        caller.make(Callout("Org1", "/", username=username))
    assert org1.paths.count(TOKEN_PATH) == 2
    subjects = [
        jwt.decode(assertion_of(request), options={"verify_signature": False})["sub"]
        for request in org1.seen
        if request.url.path == TOKEN_PATH
    ]
    assert subjects == ["max@org1.example", "erika@org1.example"]


def test_a_named_principals_token_is_everybodys(a_caller: Caller, org1: Any, anna: User) -> None:
    bert = User(username="bert@org2.example", email="bert@example.com")
    caller = a_caller(users=(anna, bert), identity_type="Named Principal", named_principal_subject="max")
    for username in ("anna@org2.example", "bert@org2.example", None):
        caller.make(Callout("Org1", "/", username=username))
    assert org1.paths.count(TOKEN_PATH) == 1


def test_a_changed_definition_needs_a_new_token(a_caller: Caller, org1: Any) -> None:
    a_caller().make(QUERY)
    a_caller(scope="api").make(QUERY)
    assert org1.paths.count(TOKEN_PATH) == 2


@pytest.mark.parametrize(
    ("callout", "changes", "error"),
    [
        (Callout("Org 1", "/"), {}, UnknownNamedCredentialError),
        (Callout("Org1", "/", username="ana@org2.example"), {}, UnknownUserError),
        (Callout("Org1", "services"), {}, BadCalloutError),
        (Callout("Org1", "/"), {"per_user_subject": "max@org1.example"}, FormulaError),
    ],
)
def test_what_cannot_be_called_sends_nothing(
    callout: Callout, changes: dict[str, str], error: type[Exception], a_caller: Caller, org1: Any
) -> None:
    with pytest.raises(error):
        a_caller(**changes).make(callout)
    assert org1.seen == []


def test_threads_that_start_together_share_one_exchange(a_caller: Caller, org1: Any) -> None:
    caller, meeting = a_caller(), threading.Barrier(4)

    def make(_: int) -> CalloutResult:
        meeting.wait(5)
        return caller.make(QUERY)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(make, range(4)))
    assert all(result.response and result.response.status == 200 for result in results)
    assert org1.paths.count(TOKEN_PATH) == 1


def all_strings(value: Any) -> str:
    return repr(value)


def test_no_transcript_holds_a_secret(a_caller: Caller, org1: Any, pems: tuple[str, str]) -> None:
    echo = {"you sent": "", "access_token": NEW_TOKEN}
    org1.tokens = [
        httpx.Response(200, json={"access_token": token, "refresh_token": "5Aep861_a_refresh_token_of_length"})
        for token in ("foreign/token+that~is.long=", NEW_TOKEN)
    ]
    org1.api = [
        httpx.Response(401, text="no foreign/token+that~is.long= here", headers={"Set-Cookie": f"sid={NEW_TOKEN}"}),
        httpx.Response(200, json=echo, headers={"X-Echo": NEW_TOKEN}),
    ]
    result = a_caller().make(QUERY)
    assert result.assertion is not None
    signature = result.assertion.text.rpartition(".")[2]
    shown = all_strings(result.to_json()) + repr(result.exchanges) + repr(result.assertion)
    secrets = [
        NEW_TOKEN,
        "foreign/token",
        "refresh_token_of",
        result.assertion.text,
        signature,
        *pems[0].split("\n")[1:3],
    ]
    secrets += [assertion_of(request) for request in org1.seen if request.url.path == TOKEN_PATH]
    assert [secret for secret in secrets if secret in shown] == []
    assert NEW_TOKEN in (result.response.body if result.response else "")
    assert "Bearer foreig…" in result.exchanges[1].request_text


def test_the_json_says_everything(a_caller: Caller, clock: Any) -> None:
    clock.now_at = 1_800_000_000.0
    told = a_caller().make(QUERY).to_json()
    assert list(told) == [
        "named_credential",
        "method",
        "path",
        "username",
        "assertion",
        "exchanges",
        "response",
        "apex_error",
        "diagnosis",
        "login_url_of_entry",
        "used_cached_token",
        "renewed",
    ]
    assert told["assertion"]["claims"]["sub"] == "max@org1.example"
    assert told["assertion"]["origins"]["sub"] == "Per User Subject"
    assert told["response"]["status"] == 200
    assert told["exchanges"][0]["duration_ms"] == 0
    assert told["exchanges"][1]["request_text"].startswith(
        "GET /services/data/v67.0/query?q=SELECT+Id HTTP/1.1\nHost: "
    )
