"""Security contract O: where either behaviour is right, the one that was chosen."""

from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, LEFT_OUT, NOW, SECRET, TOKEN, Server, a_form, an_assertion
from building.servers import REVOKE
from whole_org1 import Org1

#: By its name: the claims or header of an assertion, and whether the profiles ``salesforce`` and ``strict`` take it.
ASSERTIONS: dict[str, tuple[dict[str, Any], bool, bool]] = {
    "O an audience in a list of one": ({"aud": ["https://login.salesforce.com"]}, True, False),
    "O the token endpoint as audience": ({"aud": "https://login.salesforce.com/services/oauth2/token"}, True, False),
    "O the subject in other letters": ({"sub": "MAX@org1.EXAMPLE"}, True, False),
    "O prn in place of sub": ({"sub": LEFT_OUT, "prn": "max@org1.example"}, True, False),
    "O an unknown kid": ({"header": {"kid": "nobody knows it"}}, True, True),
    "O a fraction of a second as expiry": ({"exp": NOW + 0.75}, True, True),
    "O no id": ({"jti": LEFT_OUT}, True, True),
    "O a very old time of issue": ({"iat": 0}, True, True),
}


@pytest.mark.parametrize(("parts", "salesforce", "strict"), ASSERTIONS.values(), ids=ASSERTIONS.keys())
def test_what_an_assertion_may_say(
    shared: Server, strict_shared: Server, parts: dict[str, Any], *, salesforce: bool, strict: bool
) -> None:
    assertion = an_assertion(**parts)
    assert (shared.request_token(assertion).status_code == 200) == salesforce
    assert (strict_shared.request_token(assertion).status_code == 200) == strict


def test_o_replay_protection_is_always_on(either_server: Server) -> None:
    assertion = an_assertion(jti="x")
    assert [either_server.request_token(assertion).status_code for _ in range(2)] == [200, 400]


def test_o_an_unknown_scope_is_ignored(either_shared: Server) -> None:
    assert either_shared.request_token(scope="nobody knows").json["scope"] == "api web"


#: What a revocation is, and its status in the profiles ``salesforce`` and ``strict``.
REVOCATIONS: dict[str, tuple[Callable[[Server, str], Any], int, int]] = {
    "O without credentials": (lambda server, token: server.post(REVOKE, {"token": token}), 200, 401),
    "O by GET": (lambda server, token: server.get(REVOKE, query_string={"token": token}), 200, 405),
    "O of an unknown token": (
        lambda server, token: server.post(REVOKE, {"token": token[:-9] + "x" * 9}, auth=(CONSUMER_KEY, SECRET)),
        400,
        200,
    ),
}


@pytest.mark.parametrize(("revoke", "salesforce", "strict"), REVOCATIONS.values(), ids=REVOCATIONS.keys())
def test_what_a_revocation_may_be(
    server: Server,
    strict_server: Server,
    revoke: Callable[[Server, str], Any],
    salesforce: int,
    strict: int,
) -> None:
    assert revoke(server, server.a_token()).status_code == salesforce
    assert revoke(strict_server, strict_server.a_token()).status_code == strict


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "x"])
def test_o_a_malformed_header_is_an_invalid_session_too(either_org1: Org1, header: str) -> None:
    answer = either_org1.ask(headers={"Authorization": header})
    assert (answer.status_code, answer.json[0]["errorCode"]) == (401, "INVALID_SESSION_ID")


def test_o_a_wrong_secret_in_the_body_is_401(either_shared: Server) -> None:
    answer = either_shared.post(TOKEN, a_form(client_secret="x"))
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_o_without_a_token_an_unknown_path_of_the_api_is_401(either_org1: Org1) -> None:
    assert either_org1.ask("nothing", headers={}).status_code == 401
    assert either_org1.call(either_org1.login.a_token(), "nothing").status_code == 404


def test_o_the_same_request_again_gets_the_same_token_while_that_lives(either_shared: Server) -> None:
    assert either_shared.a_token() == either_shared.a_token()
