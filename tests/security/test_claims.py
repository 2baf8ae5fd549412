"""Security contract C: what the claims may say; a number is one, and text is compared to the letter."""

import json
from typing import Any

import pytest
from building import CONSUMER_KEY, LEFT_OUT, NOW, OLD_KEY, SECRET, Server, an_assertion, compact
from refusals import granted, refused

SOON = int(NOW) + 180
AUDIENCE = "https://login.salesforce.com"
USERNAME = "max@org1.example"
WRONG_TYPES: dict[str, Any] = {
    "absent": LEFT_OUT,
    "null": None,
    "empty": "",
    "true": True,
    "zero": 0,
    "a list of nothing": [],
    "an object": {"$ne": None},
}
GRANT, CLIENT = "invalid_grant", "invalid_client_id"
ID = "bad_jti_claim"

#: By its name: the claims, and the error in the profile ``salesforce``; the profile ``strict`` says invalid_grant.
REFUSED_BY_BOTH: dict[str, tuple[dict[str, Any], str]] = {
    **{
        f"C1 {name} is {what}": ({name: value}, GRANT)
        for name in ("iss", "sub", "aud", "exp")
        for what, value in WRONG_TYPES.items()
        if (name, what) != ("exp", "zero")
    },
    "C1 iss is a list of one": ({"iss": [CONSUMER_KEY]}, GRANT),
    "C1 sub is a list of one": ({"sub": [USERNAME]}, GRANT),
    "C2 another iss": ({"iss": "3MVG9.Nobody"}, CLIENT),
    "C2 iss in small letters": ({"iss": CONSUMER_KEY.lower()}, CLIENT),
    "C2 iss and a blank": ({"iss": f"{CONSUMER_KEY} "}, CLIENT),
    "C2 a blank and iss": ({"iss": f" {CONSUMER_KEY}"}, CLIENT),
    "C2 iss and a line feed": ({"iss": f"{CONSUMER_KEY}\n"}, CLIENT),
    "C2 iss and a NUL": ({"iss": f"{CONSUMER_KEY}\0x"}, CLIENT),
    "C2 iss cut off": ({"iss": CONSUMER_KEY[:-1]}, CLIENT),
    "C2 iss and more": ({"iss": f"{CONSUMER_KEY}0"}, CLIENT),
    "C2 iss in full-width letters": ({"iss": f"\uff13{CONSUMER_KEY[1:]}"}, CLIENT),
    "C2 iss with a zero-width space": ({"iss": f"{CONSUMER_KEY}\u200b"}, CLIENT),
    "C2 a pattern as iss": ({"iss": "%"}, CLIENT),
    "C2 SQL as iss": ({"iss": f"{CONSUMER_KEY}' OR '1'='1"}, CLIENT),
    "C2 another app's iss": ({"iss": OLD_KEY}, GRANT),
    "C2 the app's label as iss": ({"iss": "Org2 Integration"}, CLIENT),
    "C3 nobody": ({"sub": "nobody@org1.example"}, GRANT),
    "C3 a user who may not": ({"sub": "erika@org1.example"}, "invalid_app_access"),
    "C3 a user who is inactive": ({"sub": "former@org1.example"}, GRANT),
    "C3 sub and a blank": ({"sub": f"{USERNAME} "}, GRANT),
    "C3 sub and a NUL": ({"sub": f"{USERNAME}\0"}, GRANT),
    "C3 sub in quotes": ({"sub": f'"{USERNAME}"'}, GRANT),
    "C3 sub with a dotless i": ({"sub": "max@org1.example".replace("e", "\u0435")}, GRANT),
    "C3 sub with a Kelvin sign": ({"sub": "max@org1.e\u212aample"}, GRANT),
    "C3 an e-mail address as sub": ({"sub": "max.mustermann@example.com"}, GRANT),
    "C3 a pattern as sub": ({"sub": "max@%"}, GRANT),
    "C3 SQL as sub": ({"sub": f"{USERNAME}' --"}, GRANT),
    "C4 another host": ({"aud": "https://evil.example"}, GRANT),
    "C4 the sandboxes' host": ({"aud": "https://test.salesforce.com"}, GRANT),
    "C4 http": ({"aud": "http://login.salesforce.com"}, GRANT),
    "C4 capital letters": ({"aud": AUDIENCE.upper()}, GRANT),
    "C4 one capital letter": ({"aud": "https://Login.salesforce.com"}, GRANT),
    "C4 a port": ({"aud": f"{AUDIENCE}:443"}, GRANT),
    "C4 a suffix": ({"aud": f"{AUDIENCE}.evil.example"}, GRANT),
    "C4 a prefix": ({"aud": f"https://evil.example/{AUDIENCE}"}, GRANT),
    "C4 a part": ({"aud": "https://login.salesforce"}, GRANT),
    "C4 user information": ({"aud": "https://login.salesforce.com@evil.example"}, GRANT),
    "C4 two slashes at the end": ({"aud": f"{AUDIENCE}//"}, GRANT),
    "C4 another path": ({"aud": f"{AUDIENCE}/x"}, GRANT),
    "C4 a query": ({"aud": f"{AUDIENCE}?"}, GRANT),
    "C4 a fragment": ({"aud": f"{AUDIENCE}#"}, GRANT),
    "C4 blanks around it": ({"aud": f" {AUDIENCE} "}, GRANT),
    "C4 a NUL behind it": ({"aud": f"{AUDIENCE}\0"}, GRANT),
    "C4 two in one text": ({"aud": f"{AUDIENCE} https://evil.example"}, GRANT),
    "C5 two audiences": ({"aud": [AUDIENCE, "https://evil.example"]}, GRANT),
    "C5 the same twice": ({"aud": [AUDIENCE, AUDIENCE]}, GRANT),
    "C5 a list in a list": ({"aud": [[AUDIENCE]]}, GRANT),
    "C5 an object": ({"aud": {AUDIENCE: 1}}, GRANT),
    "C5 a list of no text": ({"aud": [1]}, GRANT),
    "C6 exp long ago": ({"exp": 1}, GRANT),
    "C6 exp is zero": ({"exp": 0}, GRANT),
    "C6 exp before 1970": ({"exp": -SOON}, GRANT),
    "C6 exp past the buffer": ({"exp": int(NOW) - 181}, GRANT),
    "C6 exp is a date": ({"exp": "2030-01-01T00:00:00Z"}, GRANT),
    "C6 exp is a fraction as text": ({"exp": f"{SOON}.5"}, GRANT),
    "C6 exp is text with a sign": ({"exp": f"+{SOON}"}, GRANT),
    "C6 exp is text in another script": ({"exp": "".join(chr(0x0660 + int(digit)) for digit in str(SOON))}, GRANT),
    "C6 exp is text with an underscore": ({"exp": "1_790_000_180"}, GRANT),
    "C6 exp is a list of one": ({"exp": [SOON]}, GRANT),
    "C8 nbf ahead": ({"nbf": int(NOW) + 181}, GRANT),
    "C8 nbf is text": ({"nbf": "0"}, GRANT),
    "C8 nbf is null": ({"nbf": None}, GRANT),
    "C8 nbf is true": ({"nbf": True}, GRANT),
    "C8 nbf is a list": ({"nbf": [0]}, GRANT),
    "C10 jti is null": ({"jti": None}, ID),
    "C10 jti is empty": ({"jti": ""}, ID),
    "C10 jti is a number": ({"jti": 1}, ID),
    "C10 jti is true": ({"jti": True}, ID),
    "C10 jti is a list": ({"jti": ["x"]}, ID),
    "C10 jti is an object": ({"jti": {}}, ID),
    "C10 jti of 257 characters": ({"jti": "x" * 257}, ID),
    "C10 jti with a NUL": ({"jti": "x\0"}, ID),
}
#: What only the profile ``strict`` refuses, for the other one tolerates it and notes that.
TOLERATED: dict[str, dict[str, Any]] = {
    "C1 prn instead of sub": {"sub": LEFT_OUT, "prn": USERNAME},
    "C3 sub in capital letters": {"sub": USERNAME.upper()},
    "C4 a bare host": {"aud": "login.salesforce.com"},
    "C4 one slash at the end": {"aud": f"{AUDIENCE}/"},
    "C4 this server's own address": {"aud": "http://127.0.0.1:8001"},
    "C4 the token endpoint": {"aud": f"{AUDIENCE}/services/oauth2/token"},
    "C5 a list of one": {"aud": [AUDIENCE]},
    "C6 exp is a numeric string": {"exp": str(SOON)},
    "C6 exp within the buffer": {"exp": int(NOW) - 179},
    "C7 exp far ahead": {"exp": int(NOW) + 361},
    "C7 exp in milliseconds": {"exp": int(NOW) * 1000},
    "C9 iat ahead": {"iat": int(NOW) + 3600},
}
ACCEPTED: dict[str, dict[str, Any]] = {
    "C6 exp is a fraction": {"exp": NOW + 0.5},
    "C6 exp within a minute": {"exp": int(NOW) - 59},
    "C7 exp five minutes ahead": {"exp": int(NOW) + 300},
    "C8 nbf now": {"nbf": int(NOW)},
    "C8 nbf long ago": {"nbf": 0},
    "C9 iat long ago": {"iat": 1},
    "C9 iat is no number": {"iat": "yesterday"},
    "C10 jti of 256 characters": {"jti": "j" * 256},
    "C11 claims that nobody knows": {"scope": "full", "roles": ["admin"], "x": {"y": [None]}, "azp": 1, "": ""},
    "C11 claims that other endpoints know": {"client_id": "x", "grant_type": "x", "active": False, "nonce": 1},
    "C14 claims that look like code": {"x": "{{7*7}}", "y": "${jndi:ldap://x}", "z": "%s%n{0}", "__proto__": {"x": 1}},
}


@pytest.mark.parametrize(("claims", "error"), REFUSED_BY_BOTH.values(), ids=REFUSED_BY_BOTH.keys())
def test_what_no_profile_accepts(either_shared: Server, claims: dict[str, Any], error: str) -> None:
    is_strict = either_shared.settings.profile == "strict"
    refused(either_shared.request_token(an_assertion(**claims)), 400, error=GRANT if is_strict else error)


@pytest.mark.parametrize("claims", TOLERATED.values(), ids=TOLERATED.keys())
def test_what_salesforce_accepts_and_notes_and_a_strict_server_refuses(
    shared: Server, strict_shared: Server, claims: dict[str, Any]
) -> None:
    refused(strict_shared.request_token(an_assertion(**claims)), 400, error=GRANT)
    answer = shared.request_token(an_assertion(**claims))
    granted(answer)
    assert "noted" in {check["outcome"] for check in shared.login_of(answer)["checks"]}


@pytest.mark.parametrize("claims", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_both_profiles_accept(either_server: Server, claims: dict[str, Any]) -> None:
    granted(either_server.request_token(an_assertion(**claims)))


#: JSON numbers as a client may write them, which a library might take for something else.
NUMBERS = {
    "1e400": GRANT,
    "-1e400": GRANT,
    "1E+400": GRANT,
    "9" * 400: GRANT,
    "9" * 5000: GRANT,
    "0." + "9" * 5000: GRANT,
    "-0": GRANT,
    "1e-400": GRANT,
    f"{SOON}.0000": None,
    f"{SOON / 10}e1": None,
}


@pytest.mark.parametrize(("number", "error"), NUMBERS.items(), ids=[f"C12 exp {number:.12}" for number in NUMBERS])
def test_no_number_is_an_error_or_never_expires(either_shared: Server, number: str, error: str | None) -> None:
    claims = json.dumps({"iss": CONSUMER_KEY, "sub": USERNAME, "aud": AUDIENCE})
    answer = either_shared.request_token(compact('{"alg":"RS256"}', f'{claims[:-1]},"exp":{number}}}'))
    if error is None:
        granted(answer)
    else:
        refused(answer, 400, error=error)


@pytest.mark.parametrize("name", ["nbf", "iat", "x", "jti"])
@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400, "9" * 5000])
def test_no_other_claim_that_is_a_huge_number_is_an_error(either_shared: Server, name: str, number: str) -> None:
    claims = json.dumps({"iss": CONSUMER_KEY, "sub": USERNAME, "aud": AUDIENCE, "exp": SOON})
    answer = either_shared.request_token(compact('{"alg":"RS256"}', f'{claims[:-1]},"{name}":{number}}}'))
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("client_id", [OLD_KEY, "x", f"{CONSUMER_KEY} ", CONSUMER_KEY.lower()])
def test_c13_a_client_id_is_the_issuer_or_there_is_no_token(either_shared: Server, client_id: str) -> None:
    refused(either_shared.request_token(client_id=client_id), 401, error="invalid_client")


def test_c13_the_issuers_own_client_id_does_no_harm(either_shared: Server) -> None:
    granted(either_shared.request_token(client_id=CONSUMER_KEY))
    granted(either_shared.request_token(client_id=CONSUMER_KEY, client_secret=SECRET))
