"""Records by external id: read, upsert, delete."""

# ruff: noqa: S608  the queries are SOQL, and of our own

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest

PATH = "sobjects/Account/Customer_Number__c"
NOT_FOUND = '[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]'


def no_external_id(text: str) -> str:
    message = f"Provided external ID field does not exist or is not accessible: {text}"
    return f'[{{"message":"{message}","errorCode":"NOT_FOUND"}}]'


def upsert(api: Any, path: str, version: str = "67.0", **values: Any) -> Any:
    return api.ask("PATCH", f"/services/data/v{version}/{path}", json=values)


def test_an_upsert_makes_the_record_and_says_so(custom_api: Any) -> None:
    answer = upsert(custom_api, f"{PATH}/4711", Name="Nova")
    identifier = answer.json["id"]
    assert (answer.status_code, answer.text) == (
        201,
        f'{{"id":"{identifier}","success":true,"errors":[],"created":true}}',
    )
    assert answer.headers["Location"] == f"/services/data/v67.0/sobjects/Account/{identifier}"
    assert custom_api.get(f"sobjects/Account/{identifier}").json["Customer_Number__c"] == "4711"


def test_a_second_upsert_changes_it_and_says_so(custom_api: Any) -> None:
    identifier = upsert(custom_api, f"{PATH}/4711", Name="Nova").json["id"]
    answer = upsert(custom_api, f"{PATH}/4711", Phone="1")
    assert (answer.status_code, answer.text) == (
        200,
        f'{{"id":"{identifier}","success":true,"errors":[],"created":false}}',
    )
    record = custom_api.get(f"{PATH}/4711").json
    assert (record["Name"], record["Phone"]) == ("Nova", "1")


def test_before_version_46_a_change_is_answered_with_nothing_and_created_is_not_told(custom_api: Any) -> None:
    made = upsert(custom_api, f"{PATH}/1", version="45.0", Name="x")
    assert (made.status_code, list(made.json)) == (201, ["id", "success", "errors"])
    changed = upsert(custom_api, f"{PATH}/1", version="45.0", Name="y")
    assert (changed.status_code, changed.data) == (204, b"")
    assert upsert(custom_api, f"{PATH}/1", version="46.0", Name="z").status_code == 200


def test_several_records_with_the_value_are_listed_and_left_alone(custom_api: Any) -> None:
    first, second = (custom_api.create("Account", Name=name, Region__c="North") for name in "ab")
    paths = [f"/services/data/v67.0/sobjects/Account/{identifier}" for identifier in (first, second)]
    path = "sobjects/Account/Region__c/NORTH"
    for answer in (custom_api.get(path), upsert(custom_api, path, Name="x"), custom_api.ask("DELETE", path)):
        assert (answer.status_code, answer.json) == (300, paths)
    assert custom_api.records("SELECT Name FROM Account WHERE Region__c = 'north' ORDER BY Name") == [("a",), ("b",)]


def test_an_upsert_that_may_only_update_makes_nothing(custom_api: Any) -> None:
    answer = upsert(custom_api, f"{PATH}/9?updateOnly=true", Name="x")
    assert (answer.status_code, answer.text) == (404, NOT_FOUND)
    assert custom_api.get(f"{PATH}/9").status_code == 404
    upsert(custom_api, f"{PATH}/9?updateOnly=false", Name="x")
    assert upsert(custom_api, f"{PATH}/9?updateOnly=true", Name="y").status_code == 200


@pytest.mark.parametrize("value", ["a/b", "a//b", "a/b/", "ä ö", "50% + 1", "a?b#c", "'; --", "describe", "a.b"])
def test_any_text_is_a_value_slashes_and_all(custom_api: Any, value: str) -> None:
    path = f"{PATH}/{quote(value, safe='')}"
    assert upsert(custom_api, path, Name="x").status_code == 201
    assert custom_api.get(path).json["Customer_Number__c"] == value
    assert upsert(custom_api, path, Name="y").status_code == 200
    assert custom_api.ask("DELETE", path).status_code == 204
    assert custom_api.get(path).status_code == 404


def test_a_record_is_read_by_its_external_id_in_any_letter_case_with_fields(custom_api: Any) -> None:
    identifier = custom_api.create("Account", Name="x", Customer_Number__c="Ab-1")
    answer = custom_api.get("sobjects/account/customer_number__C/aB-1?fields=Name")
    assert answer.json == {
        "attributes": {"type": "Account", "url": f"/services/data/v67.0/sobjects/Account/{identifier}"},
        "Name": "x",
        "Id": identifier,
    }


def test_numbers_identify_too(custom_api: Any) -> None:
    path = "sobjects/Delivery__c/Number__c"
    assert upsert(custom_api, f"{path}/42").status_code == 201
    assert custom_api.get(f"{path}/42.0").json["Number__c"] == 42
    assert custom_api.get(f"{path}/x").text == NOT_FOUND
    refused = upsert(custom_api, f"{path}/x")
    assert (refused.status_code, refused.json[0]["errorCode"]) == (400, "INVALID_TYPE_ON_FIELD_IN_RECORD")


def test_an_id_is_a_value_by_which_a_record_is_known(custom_api: Any) -> None:
    identifier = custom_api.create("Account", Name="x")
    path = f"sobjects/Account/Id/{identifier}"
    assert custom_api.get(path).json["Name"] == "x"
    assert upsert(custom_api, path, Name="y").json == {
        "id": identifier,
        "success": True,
        "errors": [],
        "created": False,
    }
    assert custom_api.ask("DELETE", path).status_code == 204
    assert upsert(custom_api, path, Name="z").json[0]["errorCode"] == "ENTITY_IS_DELETED"
    assert upsert(custom_api, "sobjects/Account/Id/001xx00000zzzzz", Name="z").status_code == 404


def test_a_contact_is_known_by_its_email(api: Any) -> None:
    assert api.get("sobjects/Contact/Email/AOIFE@obrienvets.example").json["LastName"] == "O'Brien"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("field", ["Foo__c", "Phone", "Active__c"])
def test_a_field_that_identifies_nothing_is_told(custom_api: Any, method: str, field: str) -> None:
    answer = custom_api.ask(method, f"sobjects/Account/{field}/1", json={} if method == "PATCH" else None)
    assert (answer.status_code, answer.text) == (404, no_external_id(field))


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("value", ["nope", "x" * 30, "%00", "%20"])
def test_a_value_that_no_record_has_is_not_found(custom_api: Any, method: str, value: str) -> None:
    answer = custom_api.ask(method, f"{PATH}/{value}")
    assert (answer.status_code, answer.text) == (404, NOT_FOUND)


def test_the_external_id_does_not_stand_in_the_body_as_well(custom_api: Any) -> None:
    answer = upsert(custom_api, f"{PATH}/1", Name="x", customer_number__c="1")
    assert (answer.status_code, answer.text) == (
        400,
        (
            '[{"message":"The Customer_Number__c field should not be specified in the sobject data.",'
            '"errorCode":"INVALID_FIELD"}]'
        ),
    )
    assert upsert(custom_api, f"{PATH}/1", Name="x", Id="1").json[0]["errorCode"] == "INVALID_FIELD"


@pytest.mark.parametrize(
    ("value", "values", "code"),
    [
        ("1", {}, "REQUIRED_FIELD_MISSING"),
        ("x" * 21, {"Name": "x"}, "STRING_TOO_LONG"),
        ("1", {"Name": "x", "foo": 1}, "INVALID_FIELD"),
        ("1", {"Name": 7}, "JSON_PARSER_ERROR"),
    ],
)
def test_an_upsert_that_cannot_be_makes_nothing(custom_api: Any, value: str, values: dict[str, Any], code: str) -> None:
    answer = upsert(custom_api, f"{PATH}/{value}", **values)
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, code)
    assert custom_api.query("SELECT COUNT() FROM Account WHERE Customer_Number__c != null").json["totalSize"] == 0


def test_a_unique_value_is_taken_once(custom_api: Any) -> None:
    first = custom_api.create("Account", Name="x", Customer_Number__c="A1")
    message = f"duplicate value found: Customer_Number__c duplicates value on record with id: {first}"
    expected = f'[{{"message":"{message}","errorCode":"DUPLICATE_VALUE","fields":[]}}]'
    refused = custom_api.ask("POST", "sobjects/Account", json={"Name": "y", "Customer_Number__c": "a1"})
    assert (refused.status_code, refused.text) == (400, expected)
    second = custom_api.create("Account", Name="y", Customer_Number__c="A2")
    refused = custom_api.ask("PATCH", f"sobjects/Account/{second}", json={"Customer_Number__c": "A1"})
    assert refused.text == expected
    assert custom_api.ask("PATCH", f"sobjects/Account/{first}", json={"Customer_Number__c": "a1"}).status_code == 204
    custom_api.ask("DELETE", f"sobjects/Account/{first}")
    assert custom_api.ask("PATCH", f"sobjects/Account/{second}", json={"Customer_Number__c": "A1"}).status_code == 204


@pytest.mark.parametrize("field", ["Customer_Number__c", "Region__c"])
def test_of_many_upserts_at_once_one_makes_the_record(
    new_api: Any, database_url: str, objects_file: Any, field: str
) -> None:
    apis = [new_api(database_url=database_url, objects_file=objects_file) for _ in range(2)]  # as two workers

    def once(number: int) -> int:
        path = f"sobjects/Account/{field}/same"
        status: int = upsert(apis[number % 2], path, Name=f"Name {number}").status_code
        return status

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(once, range(32)))
    assert sorted(statuses) == [200] * 31 + [201]
    assert apis[0].query(f"SELECT COUNT() FROM Account WHERE {field} = 'same'").json["totalSize"] == 1
