"""The SQL tables behind the objects.

A text that can be searched has two columns: the text itself, and its case-folded form, by which SOQL compares and
sorts. So both databases compare alike, whatever their own ideas of letter case are. Times are whole milliseconds since
1970, dates whole days, booleans 0 and 1.
"""

from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Column, Float, Index, MetaData, Table, Text, text
from sqlalchemy.sql.type_api import TypeEngine

from .fields import FRACTIONS, IDS, Field, FieldType, ObjectType, Schema

#: Text that sorts by its code points on every database.
PLAIN_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

_FOLDED = "_folded"
#: PostgreSQL's limit, in bytes; the names are ASCII.
_LONGEST_NAME = 63


def record_table(one: ObjectType, metadata: MetaData) -> Table:
    """The table of an object's records, deleted ones included."""
    table = Table(f"{one.name}_records", metadata)
    for field in one.fields:
        is_id = field.type is FieldType.ID
        # A field that is added later is false in the records that there are, not without a value.
        default = text("0") if field.type is FieldType.BOOLEAN else None
        table.append_column(
            Column(field.name, _sql_type(field), primary_key=is_id, nullable=not is_id, server_default=default)
        )
        if is_folded(field):
            table.append_column(Column(field.name + _FOLDED, PLAIN_TEXT))
        if (field.refers_to and not field.defaulted) or (field.finds_records and not is_id):
            Index(_index_name(table.name, field.name), table.c[folded_name(field)])
    return table


def record_tables(schema: Schema, metadata: MetaData) -> dict[str, Table]:
    """The tables of all objects, by the object's name."""
    return {one.name: record_table(one, metadata) for one in schema.objects}


def is_folded(field: Field) -> bool:
    """Whether the field has a second column with its case-folded text."""
    return field.is_text and field.is_sortable


def folded_name(field: Field) -> str:
    """The name of the column that comparisons use: the case-folded one where there is one."""
    return field.name + _FOLDED if is_folded(field) else field.name


def _index_name(table: str, field: str) -> str:
    """Within the length that every database takes."""
    name = f"{table}_by_{field}"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 9]}_{sha256(name.encode()).hexdigest()[:8]}"


def _sql_type(field: Field) -> TypeEngine[Any]:
    if field.is_text or field.type in IDS:
        return PLAIN_TEXT
    return Float(53) if field.type in FRACTIONS else BigInteger()
