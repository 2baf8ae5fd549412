"""The token endpoint over HTTP: other encodings, and the strict profile's own codes."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from building import (
    CONSUMER_KEY,
    FORM,
    LEFT_OUT,
    NOW,
    TOKEN,
    Server,
    a_form,
    an_assertion,
)

CACHE_CONTROL = "no-cache,must-revalidate,max-age=0,no-store,private"


def _body(error: str, description: str) -> str:
    return f'{{"error":"{error}","error_description":"{description}"}}'


def _sent(**claims: Any) -> Callable[[], dict[str, str]]:
    return lambda: a_form(assertion=an_assertion(**claims))


GRANT_TYPE = _body("unsupported_grant_type", "grant type not supported")


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
