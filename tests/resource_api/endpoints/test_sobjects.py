"""Objects, and making records."""

# ruff: noqa: S608  the queries are SOQL, and of our own

from typing import Any

import pytest

NAME_IS_MISSING = (
    '[{"message":"Required fields are missing: [Name]","errorCode":"REQUIRED_FIELD_MISSING","fields":["Name"]}]'
)
NOT_FOUND = '[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]'


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "sobjects/Nope"),
        ("GET", "sobjects/Nope/describe"),
        ("POST", "sobjects/Nope"),
        ("GET", "sobjects/Nope/001xx0000000001AAA"),
        ("PATCH", "sobjects/Nope/001xx0000000001AAA"),
        ("DELETE", "sobjects/Nope/001xx0000000001AAA"),
    ],
)
def test_an_unknown_object_is_not_found(api: Any, method: str, path: str) -> None:
    answer = api.ask(method, path, json={"Name": "x"} if method in {"POST", "PATCH"} else None)
    assert (answer.status_code, answer.text) == (404, NOT_FOUND)


def test_an_object_shows_itself_and_the_records_changed_last(api: Any, clock: Any) -> None:
    clock.now += 60
    identifier = api.create("Account", Name="Newest")
    shown = api.get("sobjects/Account").json
    assert shown["objectDescribe"]["name"] == "Account"
    assert len(shown["recentItems"]) == 5
    assert shown["recentItems"][0] == {
        "attributes": {"type": "Account", "url": f"/services/data/v67.0/sobjects/Account/{identifier}"},
        "Id": identifier,
        "Name": "Newest",
    }


def test_a_record_is_made_and_its_place_told(api: Any) -> None:
    answer = api.ask("POST", "sobjects/account/", json={"name": "Nova", "attributes": {"type": "Account"}})
    identifier = answer.json["id"]
    assert (answer.status_code, answer.text) == (201, f'{{"id":"{identifier}","success":true,"errors":[]}}')
    assert answer.headers["Location"] == f"/services/data/v67.0/sobjects/Account/{identifier}"
    assert (len(identifier), identifier[:3]) == (18, "001")
    assert api.get(answer.headers["Location"]).json["Name"] == "Nova"


@pytest.mark.parametrize(
    ("name", "values", "body"),
    [
        (
            "Account",
            {},
            NAME_IS_MISSING,
        ),
        (
            "Account",
            {"Name": " "},
            NAME_IS_MISSING,
        ),
        (
            "Contact",
            {"FirstName": "Ada"},
            ('[{"message":"Required fields are missing: [LastName]","errorCode":"REQUIRED_FIELD_MISSING",'
            '"fields":["LastName"]}]'),
        ),
        (
            "Account",
            {"Name": "x", "foo": 1},
            '[{"message":"No such column \'foo\' on sobject of type Account","errorCode":"INVALID_FIELD"}]',
        ),
        (
            "Contact",
            {"LastName": "x", "Account": {"Name": "y"}},
            '[{"message":"No such column \'Account\' on sobject of type Contact","errorCode":"INVALID_FIELD"}]',
        ),
        (
            "Account",
            {"Id": "001xx0000000001AAA", "Name": "x"},
            '[{"message":"The Id field should not be specified in the sobject data.","errorCode":"INVALID_FIELD"}]',
        ),
        (
            "Account",
            {"Name": "x", "CreatedDate": "2027-01-01T00:00:00Z"},
            ('[{"message":"Unable to create/update fields: CreatedDate. Please check the security settings of this '
            'field and verify that it is read/write for your profile or permission set.",'
            '"errorCode":"INVALID_FIELD_FOR_INSERT_UPDATE","fields":["CreatedDate"]}]'),
        ),
        (
            "Account",
            {"Name": "x", "BillingCity": "x" * 41},
            '[{"message":"Billing City: data value too large: ' + "x" * 41 + ' (max length=40)",'
            '"errorCode":"STRING_TOO_LONG","fields":["BillingCity"]}]',
        ),
        (
            "Contact",
            {"LastName": "x", "AccountId": "001xx00000zzzzzAAB"},
            ('[{"fields":["AccountId"],"message":"Account ID: id value of incorrect type: 001xx00000zzzzzAAB",'
            '"errorCode":"MALFORMED_ID"}]'),
        ),
        (
            "Contact",
            {"LastName": "x", "AccountId": "001xx00000zzzzz"},
            '[{"message":"invalid cross reference id","errorCode":"INVALID_CROSS_REFERENCE_KEY","fields":[]}]',
        ),
        (
            "Account",
            {"Name": "x", "AnnualRevenue": "N010000000"},
            ('[{"message":"Cannot deserialize instance of currency from VALUE_STRING value N010000000 or request may '
            'be missing a required field at [line:1, column:19]","errorCode":"JSON_PARSER_ERROR"}]'),
        ),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_made_is_refused_byte_for_byte(
    api: Any, name: str, values: dict[str, Any], body: str
) -> None:
    before = api.query(f"SELECT COUNT() FROM {name}").json["totalSize"]
    answer = api.ask("POST", f"sobjects/{name}", json=values)
    assert (answer.status_code, answer.text) == (400, body)
    assert api.query(f"SELECT COUNT() FROM {name}").json["totalSize"] == before


def test_a_record_carries_the_callers_id(api: Any) -> None:
    identifier = api.create("Account", Name="Mine")
    record = api.get(f"sobjects/Account/{identifier}").json
    assert {record[name] for name in ("OwnerId", "CreatedById", "LastModifiedById")} == {"005xx000001SvogAAC"}
