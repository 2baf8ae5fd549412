"""Access tokens that are JWTs: what is refused, by which check, and that a good one is asked about all the same."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from building.jwt_for_the_api import (
    CLAIMS,
    HEADER,
    INSTANCE,
    KID,
    MISSING,
    NOW,
    ORG1_KEY,
    OTHER_KEY,
    Door,
    a_token,
    base64url,
    org1_keys,
    signed,
)
from jwt.algorithms import RSAAlgorithm

EXPIRED = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'


@pytest.fixture
def api(api: Any) -> Any:
    api.server.keys = org1_keys()
    return api


@pytest.fixture
def door() -> Door:
    return Door()


def test_a_good_token_lets_in_and_is_introspected_all_the_same(api: Any) -> None:
    api.token = api.server.let(a_token())
    assert api.get("limits").status_code == 200
    assert [asked.url.path for asked in api.server.asked] == ["/id/keys", "/services/oauth2/introspect"]

    assert api.get("limits").status_code == 200
    assert len(api.server.asked) == 3  # the keys are remembered, the token is not

    del api.server.live[api.token]
    assert api.get("limits").status_code == 401


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"typ": MISSING}, "jwt_is_an_access_token"),
        ({"typ": "at+jwt"}, "jwt_is_an_access_token"),
        ({"typ": 1}, "jwt_is_an_access_token"),
        ({"tty": MISSING}, "jwt_is_an_access_token"),
        ({"tty": "sfdc-id-token"}, "jwt_is_an_access_token"),
        ({"alg": "none"}, "jwt_is_signed_with_rs256"),
        ({"alg": "NONE"}, "jwt_is_signed_with_rs256"),
        ({"alg": "rs256"}, "jwt_is_signed_with_rs256"),
        ({"alg": "RS512"}, "jwt_is_signed_with_rs256"),
        ({"alg": "PS256"}, "jwt_is_signed_with_rs256"),
        ({"alg": ["RS256"]}, "jwt_is_signed_with_rs256"),
        ({"alg": MISSING}, "jwt_is_signed_with_rs256"),
        ({"crit": []}, "jwt_is_signed_with_rs256"),
        ({"b64": True}, "jwt_is_signed_with_rs256"),
        ({"kid": MISSING}, "jwt_names_a_key_of_this_org"),
        ({"kid": "another"}, "jwt_names_a_key_of_this_org"),
        ({"kid": KID.lower()}, "jwt_names_a_key_of_this_org"),
        ({"kid": [KID]}, "jwt_names_a_key_of_this_org"),
        ({"kid": "k" * 1000}, "jwt_names_a_key_of_this_org"),
    ],
)
def test_a_header_that_is_not_an_access_tokens_is_refused(door: Door, changes: dict[str, Any], check: str) -> None:
    assert door.refusal(a_token(header=changes))[0] == check


@pytest.mark.parametrize(
    ("changes", "check", "reason"),
    [
        ({"iss": "https://org2.my.salesforce.com"}, "jwt_was_issued_by_this_org", "another org issued the token"),
        ({"iss": INSTANCE + "/"}, "jwt_was_issued_by_this_org", "expected iss"),
        ({"iss": [INSTANCE]}, "jwt_was_issued_by_this_org", "expected iss"),
        ({"iss": MISSING}, "jwt_was_issued_by_this_org", "got iss nothing"),
        ({"aud": INSTANCE}, "jwt_is_meant_for_this_api", "expected aud ["),
        ({"aud": [INSTANCE, "https://other.example"]}, "jwt_is_meant_for_this_api", "expected aud ["),
        ({"aud": []}, "jwt_is_meant_for_this_api", "expected aud ["),
        ({"aud": [[INSTANCE]]}, "jwt_is_meant_for_this_api", "expected aud ["),
        ({"aud": {INSTANCE: INSTANCE}}, "jwt_is_meant_for_this_api", "expected aud ["),
        ({"aud": MISSING}, "jwt_is_meant_for_this_api", "got aud nothing"),
        ({"exp": NOW}, "jwt_is_valid_now", "0 s ago"),
        ({"exp": NOW - 3600}, "jwt_is_valid_now", "3,600 s ago"),
        ({"exp": str(NOW + 60)}, "jwt_is_valid_now", "in seconds"),
        ({"exp": True}, "jwt_is_valid_now", "in seconds"),
        ({"exp": MISSING}, "jwt_is_valid_now", "exp nothing"),
        ({"exp": -1e15}, "jwt_is_valid_now", "an exp that is to come"),
        ({"nbf": NOW + 1}, "jwt_is_valid_now", "clocks disagree"),
        ({"nbf": 1e18}, "jwt_is_valid_now", "clocks disagree"),
        ({"nbf": "soon"}, "jwt_is_valid_now", "in seconds"),
        ({"sub": "005xx000001SvogAAC"}, "jwt_names_its_user", "sub uid:"),
        ({"sub": "uid:"}, "jwt_names_its_user", "sub uid:"),
        ({"sub": ["uid:005xx000001SvogAAC"]}, "jwt_names_its_user", "sub uid:"),
        ({"sub": MISSING}, "jwt_names_its_user", "no sub"),
    ],
)
def test_claims_that_are_not_this_apis_are_refused(
    door: Door, changes: dict[str, Any], check: str, reason: str
) -> None:
    refused = door.refusal(a_token(**changes))
    assert refused[0] == check
    assert reason in refused[1]


def test_another_key_than_the_one_that_is_named_is_refused(door: Door) -> None:
    assert door.refusal(a_token(OTHER_KEY))[0] == "jwt_signature_matches_the_key"


def test_an_unsigned_token_and_one_signed_with_the_public_key_as_a_secret_are_refused(door: Door) -> None:
    unsigned = jwt.encode(CLAIMS, None, "none", HEADER | {"alg": "none"})
    assert door.refusal(unsigned)[0] == "jwt_is_well_formed"
    text = f"{base64url(json.dumps(HEADER | {'alg': 'HS256'}).encode())}.{base64url(json.dumps(CLAIMS).encode())}"
    secret = json.dumps(org1_keys()[0]).encode()
    forged = f"{text}.{base64url(hmac.digest(secret, text.encode(), hashlib.sha256))}"
    assert door.refusal(forged)[0] == "jwt_is_signed_with_rs256"


def test_a_key_that_the_token_brings_along_is_not_looked_at(door: Door) -> None:
    own = RSAAlgorithm.to_jwk(OTHER_KEY.public_key(), as_dict=True) | {"kid": "mine"}
    header = {"jwk": own, "jku": "http://evil.example/keys", "x5u": "http://evil.example/x", "kid": "mine"}
    assert door.refusal(a_token(OTHER_KEY, header))[0] == "jwt_names_a_key_of_this_org"
    assert {url.host for url in door.asked} == {"127.0.0.1"}


@pytest.mark.parametrize("place", range(0, 700, 23))
def test_a_token_altered_in_any_character_is_refused(door: Door, place: int) -> None:
    good = a_token()
    other = "A" if good[place] not in "A." else "B"
    assert door.refusal(good[:place] + other + good[place + 1 :])


def test_the_last_character_cannot_be_changed_without_notice(door: Door) -> None:
    good = a_token()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for other in alphabet.replace(good[-1], ""):
        assert door.refusal(good[:-1] + other)


def test_an_assertion_and_an_id_token_are_no_access_tokens(door: Door) -> None:
    assertion = {"iss": "3MVG9", "sub": "max@org1.example", "aud": "https://login.salesforce.com", "exp": NOW + 180}
    check, reason = door.refusal(jwt.encode(assertion, OTHER_KEY, "RS256"))
    assert check == "jwt_is_an_access_token"
    assert "exchanged for an access token first" in reason
    check, reason = door.refusal(jwt.encode(CLAIMS | {"at_hash": "x"}, ORG1_KEY, "RS256", {"kid": KID}))
    assert check == "jwt_is_an_access_token"
    assert "an id token" in reason


@pytest.mark.parametrize(
    "token",
    [
        "eyJ",
        "a.b.c",
        "eyJhbGciOiJSUzI1NiJ9.e30",
        "eyJhbGciOiJSUzI1NiJ9.e30.",
        "eyJhbGciOiJSUzI1NiJ9.e30.c2ln.c2ln.c2ln",
        "eyJhbGciOiJSUzI1NiJ9.e30.c2ln=",
        signed(b"[]", b"{}"),
        signed(b"{}", b'"{}"'),
        signed(b'{"alg":"RS256","alg":"none"}', b"{}"),
        signed(b"{}", b'{"a":{"b":1,"b":2}}'),
        signed(b"{}", b'{"exp":NaN}'),
        signed(b"{}", b'{"exp":' + b"9" * 3000 + b"}"),
        signed(b"{}", b'{"exp":1' + b"0" * 30 + b".5}"),
        signed(b"{}", b"{}\xff"),
        signed(b"{}", b"{} {}"),
        signed("{}".encode("utf-16"), b"{}"),
        signed(b"{}", b'{"a":' + b"[" * 1500 + b"]" * 1500 + b"}"),
    ],
    ids=range(17),
)
def test_what_is_no_well_formed_jwt_is_refused_before_anybody_is_asked(door: Door, token: str) -> None:
    assert door.refusal(token)[0] == "jwt_is_well_formed"
    assert door.asked == []


def test_a_token_without_key_set_is_answered_honestly(api: Any) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    api.server.answer = refuse
    answer = api.get("limits", headers={"Authorization": f"Bearer {a_token()}"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_a_bad_token_is_answered_over_http_like_every_other_one(api: Any) -> None:
    answer = api.get("limits", headers={"Authorization": f"Bearer {a_token(OTHER_KEY)}"})
    assert (answer.status_code, answer.text) == (401, EXPIRED)
    assert answer.headers["Orgless-Access"] == "jwt_signature_matches_the_key"


def test_neither_answer_nor_headers_repeat_the_token(api: Any) -> None:
    token = a_token(OTHER_KEY)
    answer = api.get("limits", headers={"Authorization": f"Bearer {token}"})
    assert not [part for part in token.split(".") if part in answer.text + str(answer.headers)]


def test_an_opaque_token_asks_for_no_keys(api: Any) -> None:
    assert api.get("limits").status_code == 200
    assert [asked.url.path for asked in api.server.asked] == ["/services/oauth2/introspect"]


class TestStrict:
    HEADER = {"typ": "at+jwt", "tty": MISSING}  # noqa: RUF012  a test's constant
    CLAIMS = {"sub": "005xx000001SvogAAC", "jti": "1", "scope": "api"}  # noqa: RUF012  the same

    @pytest.fixture
    def door(self) -> Door:
        return Door(profile="strict")

    @pytest.mark.parametrize("kind", ["at+jwt", "AT+JWT", "application/at+jwt"])
    @pytest.mark.parametrize("audience", [INSTANCE, [INSTANCE]])
    def test_a_token_by_rfc_9068_lets_in(self, door: Door, kind: str, audience: Any) -> None:
        assert door.lets_in(a_token(header=self.HEADER | {"typ": kind}, **self.CLAIMS | {"aud": audience}))

    @pytest.mark.parametrize("claim", ["sub", "client_id", "iat", "jti"])
    def test_every_claim_of_rfc_9068_must_be_there(self, door: Door, claim: str) -> None:
        check, reason = door.refusal(a_token(header=self.HEADER, **self.CLAIMS | {claim: MISSING}))
        assert check == "jwt_names_its_user"
        assert f"no {claim}" in reason

    def test_salesforces_own_form_is_refused_with_a_challenge(self, new_api: Callable[..., Any]) -> None:
        api = new_api(profile="strict")
        answer = api.get("limits", headers={"Authorization": f"Bearer {a_token()}"})
        assert answer.headers["Orgless-Access"] == "jwt_is_an_access_token"
        assert answer.headers["WWW-Authenticate"].endswith('error="invalid_token"')
