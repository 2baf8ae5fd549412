from typing import Any

from sqlalchemy import MetaData

from resource_api.schema.objects import SCHEMA
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
    planner = Planner(SCHEMA, record_tables(SCHEMA, MetaData()))
    short, long = "SELECT Id FROM Account", "SELECT Id FROM Account".ljust(LONGEST_REMEMBERED + 1)
    first = planner.plan(short, today=1, deleted_too=False)
    assert planner.plan(short, today=1, deleted_too=False) is first
    assert planner.plan(short, today=2, deleted_too=False) is not first
    assert planner.plan(short, today=1, deleted_too=True) is not first
    planner.plan(long, today=1, deleted_too=False)
    assert planner._remembered.cache_info().currsize == 3
