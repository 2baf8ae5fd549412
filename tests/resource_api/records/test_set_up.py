"""The org's own set-up: Organization, Profile and User, as the authorization server tells it."""

# ruff: noqa: S608  the queries are SOQL, and of our own

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

MAX = "005xx000001SvogAAC"
PROCESS = "005xx0000000000AAA"
ORG = "00Dxx0000001gPLEAY"


@pytest.mark.usefixtures("directory")
def test_the_org_shows_itself_as_the_cli_asks(api: Any) -> None:
    found = api.query(
        "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization"
    )
    (record,) = found.json["records"]
    assert record == {
        "attributes": {"type": "Organization", "url": f"/services/data/v67.0/sobjects/Organization/{ORG}"},
        "Name": "Org1",
        "InstanceName": "XX1",
        "IsSandbox": False,
        "TrialExpirationDate": None,
        "NamespacePrefix": None,
        "OrganizationType": "Developer Edition",
    }


@pytest.mark.usefixtures("directory")
def test_users_and_their_profiles_are_found(api: Any) -> None:
    found = api.records("SELECT Id, Name, IsActive, Profile.Name FROM User WHERE Username = 'MAX@org1.example'")
    assert [(*values, profile["Name"]) for *values, profile in found] == [
        (MAX, "Max Mustermann", True, "System Administrator")
    ]
    assert api.records("SELECT Name, FederationIdentifier FROM User WHERE IsActive = false") == [("Former", "f-1")]
    assert api.records("SELECT Name FROM Profile") == [("System Administrator",)]


@pytest.mark.usefixtures("directory")
def test_the_cli_finds_a_users_profile_by_a_query_within_a_query(api: Any) -> None:
    soql = "SELECT name FROM Profile WHERE Id IN (SELECT ProfileId FROM User WHERE username='max@org1.example')"
    assert api.records(soql) == [("System Administrator",)]


@pytest.mark.usefixtures("directory")
def test_records_know_their_owners_and_makers(api: Any) -> None:
    identifier = api.create("Account", Name="Mine")
    soql = f"SELECT Owner.Name, CreatedBy.Profile.Name, LastModifiedBy.Alias FROM Account WHERE Id = '{identifier}'"
    (record,) = api.query(soql).json["records"]
    assert record["Owner"]["Name"] == "Max Mustermann"
    assert record["CreatedBy"]["Profile"]["Name"] == "System Administrator"
    assert record["LastModifiedBy"]["Alias"] == "mmust"


@pytest.mark.usefixtures("directory")
def test_the_sample_records_are_the_servers_own(api: Any) -> None:
    found = api.query("SELECT Owner.Name, Owner.UserType FROM Account LIMIT 1").json["records"]
    assert (found[0]["Owner"]["Name"], found[0]["Owner"]["UserType"]) == ("Automated Process", "AutomatedProcess")


@pytest.mark.usefixtures("directory")
def test_a_user_is_read_by_id_and_by_username(api: Any) -> None:
    by_id = api.get(f"sobjects/User/{MAX}").json
    assert (by_id["Username"], by_id["TimeZoneSidKey"], by_id["EmailEncodingKey"]) == (
        "max@org1.example",
        "Europe/Berlin",
        "UTF-8",
    )
    assert api.get("sobjects/User/Username/max@org1.example").json == by_id
    assert {item["Name"] for item in api.get("sobjects/User").json["recentItems"]} >= {"Max Mustermann"}


def test_a_change_of_the_set_up_shows_at_once(api: Any, directory: dict[str, Any]) -> None:
    assert len(api.records("SELECT Id FROM User")) == 3
    directory["users"].pop()
    directory["users"][0]["last_name"] = "Neumann"
    assert sorted(api.records("SELECT Name FROM User")) == [("Automated Process",), ("Max Neumann",)]


@pytest.mark.usefixtures("directory")
def test_an_unchanged_directory_is_not_sent_again_not_even_to_another_worker(new_api: Callable[..., Any]) -> None:
    first, second = new_api(), new_api()
    answers: list[int] = []
    real = first.server.directory_answer

    def noted(request: httpx.Request) -> httpx.Response:
        answer = real(request)
        answers.append(answer.status_code)
        return answer

    first.server.directory_answer = noted
    for api in (first, second, first):
        api.records("SELECT Id FROM User")
    assert answers == [200, 304, 304]


@pytest.mark.usefixtures("directory")
def test_nobody_asks_for_the_set_up_where_it_is_not_needed(api: Any) -> None:
    api.records("SELECT Name, Owner.Id FROM Account LIMIT 1")
    asked = api.server.asked_for_the_directory
    api.records("SELECT Name, OwnerId, Account.Name FROM Contact LIMIT 1")
    api.get("sobjects/User/describe")
    api.create("Account", Name="x")
    assert (asked, api.server.asked_for_the_directory) == (1, 1)


@pytest.mark.usefixtures("directory")
def test_a_record_can_be_given_to_a_user_who_is_there(custom_api: Any) -> None:
    owner = "005xx000001SvohAAC"
    identifier = custom_api.create("Account", Name="x", OwnerId=owner)
    assert custom_api.get(f"sobjects/Account/{identifier}").json["OwnerId"] == owner
    assert custom_api.ask("PATCH", f"sobjects/Account/{identifier}", json={"OwnerId": MAX}).status_code == 204
    custom_api.create("Delivery__c", Driver__c=owner)
    for wrong, code in (("005xx00000zzzzz", "INVALID_CROSS_REFERENCE_KEY"), (identifier, "MALFORMED_ID")):
        refused = custom_api.ask("POST", "sobjects/Account", json={"Name": "x", "OwnerId": wrong})
        assert (refused.status_code, refused.json[0]["errorCode"]) == (400, code)
    refused = custom_api.ask("PATCH", f"sobjects/Account/{identifier}", json={"OwnerId": None})
    assert refused.json[0]["errorCode"] == "REQUIRED_FIELD_MISSING"


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize("name", ["Organization", "Profile", "User"])
def test_the_set_up_is_only_read(api: Any, name: str) -> None:
    identifier = api.records(f"SELECT Id FROM {name} LIMIT 1")[0][0]
    made = api.ask("POST", f"sobjects/{name}", json={"Name": "x"})
    assert (made.status_code, made.text) == (
        400,
        f'[{{"message":"entity type {name} does not support create","errorCode":"INVALID_TYPE_FOR_OPERATION"}}]',
    )
    for method in ("PATCH", "DELETE"):
        refused = api.ask(method, f"sobjects/{name}/{identifier}", json={"Name": "x"} if method == "PATCH" else None)
        assert (refused.status_code, refused.text) == (
            400,
            (
                '[{"message":"insufficient access rights on object id",'
                '"errorCode":"INSUFFICIENT_ACCESS_OR_READONLY","fields":[]}]'
            ),
        )


@pytest.mark.parametrize("status", [404, 401, 403, 302])
def test_without_a_directory_the_users_who_looked_are_there(api: Any, status: int) -> None:
    api.server.directory_answer = lambda _: httpx.Response(status)
    other = api.server.let(
        "00Dxx!other", identity=f"http://x/id/{ORG}/005xx000001SvohAAC", username="erika@org1.example"
    )
    for _ in range(2):
        assert api.records("SELECT Id, Username FROM User WHERE UserType = 'Standard'") == [(MAX, "max@org1.example")]
    api.token = other
    assert api.records("SELECT Username FROM User WHERE UserType = 'Standard' ORDER BY Username") == [
        ("erika@org1.example",),
        ("max@org1.example",),
    ]
    assert api.records("SELECT Id FROM Organization") == [(ORG,)]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"organization": {"id": "nonsense"}, "profiles": [], "users": []}),
        httpx.Response(304),
    ],
    ids=["failure", "page", "empty", "no id", "unasked"],
)
def test_a_directory_that_cannot_be_read_is_told_honestly(api: Any, answer: httpx.Response) -> None:
    api.server.directory_answer = lambda _: answer
    refused = api.query("SELECT Id FROM User")
    if answer.status_code == 304:  # which nobody asked for: as good as no directory
        assert refused.status_code == 200
    else:
        assert (refused.status_code, refused.json[0]["errorCode"]) == (503, "SERVER_UNAVAILABLE")


def test_workers_that_ask_at_once_do_not_hinder_each_other(
    new_api: Callable[..., Any], database_url: str, directory: dict[str, Any]
) -> None:
    apis = [new_api(database_url=database_url) for _ in range(2)]

    def ask(number: int) -> int:
        directory["organization"]["name"] = f"Org {number % 3}"
        return len(apis[number % 2].records("SELECT Id FROM User"))

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(24))) == {3}
