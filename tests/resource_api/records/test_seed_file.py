"""A file of records to begin with, and what is told about a bad one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plumbing.strict_toml import BadFileError
from resource_api.records.seed import SAMPLE_RECORDS
from resource_api.records.seed_file import read_seed
from resource_api.schema.objects_file import load_schema


def a_record(kind: str, reference: str = "", **values: Any) -> dict[str, Any]:
    attributes = {"type": kind} | ({"referenceId": reference} if reference else {})
    return {"attributes": attributes} | values


def told(tmp_path: Path, *records: Any, objects_file: Path | None = None) -> list[str]:
    file = tmp_path / "records.json"
    file.write_text(json.dumps({"records": records}), encoding="utf-8")
    with pytest.raises(BadFileError) as refused:
        read_seed(file, load_schema(objects_file))
    return [f"{problem.key}: {problem.message}" for problem in refused.value.problems]


def test_the_sample_records_that_ship_are_good() -> None:
    kinds = {record.one.name for record in read_seed(SAMPLE_RECORDS, load_schema(None))}
    assert kinds == {"Account", "Contact", "Opportunity"}


def test_a_file_of_ones_own_takes_their_place(
    new_api: Callable[..., Any], tmp_path: Path, objects_file: Path, database_url: str
) -> None:
    file = tmp_path / "records.json"
    records = [
        a_record("Account", "Nova", Name="Nova", Customer_Number__c="N-1", Active__c=True),
        a_record("Delivery__c", "First", Name="D-1", Account__c="@Nova", Number__c=7, Delivered_On__c="2027-01-02"),
        a_record("Pallet__c", Delivery__c="@First"),
    ]
    file.write_text(json.dumps({"records": records}), encoding="utf-8")
    settings = {"records_file": file, "objects_file": objects_file, "database_url": database_url}
    api = new_api(**settings)
    soql = "SELECT Delivery__r.Account__r.Customer_Number__c, Delivery__r.Name FROM Pallet__c"
    (record,) = api.query(soql).json["records"]
    assert record["Delivery__r"]["Account__r"]["Customer_Number__c"] == "N-1"
    assert record["Delivery__r"]["Name"] == "D-1"
    assert api.records("SELECT Name FROM Account") == [("Nova",)]
    file.write_text("no JSON any more: a state is filled once", encoding="utf-8")
    assert new_api(**settings).records("SELECT Name FROM Account") == [("Nova",)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (7, "records[1]: must be an object with"),
        ({"Name": "x"}, "records[1]: must be an object with"),
        (a_record("Acount"), "records[1].attributes.type: there is no object “Acount” (did you mean “Account”?)"),
        (a_record("User", LastName="x"), "“User” shows the org's own set-up"),
        (a_record("Account", "Nova"), "records[1] (Account Nova): Required fields are missing: [Name]"),
        (a_record("Account", Name="x", Nam="y"), "records[1] (Account).Nam: Account has no such field (did you mean"),
        (
            a_record("Account", Name="x", Id="001"),
            "(Account).Id: is set by the server; leave it out: later records refer",
        ),
        (a_record("Account", Name="x", CreatedDate="2027-01-01"), "CreatedDate: is set by the server; leave it out"),
        (a_record("Account", Name="x" * 300), "data value too large"),
        (a_record("Account", Name=7), "Name: 7 is not text"),
        (a_record("Account", Name="x", NumberOfEmployees="many"), '"many" is not a number'),
        (a_record("Contact", LastName="x", Birthdate="1.2.1990"), '"1.2.1990" is not a date like "2027-01-31"'),
        (a_record("Contact", LastName="x", HasOptedOutOfEmail=2), "2 is not true or false"),
        (a_record("Contact", LastName="x", Email="nobody"), "invalid email address: nobody"),
        (a_record("Contact", LastName="x", AccountId=5), '5 is not an id, or "@" and'),
        (a_record("Contact", LastName="x", AccountId="@Nova"), "no earlier record has the referenceId “Nova”"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_repair(tmp_path: Path, record: Any, expected: str) -> None:
    problems = told(tmp_path, record)
    assert any(expected in problem for problem in problems), problems


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    problems = told(
        tmp_path,
        a_record("Account", "A", Name="x", Nam="y", Phone=1),
        a_record("Account", "A", Name="x"),
        a_record("Contact", "C", LastName="x", AccountId="@B"),
        a_record("Contact", LastName="x", AccountId="@C"),
    )
    assert len(problems) == 5
    assert "the referenceId “A” is taken already" in problems[2]
    assert "records[4] (Contact).AccountId: “@C” is of Contact; Account is needed" in problems[4]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is not valid JSON"),
        (b"[]", "must be a JSON object with a list"),
        (b'{"records": {}}', "must be a JSON object with a list"),
        (b"\xff", "is not UTF-8 text"),
        (b"[" * 100_000, "is not valid JSON"),
    ],
)
def test_what_is_no_list_of_records_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    file = tmp_path / "records.json"
    file.write_bytes(content)
    with pytest.raises(BadFileError, match=expected):
        read_seed(file, load_schema(None))


def test_what_only_the_database_sees_is_told_too_and_nothing_was_made(
    new_api: Callable[..., Any], tmp_path: Path, objects_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "records.json"
    first, second = (a_record("Account", name, Name=name, Customer_Number__c="1") for name in "AB")
    file.write_text(json.dumps({"records": [first, second]}), encoding="utf-8")
    with pytest.raises(SystemExit):
        new_api(objects_file=objects_file, records_file=file)
    assert "records[2] (Account B): duplicate value found: Customer_Number__c" in capsys.readouterr().err
    file.write_text(json.dumps({"records": [first]}), encoding="utf-8")
    assert new_api(objects_file=objects_file, records_file=file).records("SELECT Name FROM Account") == [("A",)]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("AccountId", "001xx0000000001AAA” is the id of no record here, since every record gets a new one"),
        ("OwnerId", "leave it out: a new org has no users yet"),
    ],
)
def test_an_id_that_no_record_has_is_told_with_its_field(
    new_api: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, told: str
) -> None:
    identifier = "001xx0000000001AAA" if field == "AccountId" else "005xx0000000001AAA"
    file = tmp_path / "records.json"
    file.write_text(
        json.dumps({"records": [a_record("Contact", LastName="x", **{field: identifier})]}), encoding="utf-8"
    )
    with pytest.raises(SystemExit):
        new_api(records_file=file)
    error = capsys.readouterr().err
    assert f"records[1] (Contact).{field}: “" in error
    assert told in error
