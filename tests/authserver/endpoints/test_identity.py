"""The identity endpoints' members, forms and parameters, and whose token sees whom."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import pytest
from building import OLD_KEY, Server, private_key

USERINFO = "/services/oauth2/userinfo"
IDENTITY_MEMBERS = [
    "id",
    "asserted_user",
    "user_id",
    "organization_id",
    "username",
    "nick_name",
    "display_name",
    "email",
    "email_verified",
    "first_name",
    "last_name",
    "timezone",
    "photos",
    "addr_street",
    "addr_city",
    "addr_state",
    "addr_country",
    "addr_zip",
    "mobile_phone",
    "mobile_phone_verified",
    "is_lightning_login_user",
    "status",
    "urls",
    "active",
    "user_type",
    "language",
    "locale",
    "utcOffset",
    "last_modified_date",
    "is_app_installed",
]
URLS = [
    "enterprise",
    "metadata",
    "partner",
    "rest",
    "sobjects",
    "search",
    "query",
    "recent",
    "tooling_soap",
    "tooling_rest",
    "profile",
    "feeds",
    "groups",
    "users",
    "feed_items",
    "feed_elements",
    "custom_domain",
]
USERINFO_MEMBERS = [
    "sub",
    "user_id",
    "organization_id",
    "preferred_username",
    "nickname",
    "name",
    "email",
    "email_verified",
    "given_name",
    "family_name",
    "zoneinfo",
    "photos",
    "profile",
    "picture",
    "address",
    "is_salesforce_integration_user",
    "urls",
    "active",
    "user_type",
    "language",
    "locale",
    "utcOffset",
    "updated_at",
    "is_app_installed",
]


def identity(server: Server, accept: str = "", **query: Any) -> Any:
    grant = server.request_token().json
    headers = {"Authorization": f"Bearer {grant['access_token']}"} | ({"Accept": accept} if accept else {})
    return server.get(urlsplit(grant["id"]).path, headers=headers, query_string=query)


def test_the_identity_url_answers_the_members_of_captured_answers_in_their_order(either_shared: Server) -> None:
    body = identity(either_shared).json
    assert list(body) == IDENTITY_MEMBERS
    assert list(body["urls"]) == URLS
    assert body["urls"]["enterprise"] == "http://127.0.0.1:8002/services/Soap/c/{version}/00Dxx0000001gPL"
    assert body["urls"]["tooling_rest"] == "http://127.0.0.1:8002/services/data/v{version}/tooling/"
    assert body["photos"]["picture"] == "http://127.0.0.1:8002/profilephoto/005/F"
    assert body["status"] == {"created_date": None, "body": None}
    assert (body["addr_street"], body["mobile_phone"], body["mobile_phone_verified"]) == (None, None, False)
    assert (body["user_type"], body["utcOffset"], body["timezone"]) == ("STANDARD", 0, "GMT")
    assert body["last_modified_date"].endswith(".000+0000")


def test_userinfo_answers_those_of_captured_answers_too(either_shared: Server) -> None:
    answer = either_shared.get(USERINFO, headers={"Authorization": f"Bearer {either_shared.a_token()}"})
    body = answer.json
    assert list(body) == USERINFO_MEMBERS
    assert list(body["urls"]) == URLS
    assert body["picture"] == body["photos"]["picture"]
    assert body["is_salesforce_integration_user"] is False
    assert body["updated_at"].endswith("Z")


JSON, XML, FORM = "application/json", "application/xml", "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("", {}, JSON),
        ("*/*", {}, JSON),
        ("application/xml", {}, XML),
        ("APPLICATION/XML; q=0.1", {}, XML),
        (FORM, {}, FORM),
        ("application/xml,application/json,application/html,*/*", {}, XML),
        ("text/html, application/json;q=0.1, application/xml", {}, JSON),
        ("image/png", {}, JSON),
        (",,;", {}, JSON),
        ("application/xml", {"format": "json"}, JSON),
        ("application/json", {"format": "xml"}, XML),
        ("application/json", {"format": "urlencoded"}, FORM),
        ("application/xml", {"format": "yaml"}, XML),
        ("", {"format": "XML"}, JSON),
    ],
)
def test_the_parameter_wins_over_accept_which_is_read_from_left_to_right(
    shared: Server, accept: str, query: dict[str, str], media_type: str
) -> None:
    answer = identity(shared, accept, **query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"{media_type};charset=UTF-8"


def test_the_xml_form_is_that_of_the_help_page(shared: Server) -> None:
    answer = identity(shared, format="xml", version="latest")
    assert answer.text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?><user xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><id>'
    )
    user = ET.fromstring(answer.text)  # noqa: S314  our own answer
    assert [child.tag for child in user] == IDENTITY_MEMBERS
    assert (user.findtext("asserted_user"), user.findtext("utcOffset")) == ("true", "0")
    assert user.findtext("urls/rest") == "http://127.0.0.1:8002/services/data/v67.0/"
    body = user.find("status/body")
    assert body is not None
    assert body.attrib == {"{http://www.w3.org/2001/XMLSchema-instance}nil": "true"}
    assert (user.findtext("last_modified_date") or "").endswith(".000Z")


def test_the_form_names_what_lies_inside_after_both(shared: Server) -> None:
    pairs = dict(parse_qsl(identity(shared, format="urlencoded").text, keep_blank_values=True))
    assert pairs["username"] == "max@org1.example"
    assert pairs["asserted_user"] == "true"
    assert (pairs["status.body"], pairs["addr_zip"]) == ("", "")
    assert pairs["urls.custom_domain"] == "http://127.0.0.1:8002"


def test_names_are_escaped_and_what_no_xml_may_hold_is_replaced(new_server: Callable[..., Server]) -> None:
    server = new_server(('first_name = "Max"', r'first_name = "<Max> & \"Co\" \u0001\u2028"'))
    user = ET.fromstring(identity(server, format="xml").text)  # noqa: S314  our own answer
    assert user.findtext("first_name") == '<Max> & "Co" \ufffd\u2028'
    assert identity(server).json["first_name"] == '<Max> & "Co" \x01\u2028'


def test_a_user_without_a_first_name_has_none(new_server: Callable[..., Server]) -> None:
    server = new_server(('first_name = "Max"\n', ""))
    assert identity(server).json["first_name"] is None
    answer = server.get(USERINFO, headers={"Authorization": f"Bearer {server.a_token()}"})
    assert answer.json["given_name"] is None


@pytest.mark.parametrize("path", [USERINFO, "identity"])
def test_a_token_in_the_url_counts_once_and_must_not_contradict_the_header(shared: Server, path: str) -> None:
    grant = shared.request_token().json
    token, other = grant["access_token"], shared.a_token(iss=OLD_KEY, key=private_key("Old_Integration"))
    path = urlsplit(grant["id"]).path if path == "identity" else path

    def status(query: str, header: str = "") -> tuple[int, str]:
        headers = {"Authorization": header} if header else {}
        answer = shared.get(path, query_string=query, headers=headers)
        return answer.status_code, answer.text if answer.status_code != 200 else ""

    bad, good = (403, "Bad_OAuth_Token"), (200, "")
    assert status(f"oauth_token={token}") == good
    assert status(f"oauth_token={token}&format=json", f"Bearer {token}") == good
    assert status(f"oauth_token={token}", "Basic eDp5") == good
    assert status(f"oauth_token={token}&oauth_token={token}") == bad
    assert status(f"oauth_token={token}&oauth_token={other}") == bad
    assert status(f"oauth_token=&oauth_token={token}") == bad
    assert status(f"oauth_token={other}", f"Bearer {token}") == bad
    assert status("oauth_token=x", f"Bearer {token}") == bad
    assert status("oauth_token=") == (403, "Missing_OAuth_Token")
    assert status("oauth_token=", f"Bearer {token}") == good


def _others_path(server: Server) -> str:
    org = server.app.extensions["orgless_authserver"].org
    return f"/id/{org.org_id}/{org.users[1].user_id}"


@pytest.mark.parametrize(
    ("world", "status"),
    [
        ((), 200),
        ((('scopes = ["api", "web"', 'scopes = ["web"'),), 404),
        ((('scopes = ["api", "web"', 'scopes = ["full"'),), 200),
        ((("[[users]]", '[[profiles]]\nname = "System Administrator"\napi_enabled = false\n\n[[users]]'),), 404),
    ],
    ids=["api", "web alone", "full", "no API for the user"],
)
def test_others_are_seen_with_the_scope_api_and_the_permission_only_and_oneself_always(
    new_server: Callable[..., Server], world: tuple[tuple[str, str], ...], status: int
) -> None:
    server = new_server(*world)
    assert identity(server).status_code == 200
    answer = server.get(_others_path(server), headers={"Authorization": f"Bearer {server.a_token()}"})
    assert answer.status_code == status
    assert status == 200 or answer.text == "Bad_Id"
