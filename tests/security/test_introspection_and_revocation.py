"""Security contract H: who may ask about tokens or end them, and that a text that is nearly a token is none."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from building import CONSUMER_KEY, NOW, OLD_KEY, SECRET, Server, an_assertion, private_key, private_pem
from building.servers import INTROSPECT, REVOKE
from building.worlds import API_KEY, API_SECRET
from refusals import refused

JWT_BEARER_CLIENT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
OWN = (CONSUMER_KEY, SECRET)


def client_assertion(**claims: Any) -> dict[str, str]:
    """A client assertion as OpenID Connect Core 9 has it, which this server does not take."""
    good = {
        "iss": CONSUMER_KEY,
        "sub": CONSUMER_KEY,
        "aud": "http://127.0.0.1:8001/services/oauth2/introspect",
        "jti": "x",
        "exp": int(NOW) + 60,
    }
    made = jwt.encode(good | claims, private_pem(), algorithm="RS256")
    return {"client_assertion_type": JWT_BEARER_CLIENT, "client_assertion": made}


#: Form fields beside ``token``, and the credentials of the header, that prove nothing.
NO_CREDENTIALS: dict[str, tuple[dict[str, str], tuple[str, str] | None]] = {
    "H1 nothing": ({}, None),
    "H1 a client_id alone": ({"client_id": API_KEY}, None),
    "H1 another app's secret": ({"client_id": API_KEY, "client_secret": SECRET}, None),
    "H1 an assertion as secret": ({"client_id": CONSUMER_KEY, "client_secret": an_assertion()}, None),
    "H1 an assertion as password": ({}, (CONSUMER_KEY, an_assertion())),
    "H1 an assertion as parameter": ({"assertion": an_assertion()}, None),
    "H6 the assertion of the bearer grant": (
        {"client_assertion_type": JWT_BEARER_CLIENT, "client_assertion": an_assertion(jti="x")},
        None,
    ),
    "H6 a client assertion, which is not served": (client_assertion(), None),
    "H6 a client assertion and its client_id": (client_assertion() | {"client_id": CONSUMER_KEY}, None),
    "H6 a client assertion of a stranger": (client_assertion(iss="x", sub="x"), None),
    "E8 a wrong secret": ({}, (API_KEY, "x")),
    "E8 two ways at once": ({"client_id": API_KEY, "client_secret": API_SECRET}, (API_KEY, API_SECRET)),
}


@pytest.mark.parametrize(("form", "auth"), NO_CREDENTIALS.values(), ids=NO_CREDENTIALS.keys())
def test_nothing_is_said_of_a_token_to_who_proves_nothing(
    either_shared: Server, form: dict[str, str], auth: tuple[str, str] | None
) -> None:
    for token in (either_shared.a_token(), "x"):
        body = refused(either_shared.post(INTROSPECT, {"token": token} | form, auth=auth), 401, error="invalid_client")
        assert "active" not in body


#: Made of a live token.
NEARLY: dict[str, Callable[[str], str]] = {
    "H4 H9 cut off": lambda token: token[:-1],
    "H4 H9 its prefix": lambda token: token[:40],
    "H4 H9 a wildcard": lambda token: f"{token[:40]}%",
    "H4 H9 a star": lambda _token: "*",
    "H4 H9 a character more": lambda token: f"{token}x",
    "H4 H9 a blank behind it": lambda token: f"{token} ",
    "H4 H9 a line feed behind it": lambda token: f"{token}\n",
    "H4 H9 a NUL behind it": lambda token: f"{token}\0",
    "H4 H9 in other letters": lambda token: token.swapcase(),
    "H4 H9 a scheme before it": lambda token: f"Bearer {token}",
    "H4 H9 twice, with a comma": lambda token: f"{token},{token}",
    "H4 an assertion": lambda _token: an_assertion(),
    "H4 a consumer key": lambda _token: CONSUMER_KEY,
    "H4 a secret": lambda _token: SECRET,
    "H4 a refresh token": lambda _token: "5Aep861" + "x" * 80,
    "H4 a token of another org": lambda token: f"00Dyy0000002hQM{token[15:]}",
    "H4 another token of this org": lambda token: token[:18] + "x" * 94,
    "H4 a megabyte would be refused, 60,000 characters are none": lambda _token: "x" * 60_000,
    "H4 no UTF-8 can be behind it": lambda token: f"{token}\u202e",
}


@pytest.mark.parametrize("nearly", NEARLY.values(), ids=NEARLY.keys())
def test_what_is_nearly_a_token_is_inactive_and_ends_nothing(
    either_shared: Server, nearly: Callable[[str], str]
) -> None:
    token = either_shared.a_token()
    said = either_shared.introspect(nearly(token))
    is_strict = either_shared.settings.profile == "strict"
    if said.status_code == 200:
        assert said.json == {"active": False}
    else:
        assert not is_strict
        refused(said, 400, error="unsupported_token_type")
    ended = either_shared.post(REVOKE, {"token": nearly(token)}, auth=OWN)
    assert ended.status_code == (200 if is_strict else 400)
    assert either_shared.is_live(token)


HINTS = ["access_token", "refresh_token", "nobody_knows", "", "' OR 1=1", "x" * 9000, "ä"]


@pytest.mark.parametrize("hint", HINTS, ids=[f"H4 H10 {hint:.20}" for hint in HINTS])
def test_a_hint_changes_nothing(either_server: Server, hint: str) -> None:
    token = either_server.a_token()
    form = {"token": token, "token_type_hint": hint}
    assert either_server.post(INTROSPECT, form, auth=(API_KEY, API_SECRET)).json["active"] is True
    assert either_server.post(REVOKE, form, auth=OWN).status_code == 200
    assert not either_server.is_live(token)


def test_h5_numbers_are_numbers_and_the_members_are_those_that_are_promised(either_shared: Server) -> None:
    said = either_shared.introspect(either_shared.a_token()).json
    assert {"active", "scope", "client_id", "username", "sub", "token_type", "exp", "iat"} <= set(said)
    assert all(type(said[name]) is int for name in ("exp", "iat"))
    assert said["active"] is True


def test_h4_an_app_that_may_not_look_sees_a_live_token_as_it_sees_a_dead_one(either_shared: Server) -> None:
    other = an_assertion(iss=OLD_KEY, key=private_key("Old_Integration"))
    token = either_shared.request_token(other).json["access_token"]
    assert either_shared.is_live(token)
    assert either_shared.post(INTROSPECT, {"token": token}, auth=OWN).json == {"active": False}


def test_h7_an_app_ends_its_own_tokens_only(either_shared: Server) -> None:
    other = an_assertion(iss=OLD_KEY, key=private_key("Old_Integration"))
    token = either_shared.request_token(other).json["access_token"]
    either_shared.post(REVOKE, {"token": token}, auth=OWN)
    refused(either_shared.post(REVOKE, {"token": token}, auth=(CONSUMER_KEY, "x")), 401, error="invalid_client")
    assert either_shared.is_live(token)


CALLBACKS = [
    "x;alert(1)//",
    "<script>",
    "x" * 5000,
    "alert(1)",
    "a b",
    "0x",
    "",
    "\u2028x",
    "x\r\nX-Injected: y",
    "a[0]",
]


@pytest.mark.parametrize("callback", CALLBACKS, ids=[f"H11 {callback!a:.30}" for callback in CALLBACKS])
def test_a_callback_that_is_no_identifier_gets_no_script(either_server: Server, callback: str) -> None:
    token = either_server.a_token()
    for path in (INTROSPECT, REVOKE):
        answer = either_server.get(path, query_string={"token": token, "callback": callback})
        refused(answer, 400, 401, 405)
        assert "X-Injected" not in answer.headers
    assert either_server.is_live(token)


def test_h11_a_script_is_called_one_and_is_never_guessed_to_be_something_else(server: Server) -> None:
    answer = server.get(REVOKE, query_string={"token": server.a_token(), "callback": "told"})
    assert answer.headers["Content-Type"].startswith("application/javascript")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("told(")


def test_h11_a_strict_server_has_no_scripts(strict_server: Server) -> None:
    answer = strict_server.get(REVOKE, query_string={"token": strict_server.a_token(), "callback": "told"})
    refused(answer, 405)


@pytest.mark.parametrize("auth", [None, (API_KEY, "x"), OWN, (CONSUMER_KEY, an_assertion()), ("", "")])
def test_h1_the_directory_of_users_is_told_to_the_rest_api_alone(
    either_shared: Server, auth: tuple[str, str] | None
) -> None:
    refused(either_shared.get("/directory", auth=auth), 401, error="invalid_client")
    in_url = {"client_id": API_KEY, "client_secret": API_SECRET}
    refused(either_shared.get("/directory", query_string=in_url, auth=auth), 401, error="invalid_client")
    bearer = {"Authorization": f"Bearer {either_shared.a_token()}"}
    refused(either_shared.get("/directory", headers=bearer), 401, error="invalid_client")


def test_h1_the_directory_holds_no_secret_and_no_key(either_shared: Server) -> None:
    told = either_shared.get("/directory", auth=(API_KEY, API_SECRET))
    assert told.status_code == 200
    assert not [text for text in (SECRET, API_SECRET, CONSUMER_KEY, "PRIVATE", "scopes") if text in told.text]
