import pytest

from resource_api.schema.fields import FRACTIONS, FieldType, ObjectType, Schema
from resource_api.schema.objects import OBJECTS
from resource_api.schema.set_up_objects import SET_UP_OBJECTS

ALL = OBJECTS + SET_UP_OBJECTS

_SYSTEM = {"Id", "IsDeleted", "OwnerId", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById"}
_SIZED = {FieldType.ID, FieldType.REFERENCE}


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: one.name)
def test_an_object_has_what_the_store_relies_on(one: ObjectType) -> None:
    names = [field.name for field in one.fields]
    assert names[0] == "Id"
    assert {*_SYSTEM, "SystemModstamp", "Name"} <= set(names)


@pytest.mark.parametrize("one", SET_UP_OBJECTS, ids=lambda one: one.name)
def test_clients_set_no_field_of_the_orgs_own_set_up(one: ObjectType) -> None:
    assert one.fields[0].name == "Id"
    assert {"Name", "LastModifiedDate"} <= {field.name for field in one.fields}
    assert not any(field.writable for field in one.fields)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_no_two_fields_of_an_object_have_the_same_name(one: ObjectType) -> None:
    assert len({field.name.casefold() for field in one.fields}) == len(one.fields)
    assert len(one.key_prefix) == 3


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_a_fields_type_has_the_sizes_that_it_needs(one: ObjectType) -> None:
    for field in one.fields:
        assert (field.length > 0) == (field.is_text or field.type in _SIZED), field.name
        assert (field.digits > 0) == (field.type in FRACTIONS | {FieldType.INT}), field.name
        assert bool(field.refers_to) == (field.type is FieldType.REFERENCE), field.name


def test_key_prefixes_are_unique() -> None:
    assert len({one.key_prefix for one in ALL}) == len(ALL)


def test_names_are_found_in_any_letter_case() -> None:
    schema = Schema(ALL)
    account, contact = schema.object("ACCOUNT"), schema.object("contact")
    assert account is not None
    assert contact is not None
    assert account.field("annualrevenue") is not None
    assert contact.parent("account") is not None
    assert account.field("Nope") is None
    assert schema.object("Nope") is None
