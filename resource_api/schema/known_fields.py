"""Remembers what each column of a state holds, so that a field of another type does not read it as its own."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, MetaData, Table, text

from plumbing.database import Database, Statement
from plumbing.strict_toml import BadFileError, Problem

from .fields import FRACTIONS, Field, FieldType, ObjectType, Schema
from .tables import PLAIN_TEXT, is_folded

_WHOLE = {
    FieldType.BOOLEAN: "checkboxes",
    FieldType.INT: "whole numbers",
    FieldType.DATE: "dates",
    FieldType.DATETIME: "dates with times",
}

_READ = "SELECT object_name, field_name, held FROM known_fields"
_REMEMBER = (
    "INSERT INTO known_fields (object_name, field_name, held) VALUES (:object_name, :field_name, :held) "
    "ON CONFLICT DO NOTHING"
)


def known_fields_table(metadata: MetaData) -> Table:
    """The table of what was once stored, and how."""
    return Table(
        "known_fields",
        metadata,
        Column("object_name", PLAIN_TEXT, primary_key=True),
        Column("field_name", PLAIN_TEXT, primary_key=True),
        Column("held", PLAIN_TEXT, nullable=False),
    )


def remember_fields(database: Database, schema: Schema, file: Path | None) -> None:
    """Remembers the schema's fields, beside those of earlier starts that are gone.

    Args:
        database: The state.
        schema: What there is now.
        file: The ``objects.toml`` that it comes from, for what is told.

    Raises:
        BadFileError: A field's values cannot be read as what the field is now.
    """
    now = {(one.name, field.name): _held(one, field) for one in schema.objects for field in one.fields}
    with database.transaction() as transaction:
        known = {(name, field): str(held) for name, field, held in transaction.all(Statement(text(_READ)), {})}
        problems = list(_changed(known, now, file or Path("objects.toml")))
        if problems:
            raise BadFileError(problems)
        rows = [
            {"object_name": name, "field_name": field, "held": held}
            for (name, field), held in now.items()
            if (name, field) not in known
        ]
        if rows:
            transaction.execute_many(Statement(text(_REMEMBER)), rows)


def _held(one: ObjectType, field: Field) -> str:
    if field.type is FieldType.ID:
        return f"ids that begin with {one.key_prefix}"
    if field.type is FieldType.REFERENCE:
        return f"lookups of {field.refers_to}"
    if field.is_text:
        return "text" if is_folded(field) else "long text"
    return "numbers" if field.type in FRACTIONS else _WHOLE[field.type]


def _changed(known: dict[tuple[str, str], str], now: dict[tuple[str, str], str], file: Path) -> Iterator[Problem]:
    for place, held in now.items():
        before = known.get(place, held)
        if before != held:
            repair = "key_prefix" if place[1] == "Id" else "type, or the field another name"
            yield Problem(
                file,
                ".".join(place),
                f"held {before} in this state, and would hold {held} now: values are not converted. Give back the old "
                f"{repair}, or begin with an empty state folder",
            )
