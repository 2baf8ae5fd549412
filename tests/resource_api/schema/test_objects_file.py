"""Custom fields and objects, from ``objects.toml`` to the schema."""

from pathlib import Path

import pytest

from plumbing.strict_toml import BadFileError
from resource_api.schema.fields import FieldType, ObjectType, Schema
from resource_api.schema.objects_file import load_schema

DEMO = Path(__file__).parents[3] / "orgless" / "demo_world" / "objects.toml"

FIELD = """
[[fields]]
object = "Account"
name = "Number__c"
label = "Number"
"""
OBJECT = """
[[objects]]
name = "Delivery__c"
label = "Delivery"
label_plural = "Deliveries"
"""
PART = """
[[objects.fields]]
name = "Number__c"
label = "Number"
"""


def schema_of(tmp_path: Path, text: str) -> Schema:
    file = tmp_path / "objects.toml"
    file.write_text(text, encoding="utf-8")
    return load_schema(file)


def told(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(BadFileError) as refused:
        schema_of(tmp_path, text)
    assert all(problem.file == tmp_path / "objects.toml" for problem in refused.value.problems)
    return [f"{problem.key}: {problem.message}" for problem in refused.value.problems]


def known(schema: Schema, name: str) -> ObjectType:
    found = schema.object(name)
    assert found is not None
    return found


def test_without_a_file_there_are_the_standard_objects() -> None:
    names = [one.name for one in load_schema(None).objects]
    assert names == ["Account", "Contact", "Opportunity", "Organization", "Profile", "User"]


def test_the_demo_worlds_file_says_what_its_comments_say() -> None:
    schema = load_schema(DEMO)
    number = known(schema, "Account").field("Customer_Number__c")
    assert number is not None
    assert (number.type, number.length, number.external_id, number.unique) == (FieldType.STRING, 20, True, True)
    delivery = known(schema, "Delivery__c")
    assert delivery.key_prefix == "a00"
    account = delivery.parent("Account__r")
    assert account is not None
    assert (account.name, account.refers_to, account.children) == ("Account__c", "Account", "Deliveries__r")


def test_a_custom_object_has_a_name_and_what_every_record_has(tmp_path: Path) -> None:
    delivery = known(schema_of(tmp_path, OBJECT + PART + 'type = "Date"'), "delivery__c")
    names = [field.name for field in delivery.fields]
    assert names[:3] == ["Id", "IsDeleted", "Name"]
    assert names[-1] == "Number__c"
    assert {"OwnerId", "CreatedDate", "SystemModstamp"} <= set(names)
    name = delivery.field("Name")
    assert name is not None
    assert (name.label, name.length, name.required) == ("Delivery Name", 80, False)


def test_objects_without_a_key_prefix_get_those_that_are_free(tmp_path: Path) -> None:
    text = "".join(
        OBJECT.replace("Delivery__c", f"Thing{number}__c") + ('key_prefix = "a01"' if number == 1 else "")
        for number in range(4)
    )
    schema = schema_of(tmp_path, text)
    assert [known(schema, f"Thing{number}__c").key_prefix for number in range(4)] == ["a00", "a01", "a02", "a03"]


@pytest.mark.parametrize(
    ("text", "kind", "length", "digits", "scale"),
    [
        ('type = "Text"', FieldType.STRING, 255, 0, 0),
        ('type = "Text"\nlength = 3', FieldType.STRING, 3, 0, 0),
        ('type = "TextArea"', FieldType.TEXTAREA, 255, 0, 0),
        ('type = "LongTextArea"', FieldType.TEXTAREA, 32_768, 0, 0),
        ('type = "Number"', FieldType.DOUBLE, 0, 18, 0),
        ('type = "Number"\nprecision = 6\nscale = 2', FieldType.DOUBLE, 0, 4, 2),
        ('type = "Currency"', FieldType.CURRENCY, 0, 16, 2),
        ('type = "Percent"\nscale = 1', FieldType.PERCENT, 0, 17, 1),
        ('type = "Checkbox"', FieldType.BOOLEAN, 0, 0, 0),
        ('type = "Date"', FieldType.DATE, 0, 0, 0),
        ('type = "DateTime"', FieldType.DATETIME, 0, 0, 0),
        ('type = "Email"', FieldType.EMAIL, 80, 0, 0),
        ('type = "Phone"', FieldType.PHONE, 40, 0, 0),
        ('type = "Url"', FieldType.URL, 255, 0, 0),
        ('type = "Picklist"\nvalues = ["a", "b"]', FieldType.PICKLIST, 255, 0, 0),
        ('type = "Lookup"\nrefers_to = "Contact"', FieldType.REFERENCE, 18, 0, 0),
    ],
)
def test_a_type_becomes_a_field(  # noqa: PLR0913, PLR0917  what the field is to be
    tmp_path: Path, text: str, kind: FieldType, length: int, digits: int, scale: int
) -> None:
    field = known(schema_of(tmp_path, FIELD + text), "Account").field("Number__c")
    assert field is not None
    assert (field.type, field.length, field.digits, field.scale) == (kind, length, digits, scale)
    assert field.is_custom


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FIELD + 'type = "Txt"', "fields[1] (Number__c).type: “Txt” is none of “Text” or"),
        (FIELD, "fields[1] (Number__c).type: is missing"),
        (FIELD + 'type = "Text"\nlenght = 5', "lenght: unknown key (did you mean “length”?)"),
        (FIELD + 'type = "Text"\nlength = 300', "300 is not between 1 and 255 characters; use LongTextArea"),
        (FIELD + 'type = "LongTextArea"\nlength = 20', "20 is not between 256 and 131072 characters"),
        (FIELD + 'type = "Text"\nlength = "20"', "length: must be a whole number, without quotes, not text"),
        (FIELD + 'type = "Checkbox"\nunique = true', "unique: is nothing that a Checkbox field has; leave it out"),
        (FIELD + 'type = "Text"\nprecision = 3', "precision: is nothing that a Text field has"),
        (FIELD + 'type = "Number"\nprecision = 19', "precision: 19 is not between 1 and 18 digits"),
        (FIELD + 'type = "Number"\nprecision = 2\nscale = 3', "scale: 3 digits behind the point are more than the 2"),
        (FIELD + 'type = "Currency"\nprecision = 1', "scale: 2 digits behind the point are more than the 1"),
        (FIELD + 'type = "Picklist"', "values: is missing; a Picklist field needs it"),
        (FIELD + 'type = "Picklist"\nvalues = []', "values: must hold at least one value"),
        (FIELD + 'type = "Picklist"\nvalues = ["a", "A"]', "values: holds a value twice"),
        (FIELD + 'type = "Lookup"', "refers_to: is missing; a Lookup field needs it"),
        (FIELD + 'type = "Lookup"\nrefers_to = "Acount"', "there is no object “Acount” (did you mean “Account”?)"),
        (FIELD + 'type = "Lookup"\nrefers_to = "Profile"', "refers_to: there is no object “Profile”"),
        (FIELD.replace("Number__c", "Number") + 'type = "Date"', "“Number” is no custom name"),
        (FIELD.replace("Number__c", "Num__ber__c") + 'type = "Date"', "“Num__ber__c” is no custom name"),
        (FIELD.replace('"Account"', '"Acount"') + 'type = "Date"', "(did you mean “Account”?)"),
        (FIELD.replace('"Account"', '"User"') + 'type = "Date"', "“User” cannot have custom fields here, only Account"),
        (FIELD.replace('"Account"', '"X__c"') + 'type = "Date"', "under its own [[objects.fields]]"),
        (FIELD + 'type = "Date"' + FIELD.replace("Number__c", "NUMBER__c") + 'type = "Date"', "field of this object"),
        (OBJECT + OBJECT, "“Delivery__c” is taken already, by number 1"),
        (OBJECT + 'key_prefix = "001"', "“001” is no key prefix of a custom object"),
        (OBJECT + 'key_prefix = "a07"' + OBJECT.replace("y__c", "2__c") + 'key_prefix = "a07"', "“a07” is taken"),
        (OBJECT + PART + 'type = "Txt"', "objects[1] (Delivery__c).fields[1] (Number__c).type: “Txt” is none"),
        (
            OBJECT
            + PART
            + 'type = "Lookup"\nrefers_to = "Account"\nchild_relationship = "Deliveries"\n'
            + PART.replace("Number__c", "Second__c")
            + 'type = "Lookup"\nrefers_to = "Account"\nchild_relationship = "deliveries"',
            "“deliveries” is a child relationship of that object already",
        ),
        (OBJECT + PART + 'type = "Date"\nlabel_plural = "x"', "label_plural: unknown key"),
        ("fields = 3", "fields: must be a list"),
        ("tables = []", "tables: unknown key"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_repair(tmp_path: Path, text: str, expected: str) -> None:
    problems = told(tmp_path, text)
    assert any(expected in problem for problem in problems), problems


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    problems = told(tmp_path, FIELD + 'type = "Text"\nlength = 0\nscale = 1' + OBJECT + PART)
    assert len(problems) == 3


def test_far_too_many_objects_and_fields_are_refused(tmp_path: Path) -> None:
    many = "".join(OBJECT.replace("Delivery__c", f"Thing{number}__c") for number in range(201))
    assert any("are more than 200" in problem for problem in told(tmp_path, many))
    many = "".join(FIELD.replace("Number__c", f"N{number}__c") + 'type = "Date"' for number in range(501))
    assert any("of Account are more than 500" in problem for problem in told(tmp_path, many))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="no such file"):
        load_schema(tmp_path / "objects.toml")
