"""Security contract F: a token response says what it must and is never kept; a refusal says its class and no more."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, SECRET, TOKEN, Server, a_form, an_assertion, private_key
from building.servers import INTROSPECT, REVOKE
from refusals import granted, refused

SAYS_TOO_MUCH = ("traceback", "file ", ".py", "/home", "sqlite", "postgres", "select ", "authlib", "jwt.", "pyjwt")
SAYS_TOO_MUCH += ("werkzeug", "flask", "cryptography", "exception", "error:", "object at", "certificate", "rsa", "sha")
MARKED = "zzmarkedzz"
#: Refusals of every kind; what the request says is marked, so that an answer that repeats it is seen.
KINDS: dict[str, dict[str, str]] = {
    "F4 another grant type": a_form(grant_type=MARKED),
    "F4 no assertion": {"grant_type": a_form()["grant_type"], MARKED: MARKED},
    "F4 no JWT": a_form(assertion=MARKED),
    "F4 an algorithm": a_form(assertion=an_assertion(header={"alg": MARKED})),
    "F4 an algorithm with quotes": a_form(assertion=an_assertion(header={"alg": f'"\\{MARKED}\n'})),
    "F4 an extension": a_form(assertion=an_assertion(header={"crit": [MARKED]})),
    "F4 a key name": a_form(assertion=an_assertion(header={"kid": MARKED}, key=private_key("Stranger"))),
    "F4 an issuer": a_form(assertion=an_assertion(iss=f'{MARKED} "ä" \\ \x1b')),
    "F4 a subject": a_form(assertion=an_assertion(sub=f"{MARKED}@org1.example")),
    "F4 an audience": a_form(assertion=an_assertion(aud=f"https://{MARKED}.example")),
    "F4 an expiry": a_form(assertion=an_assertion(exp=MARKED)),
    "F4 an old expiry": a_form(assertion=an_assertion(exp=1)),
    "F4 a not-before time": a_form(assertion=an_assertion(nbf=MARKED)),
    "F4 an id": a_form(assertion=an_assertion(jti=[MARKED])),
    "F4 a user without the profile": a_form(assertion=an_assertion(sub="erika@org1.example")),
    "F4 an inactive user": a_form(assertion=an_assertion(sub="former@org1.example")),
    "F6 client credentials": a_form(client_secret=MARKED),
    "F6 another client": a_form(client_id=MARKED),
}


@pytest.mark.parametrize("form", KINDS.values(), ids=KINDS.keys())
def test_a_refusal_repeats_nothing_and_tells_nothing_of_the_inside(either_shared: Server, form: dict[str, str]) -> None:
    answer = either_shared.post(TOKEN, form)
    said = json.dumps(refused(answer, 400, 401)).lower()
    assert MARKED not in said
    assert MARKED not in str(answer.headers)
    assert not [text for text in SAYS_TOO_MUCH if text in said]
    assert answer.headers["Cache-Control"].endswith("no-store,private")
    assert answer.headers["Pragma"] == "no-cache"
    assert (answer.status_code == 401) == ("WWW-Authenticate" in answer.headers)


def test_f1_f3_success_is_what_the_configuration_says_and_has_no_refresh_token(either_shared: Server) -> None:
    for host in ("127.0.0.1:8001", "localhost:9", "login.salesforce.com", "org1.my.salesforce.com"):
        answer = either_shared.post(TOKEN, a_form(), headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        body = granted(answer)
        assert set(body) == {"access_token", "scope", "instance_url", "id", "token_type"}
        assert (body["token_type"], body["instance_url"]) == ("Bearer", "http://127.0.0.1:8002")
        assert body["id"].startswith("http://127.0.0.1:8001/id/00Dxx0000001gPLEAY/005")


def test_f2_nothing_with_a_token_is_ever_kept(either_shared: Server) -> None:
    token = either_shared.a_token()
    answers = [
        either_shared.request_token(),
        either_shared.introspect(token),
        either_shared.get("/services/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"}),
        either_shared.post(TOKEN, {}),
    ]
    for answer in answers:
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Pragma"] == "no-cache"


def test_f7_a_user_who_is_unknown_and_one_who_did_not_approve_are_told_the_same(either_shared: Server) -> None:
    old = {"iss": "3MVG9.OldIntegration_00000000000000000000002", "key": private_key("Old_Integration")}
    unknown = either_shared.request_token(an_assertion(sub="nobody@org1.example", **old))
    unapproved = either_shared.request_token(an_assertion(sub="erika@org1.example", **old))
    assert refused(unknown, 400) == refused(unapproved, 400)


FRAMEWORK: dict[str, tuple[int, dict[str, Any]]] = {
    "F8 404": (404, {"path": "/services/oauth2/nothing"}),
    "F8 405": (405, {"path": "/id/keys", "method": "POST"}),
    "F8 405 of a token": (405, {"path": TOKEN, "method": "GET"}),
    "F8 413": (413, {"path": TOKEN, "method": "POST", "data": b"x" * 70_000}),
    "F8 413 of introspection": (413, {"path": INTROSPECT, "method": "POST", "data": b"x" * 70_000}),
    "F8 421": (421, {"path": TOKEN, "method": "POST", "headers": {"Host": "evil.example"}}),
    "F8 400": (400, {"path": REVOKE, "method": "POST", "data": b"token=%zz", "auth": (CONSUMER_KEY, SECRET)}),
    "F8 501": (501, {"path": TOKEN, "method": "POST", "headers": {"Transfer-Encoding": "gzip"}}),
}


@pytest.mark.parametrize(("status", "request_parts"), FRAMEWORK.values(), ids=FRAMEWORK.keys())
def test_the_frameworks_own_refusals_are_json_too(
    either_shared: Server, status: int, request_parts: dict[str, Any]
) -> None:
    parts = {"method": "GET", "content_type": "application/x-www-form-urlencoded"} | request_parts
    answer = either_shared.ask(parts.pop("method"), parts.pop("path"), **parts)
    assert answer.status_code == status
    assert set(answer.json) == {"error", "error_description"}
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_f9_tokens_are_long_different_and_evenly_made(new_server: Callable[..., Server]) -> None:
    server, tokens = new_server(), []
    for _ in range(200):
        tokens.append(server.a_token())
        server.revoke(tokens[-1])
    assert len(set(tokens)) == 200
    secret_parts = [token[18:] for token in tokens]
    assert {len(part) for part in secret_parts} == {94}
    for place in range(94):
        assert len({part[place] for part in secret_parts}) > 30, "a place that hardly varies"
    assert max(Counter("".join(secret_parts)).values()) < 2 * 94 * 200 / 64
