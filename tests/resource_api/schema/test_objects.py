import pytest

from resource_api.schema.fields import FieldType, ObjectType
from resource_api.schema.objects import OBJECTS, SCHEMA

_SYSTEM = {"Id", "IsDeleted", "OwnerId", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById"}


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: one.name)
def test_an_object_has_what_the_store_relies_on(one: ObjectType) -> None:
    names = [field.name for field in one.fields]
    assert names[0] == "Id"
    assert {*_SYSTEM, "SystemModstamp", "Name"} <= set(names)
    assert len({name.casefold() for name in names}) == len(names)
    assert len(one.key_prefix) == 3


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: one.name)
def test_a_fields_type_has_the_sizes_that_it_needs(one: ObjectType) -> None:
    for field in one.fields:
        assert (field.length > 0) == (field.is_text or field.type in {FieldType.ID, FieldType.REFERENCE}), field.name
        is_number = field.type in {FieldType.INT, FieldType.DOUBLE, FieldType.CURRENCY}
        assert (field.digits > 0) == is_number, field.name
        assert bool(field.refers_to) == (field.type is FieldType.REFERENCE), field.name


def test_key_prefixes_are_unique() -> None:
    assert len({one.key_prefix for one in OBJECTS}) == len(OBJECTS)


def test_names_are_found_in_any_letter_case() -> None:
    account, contact = SCHEMA.object("ACCOUNT"), SCHEMA.object("contact")
    assert account is not None
    assert contact is not None
    assert account.field("annualrevenue") is not None
    assert contact.parent("account") is not None
    assert account.field("Nope") is None
    assert SCHEMA.object("Nope") is None
