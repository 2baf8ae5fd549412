"""Several records in one request: results in order, each for itself or all or none."""

import json
from typing import Any

import pytest
from building.record_collections import NO_NAME, ROLLED_BACK, account, failed, names, patch, post, sent


def test_records_of_several_objects_are_made_in_order(either_api: Any) -> None:
    api = either_api
    answer = post(
        api, account(Name="New one"), {"attributes": {"type": "Contact"}, "LastName": "Two"}, account(Name="New three")
    )
    assert answer.status_code == 200
    first, second, third = answer.json
    assert [list(one) for one in answer.json] == [["id", "success", "errors"]] * 3
    assert [one["id"][:3] for one in answer.json] == ["001", "003", "001"]
    assert api.get(f"sobjects/Account/{first['id']}").json["Name"] == "New one"
    assert api.get(f"sobjects/Contact/{second['id']}").json["LastName"] == "Two"
    assert first["id"] < third["id"]


@pytest.mark.parametrize("flag", [None, False, "false"])
def test_without_all_or_none_each_record_stands_for_itself(either_api: Any, flag: Any) -> None:
    api = either_api
    answer = post(api, account(Name="New one"), account(), account(Name="New two"), all_or_none=flag)
    assert [one["success"] for one in answer.json] == [True, False, True]
    assert answer.json[1] == {"success": False, "errors": [NO_NAME]}
    assert names(api) == {"New one", "New two"}


@pytest.mark.parametrize("flag", [True, "true"])
def test_with_all_or_none_one_that_fails_undoes_all(either_api: Any, flag: Any) -> None:
    api = either_api
    answer = post(api, account(Name="New one"), account(), account(Name="New two"), all_or_none=flag)
    assert answer.status_code == 200
    undone = {"success": False, "errors": [ROLLED_BACK]}
    assert answer.json == [undone, {"success": False, "errors": [NO_NAME]}, undone]
    assert names(api) == set()


def test_with_all_or_none_and_no_failure_all_are_made(either_api: Any) -> None:
    answer = post(either_api, account(Name="New one"), account(Name="New two"), all_or_none=True)
    assert [one["success"] for one in answer.json] == [True, True]
    assert names(either_api) == {"New one", "New two"}


def test_records_are_changed_by_their_ids_in_whatever_letter_case_the_member_is(either_api: Any) -> None:
    api = either_api
    one, two = api.create("Account", Name="New one"), api.create("Account", Name="New two")
    answer = patch(api, account(id=one, Name="New uno"), account(Id=two[:15], Name="New due"))
    assert answer.json == [
        {"id": one, "success": True, "errors": []},
        {"id": two, "success": True, "errors": []},
    ]
    assert names(api) == {"New uno", "New due"}


def test_a_change_that_is_undone_keeps_its_id_and_one_that_fails_does_not(either_api: Any) -> None:
    api = either_api
    one = api.create("Account", Name="New one")
    answer = patch(
        api,
        account(id=one, Name="New uno"),
        {"attributes": {"type": "Contact"}, "id": "001xx000003DGb2999", "LastName": "x"},
        all_or_none=True,
    )
    assert answer.json == [
        {"id": one, "success": False, "errors": [ROLLED_BACK]},
        failed("MALFORMED_ID", "Contact ID: id value of incorrect type: 001xx000003DGb2999", "Id"),
    ]
    assert names(api) == {"New one"}


@pytest.mark.parametrize(
    ("record", "code", "message", "fields"),
    [
        (account(Name="x"), "MISSING_ARGUMENT", "Id not specified in an update call", []),
        (account(id=None, Name="x"), "MISSING_ARGUMENT", "Id not specified in an update call", []),
        (account(id="001"), "MALFORMED_ID", "Account ID: id value of incorrect type: 001", ["Id"]),
        (account(id=[1]), "MALFORMED_ID", "Account ID: id value of incorrect type: [1]", ["Id"]),
        (account(id="\ud800"), "MALFORMED_ID", "Account ID: id value of incorrect type: ?", ["Id"]),
        (account(id="001xx0000000zzzAAA"), "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []),
        (account(id="GONE"), "ENTITY_IS_DELETED", "entity is deleted", []),
        (account(id="GOOD", Foo=1), "INVALID_FIELD", "No such column 'Foo' on sobject of type Account", []),
        ({"attributes": {"type": "Foo"}, "id": "GOOD"}, "INVALID_TYPE", "sObject type 'Foo' is not supported.", []),
        ({"attributes": {}, "id": "GOOD"}, "MISSING_ARGUMENT", "attributes.type not specified", []),
        ({"attributes": {"type": 1}, "id": "GOOD"}, "MISSING_ARGUMENT", "attributes.type not specified", []),
        ({"attributes": "Account", "id": "GOOD"}, "MISSING_ARGUMENT", "attributes.type not specified", []),
        ({"id": "GOOD"}, "MISSING_ARGUMENT", "attributes.type not specified", []),
        (
            {"attributes": {"type": "User"}, "id": "005xx000001SvogAAC", "LastName": "x"},
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id",
            [],
        ),
    ],
)
def test_a_record_that_cannot_be_changed_says_why(
    api: Any, record: dict[str, Any], code: str, message: str, fields: list[str]
) -> None:
    good, gone = api.create("Account", Name="Good"), api.create("Account", Name="Gone")
    api.ask("DELETE", f"sobjects/Account/{gone}")
    body = json.dumps(sent(record)).replace("GOOD", good).replace("GONE", gone)
    answer = api.ask("PATCH", "composite/sobjects", data=body, content_type="application/json")
    assert (answer.status_code, answer.json) == (200, [failed(code, message, *fields)])


def test_a_value_of_the_wrong_type_is_told_with_its_place_in_the_whole_body(api: Any) -> None:
    body = '{"records": [\n  {"attributes": {"type": "Account"}, "Name": "x"},\n'
    body += '  {"attributes": {"type": "Account"}, "Name": 5}\n]}'
    answer = api.ask("POST", "composite/sobjects", data=body, content_type="application/json")
    (error,) = answer.json[1]["errors"]
    assert error["statusCode"] == "JSON_PARSER_ERROR"
    assert error["message"].endswith("[line:3, column:47]")


def test_records_are_deleted_by_their_ids_of_whatever_objects(either_api: Any) -> None:
    api = either_api
    one, two = api.create("Account", Name="New one"), api.create("Contact", LastName="Two")
    answer = api.ask("DELETE", "composite/sobjects", query_string={"ids": f"{one}, {two[:15]}"})
    assert answer.json == [{"id": one, "success": True, "errors": []}, {"id": two, "success": True, "errors": []}]
    assert api.get(f"sobjects/Account/{one}").json[0]["errorCode"] == "ENTITY_IS_DELETED"


def test_deleting_all_or_none_deletes_none_where_one_is_gone(either_api: Any) -> None:
    api = either_api
    one, two = api.create("Account", Name="New one"), api.create("Account", Name="New two")
    api.ask("DELETE", f"sobjects/Account/{two}")
    answer = api.ask("DELETE", "composite/sobjects", query_string={"ids": f"{one},{two}", "allOrNone": "true"})
    assert answer.json == [
        {"id": one, "success": False, "errors": [ROLLED_BACK]},
        failed("ENTITY_IS_DELETED", "entity is deleted"),
    ]
    assert names(api) == {"New one"}


@pytest.mark.parametrize(
    ("identifier", "error"),
    [
        ("nonsense", failed("MALFORMED_ID", "malformed id nonsense")),
        ("zzzxx0000000001", failed("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")),
        ("001xx0000000zzz", failed("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")),
        (
            "005xx000001SvogAAC",
            failed("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id"),
        ),
    ],
)
def test_an_id_that_cannot_be_deleted_says_why(api: Any, identifier: str, error: dict[str, Any]) -> None:
    answer = api.ask("DELETE", "composite/sobjects", query_string={"ids": identifier})
    assert (answer.status_code, answer.json) == (200, [error])


def test_a_deletion_twice_in_one_request_fails_the_second_time(api: Any) -> None:
    one = api.create("Account", Name="New one")
    answer = api.ask("DELETE", "composite/sobjects", query_string={"ids": f"{one},{one}"})
    assert [result["success"] for result in answer.json] == [True, False]


@pytest.mark.parametrize("all_or_none", [False, True])
def test_two_hundred_records_are_the_most(api: Any, *, all_or_none: bool) -> None:
    records = [account(Name=f"New {number}") for number in range(200)]
    answer = post(api, *records, all_or_none=all_or_none)
    assert len({one["id"] for one in answer.json}) == 200

    text = "record limit reached. cannot submit more than 200 records into this call"
    for refused in (
        post(api, *records, account(Name="New 201")),
        patch(api, *records, account(Name="New 201")),
        api.ask("DELETE", "composite/sobjects", query_string={"ids": ",".join(["x"] * 201)}),
    ):
        assert (refused.status_code, refused.json) == (400, [{"message": text, "errorCode": "EXCEEDED_ID_LIMIT"}])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "JSON_PARSER_ERROR"),
        ("[]", "JSON_PARSER_ERROR"),
        ("{}", "MISSING_ARGUMENT"),
        ('{"records":null}', "MISSING_ARGUMENT"),
        ('{"records":{}}', "JSON_PARSER_ERROR"),
        ('{"records":"x"}', "JSON_PARSER_ERROR"),
        ('{"records":[1]}', "JSON_PARSER_ERROR"),
        ('{"records":[[]]}', "JSON_PARSER_ERROR"),
        ('{"records":[{"a":1,"A":2}]}', "JSON_PARSER_ERROR"),
        ('{"records":[],"allOrNone":1}', "JSON_PARSER_ERROR"),
        ('{"records":[],"allOrNone":"yes"}', "JSON_PARSER_ERROR"),
        ('{"records":[],"AllOrNone":true}', "JSON_PARSER_ERROR"),
        ('{"records":[],"foo":true}', "JSON_PARSER_ERROR"),
        ('{"records":' + "[" * 90_000, "JSON_PARSER_ERROR"),
        ('{"records":[' + "{" * 90_000, "JSON_PARSER_ERROR"),
        ('{"records":[' + '{"a":' * 90_000, "JSON_PARSER_ERROR"),
    ],
)
def test_a_body_that_is_no_collection_is_refused_whole(api: Any, body: str, code: str) -> None:
    answer = api.ask("POST", "composite/sobjects", data=body, content_type="application/json")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, code)


def test_no_record_at_all_is_an_empty_list(api: Any) -> None:
    assert (post(api).status_code, post(api, all_or_none=True).json) == (200, [])


@pytest.mark.parametrize("query", [{}, {"ids": ""}, {"ids": " , ,"}])
def test_deleting_needs_ids(api: Any, query: dict[str, str]) -> None:
    answer = api.ask("DELETE", "composite/sobjects", query_string=query)
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "MISSING_ARGUMENT")


@pytest.mark.parametrize(("version", "status"), [("v41.0", 404), ("v42.0", 200), ("v67.0", 200), ("latest", 200)])
def test_collections_came_with_version_42(api: Any, version: str, status: int) -> None:
    answer = api.ask("POST", f"/services/data/{version}/composite/sobjects", json=sent())
    assert answer.status_code == status


@pytest.mark.usefixtures("directory")
def test_owners_of_many_records_make_it_ask_for_the_orgs_set_up_once(api: Any) -> None:
    owner = "005xx000001SvohAAC"
    answer = post(api, *[account(Name="New one", OwnerId=owner)] * 20, all_or_none=True)
    assert all(one["success"] for one in answer.json), answer.json
    assert api.server.asked_for_the_directory == 1


def test_a_call_for_many_records_counts_once(api: Any) -> None:
    answer = post(api, *[account(Name="x")] * 5)
    assert answer.headers["Sforce-Limit-Info"] == "api-usage=1/15000"
