"""The directory: what the org's own REST API learns of org, profiles and users, and that nobody else does."""

from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, SECRET, Server
from building.worlds import API_KEY, API_SECRET

PATH, AUTH = "/directory", (API_KEY, API_SECRET)


def test_it_describes_the_org_and_its_users(either_shared: Server) -> None:
    answer = either_shared.get(PATH, auth=AUTH)
    assert answer.status_code == 200
    assert answer.json["organization"] == {
        "id": "00Dxx0000001gPLEAY",
        "name": "Org1",
        "my_domain": "org1",
        "is_sandbox": False,
        "organization_type": "Developer Edition",
        "instance_name": "XX1",
        "namespace_prefix": None,
        "created_at": None,
    }
    erika = answer.json["users"][1]
    assert erika["id"].startswith("005")
    assert erika.pop("id") != answer.json["users"][0]["id"]
    profile = {one["name"]: one for one in answer.json["profiles"]}["Standard User"]
    assert profile == {"id": erika["profile_id"], "name": "Standard User", "user_type": "Standard"}
    assert erika == {
        "username": "erika@org1.example",
        "email": "erika.musterfrau@example.com",
        "first_name": "Erika",
        "last_name": "Musterfrau",
        "name": "Erika Musterfrau",
        "alias": "emust",
        "profile_id": erika["profile_id"],
        "active": True,
        "federation_id": None,
        "time_zone": "GMT",
        "locale": "en_US",
        "language": "en_US",
    }


def test_profiles_that_nobody_has_are_in_it_and_none_twice(new_server: Callable[..., Server]) -> None:
    tables = '[[profiles]]\nname = "Nobody"\n\n[[profiles]]\nname = "Standard User"\n\n[[users]]'
    answer = new_server(("[[users]]", tables)).get(PATH, auth=AUTH)
    names = [profile["name"] for profile in answer.json["profiles"]]
    assert sorted(names) == ["Nobody", "Standard User", "System Administrator"]


def test_whoever_has_it_already_is_told_so(new_server: Callable[..., Server]) -> None:
    server = new_server()
    first = server.get(PATH, auth=AUTH)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = server.get(PATH, auth=AUTH, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert server.get(PATH, auth=AUTH, headers={"If-None-Match": '"x"'}).status_code == 200
    changed = new_server(('first_name = "Erika"', 'first_name = "Erica"'))
    assert changed.get(PATH, auth=AUTH, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_it_is_put_together_once_however_often_it_is_asked_for(
    new_server: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_server()
    first = server.get(PATH, auth=AUTH)
    monkeypatch.setattr("authserver.directory._described", None)  # it would fail if it was called
    again = server.get(PATH, auth=AUTH)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])


STRANGERS: dict[str, dict[str, Any]] = {
    "nobody": {},
    "an app without the flag": {"auth": (CONSUMER_KEY, SECRET)},
    "a wrong secret": {"auth": (API_KEY, API_SECRET + "x")},
    "an empty secret": {"auth": (API_KEY, "")},
    "another scheme": {"headers": {"Authorization": f"Bearer {API_SECRET}"}},
    "credentials in the URL": {"query_string": {"client_id": API_KEY, "client_secret": API_SECRET}},
    "the right entity tag alone": {"headers": {"If-None-Match": "*"}},
}


@pytest.mark.parametrize("shown", STRANGERS.values(), ids=STRANGERS.keys())
def test_nobody_else_sees_it(either_shared: Server, shown: dict[str, Any]) -> None:
    answer = either_shared.get(PATH, **shown)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert "org1" not in answer.text


def test_a_live_token_does_not_open_it(shared: Server) -> None:
    answer = shared.get(PATH, headers={"Authorization": f"Bearer {shared.a_token()}"})
    assert answer.status_code == 401
