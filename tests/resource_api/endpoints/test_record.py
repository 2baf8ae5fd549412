"""One record: read, change, delete."""

from typing import Any

import pytest

ACCOUNT = "001xx0000000001AAA"
DELETED = '[{"errorCode":"ENTITY_IS_DELETED","message":"entity is deleted","fields":[]}]'


def no_external_id(text: str) -> str:
    message = f"Provided external ID field does not exist or is not accessible: {text}"
    return f'[{{"message":"{message}","errorCode":"NOT_FOUND"}}]'


def test_a_record_shows_all_its_fields_in_their_order(api: Any) -> None:
    record = api.get(f"sobjects/Account/{ACCOUNT}").json
    assert list(record)[:4] == ["attributes", "Id", "IsDeleted", "Name"]
    assert record["attributes"] == {"type": "Account", "url": f"/services/data/v67.0/sobjects/Account/{ACCOUNT}"}
    assert (record["Id"], record["Name"], record["IsDeleted"]) == (ACCOUNT, "Nordwind Energie AG", False)
    assert (record["AnnualRevenue"], record["NumberOfEmployees"]) == (125_000_000.0, 840)
    assert record["CreatedDate"] == record["SystemModstamp"] == "2027-01-15T08:00:00.000+0000"


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ("Name", ["attributes", "Name", "Id"]),
        ("phone, NAME,Phone", ["attributes", "Phone", "Name", "Id"]),
        ("Id", ["attributes", "Id"]),
        ("Id,Name", ["attributes", "Name", "Id"]),
    ],
)
def test_a_record_shows_the_fields_that_are_asked_for_and_its_id(api: Any, fields: str, shown: list[str]) -> None:
    assert list(api.get(f"sobjects/Account/{ACCOUNT[:15]}?fields={fields}").json) == shown


@pytest.mark.parametrize(("fields", "wrong"), [("Name,foo", "foo"), ("Account.Name", "Account.Name"), ("Name,", "")])
def test_a_field_that_there_is_not_is_told(api: Any, fields: str, wrong: str) -> None:
    answer = api.get(f"sobjects/Account/{ACCOUNT}?fields={fields}")
    body = f'[{{"message":"No such column \'{wrong}\' on sobject of type Account","errorCode":"INVALID_FIELD"}}]'
    assert (answer.status_code, answer.text) == (400, body)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("identifier", "status", "body"),
    [
        (
            "001900K0001pPuOAAU",
            400,
            (
                '[{"fields":["Id"],"message":"Account ID: id value of incorrect type: 001900K0001pPuOAAU",'
                '"errorCode":"MALFORMED_ID"}]'
            ),
        ),
        (
            "003xx0000000001AAA",
            400,
            (
                '[{"fields":["Id"],"message":"Account ID: id value of incorrect type: 003xx0000000001AAA",'
                '"errorCode":"MALFORMED_ID"}]'
            ),
        ),
        ("001xx00000zzzzz", 404, no_external_id("001xx00000zzzzzAAA")),
        ("Nordwind", 404, no_external_id("Nordwind")),
    ],
)
def test_an_id_that_is_none_or_of_no_record_is_told(
    api: Any, method: str, identifier: str, status: int, body: str
) -> None:
    answer = api.ask(method, f"sobjects/Account/{identifier}", json={"Name": "x"} if method == "PATCH" else None)
    assert (answer.status_code, answer.text) == (status, body)


def test_an_external_id_field_that_there_is_not_is_told(api: Any) -> None:
    answer = api.get("sobjects/Account/Customer_Number__c/4711")
    assert (answer.status_code, answer.text) == (404, no_external_id("Customer_Number__c"))


def test_a_change_is_answered_with_nothing_and_holds(api: Any) -> None:
    answer = api.ask("PATCH", f"sobjects/Account/{ACCOUNT}", json={"Phone": "1", "Website": None})
    assert (answer.status_code, answer.data) == (204, b"")
    record = api.get(f"sobjects/Account/{ACCOUNT}").json
    assert (record["Phone"], record["Website"], record["Name"]) == ("1", None, "Nordwind Energie AG")
    assert api.records("SELECT Phone FROM Account WHERE Phone = '1'") == [("1",)]


def test_a_change_of_nothing_is_a_change(api: Any) -> None:
    assert api.ask("PATCH", f"sobjects/Account/{ACCOUNT}", json={}).status_code == 204


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"Name": None}, "REQUIRED_FIELD_MISSING"),
        ({"Name": ""}, "REQUIRED_FIELD_MISSING"),
        ({"Id": ACCOUNT}, "INVALID_FIELD"),
        ({"foo": 1}, "INVALID_FIELD"),
        ({"IsDeleted": True}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"Name": 1}, "JSON_PARSER_ERROR"),
        ([], "JSON_PARSER_ERROR"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_changes_nothing(api: Any, values: Any, code: str) -> None:
    before = api.get(f"sobjects/Account/{ACCOUNT}").json
    answer = api.ask("PATCH", f"sobjects/Account/{ACCOUNT}", json=values)
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, code)
    assert api.get(f"sobjects/Account/{ACCOUNT}").json == before


def test_a_deleted_record_is_gone_for_every_use_but_query_all(api: Any) -> None:
    path = f"sobjects/Account/{ACCOUNT}"
    answer = api.ask("DELETE", path)
    assert (answer.status_code, answer.data) == (204, b"")
    for method in ("GET", "PATCH", "DELETE"):
        refused = api.ask(method, path, json={"Name": "x"} if method == "PATCH" else None)
        assert (refused.status_code, refused.text) == (404, DELETED)
    soql = "SELECT Id FROM Account WHERE Name LIKE 'nordwind%'"
    assert api.records(soql) == []
    assert api.records(soql, "queryAll") == [(ACCOUNT,)]
    assert api.records("SELECT Id FROM Account WHERE IsDeleted = true", "queryAll") == [(ACCOUNT,)]


def test_every_use_works_on_each_kind_of_database(either_api: Any) -> None:
    account = either_api.create("Account", Name="Über", NumberOfEmployees=7, AnnualRevenue=1.25)
    contact = either_api.create("Contact", LastName="Ö", AccountId=account, Birthdate="2001-02-03")
    assert either_api.ask("PATCH", f"sobjects/Contact/{contact}", json={"FirstName": "A"}).status_code == 204
    record = either_api.get(f"sobjects/Contact/{contact}").json
    assert (record["Name"], record["Birthdate"], record["HasOptedOutOfEmail"]) == ("A Ö", "2001-02-03", False)
    assert either_api.ask("DELETE", f"sobjects/Account/{account}").status_code == 204
    assert either_api.get(f"sobjects/Contact/{contact}").text == DELETED
