"""Security contract G: the API takes a live token of its own org, whole, in the Authorization header alone."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, NOW, SECRET, an_assertion, base64url, compact, private_key
from building.worlds import API_KEY, API_SECRET
from whole_org1 import Org1

UNSIGNED = '{"alg":"none","typ":"at+jwt"}'
EXPIRED = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'


def of_another_letter(character: str) -> str:
    """A character that a token may hold as well."""
    return "b" if character != "b" else "c"


def claims(**changes: Any) -> str:
    """What an access token that is a JWT would say (RFC 9068 2.2)."""
    good = {
        "iss": "http://127.0.0.1:8002",
        "aud": ["http://127.0.0.1:8002"],
        "sub": "uid:005xx0000000001AAA",
        "client_id": CONSUMER_KEY,
        "scp": "api",
        "scope": "api",
        "jti": "x",
        "iat": int(NOW),
        "exp": int(NOW) + 900,
    }
    return json.dumps(good | changes)


#: Made of a live token: what is sent instead of it.
FORGED: dict[str, Callable[[str], str]] = {
    "G3 nothing": lambda _token: "",
    "G3 another token's form": lambda token: f"{token[:18]}{'x' * 94}",
    "G6 cut off by one": lambda token: token[:-1],
    "G6 its first half": lambda token: token[:56],
    "G6 up to the exclamation mark": lambda token: token.partition("!")[0],
    "G6 from the exclamation mark on": lambda token: token.partition("!")[2],
    "G6 a character more": lambda token: f"{token}a",
    "G6 twice": lambda token: token * 2,
    "G6 in capital letters": lambda token: token.upper(),
    "G6 in small letters": lambda token: token.lower(),
    "G6 with the letters' cases swapped": lambda token: token.swapcase(),
    "G6 with an equals sign behind it": lambda token: f"{token}=",
    "G6 escaped": lambda token: token.replace("!", "%21"),
    "G6 in quotes": lambda token: f'"{token}"',
    "G6 with a comma behind it": lambda token: f"{token},",
    "G6 in base64": lambda token: base64.b64encode(token.encode()).decode(),
    "G6 with a wildcard": lambda token: f"{token[:40]}*",
    "G6 with an SQL wildcard": lambda token: f"{token[:40]}%",
    "G6 SQL": lambda token: f"{token}'OR'1'='1",
    "G6 with the org's long id": lambda token: f"{token[:15]}EAY{token[15:]}",
    "G7 the assertion": lambda _token: an_assertion(),
    "G7 an assertion for the API": lambda _token: an_assertion(aud="http://127.0.0.1:8002"),
    "G7 the consumer key": lambda _token: CONSUMER_KEY,
    "G7 the consumer secret": lambda _token: SECRET,
    "G7 the API's own secret": lambda _token: API_SECRET,
    "G7 an ID token": lambda _token: compact('{"alg":"RS256","typ":"JWT"}', claims(aud=CONSUMER_KEY, nonce="x")),
    "G7 a JWT of the client's key": lambda _token: compact('{"alg":"RS256","typ":"at+jwt"}', claims()),
    "G7 a JWT of a stranger's key": lambda _token: compact(
        '{"alg":"RS256","typ":"at+jwt"}', claims(), private_key("Stranger")
    ),
    "G7 an unsigned JWT": lambda _token: f"{base64url(UNSIGNED)}.{base64url(claims())}.",
    "G7 an unsigned JWT with a signature": lambda _token: compact(UNSIGNED, claims()),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("scheme", ["Bearer", "OAuth"])
def test_what_is_not_exactly_the_token_is_refused(either_org1: Org1, forge: Callable[[str], str], scheme: str) -> None:
    token = either_org1.login.a_token()
    answer = either_org1.ask(headers={"Authorization": f"{scheme} {forge(token)}"})
    assert (answer.status_code, answer.text) == (401, EXPIRED)
    assert either_org1.lets_in(token)


def test_g6_a_token_altered_in_any_single_character_is_refused(shared_org1: Org1) -> None:
    token = shared_org1.login.a_token()
    assert shared_org1.lets_in(token)
    for place, character in enumerate(token):
        for other in {of_another_letter(character), character.swapcase(), "!"} - {character}:
            assert not shared_org1.lets_in(token[:place] + other + token[place + 1 :]), place
        assert not shared_org1.lets_in(token[:place] + token[place + 1 :]), place
        assert not shared_org1.lets_in(token[:place] + character + token[place:]), place


#: Where else a live token may stand in a request that has no good Authorization header.
ELSEWHERE: dict[str, Callable[[str], dict[str, Any]]] = {
    "G1 access_token in the query": lambda token: {"query_string": {"access_token": token}},
    "G1 oauth_token in the query": lambda token: {"query_string": {"oauth_token": token}},
    "G1 sid in the query": lambda token: {"query_string": {"sid": token, "session_id": token, "token": token}},
    "G1 a form": lambda token: {"data": {"access_token": token}, "method": "POST"},
    "G1 JSON": lambda token: {"json": {"access_token": token}, "method": "POST"},
    "G1 a cookie": lambda token: {"headers": {"Cookie": f"sid={token}; access_token={token}; Authorization={token}"}},
    "G1 headers of other names": lambda token: {
        "headers": {"X-Authorization": f"Bearer {token}", "X-SFDC-Session": token, "X-Access-Token": token}
    },
    "G1 Proxy-Authorization": lambda token: {"headers": {"Proxy-Authorization": f"Bearer {token}"}},
    "G1 the user of Basic": lambda token: {"auth": (token, "x")},
    "G1 the password of Basic": lambda token: {"auth": ("max@org1.example", token)},
    "G1 no scheme": lambda token: {"headers": {"Authorization": token}},
    "G1 another scheme": lambda token: {"headers": {"Authorization": f"Token {token}"}},
    "G1 a scheme that begins alike": lambda token: {"headers": {"Authorization": f"Bearers {token}"}},
    "G1 a colon behind the scheme": lambda token: {"headers": {"Authorization": f"Bearer: {token}"}},
    "G1 no blank": lambda token: {"headers": {"Authorization": f"Bearer{token}"}},
    "G1 behind another token": lambda token: {"headers": {"Authorization": f"Bearer x {token}"}},
    "G1 the scheme twice": lambda token: {"headers": {"Authorization": f"Bearer Bearer {token}"}},
    "G1 a parameter": lambda token: {"headers": {"Authorization": f"Bearer realm=x, token={token}"}},
    "G1 two headers, joined as HTTP does": lambda token: {
        "headers": {"Authorization": f"Bearer {token},Bearer {token}"}
    },
    "G10 a line feed before it": lambda token: {"environ_overrides": {"HTTP_AUTHORIZATION": f"Bearer\n{token}"}},
    "G10 a NUL behind it": lambda token: {"environ_overrides": {"HTTP_AUTHORIZATION": f"Bearer {token}\0"}},
    "G10 an umlaut behind it": lambda token: {"environ_overrides": {"HTTP_AUTHORIZATION": f"Bearer {token}\xe4"}},
    "G10 a megabyte": lambda token: {"headers": {"Authorization": f"Bearer {token * 9000}"}},
    "G10 a no-break space": lambda token: {"environ_overrides": {"HTTP_AUTHORIZATION": f"Bearer\xa0{token}"}},
}


@pytest.mark.parametrize("put", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_token_elsewhere_does_not_count(either_org1: Org1, put: Callable[[str], dict[str, Any]]) -> None:
    answer = either_org1.ask(**put(either_org1.login.a_token()))
    assert (answer.status_code, answer.text) == (401, EXPIRED)


SCHEMES = ["Bearer", "bearer", "BEARER", "bEaReR"]


@pytest.mark.parametrize("scheme", SCHEMES, ids=[f"G2 {scheme}" for scheme in SCHEMES])
def test_the_scheme_has_no_letter_case(either_org1: Org1, scheme: str) -> None:
    token = either_org1.login.a_token()
    assert either_org1.ask(headers={"Authorization": f"{scheme} {token}"}).status_code == 200
    assert either_org1.ask(headers={"Authorization": f"{scheme}   {token} "}).status_code == 200


def test_g2_the_scheme_oauth_is_salesforces_alone(either_org1: Org1) -> None:
    answer = either_org1.ask(headers={"Authorization": f"OAuth {either_org1.login.a_token()}"})
    assert answer.status_code == (200 if either_org1.login.settings.profile == "salesforce" else 401)


def test_g3_an_expired_token_is_refused(org1: Org1) -> None:
    token = org1.login.a_token()
    assert org1.lets_in(token)
    org1.login.clock.advance(24 * 3600 + 1)
    assert not org1.lets_in(token)


def test_g9_a_revoked_token_is_refused_at_once(org1: Org1) -> None:
    token = org1.login.a_token()
    assert org1.lets_in(token)
    org1.login.revoke(token)
    assert not org1.lets_in(token)
    assert org1.lets_in(org1.login.a_token())


def test_g4_a_strict_server_challenges_and_says_invalid_token_only_where_one_was_sent(
    new_org1: Callable[..., Org1],
) -> None:
    org1 = new_org1(profile="strict")
    assert org1.ask(headers={}).headers["WWW-Authenticate"].startswith("Bearer ")
    assert "error" not in org1.ask(headers={}).headers["WWW-Authenticate"]
    assert 'error="invalid_token"' in org1.call("x").headers["WWW-Authenticate"]


@pytest.mark.parametrize(("profile", "status"), [("salesforce", 401), ("strict", 403)])
def test_g5_a_token_without_the_scope_api_is_refused(new_org1: Callable[..., Org1], profile: str, status: int) -> None:
    scopes = ('scopes = ["api", "web", "refresh_token", "offline_access"]', 'scopes = ["web", "refresh_token"]')
    org1 = new_org1(scopes, profile=profile)
    answer = org1.call(org1.login.a_token())
    assert answer.status_code == status
    assert ('error="insufficient_scope"' in answer.headers.get("WWW-Authenticate", "")) == (profile == "strict")


def test_g7_the_token_of_another_org_is_refused(new_org1: Callable[..., Org1]) -> None:
    one, other = new_org1(), new_org1(("00Dxx0000001gPLEAY", "00Dyy0000002hQMEAY"), name="other")
    token = other.login.a_token()
    assert other.lets_in(token)
    assert not one.lets_in(token)
    assert not one.lets_in(f"00Dxx0000001gPL{token[15:]}")
    assert one.login.introspect(token).status_code in {200, 400}
    assert not one.login.is_live(token)


def test_g7_the_token_of_an_org_with_the_same_id_and_another_key_is_refused(new_org1: Callable[..., Org1]) -> None:
    one, other = new_org1(), new_org1(name="other")
    assert not one.lets_in(other.login.a_token())


def test_g10_no_answer_and_no_header_repeats_what_was_sent(either_org1: Org1) -> None:
    for sent in ("Bearer injected-token", "Basic injected", "injected x", "Bearer x\r\nX-Injected: y"):
        answer = either_org1.ask(environ_overrides={"HTTP_AUTHORIZATION": sent})
        assert answer.status_code == 401
        assert "njected" not in answer.text + str(answer.headers)


def test_nobody_calls_with_the_apis_own_credentials(either_org1: Org1) -> None:
    assert either_org1.ask(auth=(API_KEY, API_SECRET)).status_code == 401
