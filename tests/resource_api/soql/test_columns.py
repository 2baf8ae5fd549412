"""What the Salesforce CLI asks for after every query."""

from typing import Any


def columns(api: Any, soql: str) -> Any:
    answer = api.get(f"query?q={soql}&columns=true")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_query_with_a_parent_is_described_with_every_member(api: Any) -> None:
    told = columns(api, "SELECT Id, LastName, Account.Name FROM Contact")
    nothing = {"aggregate": False, "booleanType": False, "custom": False, "foreignKeyName": None, "joinColumns": []}
    text = {**nothing, "apexType": "String", "numberType": False, "textType": True}
    name = {**text, "columnName": "Name", "displayName": "Name", "insertable": True, "updatable": True}
    assert told == {
        "columnMetadata": [
            {
                **nothing,
                "apexType": "Id",
                "columnName": "Id",
                "displayName": "Id",
                "insertable": False,
                "numberType": False,
                "textType": False,
                "updatable": False,
            },
            {**name, "columnName": "LastName", "displayName": "LastName"},
            {
                **nothing,
                "apexType": None,
                "columnName": "Account",
                "displayName": "Account",
                "foreignKeyName": "AccountId",
                "insertable": False,
                "joinColumns": [name],
                "numberType": False,
                "textType": False,
                "updatable": False,
            },
        ],
        "entityName": "Contact",
        "groupBy": False,
        "idSelected": True,
        "keyPrefix": "003",
    }


def test_a_column_has_the_type_of_its_field(api: Any) -> None:
    soql = "SELECT IsDeleted, NumberOfEmployees, AnnualRevenue, CreatedDate, OwnerId, Description FROM Account"
    told = columns(api, soql)["columnMetadata"]
    assert [one["apexType"] for one in told] == ["Boolean", "Integer", "Double", "Datetime", "Id", "String"]
    assert [one["booleanType"] for one in told] == [True, False, False, False, False, False]
    assert [one["numberType"] for one in told] == [False, True, True, False, False, False]


def test_a_query_that_only_counts_has_no_columns(api: Any) -> None:
    assert columns(api, "SELECT COUNT() FROM Account")["columnMetadata"] == []


def test_a_query_that_is_none_is_refused_as_ever(api: Any) -> None:
    assert api.get("query?q=SELECT&columns=true").json[0]["errorCode"] == "MALFORMED_QUERY"
