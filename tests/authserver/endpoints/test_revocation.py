"""Revocation (RFC 7009): a token ends at once and everywhere, and nothing else does."""

from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, FORM, OLD_KEY, SECRET, Server, an_assertion, private_key
from building.servers import REVOKE
from building.worlds import API_KEY, API_SECRET

INVALID_TOKEN = '{"error":"invalid_token","error_description":"Token was invalid"}'
UNSUPPORTED = '{"error":"unsupported_token_type","error_description":"Token type not supported"}'
OWN = (CONSUMER_KEY, SECRET)


def test_a_revoked_token_is_dead_at_once_on_every_server_of_the_database(new_server: Callable[..., Server]) -> None:
    one, two = new_server(), new_server()
    token = one.a_token()
    assert two.is_live(token)
    answer = two.revoke(token)
    assert (answer.status_code, answer.data) == (200, b"")
    assert not one.is_live(token)
    assert not two.is_live(token)


@pytest.mark.parametrize("how", ["form", "url", "form with credentials", "header"])
def test_salesforce_revokes_for_whoever_holds_the_token(server: Server, how: str) -> None:
    token = server.a_token()
    if how == "url":
        answer = server.get(REVOKE, query_string={"token": token})
    elif how == "header":
        answer = server.post(REVOKE, {"token": token}, auth=OWN)
    else:
        credentials = {"client_id": CONSUMER_KEY, "client_secret": SECRET} if "credentials" in how else {}
        answer = server.post(REVOKE, {"token": token} | credentials)
    assert (answer.status_code, answer.data) == (200, b"")
    assert not server.is_live(token)


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "nonsense"])
def test_a_hint_changes_nothing(either_server: Server, hint: str) -> None:
    token = either_server.a_token()
    assert either_server.post(REVOKE, {"token": token, "token_type_hint": hint}, auth=OWN).status_code == 200
    assert not either_server.is_live(token)


def test_only_the_one_token_dies(server: Server) -> None:
    token = server.a_token()
    other = server.a_token(iss=OLD_KEY, key=private_key("Old_Integration"))
    server.revoke(token)
    assert server.is_live(other)


NOT_THE_TOKEN = {
    "shortened": (lambda token: token[:-1], UNSUPPORTED),
    "its prefix": (lambda token: token[:16], UNSUPPORTED),
    "a wildcard": (lambda token: token[:40] + "%", UNSUPPORTED),
    "a word": (lambda _token: "garbage", UNSUPPORTED),
    "its last letter changed": (lambda token: token[:-1] + ("x" if token[-1] != "x" else "y"), INVALID_TOKEN),
    "letter case changed": (lambda token: token[:18] + token[18:].swapcase(), INVALID_TOKEN),
}


@pytest.mark.parametrize(("change", "body"), NOT_THE_TOKEN.values(), ids=NOT_THE_TOKEN.keys())
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_exactly_the_token_revokes_nothing(
    shared: Server, change: Callable[[str], str], body: str, method: str
) -> None:
    token = shared.a_token()
    sent = {"token": change(token)}
    answer = shared.get(REVOKE, query_string=sent) if method == "GET" else shared.post(REVOKE, sent)
    assert (answer.status_code, answer.text) == (400, body)
    assert shared.is_live(token)


def test_a_token_that_is_dead_already_is_invalid(server: Server) -> None:
    token = server.a_token()
    server.revoke(token)
    assert (server.revoke(token).status_code, server.revoke(token).text) == (400, INVALID_TOKEN)


def test_the_strict_profile_answers_200_for_what_is_dead_already_and_does_not_tell(strict_server: Server) -> None:
    token = strict_server.a_token()
    for sent in (token, token, "garbage"):
        answer = strict_server.post(REVOKE, {"token": sent}, auth=OWN)
        assert (answer.status_code, answer.data) == (200, b"")
    assert not strict_server.is_live(token)


WRONG_CREDENTIALS: dict[str, dict[str, Any]] = {
    "a wrong secret": {"auth": (CONSUMER_KEY, "wrong")},
    "a wrong secret in the form": {"form": {"client_id": CONSUMER_KEY, "client_secret": "wrong"}},
    "a bare client_id": {"form": {"client_id": CONSUMER_KEY}},
    "letters that are not ASCII": {"headers": {"Authorization": "Basic \xe9"}},
    "two kinds": {"auth": OWN, "form": {"client_id": CONSUMER_KEY, "client_secret": SECRET}},
}


@pytest.mark.parametrize("parts", WRONG_CREDENTIALS.values(), ids=WRONG_CREDENTIALS.keys())
def test_credentials_that_are_there_must_be_right(either_shared: Server, parts: dict[str, Any]) -> None:
    token, sent = either_shared.a_token(), dict(parts)
    answer = either_shared.post(REVOKE, {"token": token} | sent.pop("form", {}), **sent)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")
    assert either_shared.is_live(token)


def test_another_app_may_not_revoke_it(either_shared: Server) -> None:
    token = either_shared.a_token()
    answer = either_shared.post(REVOKE, {"token": token}, auth=(API_KEY, API_SECRET))
    assert answer.status_code == (200 if either_shared.settings.profile == "strict" else 400)
    assert either_shared.is_live(token)


def test_the_strict_profile_wants_post_and_credentials(strict_shared: Server) -> None:
    token = strict_shared.a_token()
    assert strict_shared.get(REVOKE, query_string={"token": token}).status_code == 405
    assert strict_shared.revoke(token).status_code == 401
    assert strict_shared.is_live(token)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_not_allowed_and_the_answer_says_which_are(either_shared: Server, method: str) -> None:
    answer = either_shared.ask(method, REVOKE, data={"token": either_shared.a_token()})
    allowed = "POST" if either_shared.settings.profile == "strict" else "GET, POST"
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


BAD_REQUESTS: dict[str, dict[str, Any]] = {
    "no token": {"data": {}},
    "an empty token": {"data": {"token": ""}},
    "the token twice": {"data": "token=a&token=a", "content_type": FORM},
    "JSON": {"data": '{"token":"x"}', "content_type": "application/json"},
}


@pytest.mark.parametrize("parts", BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys())
def test_a_request_without_one_readable_token_is_invalid(either_shared: Server, parts: dict[str, Any]) -> None:
    answer = either_shared.ask("POST", REVOKE, auth=OWN, **parts)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("odd", "says"),
    [
        ("&token=x", "parameter sent more than once"),
        ("&x=1&x=1", "parameter sent more than once"),
        ("&x=%zz", "parameters could not be decoded"),
        ("&x=%ff", "parameters could not be decoded"),
    ],
)
def test_a_get_with_a_repeated_or_unreadable_query_revokes_nothing(shared: Server, odd: str, says: str) -> None:
    token = shared.a_token()
    for query in (f"token={token}{odd}", f"{odd[1:]}&token={token}"):
        answer = shared.get(REVOKE, query_string=query)
        assert (answer.status_code, answer.json["error_description"]) == (400, says)
    assert shared.is_live(token)


def test_a_token_in_body_and_query_of_a_get_revokes_nothing(shared: Server) -> None:
    token = shared.a_token()
    answer = shared.get(REVOKE, query_string={"token": token}, data={"token": "x"})
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")
    assert shared.is_live(token)


def test_a_get_without_a_token_says_that_it_is_required(shared: Server) -> None:
    answer = shared.get(REVOKE)
    assert (answer.status_code, answer.json["error_description"]) == (400, "token is required")


def test_an_assertion_is_no_token(shared: Server) -> None:
    assert shared.revoke(an_assertion()).text == UNSUPPORTED


SCRIPT = "application/javascript;charset=UTF-8"


@pytest.mark.parametrize("callback", ["myCallback", "_", "$1", "a" * 64])
def test_a_callback_gets_a_script_that_tells_how_it_went(server: Server, callback: str) -> None:
    token = server.a_token()
    query = {"token": token, "callback": callback}
    for said in ("({});", '({"error":"invalid_token"});'):
        answer = server.get(REVOKE, query_string=query)
        assert (answer.status_code, answer.text) == (200, callback + said)
        assert answer.headers["Content-Type"] == SCRIPT
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not server.is_live(token)
    answer = server.get(REVOKE, query_string={"token": "garbage", "callback": callback})
    assert answer.text == callback + '({"error":"unsupported_token_type"});'


@pytest.mark.parametrize(
    "callback", ["", "a b", "alert(1)//", "a.b", "<script>", "1a", "a" * 65, "é", "a\n", "a;b", "a-b", "\u202e"]
)
def test_a_callback_that_is_no_identifier_is_refused_and_revokes_nothing(shared: Server, callback: str) -> None:
    token = shared.a_token()
    answer = shared.get(REVOKE, query_string={"token": token, "callback": callback})
    assert (answer.status_code, answer.json["error_description"]) == (400, "callback must be an identifier")
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert shared.is_live(token)


def test_a_callback_is_for_scripts_in_pages_only(server: Server, strict_shared: Server) -> None:
    posted = server.post(REVOKE, {"token": server.a_token(), "callback": "c"}, query_string={"callback": "c"})
    assert "c(" not in posted.text
    strict = strict_shared.get(REVOKE, query_string={"token": strict_shared.a_token(), "callback": "c"})
    assert (strict.status_code, strict.json["error"]) == (405, "invalid_request")
    wrong = {"Authorization": "Basic eDp5"}
    refused = server.get(REVOKE, query_string={"token": server.a_token(), "callback": "c"}, headers=wrong)
    assert (refused.status_code, refused.json["error"]) == (401, "invalid_client")
