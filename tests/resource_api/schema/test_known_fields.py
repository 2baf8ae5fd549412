"""A state whose objects.toml changed since the last start."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LATER = """
[[fields]]
object = "Contact"
name = "Since__c"
label = "Since"
type = "Date"

[[fields]]
object = "Contact"
name = "Vip__c"
label = "VIP"
type = "Checkbox"

[[fields]]
object = "Contact"
name = "Code__c"
label = "Code"
type = "Text"
external_id = true
"""


@pytest.fixture
def start(new_api: Callable[..., Any], database_url: str, tmp_path: Path) -> Callable[[str], Any]:
    """Starts the API with an objects.toml, on the state of the starts before."""
    file = tmp_path / "objects.toml"

    def begin(text: str) -> Any:
        file.write_text(text, encoding="utf-8")
        return new_api(database_url=database_url, objects_file=file)

    return begin


def test_new_fields_and_objects_are_there_and_the_records_stay(start: Callable[[str], Any]) -> None:
    before = start("").query("SELECT COUNT() FROM Contact").json["totalSize"]
    api = start(LATER)
    assert api.query("SELECT COUNT() FROM Contact WHERE Since__c = null AND Vip__c = false").json["totalSize"] == before
    identifier = api.create("Contact", LastName="New", Since__c="2027-01-01", Vip__c=True, Code__c="C-1")
    assert api.records("SELECT Id FROM Contact WHERE Code__c = 'c-1' AND Vip__c = true") == [(identifier,)]
    assert api.get("sobjects/Contact/Code__c/c-1").json["Since__c"] == "2027-01-01"


def test_fields_that_are_gone_are_left_unread_and_come_back_with_their_values(start: Callable[[str], Any]) -> None:
    identifier = start(LATER).create("Contact", LastName="x", Code__c="kept")
    api = start("")
    assert "Code__c" not in api.get(f"sobjects/Contact/{identifier}").json
    assert start(LATER).get(f"sobjects/Contact/{identifier}").json["Code__c"] == "kept"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"Date"', '"DateTime"', "Contact.Since__c: held dates in this state, and would hold dates with times now"),
        (
            '"Text"\nexternal_id = true',
            '"LongTextArea"',
            "Contact.Code__c: held text in this state, and would hold long text now",
        ),
        ('"Text"', '"Number"', "Give back the old type, or the field another name"),
    ],
)
def test_a_changed_type_is_told(
    start: Callable[[str], Any], capsys: pytest.CaptureFixture[str], before: str, after: str, told: str
) -> None:
    start(LATER)
    with pytest.raises(SystemExit):
        start(LATER.replace(before, after))
    assert told in capsys.readouterr().err


def test_a_changed_key_prefix_is_told(start: Callable[[str], Any], capsys: pytest.CaptureFixture[str]) -> None:
    thing = '[[objects]]\nname = "Thing__c"\nlabel = "Thing"\nlabel_plural = "Things"\n'
    start(thing)
    with pytest.raises(SystemExit):
        start(thing + 'key_prefix = "a09"')
    told = capsys.readouterr().err
    assert "Thing__c.Id: held ids that begin with a00 in this state" in told
    assert "Give back the old key_prefix" in told


def test_text_of_another_length_or_kind_is_no_change(start: Callable[[str], Any]) -> None:
    identifier = start(LATER).create("Contact", LastName="x", Code__c="a@b.example")
    api = start(LATER.replace('"Text"', '"Email"'))
    assert api.get(f"sobjects/Contact/{identifier}").json["Code__c"] == "a@b.example"
