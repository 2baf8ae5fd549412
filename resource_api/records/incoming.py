"""Checks what a request wants to store, and makes it the columns of a table."""

from collections.abc import Iterable, Sequence
from typing import Any

from resource_api.errors import (
    InvalidFieldError,
    InvalidFieldForInsertUpdateError,
    RequiredFieldMissingError,
)
from resource_api.record_errors import (
    InsufficientAccessOrReadonlyError,
    InvalidTypeForOperationError,
)
from resource_api.request_body import Member
from resource_api.schema.fields import Field, FieldType, ObjectType
from resource_api.schema.tables import folded_name, is_folded

from .values import Stored, stored_value

#: Tells a record's type and address where records are nested; clients send it back with a record they read.
_ATTRIBUTES = "attributes"
_LONGEST_SHOWN = 200

Values = dict[str, Stored]


def values_for_new(one: ObjectType, members: Sequence[Member]) -> Values:
    """The values of a record that is to be made, by field name; fields without a value are left out.

    Raises:
        ApiError: A field does not exist, is not for clients to set, lacks a needed value, or has a wrong one.
    """
    if one.is_set_up:
        raise InvalidTypeForOperationError(one.name, "create")
    values = _read(one, members)
    _refuse_missing([field.name for field in one.fields if field.must_be_given and values.get(field.name) is None])
    for field in one.fields:
        if field.type is FieldType.BOOLEAN:
            values.setdefault(field.name, 0)
    return values


def values_for_change(one: ObjectType, members: Iterable[Member]) -> Values:
    """The values that a request wants to change, by field name; None clears a field.

    Raises:
        ApiError: A field does not exist, is not for clients to set, would lose a needed value, or gets a wrong one.
    """
    refuse_set_up(one)
    values = _read(one, members)
    _refuse_missing([name for name, value in values.items() if value is None and _known(one, name).required])
    return values


def refuse_set_up(one: ObjectType) -> None:
    """What is the org's own set-up, nobody changes or deletes here.

    Raises:
        InsufficientAccessOrReadonlyError: It is.
    """
    if one.is_set_up:
        raise InsufficientAccessOrReadonlyError


def columns_of(one: ObjectType, values: Values) -> dict[str, Any]:
    """The table's columns for those values, the case-folded ones included."""
    columns: dict[str, Any] = dict(values)
    for name, value in values.items():
        field = _known(one, name)
        if is_folded(field):
            columns[folded_name(field)] = value.casefold() if isinstance(value, str) else None
    return columns


def joined_value(field: Field, values: Values) -> Stored:
    """The value of a field that joins others, as a contact's full name."""
    return " ".join(str(values[name]) for name in field.joined_from if values.get(name)) or None


def _read(one: ObjectType, members: Iterable[Member]) -> Values:
    values: Values = {}
    for member in members:
        if member.name != _ATTRIBUTES:
            field = _writable_field(one, member.name)
            values[field.name] = stored_value(field, member)
    return values


def _writable_field(one: ObjectType, name: str) -> Field:
    field = one.field(name)
    if field is None:
        shown = name[:_LONGEST_SHOWN].encode("utf-8", "replace").decode()
        raise InvalidFieldError(f"No such column '{shown}' on sobject of type {one.name}")
    if field.type is FieldType.ID:
        raise InvalidFieldError("The Id field should not be specified in the sobject data.")
    if not field.writable:
        raise InvalidFieldForInsertUpdateError(
            f"Unable to create/update fields: {field.name}. Please check the security settings of this field and verify"
            " that it is read/write for your profile or permission set.",
            fields=(field.name,),
        )
    return field


def _refuse_missing(missing: list[str]) -> None:
    if missing:
        raise RequiredFieldMissingError(f"Required fields are missing: [{', '.join(missing)}]", fields=tuple(missing))


def _known(one: ObjectType, name: str) -> Field:
    field = one.field(name)
    assert field is not None  # noqa: S101  the name came from the object
    return field
