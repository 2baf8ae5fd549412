"""Access tokens that are JWTs: Salesforce's form to the letter, RFC 9068's, and that nothing else passes for one."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from building import CONSUMER_KEY, NOW, Server, an_app, an_assertion, private_key, private_pem

from authserver.jwt_access_tokens import Grant, JwtAccessTokens
from authserver.signing_key import SigningKeys, rotate_signing_key

ORG, INSTANCE = "00Dxx0000001gPLEAY", "https://org1.my.salesforce.com"
JWTS = ('label = "Org2 Integration"', 'label = "Org2 Integration"\njwt_access_tokens = true')
DIGEST = "0123456789abcdef" * 4
GRANT = Grant(
    app=an_app(),
    user_id="005000000000001AAA",
    identity_url="https://login.salesforce.com/id/00Dxx0000001gPLEAY/005000000000001AAA",
    scope="api web",
    digest=DIGEST,
    issued_at=int(NOW),
    expires_at=int(NOW) + 60,
)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "Org1_signing.key"
    file.write_text(private_pem("Org1_signing"))
    return file


@pytest.fixture
def make(key_file: Path) -> Callable[..., JwtAccessTokens]:
    def made(org_id: str = ORG, instance_url: str = INSTANCE, *, is_strict: bool = False) -> JwtAccessTokens:
        return JwtAccessTokens(org_id, instance_url, SigningKeys(key_file, org_id), is_strict=is_strict)

    return made


def header_of(token: str) -> dict[str, Any]:
    return jwt.get_unverified_header(token)


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_salesforces_form_has_these_members_and_no_others(make: Callable[..., JwtAccessTokens]) -> None:
    token = make().issue(GRANT)
    header = header_of(token)
    assert header.pop("kid").startswith("CORE_ATJWT.00Dxx0000001gPL.")
    assert header == {
        "alg": "RS256",
        "typ": "JWT",
        "tty": "sfdc-core-token",
        "tnk": "core/prod/00Dxx0000001gPLEAY",
        "ver": "1.0",
    }
    assert claims_of(token) == {
        "scp": "refresh_token api web",
        "aud": [INSTANCE],
        "sub": "uid:005000000000001AAA",
        "nbf": int(NOW) - 15,
        "mty": "oauth",
        "sfi": DIGEST,
        "roles": [],
        "iss": INSTANCE,
        "hsc": False,
        "exp": int(NOW) + 60,
        "iat": int(NOW),
        "client_id": CONSUMER_KEY,
    }


def test_rfc_9068_has_these(make: Callable[..., JwtAccessTokens]) -> None:
    one, two = (make(is_strict=True).issue(GRANT) for _ in range(2))
    header, claims = header_of(one), claims_of(one)
    assert (header["typ"], header["alg"], set(header)) == ("at+jwt", "RS256", {"typ", "alg", "kid"})
    assert claims.pop("jti") != claims_of(two)["jti"]
    assert claims == {
        "iss": INSTANCE,
        "aud": INSTANCE,
        "sub": GRANT.identity_url,
        "client_id": CONSUMER_KEY,
        "iat": int(NOW),
        "exp": int(NOW) + 60,
        "scope": "api web",
    }


@pytest.mark.parametrize("is_strict", [False, True])
def test_a_token_is_good_for_its_own_time(make: Callable[..., JwtAccessTokens], *, is_strict: bool) -> None:
    made = make(is_strict=is_strict)
    token, head_start = made.issue(GRANT), 0 if is_strict else 15
    for now in (int(NOW) - head_start, NOW, int(NOW) + 59.9):
        found = made.verified(token, now)
        assert found is not None
        assert (found.digest, found.issued_at, found.expires_at) == (DIGEST, int(NOW), int(NOW) + 60)
        assert found.not_before_at == int(NOW) - head_start
    for now in (int(NOW) - head_start - 0.1, int(NOW) + 60):
        assert made.verified(token, now) is None


@pytest.mark.parametrize("is_strict", [False, True])
def test_a_token_changed_in_any_one_character_is_refused(
    make: Callable[..., JwtAccessTokens], *, is_strict: bool
) -> None:
    made = make(is_strict=is_strict)
    token = made.issue(GRANT)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place, letter in enumerate(token):
        near = alphabet[alphabet.find(letter) ^ 1]  # the last bit: what a sloppy decoder drops at a segment's end
        for other in (near, "=" if place == len(token) - 1 else ".", "\n", "é", "\ud800"):
            if other != letter:
                assert made.verified(token[:place] + other + token[place + 1 :], NOW) is None, place


@pytest.mark.parametrize("tail", ["=", "\n", " ", ".", "A", "\0"])
def test_nothing_may_stand_behind_or_before_a_token(make: Callable[..., JwtAccessTokens], tail: str) -> None:
    made = make()
    token = made.issue(GRANT)
    assert made.verified(token, NOW) is not None
    assert made.verified(token + tail, NOW) is None
    assert made.verified(tail + token, NOW) is None
    assert made.verified(token[:-1], NOW) is None


def test_tokens_of_another_org_or_address_are_none(make: Callable[..., JwtAccessTokens]) -> None:
    token = make().issue(GRANT)
    other_org, elsewhere = make("00Dyy0000002hQMEAY"), make(instance_url="https://org2.my.salesforce.com")
    assert not other_org.has_form(token)
    assert other_org.verified(token, NOW) is None
    assert elsewhere.has_form(token)
    assert elsewhere.verified(token, NOW) is None
    assert make(is_strict=True).verified(token, NOW) is None


def _forged(token: str, key: Any, algorithm: str = "RS256", **header: Any) -> str:
    return jwt.encode(claims_of(token), key, algorithm=algorithm, headers={**header_of(token), **header})


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(json.dumps({**header_of(token), "alg": "none"}).encode()).rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


FORGERIES: dict[str, Callable[[str], str]] = {
    "signed by a client's key": lambda token: _forged(token, private_key("Org2_JWT")),
    "signed by the org's key under another header": lambda token: _forged(token, private_key("Org1_signing"), x="y"),
    "an assertion": lambda _token: an_assertion(),
    "a MAC": lambda token: _forged(token, "k" * 64, algorithm="HS256", alg="HS256"),
    "not signed": _unsigned,
    "without its signature": lambda token: token.rpartition(".")[0],
    "nothing": lambda _token: "",
    "dots": lambda _token: "..",
    "very long": lambda token: token.replace(".", "." + "A" * 100_000, 1),
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES.keys())
def test_what_this_server_did_not_make_is_none(
    make: Callable[..., JwtAccessTokens], forged: Callable[[str], str]
) -> None:
    assert make().verified(forged(make().issue(GRANT)), NOW) is None


def test_old_tokens_verify_until_their_key_is_gone(make: Callable[..., JwtAccessTokens], key_file: Path) -> None:
    made = make()
    old = made.issue(GRANT)
    rotate_signing_key(key_file, NOW)
    new = made.issue(GRANT)
    assert header_of(new)["kid"] == f"CORE_ATJWT.00Dxx0000001gPL.{int(NOW * 1000)}" != header_of(old)["kid"]
    assert [made.verified(token, NOW) is not None for token in (old, new)] == [True, True]
    rotate_signing_key(key_file, NOW + 1, keep=1)
    assert [made.verified(token, NOW) is not None for token in (old, new)] == [False, True]
    assert [made.has_form(token) for token in (old, new)] == [False, True]


def test_an_app_without_the_refresh_scope_has_none_in_its_tokens(make: Callable[..., JwtAccessTokens]) -> None:
    grant = Grant(**{name: getattr(GRANT, name) for name in Grant.__slots__} | {"app": an_app(scopes=("api",))})
    assert claims_of(make().issue(grant))["scp"] == "api web"


@pytest.mark.parametrize("profile", ["salesforce", "strict"])
def test_resource_servers_verify_them_with_the_published_keys(new_server: Callable[..., Server], profile: str) -> None:
    server = new_server(JWTS, profile=profile)
    token = server.a_token()
    keys = {key["kid"]: jwt.PyJWK(key) for key in server.get("/id/keys").json["keys"]}
    key = keys[header_of(token)["kid"]]
    checked = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    audience = server.settings.instance_url
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=audience, issuer=audience, options=checked)
    assert claims["client_id"] == CONSUMER_KEY
