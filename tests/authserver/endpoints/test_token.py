"""The token endpoint over HTTP: each row of the reference's error table byte for byte, and what a success is."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from building import (
    CONSUMER_KEY,
    FORM,
    LEFT_OUT,
    NOW,
    OLD_KEY,
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


@pytest.mark.parametrize(
    "odd", ["&x=%zz", "&x=%", "&x=%ff", "&x=\xff", "".join(f"&x{number}=1" for number in range(99))]
)
def test_what_cannot_be_decoded_is_an_invalid_request_in_both_profiles(either_shared: Server, odd: str) -> None:
    body = urlencode(a_form()).encode() + odd.encode("latin-1")
    answer = either_shared.post(TOKEN, body, content_type=FORM)
    assert (answer.status_code, answer.text) == (400, _body("invalid_request", "parameters could not be decoded"))


def test_a_strict_server_refuses_json_as_an_invalid_request(strict_shared: Server) -> None:
    answer = strict_shared.post(TOKEN, json.dumps(a_form()), content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")
