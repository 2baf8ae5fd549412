"""Makes the org's schema: the standard objects, and what ``objects.toml`` adds to them."""

from collections.abc import Iterable
from pathlib import Path

from .custom_types import CUSTOM_TYPES, MOST_DIGITS
from .fields import Field, FieldType, ObjectType, Schema
from .objects import OBJECTS
from .objects_tables import FieldTable, ObjectsFile, ObjectTable, read_objects
from .set_up_objects import SET_UP_OBJECTS
from .standard_fields import CUSTOM_NAME_LENGTH, first_fields, last_fields

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def load_schema(file: Path | None) -> Schema:
    """The objects that this org has; ``file`` is its ``objects.toml``, where it has one.

    Raises:
        BadFileError: With every problem of the file.
    """
    return schema_with(ObjectsFile() if file is None else read_objects(file))


def schema_with(added: ObjectsFile) -> Schema:
    """The standard objects with the fields and objects that are added to them, by name as a describe lists them."""
    objects = [
        *(_extended(one, added) for one in OBJECTS),
        *SET_UP_OBJECTS,
        *(_custom_object(table, prefix) for table, prefix in zip(added.objects, _prefixes(added), strict=True)),
    ]
    return Schema(tuple(sorted(objects, key=lambda one: one.name.casefold())))


def _extended(one: ObjectType, added: ObjectsFile) -> ObjectType:
    fields = tuple(_field(table) for table in added.fields if table.object == one.name)
    return ObjectType(
        name=one.name,
        label=one.label,
        label_plural=one.label_plural,
        key_prefix=one.key_prefix,
        fields=one.fields + fields,
        has_etag=one.has_etag,
    )


def _custom_object(table: ObjectTable, key_prefix: str) -> ObjectType:
    name = Field(
        name="Name",
        label=f"{table.label} Name",
        type=FieldType.STRING,
        length=CUSTOM_NAME_LENGTH,
        defaulted=True,
        looked_up=True,
    )
    return ObjectType(
        name=table.name,
        label=table.label,
        label_plural=table.label_plural,
        key_prefix=key_prefix,
        fields=(*first_fields(table.label), name, *last_fields(), *map(_field, table.fields)),
    )


def _prefixes(added: ObjectsFile) -> Iterable[str]:
    """Each custom object's key prefix: its own, or the next free one of a00, a01 and so on."""
    given = {table.key_prefix for table in added.objects}
    free = (
        prefix for prefix in (f"a{first}{second}" for first in _BASE62 for second in _BASE62) if prefix not in given
    )
    return [table.key_prefix or next(free) for table in added.objects]


def _field(table: FieldTable) -> Field:
    kind = CUSTOM_TYPES[table.type]
    is_number = "scale" in kind.keys
    scale = (kind.usual_scale if table.scale is None else table.scale) if is_number else 0
    return Field(
        name=table.name,
        label=table.label,
        type=kind.kind,
        length=table.length or kind.usual_length,
        digits=(table.precision or MOST_DIGITS) - scale if is_number else 0,
        scale=scale,
        required=table.required,
        unique=table.unique,
        external_id=table.external_id,
        values=table.values,
        refers_to=table.refers_to,
        relationship=table.name.removesuffix("__c") + "__r" if table.refers_to else "",
        children=f"{table.child_relationship}__r" if table.child_relationship else "",
    )
