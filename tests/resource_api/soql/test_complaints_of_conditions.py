"""What is wrong with a query's conditions and its order, as the wire tells it."""

# ruff: noqa: S608  the queries are SOQL, and of our own

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("condition", "code", "text"),
    [
        ("Description = 'x'", "INVALID_FIELD", "field 'Description' can not be filtered in a query call"),
        ("Id LIKE '001%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on id field"),
        ("IsDeleted > false", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on boolean field"),
        ("NumberOfEmployees LIKE '1%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on int field"),
        ("Name = true", "INVALID_FIELD", "must be of type string and should be enclosed in quotes"),
        ("Name LIKE 5", "INVALID_FIELD", "must be of type string and should be enclosed in quotes"),
        ("NumberOfEmployees = '5'", "INVALID_FIELD", "must be of type int and should not be enclosed in quotes"),
        ("IsDeleted = 'true'", "INVALID_FIELD", "must be of type boolean and should not be enclosed in quotes"),
        ("CreatedDate > 2027-01-01", "INVALID_FIELD", "must be of type dateTime and should not be enclosed in quotes"),
        ("CreatedDate > 2027-13-01T00:00:00Z", "INVALID_FIELD", "must be of type dateTime"),
        (r"Name = '\q'", "MALFORMED_QUERY", r"Invalid string literal: \q"),
        (r"Name = '\u0000'", "MALFORMED_QUERY", "Illegal character in text"),
        (r"Name = '\ud83d'", "MALFORMED_QUERY", "Illegal character in text"),
        ("NumberOfEmployees = " + "9" * 31, "MALFORMED_QUERY", "For input string: " + "9" * 30 + "…"),
        ("CreatedDate = LAST_N_DAYS:99999999999", "MALFORMED_QUERY", "out of range: LAST_N_DAYS:99999999999"),
    ],
)
def test_a_condition_that_does_not_fit_its_field_is_refused(api: Any, condition: str, code: str, text: str) -> None:
    found, told = api.complaint(f"SELECT Id FROM Account WHERE {condition}")
    assert found == code
    assert text in told


@pytest.mark.parametrize(
    ("condition", "code", "column", "text"),
    [
        (
            "Id IN (SELECT AccountId FROM Contact WHERE AccountId IN (SELECT Id FROM Account))",
            "MALFORMED_QUERY",
            73,
            "Nesting of semi join sub-selects is not supported",
        ),
        (
            "Id IN (SELECT Email FROM Contact)",
            "MALFORMED_QUERY",
            44,
            "Semi join sub-selects can only query id fields, cannot use: 'Email'",
        ),
        ("Name IN (SELECT AccountId FROM Contact)", "MALFORMED_QUERY", 30, "cannot use: 'Name'"),
        ("Id IN (SELECT foo FROM Contact)", "INVALID_FIELD", 44, "No such column 'foo' on entity 'Contact'"),
        ("Id IN (SELECT Id FROM Nope)", "INVALID_TYPE", 52, "sObject type 'Nope' is not supported"),
    ],
)
def test_a_query_within_a_query_is_judged_where_it_stands(
    api: Any, condition: str, code: str, column: int, text: str
) -> None:
    found, told = api.complaint(f"SELECT Id FROM Account WHERE {condition}")
    assert found == code
    assert f"ERROR at Row:1:Column:{column}\n" in told
    assert text in told


def test_only_a_few_queries_stand_within_a_query(api: Any) -> None:
    one = "Id IN (SELECT AccountId FROM Contact)"
    assert api.query(f"SELECT Id FROM Account WHERE {one} AND {one}").status_code == 200
    assert api.complaint(f"SELECT Id FROM Account WHERE {one} AND {one} AND {one}")[0] == "QUERY_TOO_COMPLICATED"


def test_a_long_text_cannot_be_sorted_by(api: Any) -> None:
    code, told = api.complaint("SELECT Id FROM Account ORDER BY Description")
    assert code == "INVALID_FIELD"
    assert told.endswith("field 'Description' can not be sorted in a query call")
