"""The token endpoint over HTTP: each row of the reference's error table byte for byte, and what a success is."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    FORM,
    LEFT_OUT,
    NOW,
    OLD_KEY,
    SECRET,
    TOKEN,
    Server,
    a_form,
    an_assertion,
    private_key,
    private_pem,
)

CACHE_CONTROL = "no-cache,must-revalidate,max-age=0,no-store,private"


@dataclass
class Row:
    """A failure of the reference's table 3.1: what is sent, and the body to the byte."""

    row: str
    body: str
    form: Callable[[], dict[str, str]] = a_form
    world: tuple[tuple[str, str], ...] = ()
    twice: bool = False
    status: int = 400
    headers: dict[str, str] = field(default_factory=dict)


def _body(error: str, description: str) -> str:
    return f'{{"error":"{error}","error_description":"{description}"}}'


def _sent(**claims: Any) -> Callable[[], dict[str, str]]:
    return lambda: a_form(assertion=an_assertion(**claims))


GRANT_TYPE = _body("unsupported_grant_type", "grant type not supported")
INVALID = _body("invalid_grant", "invalid assertion")
NOT_APPROVED = _body("invalid_grant", "user hasn't approved this consumer")
NO_REFRESH_TOKEN = _body(
    "invalid_request",
    "refresh_token scope is required and the connected app should be installed and preauthorized",
)
ROWS = [
    Row("1, missing", GRANT_TYPE, lambda: a_form(grant_type=LEFT_OUT)),
    Row("1, empty", GRANT_TYPE, lambda: a_form(grant_type="")),
    Row("1, another", GRANT_TYPE, lambda: a_form(grant_type="refresh_token")),
    Row("2, missing", INVALID, lambda: a_form(assertion=LEFT_OUT)),
    Row("2, empty", INVALID, lambda: a_form(assertion="")),
    Row("3, a private key", INVALID, lambda: a_form(assertion=private_pem())),
    Row("3, two parts", INVALID, lambda: a_form(assertion=an_assertion().rpartition(".")[0])),
    Row("4", INVALID, lambda: a_form(assertion=an_assertion(key=private_key("Old_Integration")))),
    Row("5", INVALID, world=(('certificate_file = "Org2_JWT.crt"\n', ""),)),
    Row("6", _body("invalid_client_id", "client identifier invalid"), _sent(iss=CONSUMER_KEY + "x")),
    Row("9", _body("invalid_grant", "expired authorization code"), _sent(exp=int(NOW) - 181)),
    Row("10, another", _body("invalid_grant", "audience is invalid"), _sent(aud="https://api.example.com")),
    Row(
        "10, test at production",
        _body("invalid_grant", "audience is invalid"),
        _sent(aud="https://test.salesforce.com"),
    ),
    Row(
        "10, login at a sandbox",
        _body("invalid_grant", "audience is invalid"),
        world=(('kind = "production"', 'kind = "sandbox"'),),
    ),
    Row(
        "12",
        NOT_APPROVED,
        lambda: a_form(
            assertion=an_assertion(iss=OLD_KEY, sub="erika@org1.example", key=private_key("Old_Integration"))
        ),
    ),
    Row(
        "12, an approval without a refresh token",
        NOT_APPROVED,
        lambda: a_form(assertion=an_assertion(iss=OLD_KEY, key=private_key("Old_Integration"))),
        world=(
            (
                'connected_app = "Old Integration"\nscopes = ["api", "refresh_token"]',
                'connected_app = "Old Integration"\nscopes = ["api"]',
            ),
        ),
    ),
    Row(
        "13",
        _body("invalid_app_access", "user is not admin approved to access this app"),
        _sent(sub="erika@org1.example"),
    ),
    Row(
        "14",
        NO_REFRESH_TOKEN,
        world=(('scopes = ["api", "web", "refresh_token", "offline_access"]', 'scopes = ["api", "web"]'),),
    ),
    Row(
        "14, nothing but refresh_token (4.3)",
        NO_REFRESH_TOKEN,
        world=(('scopes = ["api", "web", "refresh_token", "offline_access"]', 'scopes = ["refresh_token"]'),),
    ),
    Row("15", NOT_APPROVED, _sent(sub="nobody@org1.example")),
    Row("15, in quotes", NOT_APPROVED, _sent(sub='"max@org1.example"')),
    Row("16", _body("invalid_grant", "inactive user"), _sent(sub="former@org1.example")),
    Row(
        "24",
        _body("app_blocked", "app is blocked"),
        world=(('label = "Org2 Integration"', 'label = "Org2 Integration"\nblocked = true'),),
    ),
    Row("25", _body("bad_jti_claim", "jti claim was used before"), _sent(jti="one"), twice=True),
    Row("28", _body("invalid_client", "invalid client credentials"), lambda: a_form(client_secret="wrong"), status=401),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.row)
def test_each_refusal_says_what_salesforce_says_to_the_byte(new_server: Callable[..., Server], row: Row) -> None:
    server, form = new_server(*row.world), row.form()
    if row.twice:
        assert server.post(TOKEN, form).status_code == 200
    answer = server.post(TOKEN, form)
    assert (answer.status_code, answer.text) == (row.status, row.body)
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert answer.headers["Cache-Control"] == CACHE_CONTROL
    assert server.login_of(answer)["error"] == json.loads(row.body)["error"]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", None])
def test_row_1_is_also_the_answer_to_other_encodings(shared: Server, content_type: str | None) -> None:
    answer = shared.post(TOKEN, json.dumps(a_form()), content_type=content_type)
    assert (answer.status_code, answer.text) == (400, GRANT_TYPE)


STRICT_ROWS = [
    ("grant_type missing", lambda: a_form(grant_type=LEFT_OUT), 400, "invalid_request"),
    ("grant_type unknown", lambda: a_form(grant_type="password"), 400, "unsupported_grant_type"),
    ("assertion missing", lambda: a_form(assertion=LEFT_OUT), 400, "invalid_request"),
    ("issuer unknown", _sent(iss="3MVG9nobody"), 400, "invalid_grant"),
    ("user not assigned", _sent(sub="erika@org1.example"), 400, "invalid_grant"),
    ("user unknown", _sent(sub="nobody@org1.example"), 400, "invalid_grant"),
    ("secret wrong", lambda: a_form(client_secret="wrong"), 401, "invalid_client"),
    ("empty credentials", lambda: a_form(client_id=CONSUMER_KEY, client_secret=""), 401, "invalid_client"),
    ("exp as text", _sent(exp=str(int(NOW) + 60)), 400, "invalid_grant"),
    ("exp in milliseconds", _sent(exp=int(NOW) * 1000), 400, "invalid_grant"),
]


@pytest.mark.parametrize(
    ("form", "status", "error"), [row[1:] for row in STRICT_ROWS], ids=[row[0] for row in STRICT_ROWS]
)
def test_the_strict_profile_says_what_the_rfcs_say(
    strict_shared: Server, form: Callable[[], dict[str, str]], status: int, error: str
) -> None:
    answer = strict_shared.post(TOKEN, form())
    assert (answer.status_code, answer.json["error"]) == (status, error)


def test_a_strict_shared_refuses_json_as_an_invalid_request(strict_shared: Server) -> None:
    answer = strict_shared.post(TOKEN, json.dumps(a_form()), content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_success_has_the_members_of_the_samples_in_their_order(shared: Server) -> None:
    answer = shared.request_token()
    assert answer.status_code == 200
    assert list(answer.json) == ["access_token", "scope", "instance_url", "id", "token_type"]
    body = answer.json
    assert re.fullmatch(r"00Dxx0000001gPL!AQ[A-Za-z0-9._]{94}", body["access_token"])
    assert len(body["access_token"]) == 112
    assert body["scope"] == "api web"
    assert body["instance_url"] == "http://127.0.0.1:8002"
    assert re.fullmatch(r"http://127\.0\.0\.1:8001/id/00Dxx0000001gPLEAY/005\w{15}", body["id"])
    assert body["token_type"] == "Bearer"
    assert answer.text == json.dumps(body, separators=(",", ":"))


def test_success_carries_the_captured_headers_and_names_the_login(shared: Server) -> None:
    headers = shared.request_token().headers
    assert headers["Content-Type"] == "application/json;charset=UTF-8"
    assert headers["Cache-Control"] == CACHE_CONTROL
    assert headers["Pragma"] == "no-cache"
    assert headers["Expires"] == "Thu, 01 Jan 1970 00:00:00 GMT"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "none"
    assert "Strict-Transport-Security" in headers
    assert "WWW-Authenticate" not in headers
    cookies = {cookie.partition("=")[0] for cookie in headers.getlist("Set-Cookie")}
    assert cookies == {"BrowserId", "CookieConsentPolicy"}
    assert headers["Orgless-Login"].startswith("http://127.0.0.1:8001/login-history/")


def test_a_refusal_carries_no_challenge_but_where_the_authorization_header_was_wrong(shared: Server) -> None:
    assert "WWW-Authenticate" not in shared.request_token(an_assertion(aud="x")).headers
    answer = shared.post(TOKEN, a_form(), auth=(CONSUMER_KEY, "wrong"))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="OAuth client"')


def test_a_repeated_grant_answers_the_same_token_until_it_is_dead(server: Server) -> None:
    first = server.a_token()
    assert server.a_token() == first
    server.revoke(first)
    second = server.a_token()
    assert second != first
    server.clock.advance(7201)
    third = server.a_token(exp=int(server.clock.now) + 60)
    assert third not in {first, second}
    assert [server.is_live(token) for token in (first, second, third)] == [False, False, True]


def test_a_repeated_grant_prolongs_the_session(server: Server) -> None:
    token = server.a_token()
    server.clock.advance(7000)
    assert server.a_token(exp=int(server.clock.now) + 60) == token
    server.clock.advance(7000)
    assert server.is_live(token)


def test_another_app_gets_another_token_for_the_same_user(shared: Server) -> None:
    other = shared.request_token(an_assertion(iss=OLD_KEY, key=private_key("Old_Integration"))).json
    assert other["access_token"] != shared.a_token()
    assert other["scope"] == "api"


@pytest.mark.parametrize("extra", ["client_id", "client_secret", "scope", "redirect_uri", "format"])
def test_parameters_that_the_flow_does_not_need_do_no_harm(either_shared: Server, extra: str) -> None:
    value = {"client_id": CONSUMER_KEY, "client_secret": SECRET}.get(extra, "api full")
    answer = either_shared.request_token(**{extra: value})
    assert (answer.status_code, answer.json["scope"]) == (200, "api web")


def test_empty_client_credentials_are_ignored_and_noted(shared: Server) -> None:
    for answer in (
        shared.request_token(client_id=CONSUMER_KEY, client_secret=""),
        shared.post(TOKEN, a_form(), auth=(CONSUMER_KEY, "")),
    ):
        assert answer.status_code == 200
        noted = [check["name"] for check in shared.login_of(answer)["checks"] if check["outcome"] == "noted"]
        assert noted == ["client_credentials_are_right"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_gets_a_token(either_shared: Server, method: str) -> None:
    answer = either_shared.ask(method, TOKEN, data=a_form(), content_type=FORM)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert method == "HEAD" or answer.json == {"error": "invalid_request", "error_description": "must use HTTP POST"}
    answer = either_shared.ask(method, TOKEN, query_string=a_form())
    assert answer.status_code == 405


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_does_not_override_the_method(shared: Server, header: str) -> None:
    assert shared.get(TOKEN, query_string=a_form(), headers={header: "POST"}).status_code == 405


def test_parameters_in_the_query_of_a_post_are_read_and_noted_by_salesforce_alone(
    server: Server, new_server: Callable[..., Server]
) -> None:
    answer = server.post(TOKEN, query_string=a_form())
    assert answer.status_code == 200
    noted = [check["name"] for check in server.login_of(answer)["checks"] if check["outcome"] == "noted"]
    assert noted == ["parameters_are_in_the_body"]
    strict = new_server(profile="strict")
    assert strict.post(TOKEN, query_string=a_form()).json["error"] == "invalid_request"
    assert strict.post(f"{TOKEN}?x=1", a_form()).json["error"] == "invalid_request"


def test_every_exchange_is_an_entry_of_the_login_history(shared: Server) -> None:
    answers = [shared.request_token(), shared.request_token(an_assertion(aud="x")), shared.get(TOKEN)]
    outcomes = [(shared.login_of(one)["outcome"], shared.login_of(one)["refused_by"]) for one in answers]
    assert outcomes == [("accepted", None), ("refused", "audience_is_this_server"), ("refused", "method_is_post")]
