"""What a value of a request becomes, and how it comes back."""

from typing import Any

import pytest

from resource_api.errors import ApiError
from resource_api.records.values import stored_value, wire_value
from resource_api.request_body import Member
from resource_api.schema.fields import Field, FieldType

TEXT = Field(name="Title", label="Title", type=FieldType.STRING, length=8)
EMAIL = Field(name="Email", label="Email", type=FieldType.EMAIL, length=80)
INT = Field(name="NumberOfEmployees", label="Employees", type=FieldType.INT, digits=8)
MONEY = Field(name="AnnualRevenue", label="Annual Revenue", type=FieldType.CURRENCY, digits=18)
FLAG = Field(name="Flag", label="Flag", type=FieldType.BOOLEAN)
DATE = Field(name="Birthdate", label="Birthdate", type=FieldType.DATE)
TIME = Field(name="SeenAt", label="Seen At", type=FieldType.DATETIME)
PARENT = Field(name="AccountId", label="Account ID", type=FieldType.REFERENCE, length=18, refers_to="Account")


def member(value: Any) -> Member:
    return Member("x", value, 6, '{"x": …}')


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (TEXT, "  CTO ", "CTO"),
        (TEXT, "", None),
        (TEXT, "   ", None),
        (TEXT, None, None),
        (TEXT, "12345678", "12345678"),
        (TEXT, "\U0001f600" * 8, "\U0001f600" * 8),
        (EMAIL, "max@org1.example", "max@org1.example"),
        (INT, 42, 42),
        (INT, "42", 42),
        (INT, " ", None),
        (MONEY, 12.5, 12.5),
        (MONEY, 12, 12.0),
        (MONEY, "1e3", 1000.0),
        (FLAG, True, True),
        (FLAG, "TRUE", True),
        (FLAG, False, False),
        (FLAG, None, False),
        (DATE, "1979-03-14", "1979-03-14"),
        (DATE, "", None),
        (TIME, "2027-01-15T09:00:00+01:00", "2027-01-15T08:00:00.000+0000"),
        (PARENT, "001xx000000000B", "001xx000000000BAAQ"),
        (PARENT, "", None),
    ],
)
def test_a_good_value_comes_back_in_its_own_form(field: Field, value: Any, shown: Any) -> None:
    stored = stored_value(field, member(value))
    assert wire_value(field, stored) == shown
    assert type(wire_value(field, stored)) is type(shown)


@pytest.mark.parametrize(
    ("field", "value", "code", "message"),
    [
        (TEXT, 5, "JSON_PARSER_ERROR", "string from VALUE_NUMBER_INT value 5 or request may be missing"),
        (TEXT, True, "JSON_PARSER_ERROR", "string from VALUE_TRUE value true or request may be missing"),
        (TEXT, [1], "JSON_PARSER_ERROR", "Cannot deserialize instance of string from START_ARRAY value [line:1,"),
        (TEXT, {}, "JSON_PARSER_ERROR", "Cannot deserialize instance of string from START_OBJECT value [line:1,"),
        (TEXT, "\ud83d", "JSON_PARSER_ERROR", "Illegal character"),
        (TEXT, "a\0b", "JSON_PARSER_ERROR", "Illegal character"),
        (TEXT, "123456789", "STRING_TOO_LONG", "Title: data value too large: 123456789 (max length=8)"),
        (EMAIL, "max", "INVALID_EMAIL_ADDRESS", "Email: invalid email address: max"),
        (EMAIL, "max@org1", "INVALID_EMAIL_ADDRESS", "Email: invalid email address: max@org1"),
        (INT, 1.5, "JSON_PARSER_ERROR", "int from VALUE_NUMBER_FLOAT value 1.5 or request may be missing"),
        (INT, True, "JSON_PARSER_ERROR", "int from VALUE_TRUE value true"),
        (INT, "many", "JSON_PARSER_ERROR", "int from VALUE_STRING value many"),
        (INT, 100_000_000, "NUMBER_OUTSIDE_VALID_RANGE", "Employees: value outside of valid range"),
        (MONEY, "1e300", "NUMBER_OUTSIDE_VALID_RANGE", "Annual Revenue: value outside of valid range"),
        (MONEY, "1e999", "NUMBER_OUTSIDE_VALID_RANGE", "Annual Revenue: value outside of valid range"),
        (MONEY, 10**39, "NUMBER_OUTSIDE_VALID_RANGE", "Annual Revenue: value outside of valid range"),
        (FLAG, 1, "JSON_PARSER_ERROR", "boolean from VALUE_NUMBER_INT value 1"),
        (DATE, "14.03.1979", "JSON_PARSER_ERROR", "date from VALUE_STRING value 14.03.1979"),
        (DATE, 19790314, "JSON_PARSER_ERROR", "date from VALUE_NUMBER_INT"),
        (TIME, "2027-01-15", "JSON_PARSER_ERROR", "datetime from VALUE_STRING value 2027-01-15"),
        (PARENT, "Nordwind", "MALFORMED_ID", "Account ID: id value of incorrect type: Nordwind"),
        (PARENT, 5, "JSON_PARSER_ERROR", "reference from VALUE_NUMBER_INT"),
    ],
)
def test_a_bad_value_is_refused_with_its_code_and_place(field: Field, value: Any, code: str, message: str) -> None:
    with pytest.raises(ApiError) as refused:
        stored_value(field, member(value))
    assert refused.value.code == code
    assert message in refused.value.message


def test_a_value_of_the_wrong_type_is_told_in_the_captured_form() -> None:
    with pytest.raises(ApiError) as refused:
        stored_value(MONEY, member("N010000000"))
    assert refused.value.message == (
        "Cannot deserialize instance of currency from VALUE_STRING value N010000000 "
        "or request may be missing a required field at [line:1, column:7]"
    )
