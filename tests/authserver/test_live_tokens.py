"""Tokens in either form over HTTP: they live and die with their session, and nothing altered or foreign is one."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import jwt
import pytest
from building import CONSUMER_KEY, NOW, SECRET, Server, an_assertion, private_pem
from building.servers import INTROSPECT, REVOKE

from authserver.signing_key import rotate_signing_key

LABEL = 'label = "Org2 Integration"\n'
JWTS = (LABEL, f"{LABEL}jwt_access_tokens = true\n")
SHORT = (LABEL, f"{LABEL}jwt_access_tokens = true\njwt_access_token_minutes = 1\n")
FORMS = {"opaque": (), "jwt": (JWTS,)}
USERINFO = "/services/oauth2/userinfo"
either_form = pytest.mark.parametrize("world", FORMS.values(), ids=FORMS.keys())


def bearer(token: str) -> dict[str, dict[str, str]]:
    return {"headers": {"Authorization": f"Bearer {token}"}}


def uses(server: Server, token: str) -> dict[str, bool]:
    """Where the token is taken."""
    identity = f"/id/00Dxx0000001gPLEAY/{server.app.extensions['orgless_authserver'].org.users[0].user_id}"
    return {
        "introspection": server.is_live(token),
        "userinfo": server.get(USERINFO, **bearer(token)).status_code == 200,
        "identity": server.get(identity, **bearer(token)).status_code == 200,
        "as a caller": server.post(INTROSPECT, {"token": token}, **bearer(token)).status_code == 200,
    }


@either_form
@pytest.mark.parametrize("profile", ["salesforce", "strict"])
def test_a_token_is_taken_everywhere_until_it_is_revoked(
    new_server: Callable[..., Server], world: tuple[tuple[str, str], ...], profile: str
) -> None:
    server = new_server(*world, profile=profile)
    token = server.a_token()
    taken = uses(server, token)
    assert taken.pop("as a caller") is (profile == "salesforce")
    assert set(taken.values()) == {True}
    answer = server.post(REVOKE, {"token": token}, auth=(CONSUMER_KEY, SECRET))
    assert (answer.status_code, answer.data) == (200, b"")
    assert set(uses(server, token).values()) == {False}


@either_form
def test_a_token_changed_in_any_one_character_is_taken_nowhere(
    new_server: Callable[..., Server], world: tuple[tuple[str, str], ...]
) -> None:
    server = new_server(*world)
    token = server.a_token()
    for place, letter in enumerate(token):
        changed = token[:place] + ("B" if letter == "A" else "A") + token[place + 1 :]
        assert server.get(USERINFO, **bearer(changed)).status_code == 403, place
        assert not server.is_live(changed), place
    assert server.is_live(token)


def test_the_last_character_of_a_jwt_has_no_second_spelling(new_server: Callable[..., Server]) -> None:
    server = new_server(JWTS)
    token = server.a_token()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    live = [last for last in alphabet if server.is_live(token[:-1] + last)]
    assert live == [token[-1]]


def test_a_jwt_is_introspected_with_its_own_times(new_server: Callable[..., Server]) -> None:
    server = new_server(SHORT)
    grant = server.request_token().json
    assert list(grant) == [
        "access_token",
        "scope",
        "instance_url",
        "id",
        "token_type",
        "token_format",
        "api_instance_url",
    ]
    assert (grant["token_format"], grant["api_instance_url"]) == ("jwt", "https://api.salesforce.com")
    assert grant["scope"] == "api web"
    assert server.introspect(grant["access_token"]).json == {
        "active": True,
        "scope": "api web",
        "client_id": CONSUMER_KEY,
        "username": "max@org1.example",
        "sub": grant["id"],
        "token_type": "access_token",
        "exp": int(NOW) + 60,
        "iat": int(NOW),
        "nbf": int(NOW) - 15,
    }


def test_an_opaque_token_comes_without_these_members_and_so_does_a_strict_servers(
    new_server: Callable[..., Server],
) -> None:
    members = ["access_token", "scope", "instance_url", "id", "token_type"]
    assert list(new_server().request_token().json) == members
    assert list(new_server(JWTS, profile="strict").request_token().json) == members


def test_a_jwt_lives_as_long_as_it_says_and_use_does_not_change_that(new_server: Callable[..., Server]) -> None:
    for world, seconds in ((SHORT, 60), (JWTS, 7200)):
        server = new_server(world, folder=Path(new_server().settings.state) / str(seconds))
        token = server.a_token()
        claims = jwt.decode(token, options={"verify_signature": False})
        assert claims["exp"] - claims["iat"] == seconds
        server.clock.advance(seconds - 1)
        assert server.is_live(token)
        server.clock.advance(0.9)
        assert not server.is_live(token)


def test_a_repeated_grant_is_a_new_jwt_of_the_same_session(new_server: Callable[..., Server]) -> None:
    server = new_server(SHORT)
    first = server.a_token()
    server.clock.advance(40)
    second = server.a_token()
    one, two = (jwt.decode(token, options={"verify_signature": False}) for token in (first, second))
    assert one["sfi"] == two["sfi"]
    assert two["iat"] - one["iat"] == 40
    server.clock.advance(30)
    assert [server.is_live(token) for token in (first, second)] == [False, True]
    server.clock.advance(30)
    third = jwt.decode(server.a_token(), options={"verify_signature": False})
    assert third["sfi"] != one["sfi"]


@pytest.mark.parametrize("revoked", [0, 1])
def test_revoking_one_jwt_ends_all_of_its_session(new_server: Callable[..., Server], revoked: int) -> None:
    server = new_server(JWTS)
    tokens = [server.a_token()]
    server.clock.advance(1)
    tokens.append(server.a_token())
    assert server.revoke(tokens[revoked]).status_code == 200
    assert [server.is_live(token) for token in tokens] == [False, False]
    again = server.a_token()
    assert server.is_live(again)
    assert [server.is_live(token) for token in tokens] == [False, False]


def test_what_is_no_live_jwt_is_refused_in_the_words_of_opaque_ones(new_server: Callable[..., Server]) -> None:
    server = new_server(SHORT)
    token = server.a_token()
    altered = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]
    assert server.introspect(altered).text == '{"active":false}'
    assert server.revoke(altered).json["error"] == "invalid_token"
    assert server.introspect(an_assertion()).json["error"] == "unsupported_token_type"
    assert server.revoke(an_assertion()).json["error"] == "unsupported_token_type"
    server.clock.advance(60)
    assert server.introspect(token).text == '{"active":false}'
    assert server.revoke(token).json["error"] == "invalid_token"
    assert server.get(USERINFO, **bearer(token)).text == "Bad_OAuth_Token"


@either_form
def test_a_token_of_another_org_is_refused(
    new_server: Callable[..., Server], world: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    here = new_server(*world)
    other_id = ('id = "00Dxx0000001gPLEAY"', 'id = "00Dyy0000002hQMEAY"')
    there = new_server(other_id, *world, folder=tmp_path / "other")
    (there.settings.certs / "Org1_signing.key").write_text(private_pem("other_signing"))
    token = there.a_token()
    assert there.is_live(token)
    assert set(uses(here, token).values()) == {False}
    assert here.introspect(token).json["error"] == "unsupported_token_type"
    assert here.revoke(token).json["error"] == "unsupported_token_type"


def test_a_new_signing_key_is_published_at_once_and_old_tokens_live_on(new_server: Callable[..., Server]) -> None:
    server = new_server(JWTS)
    old = server.a_token()
    key_file = server.settings.certs / "Org1_signing.key"
    rotate_signing_key(key_file, NOW)
    new = server.a_token()
    published = [key["kid"] for key in server.get("/id/keys").json["keys"]]
    assert published == [jwt.get_unverified_header(token)["kid"] for token in (new, old)]
    assert [server.is_live(token) for token in (old, new)] == [True, True]
    rotate_signing_key(key_file, NOW + 1, keep=0)
    assert len(server.get("/id/keys").json["keys"]) == 1
    assert [server.is_live(token) for token in (old, new)] == [False, False]


SHUT_OUT = {
    "app blocked": (LABEL, f"{LABEL}blocked = true\n"),
    "user inactive": ('last_name = "Mustermann"', 'last_name = "Mustermann"\nactive = false'),
    "user frozen": ('last_name = "Mustermann"', 'last_name = "Mustermann"\nfrozen = true'),
    "org locked": ('my_domain = "org1"', 'my_domain = "org1"\nactive = false'),
}


@pytest.mark.parametrize("change", SHUT_OUT.values(), ids=SHUT_OUT.keys())
def test_a_token_dies_with_what_an_administrator_shuts_out(
    new_server: Callable[..., Server], change: tuple[str, str]
) -> None:
    token = new_server().a_token()
    assert new_server(change).introspect(token).text == '{"active":false}'


def test_the_identity_url_of_a_grant_with_a_jwt_is_as_ever(new_server: Callable[..., Server]) -> None:
    server = new_server(JWTS)
    grant = server.request_token().json
    answer = server.get(urlsplit(grant["id"]).path, **bearer(grant["access_token"]))
    assert answer.json["id"] == grant["id"]
