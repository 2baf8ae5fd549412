"""Security contract G6, G7, G9: an access token that is a JWT comes of the org's own key and a live session alone."""

import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from building import CONSUMER_KEY, LEFT_OUT, SECRET, Server, an_assertion, base64url, compact
from building.keys import private_key, public_pem
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from jwt.utils import base64url_decode
from whole_org1 import Org1, make_org1

from authserver.signing_key import rotate_signing_key

JWTS = ('label = "Org2 Integration"', 'label = "Org2 Integration"\njwt_access_tokens = true')
ORG, CLIENT, STRANGER = private_key("Org1_signing"), private_key("Org2_JWT"), private_key("Stranger")
Forge = Callable[["Token"], str]


def as_written(members: dict[str, Any]) -> str:
    """JSON as the server writes it."""
    return json.dumps({name: value for name, value in members.items() if value is not LEFT_OUT}, separators=(",", ":"))


class Token:
    """A live token, taken apart, from which others are made."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.header, self.claims = (json.loads(base64url_decode(part)) for part in text.split(".")[:2])

    def with_(self, key: Any = ORG, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Another one, signed with RS256 by this key, which is the org's own unless told otherwise."""
        return compact(as_written(self.header | (header or {})), as_written(self.claims | claims), key)

    def signed_by(self, sign: Callable[[bytes], bytes], **header: Any) -> str:
        """The same claims under another header, with what ``sign`` makes of them."""
        text = f"{base64url(as_written(self.header | header))}.{self.text.split('.')[1]}"
        return f"{text}.{base64url(sign(text.encode()))}"


FORGED: dict[str, Forge] = {
    "G7 the client's key": lambda token: token.with_(CLIENT),
    "G7 the client's key, the org's kid": lambda token: token.with_(CLIENT, {"kid": token.header["kid"]}),
    "G7 a stranger's key and its jwk": lambda token: token.with_(STRANGER, {"jwk": {"kty": "RSA"}}),
    "G7 a stranger's key and a jku": lambda token: token.with_(STRANGER, {"jku": "http://127.0.0.1:9/keys"}),
    "G7 no signature": lambda token: token.signed_by(lambda _: b"", alg="none"),
    "G7 alg none": lambda token: token.with_(header={"alg": "none"}),
    "G7 HS256 with the public key": lambda token: token.signed_by(
        lambda data: hmac.digest(public_pem("Org1_signing"), data, "sha256"), alg="HS256"
    ),
    "G7 RS512": lambda token: token.signed_by(
        lambda data: ORG.sign(data, padding.PKCS1v15(), hashes.SHA512()), alg="RS512"
    ),
    "G7 PS256": lambda token: token.signed_by(
        lambda data: ORG.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()), alg="PS256"
    ),
    "G7 no kid": lambda token: token.with_(header={"kid": LEFT_OUT}),
    "G7 another kid": lambda token: token.with_(header={"kid": "x"}),
    "G7 a kid that is a path": lambda token: token.with_(header={"kid": "../../Org1_signing.key"}),
    "G7 a kid that is a list": lambda token: token.with_(header={"kid": [token.header["kid"]]}),
    "G7 no typ": lambda token: token.with_(header={"typ": LEFT_OUT}),
    "G7 another typ": lambda token: token.with_(header={"typ": "id_token+jwt"}),
    "G7 crit": lambda token: token.with_(header={"crit": ["x"], "x": 1}),
    "G7 another issuer": lambda token: token.with_(iss="http://evil.example"),
    "G7 no issuer": lambda token: token.with_(iss=LEFT_OUT),
    "G7 the login host as issuer": lambda token: token.with_(iss="http://127.0.0.1:8001"),
    "G7 another audience": lambda token: token.with_(aud=["http://evil.example"]),
    "G7 two audiences": lambda token: token.with_(aud=["http://127.0.0.1:8002", "http://evil.example"]),
    "G7 no audience": lambda token: token.with_(aud=LEFT_OUT),
    "G7 expired": lambda token: token.with_(exp=token.claims["iat"] - 1),
    "G7 no expiry": lambda token: token.with_(exp=LEFT_OUT),
    "G7 an expiry as text": lambda token: token.with_(exp=str(token.claims["exp"])),
    "G7 an infinite expiry": lambda token: token.with_(exp=float("inf")),
    "G7 not yet valid": lambda token: token.with_(nbf=token.claims["exp"]),
    "G7 of a session that there is not": lambda token: token.with_(sfi="0" * 64, jti="0" * 80),
    "G7 of no session": lambda token: token.with_(sfi=LEFT_OUT, jti=LEFT_OUT),
    "G7 of a pattern of sessions": lambda token: token.with_(sfi="%", jti="%"),
    "G7 no object": lambda token: compact(as_written(token.header), "[]", ORG),
    "G7 no JSON": lambda token: compact(as_written(token.header), "x", ORG),
    "G7 a nested token": lambda token: compact(json.dumps(token.header | {"cty": "JWT"}), token.text, ORG),
    "G7 an assertion of the org's key": lambda _token: an_assertion(key=ORG),
    "G6 another payload": lambda token: f"{token.text.split('.')[0]}.{base64url(b'{}')}.{token.text.split('.')[2]}",
    "G6 padded": lambda token: f"{token.text}=",
    "G6 cut off": lambda token: token.text[:-1],
    "G6 a part more": lambda token: f"{token.text}.x",
    "G6 long": lambda token: token.with_(x="x" * 9000),
}


@pytest.fixture(scope="module", params=["salesforce", "strict"])
def org1_with_jwts(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Org1]:
    """Org1 of either profile, whose integration gets JWTs."""
    made = make_org1(tmp_path_factory.mktemp("jwts"), JWTS, profile=request.param)
    yield made
    made.close()


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_only_the_orgs_own_key_makes_a_token_and_only_of_a_live_session(org1_with_jwts: Org1, forge: Forge) -> None:
    token = Token(org1_with_jwts.login.a_token())
    forged = forge(token)
    assert forged != token.text
    assert not org1_with_jwts.lets_in(forged)
    said = org1_with_jwts.login.introspect(forged)
    assert said.json == {"active": False} or (said.status_code, said.json["error"]) == (400, "unsupported_token_type")
    assert org1_with_jwts.lets_in(token.text)


def test_what_they_are_made_from_is_let_in(org1_with_jwts: Org1) -> None:
    token = Token(org1_with_jwts.login.a_token())
    assert org1_with_jwts.lets_in(token.with_())
    assert org1_with_jwts.lets_in(token.with_(x=1))


def test_g6_a_jwt_altered_in_any_single_character_is_refused(org1_with_jwts: Org1) -> None:
    token = org1_with_jwts.login.a_token()
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        assert not org1_with_jwts.lets_in(token[:place] + other + token[place + 1 :]), place
    assert org1_with_jwts.lets_in(token)


def test_f9_two_tokens_differ_and_none_holds_what_makes_the_next_one(new_org1: Callable[..., Org1]) -> None:
    org1 = new_org1(JWTS)
    login: Server = org1.login
    first = login.a_token()
    login.clock.advance(1)
    second = login.a_token()
    assert first != second
    assert login.settings.token_key_file.read_text().strip() not in first


@pytest.mark.parametrize("profile", ["salesforce", "strict"])
def test_g9_revoking_one_ends_its_session_at_once(new_org1: Callable[..., Org1], profile: str) -> None:
    org1 = new_org1(JWTS, profile=profile)
    token = org1.login.a_token()
    assert org1.lets_in(token)
    org1.login.post("/services/oauth2/revoke", {"token": token}, auth=(CONSUMER_KEY, SECRET))
    assert not org1.lets_in(token)
    assert not org1.login.is_live(token)


def test_g7_a_new_keys_tokens_are_let_in_at_once_whatever_was_sent_before(new_org1: Callable[..., Org1]) -> None:
    org1 = new_org1(JWTS)
    older = org1.login.a_token()
    assert org1.lets_in(older)
    for number in range(3):
        for junk in range(5):
            assert not org1.lets_in(Token(older).with_(STRANGER, {"kid": f"made up {number} {junk}"}))
        rotate_signing_key(org1.login.settings.certs / "Org1_signing.key", org1.login.clock() + number)
        newer = org1.login.a_token()
        assert Token(newer).header["kid"] != Token(older).header["kid"]
        assert org1.lets_in(newer)
        assert not org1.lets_in(Token(newer).with_(STRANGER))
        assert not org1.lets_in(newer[:-8] + "AAAAAAAA")


def test_g3_one_that_has_expired_is_refused_though_its_session_lives(new_org1: Callable[..., Org1]) -> None:
    org1 = new_org1(JWTS)
    token = org1.login.a_token()
    org1.login.clock.advance(Token(token).claims["exp"] - Token(token).claims["iat"] + 1)
    assert not org1.lets_in(token)


def test_g7_one_of_another_org_is_refused(new_org1: Callable[..., Org1]) -> None:
    one, other = new_org1(JWTS), new_org1(JWTS, ("00Dxx0000001gPLEAY", "00Dyy0000002hQMEAY"), name="other")
    token = other.login.a_token()
    assert other.lets_in(token)
    assert not one.lets_in(token)
    assert not one.login.is_live(token)
