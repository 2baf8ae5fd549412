"""Userinfo and the identity URL: who the token's user is, and the refusals in a word of plain text."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from building import OLD_KEY, Server, an_assertion, private_key

USERINFO = "/services/oauth2/userinfo"


def _bearer(token: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {token}"}


def identity_path(server: Server) -> str:
    return urlsplit(server.request_token().json["id"]).path


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "OAuth"])
def test_userinfo_has_the_members_that_salesforce_sends(either_shared: Server, scheme: str) -> None:
    grant = either_shared.request_token().json
    answer = either_shared.get(USERINFO, headers=_bearer(grant["access_token"], scheme))
    assert answer.status_code == 200
    body = answer.json
    assert body["sub"] == grant["id"]
    assert body["user_id"] == grant["id"].rpartition("/")[2]
    assert body["organization_id"] == "00Dxx0000001gPLEAY"
    assert body["preferred_username"] == "max@org1.example"
    assert (body["name"], body["given_name"], body["family_name"]) == ("Max Mustermann", "Max", "Mustermann")
    assert body["email"] == "max.mustermann@example.com"
    assert body["email_verified"] is True
    assert (body["active"], body["user_type"], body["utcOffset"]) == (True, "STANDARD", 0)


def test_the_identity_url_of_the_token_response_describes_the_user(shared: Server) -> None:
    grant = shared.request_token().json
    answer = shared.get(identity_path(shared), headers=_bearer(grant["access_token"]))
    assert answer.status_code == 200
    body = answer.json
    assert (body["id"], body["asserted_user"]) == (grant["id"], True)
    assert (body["username"], body["display_name"], body["nick_name"]) == ("max@org1.example", "Max Mustermann", "max")
    assert body["urls"]["rest"] == "http://127.0.0.1:8002/services/data/v{version}/"
    assert body["urls"]["custom_domain"] == "http://127.0.0.1:8002"


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ("latest", "67.0"),
        ("58.0", "58.0"),
        ("<script>", "{version}"),
        ("{0.__class__}", "{version}"),
        ("", "{version}"),
        ("²", "{version}"),
        ("٥٨.0", "{version}"),
        ("58.", "{version}"),
        ("58.0\n", "{version}"),
    ],
)
def test_the_version_that_is_asked_for_stands_in_the_urls_if_it_is_a_number(
    shared: Server, asked: str, version: str
) -> None:
    answer = shared.get(identity_path(shared), query_string={"version": asked}, headers=_bearer(shared.a_token()))
    assert answer.json["urls"]["query"] == f"http://127.0.0.1:8002/services/data/v{version}/query/"


def test_ids_of_15_characters_do_as_well(shared: Server) -> None:
    _, _, org, user = identity_path(shared).split("/")
    assert shared.get(f"/id/{org[:15]}/{user[:15]}", headers=_bearer(shared.a_token())).status_code == 200


def test_the_token_of_one_user_describes_another_but_does_not_assert_it(shared: Server) -> None:
    token = shared.a_token(iss=OLD_KEY, key=private_key("Old_Integration"))
    org = shared.app.extensions["orgless_authserver"].org
    answer = shared.get(f"/id/{org.org_id}/{org.users[1].user_id}", headers=_bearer(token))
    assert (answer.json["username"], answer.json["asserted_user"]) == ("erika@org1.example", False)


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/id/00Dyy0000002hQMEAY/005xx000001SvogAAC", 403, "Wrong_Org"),
        ("/id/00Dxx0000001gPLEAA/005xx000001SvogAAC", 403, "Wrong_Org"),
        ("/id/nonsense/x", 403, "Wrong_Org"),
        ("/id/00Dxx0000001gPLEAY/005xx000001SvogAAC", 404, "Bad_Id"),
        ("/id/00Dxx0000001gPLEAY/005", 404, "Bad_Id"),
        ("/id/00Dxx0000001gPLEAY/%00", 404, "Bad_Id"),
    ],
)
def test_other_orgs_and_unknown_users_are_refused_in_a_word(shared: Server, path: str, status: int, word: str) -> None:
    answer = shared.get(path, headers=_bearer(shared.a_token()))
    assert (answer.status_code, answer.text) == (status, word)
    assert answer.headers["Content-Type"] == "text/plain;charset=UTF-8"


BAD_HEADERS: dict[str, Callable[[str], dict[str, str]]] = {
    "garbage": lambda _token: _bearer("garbage"),
    "shortened": lambda token: _bearer(token[:-1]),
    "lengthened": lambda token: _bearer(token + "x"),
    "an assertion": lambda _token: _bearer(an_assertion()),
    "letters that are not ASCII": lambda _token: _bearer("\xe9\xff"),
    "very long": lambda token: _bearer(token * 500),
    "twice": lambda token: _bearer(f"{token} {token}"),
}
NO_TOKEN: dict[str, dict[str, Any]] = {
    "no header": {},
    "an empty header": {"headers": {"Authorization": ""}},
    "a scheme alone": {"headers": {"Authorization": "Bearer"}},
    "blanks": {"headers": {"Authorization": "Bearer    "}},
    "another scheme": {"headers": {"Authorization": "Basic eDp5"}},
    "a cookie": {"headers": {"Cookie": "sid={token}"}},
}


@pytest.mark.parametrize("path", [USERINFO, "identity"])
@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_bad_token_is_403_and_a_word(shared: Server, path: str, header: Callable[[str], dict[str, str]]) -> None:
    path = identity_path(shared) if path == "identity" else path
    answer = shared.get(path, headers=header(shared.a_token()))
    assert (answer.status_code, answer.text) == (403, "Bad_OAuth_Token")
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("parts", NO_TOKEN.values(), ids=NO_TOKEN.keys())
def test_no_token_is_403_and_another_word(shared: Server, parts: dict[str, Any]) -> None:
    answer = shared.get(USERINFO, **parts)
    assert (answer.status_code, answer.text) == (403, "Missing_OAuth_Token")


def test_the_strict_profile_challenges(strict_shared: Server) -> None:
    none = strict_shared.get(USERINFO)
    assert (none.status_code, none.headers["WWW-Authenticate"]) == (401, 'Bearer realm="identity"')
    bad = strict_shared.get(USERINFO, headers=_bearer("garbage"))
    assert (bad.status_code, bad.headers["WWW-Authenticate"]) == (401, 'Bearer realm="identity", error="invalid_token"')


def test_the_query_carries_a_token_in_the_salesforce_profile_only(shared: Server, strict_shared: Server) -> None:
    for path in (USERINFO, identity_path(shared)):
        asked = {"query_string": {"oauth_token": shared.a_token(), "format": "json"}}
        assert shared.get(path, **asked).status_code == 200
    assert strict_shared.get(USERINFO, query_string={"oauth_token": strict_shared.a_token()}).status_code == 401
    assert shared.get(USERINFO, query_string={"access_token": shared.a_token()}).status_code == 403


@pytest.mark.parametrize("path", [USERINFO, "identity"])
def test_a_dead_token_is_refused(server: Server, path: str) -> None:
    path = identity_path(server) if path == "identity" else path
    token = server.a_token()
    assert server.get(path, headers=_bearer(token)).status_code == 200
    server.revoke(token)
    assert server.get(path, headers=_bearer(token)).text == "Bad_OAuth_Token"
    token = server.a_token()
    server.clock.advance(7200)
    assert server.get(path, headers=_bearer(token)).text == "Bad_OAuth_Token"
