"""Introspection (RFC 7662): who may ask, what a live token stands for, and how little is said of any other."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, FORM, NOW, OLD_KEY, SECRET, Server, an_assertion, private_key
from building.servers import INTROSPECT
from building.worlds import API_KEY, API_SECRET

AUTH = (API_KEY, API_SECRET)
INVALID_CLIENT = '{"error":"invalid_client","error_description":"invalid client credentials"}'


def _foreign(token: str) -> str:
    return "00Dyy0000002hQM" + token[15:]


def test_a_live_token_is_described_with_salesforces_members(either_shared: Server) -> None:
    grant = either_shared.request_token().json
    answer = either_shared.introspect(grant["access_token"])
    assert answer.status_code == 200
    assert list(answer.json.items()) == [
        ("active", True),
        ("scope", "api web"),
        ("client_id", CONSUMER_KEY),
        ("username", "max@org1.example"),
        ("sub", grant["id"]),
        ("token_type", "access_token"),
        ("exp", int(NOW) + 7200),
        ("iat", int(NOW)),
        ("nbf", int(NOW)),
    ]


def test_an_app_looks_at_its_own_tokens(either_shared: Server) -> None:
    token = either_shared.a_token()
    own = either_shared.post(INTROSPECT, {"token": token}, auth=(CONSUMER_KEY, SECRET))
    assert own.json["active"]


def test_a_token_of_another_app_is_inactive_for_it(new_server: Callable[..., Server]) -> None:
    old_certificate = 'certificate_file = "Old_Integration.crt"\n'
    server = new_server((old_certificate, f'{old_certificate}consumer_secret_file = "Org1_REST_API.secret"\n'))
    answer = server.post(INTROSPECT, {"token": server.a_token()}, auth=(OLD_KEY, API_SECRET))
    assert (answer.status_code, answer.text) == (200, '{"active":false}')


@pytest.mark.parametrize("dead", ["revoked", "expired", "never issued", "its last letter changed"])
def test_a_token_that_is_not_live_is_inactive_and_nothing_more_is_said(either_server: Server, dead: str) -> None:
    token = either_server.a_token()
    if dead == "revoked":
        either_server.post("/services/oauth2/revoke", {"token": token}, auth=(CONSUMER_KEY, SECRET))
    elif dead == "expired":
        either_server.clock.advance(7200)
    elif dead == "never issued":
        token = token[:18] + "x" * 94
    else:
        token = token[:-1] + ("x" if token[-1] != "x" else "y")
    answer = either_server.introspect(token)
    assert (answer.status_code, answer.text) == (200, '{"active":false}')


GARBAGE = {
    "a word": lambda _token: "garbage",
    "shortened": lambda token: token[:-1],
    "lengthened": lambda token: token + "x",
    "with a blank behind it": lambda token: token + " ",
    "of another org": _foreign,
    "an assertion": lambda _token: an_assertion(),
    "with a line feed": lambda token: token + "\n",
    "in capitals": lambda token: token.upper(),
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_text_that_is_no_token_of_this_org_is_an_unsupported_token_type(
    shared: Server, garbage: Callable[[str], str]
) -> None:
    answer = shared.introspect(garbage(shared.a_token()))
    assert answer.status_code == 400
    assert answer.text == '{"error":"unsupported_token_type","error_description":"Token type not supported"}'


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_the_strict_profile_calls_it_inactive(strict_shared: Server, garbage: Callable[[str], str]) -> None:
    answer = strict_shared.introspect(garbage(strict_shared.a_token()))
    assert (answer.status_code, answer.text) == (200, '{"active":false}')


def _basic(text: str | bytes) -> dict[str, str]:
    raw = text if isinstance(text, bytes) else text.encode()
    return {"Authorization": f"Basic {base64.b64encode(raw).decode()}"}


NO_CREDENTIALS: dict[str, dict[str, Any]] = {
    "none": {},
    "a bare client_id": {"data": {"client_id": API_KEY}},
    "an empty secret": {"data": {"client_id": API_KEY, "client_secret": ""}},
    "an empty secret in the header": {"headers": _basic(f"{API_KEY}:")},
    "a wrong secret": {"headers": _basic(f"{API_KEY}:{API_SECRET}x")},
    "a secret in other letters": {"headers": _basic(f"{API_KEY}:{API_SECRET.lower()}")},
    "an unknown key": {"headers": _basic(f"3MVG9nobody:{API_SECRET}")},
    "no colon": {"headers": _basic(API_KEY)},
    "bytes that are not UTF-8": {"headers": _basic(b"\xff\xfe:\xff")},
    "no base64": {"headers": {"Authorization": "Basic ????"}},
    "letters that are not ASCII": {"headers": {"Authorization": "Basic \xe9\xe9"}},
    "a scheme alone": {"headers": {"Authorization": "Basic"}},
    "another scheme": {"headers": {"Authorization": 'Digest username="x"'}},
    "an app without a secret": {"headers": _basic("3MVG9.OldIntegration_00000000000000000000002:")},
    "header and form at once": {
        "headers": _basic(f"{API_KEY}:{API_SECRET}"),
        "data": {"client_id": API_KEY, "client_secret": API_SECRET},
    },
    "right, but in the URL": {"query_string": {"client_id": API_KEY, "client_secret": API_SECRET}},
    "a bearer assertion as a client assertion": {
        "data": {
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": an_assertion(),
        }
    },
}


@pytest.mark.parametrize("request_parts", NO_CREDENTIALS.values(), ids=NO_CREDENTIALS.keys())
@pytest.mark.parametrize("token_is_live", [True, False])
def test_without_credentials_nothing_is_said_of_any_token(
    either_shared: Server, request_parts: dict[str, Any], *, token_is_live: bool
) -> None:
    token = either_shared.a_token() if token_is_live else "x"
    parts = dict(request_parts)
    answer = either_shared.post(INTROSPECT, {"token": token} | parts.pop("data", {}), **parts)
    assert (answer.status_code, answer.text) == (401, INVALID_CLIENT)
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_the_caller_may_show_a_live_token_of_its_own_in_the_salesforce_profile_only(
    server: Server, new_server: Callable[..., Server]
) -> None:
    token = server.a_token()
    bearer = {"Authorization": f"Bearer {token}"}
    assert server.post(INTROSPECT, {"token": token}, headers=bearer).json["active"]
    strict = new_server(profile="strict")
    assert strict.post(INTROSPECT, {"token": token}, headers=bearer).status_code == 401
    server.revoke(token)
    assert server.post(INTROSPECT, {"token": token}, headers=bearer).status_code == 401


def test_a_caller_by_bearer_token_sees_tokens_of_its_own_app_only_whatever_its_flag_says(
    new_server: Callable[..., Server],
) -> None:
    label = 'label = "Org2 Integration"\n'
    server = new_server((label, f"{label}introspect_all_tokens = true\n"))
    own, other = server.a_token(), server.a_token(iss=OLD_KEY, key=private_key("Old_Integration"))
    bearer, secret = {"headers": {"Authorization": f"Bearer {own}"}}, {"auth": (CONSUMER_KEY, SECRET)}
    assert server.post(INTROSPECT, {"token": other}, **secret).json["active"]
    assert server.post(INTROSPECT, {"token": own}, **bearer).json["active"]
    assert server.post(INTROSPECT, {"token": other}, **bearer).text == '{"active":false}'


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "nonsense", ""])
def test_a_hint_changes_nothing(either_shared: Server, hint: str) -> None:
    answer = either_shared.post(INTROSPECT, {"token": either_shared.a_token(), "token_type_hint": hint}, auth=AUTH)
    assert answer.json["active"]


BAD_REQUESTS: dict[str, tuple[dict[str, Any], str]] = {
    "no token": ({"data": "x=1", "content_type": FORM}, "token is required"),
    "an empty token": ({"data": {"token": ""}}, "token is required"),
    "the token in the URL": (
        {"query_string": {"token": "x"}, "data": "x=1", "content_type": FORM},
        "token is required",
    ),
    "the token twice": ({"data": "token=a&token=a", "content_type": FORM}, "parameter sent more than once"),
    "JSON": (
        {"data": '{"token":"x"}', "content_type": "application/json"},
        "parameters must be sent as application/x-www-form-urlencoded",
    ),
    "bytes that are not UTF-8": (
        {"data": b"token=\xff", "content_type": FORM},
        "parameters could not be decoded",
    ),
}


@pytest.mark.parametrize(("parts", "says"), BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys())
def test_a_request_without_one_readable_token_is_invalid(
    either_shared: Server, parts: dict[str, Any], says: str
) -> None:
    answer = either_shared.ask("POST", INTROSPECT, auth=AUTH, **parts)
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_request", "error_description": says})


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_is_answered(either_shared: Server, method: str) -> None:
    answer = either_shared.ask(method, INTROSPECT, query_string={"token": either_shared.a_token()}, auth=AUTH)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "change",
    [
        ('label = "Org2 Integration"', 'label = "Org2 Integration"\nblocked = true'),
        ('last_name = "Mustermann"', 'last_name = "Mustermann"\nactive = false'),
    ],
    ids=["app blocked", "user inactive"],
)
def test_a_token_whose_app_or_user_an_administrator_shut_out_is_inactive(
    new_server: Callable[..., Server], change: tuple[str, str]
) -> None:
    token = new_server().a_token()
    assert new_server(change).introspect(token).text == '{"active":false}'


def test_no_header_of_an_answer_stands_there_twice(shared: Server) -> None:
    for answer in (shared.introspect(shared.a_token()), shared.request_token(), shared.introspect("x")):
        names = [name.lower() for name, _ in answer.headers if name != "Set-Cookie"]
        assert len(names) == len(set(names))
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
