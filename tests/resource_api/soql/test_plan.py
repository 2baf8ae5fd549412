# ruff: noqa: S608  the queries are SOQL, and of our own

from typing import Any

import pytest
from sqlalchemy import MetaData

from resource_api.schema.objects_file import load_schema
from resource_api.schema.tables import record_tables
from resource_api.soql.plan import LONGEST_REMEMBERED, Planner


def test_every_value_of_a_query_is_a_parameter_of_the_sql(api: Any) -> None:
    org = api.app.extensions["orgless_resource_api"]
    plan = org.planner.plan(
        "SELECT Id FROM Account WHERE Name = 'needle' AND (Phone LIKE 'needle%' OR Type IN ('needle', 'x')) "
        "AND NumberOfEmployees > 424242 AND CreatedDate = TODAY",
        today=20_000,
        deleted_too=False,
    )
    sql, values = plan.rows.text_for(org.database.engine, {"most": 1, "start": 0})
    assert "needle" not in sql
    assert "424242" not in sql
    assert {"needle", "needle%", 424242} <= set(values)


def test_a_parents_fields_are_one_object_with_its_own_address(api: Any) -> None:
    answer = api.query("SELECT Account.Name, Name, Account.Phone FROM Contact WHERE LastName = 'Bell'")
    (record,) = answer.json["records"]
    account = "/services/data/v67.0/sobjects/Account/001xx0000000004AAA"
    assert record == {
        "attributes": {"type": "Contact", "url": "/services/data/v67.0/sobjects/Contact/003xx0000000006AAA"},
        "Account": {
            "attributes": {"type": "Account", "url": account},
            "Name": "Quillon Robotics Inc",
            "Phone": "+1 412 555 0140",
        },
        "Name": "Marcus Bell",
    }


def test_a_parent_that_there_is_not_is_null(api: Any) -> None:
    assert api.records("SELECT Account.Name FROM Contact WHERE AccountId = null") == [(None,)]


def test_names_come_back_as_the_schema_writes_them(api: Any) -> None:
    (record,) = api.query("select ID, account.NAME from CONTACT c where c.lastname = 'bell'").json["records"]
    assert list(record) == ["attributes", "Id", "Account"]
    assert list(record["Account"]) == ["attributes", "Name"]


def test_short_plans_are_remembered_and_long_ones_are_not() -> None:
    schema = load_schema(None)
    planner = Planner(schema, record_tables(schema, MetaData()))
    short, long = "SELECT Id FROM Account", "SELECT Id FROM Account".ljust(LONGEST_REMEMBERED + 1)
    first = planner.plan(short, today=1, deleted_too=False)
    assert planner.plan(short, today=1, deleted_too=False) is first
    assert planner.plan(short, today=2, deleted_too=False) is not first
    assert planner.plan(short, today=1, deleted_too=True) is not first
    planner.plan(long, today=1, deleted_too=False)
    assert planner._remembered.cache_info().currsize == 3


def test_a_group_of_fields_is_all_of_them(custom_api: Any) -> None:
    def shown(group: str, limit: str) -> set[str]:
        (record,) = custom_api.query(f"SELECT FIELDS({group}) FROM Account {limit}").json["records"]
        return set(record) - {"attributes"}

    custom = {"Customer_Number__c", "Region__c", "Active__c"}
    described = set(custom_api.describe("Account"))
    assert shown("ALL", "LIMIT 1") == described
    assert shown("custom", "LIMIT 1") == custom
    assert shown("Standard", "WHERE Name LIKE 'Nordwind%'") == described - custom
    (record,) = custom_api.query("SELECT Region__c, Fields( Standard ) FROM Account LIMIT 1").json["records"]
    assert "Region__c" in record


@pytest.mark.parametrize(
    ("soql", "told"),
    [
        ("SELECT FIELDS(ALL) FROM Account", "The SOQL FIELDS function must have a LIMIT of at most 200"),
        ("SELECT FIELDS(CUSTOM) FROM Account LIMIT 201", "The SOQL FIELDS function must have a LIMIT of at most 200"),
        ("SELECT Name, FIELDS(ALL) FROM Account LIMIT 1", "duplicate field selected: Name"),
    ],
)
def test_a_group_of_fields_needs_a_limit_and_no_field_twice(api: Any, soql: str, told: str) -> None:
    answer = api.query(soql)
    assert (answer.status_code, answer.json) == (400, [{"message": told, "errorCode": "MALFORMED_QUERY"}])


def test_custom_objects_reach_their_parents_and_sort_and_filter_by_them(custom_api: Any) -> None:
    first, second = (custom_api.create("Account", Name=name, Customer_Number__c=name) for name in ("A1", "B2"))
    for number, account in enumerate((second, first, None)):
        custom_api.create("Delivery__c", Account__c=account, Number__c=number, Delivered_On__c=f"2027-01-1{number}")
    soql = "SELECT Number__c, d.Account__r.Name FROM Delivery__c d WHERE Account__r.Customer_Number__c != null"
    found = custom_api.query(f"{soql} AND Delivered_On__c < 2027-02-01 ORDER BY Account__r.Name").json["records"]
    assert [(one["Number__c"], one["Account__r"]["Name"]) for one in found] == [(1, "A1"), (0, "B2")]
    assert found[0]["attributes"]["type"] == "Delivery__c"
    assert custom_api.records("SELECT Number__c FROM Delivery__c WHERE Account__c = null") == [(2,)]
