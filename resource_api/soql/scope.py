"""Finds the columns that a query's names mean, and the parents that it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, FromClause, Table

from resource_api.errors import InvalidFieldError, InvalidTypeError, QueryTooComplicatedError
from resource_api.schema.fields import Field, ObjectType, Schema
from resource_api.schema.tables import folded_name

from .complaints import complaint
from .syntax import Path

MOST_PARENTS = 20
DEEPEST_PARENT = 5

_PLEASE = "Please reference your WSDL or the describe call for the appropriate names."


@dataclass(frozen=True, slots=True)
class Source:
    """An object's table as it takes part in one query."""

    object_type: ObjectType
    table: FromClause

    def column(self, field: Field) -> Column[Any]:
        """What the field shows."""
        return self.table.c[field.name]  # type: ignore[return-value]  # a table's columns are Columns

    def compared(self, field: Field) -> Column[Any]:
        """What the field compares and sorts by."""
        return self.table.c[folded_name(field)]  # type: ignore[return-value]  # the same


@dataclass(frozen=True, slots=True)
class Found:
    """A field of a query: on which source, and by which relationships that was reached."""

    source: Source
    field: Field
    relationships: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects that there are, and their tables by the object's name."""

    schema: Schema
    tables: Mapping[str, Table]


class Scope:
    """The sources of one query, or of a query within it; parents join when a path first reaches them.

    Args:
        objects: The objects that there are, and their tables.
        text: The whole query.
        object_name: What it is about.
        alias: What it calls that, or empty.
        inner: What the names of a query's tables within another begin with; empty for the outer one.

    Raises:
        InvalidTypeError: There is no such object.
    """

    def __init__(self, objects: Objects, text: str, object_name: Path, alias: str, *, inner: str = "") -> None:
        object_type = objects.schema.object(object_name.text)
        if object_type is None:
            raise complaint(
                InvalidTypeError,
                text,
                object_name.at,
                f"sObject type '{object_name.text}' is not supported. If you are attempting to use a custom "
                f"object, be sure to append the '__c' after the entity name. {_PLEASE}",
            )
        self.objects = objects
        self.text = text
        self.is_inner = bool(inner)
        self._inner = inner
        self._own_names = {object_type.name.casefold(), alias.casefold()}
        table = objects.tables[object_type.name]
        self.base = Source(object_type, table.alias(inner) if inner else table)
        self.rows: FromClause = self.base.table
        self.parents: dict[tuple[str, ...], Source] = {(): self.base}

    @property
    def shows_set_up(self) -> bool:
        """Whether it reads the org's own set-up, as far as names were found yet."""
        return any(source.object_type.is_set_up for source in self.parents.values())

    def find(self, path: Path) -> Found:
        """The field that the path names.

        Raises:
            InvalidFieldError: There is no such relationship or field.
            QueryTooComplicatedError: The path is too long, or reaches one parent too many.
        """
        names, at = list(path.names), path.at
        if len(names) > 1 and names[0].casefold() in self._own_names and not self._is_parent(names[0]):
            at += len(names.pop(0)) + 1
        if len(names) - 1 > DEEPEST_PARENT:
            raise QueryTooComplicatedError
        source = self.base
        relationships: tuple[str, ...] = ()
        for name in names[:-1]:
            source, relationships = self._parent(source, relationships, name, at)
            at += len(name) + 1
        field = source.object_type.field(names[-1])
        if field is None:
            raise self._no_such_column(source.object_type, names[-1], at - 1 if at > path.at else at)
        return Found(source, field, relationships, at - 1 if at > path.at else at)

    def _is_parent(self, name: str) -> bool:
        return self.base.object_type.parent(name) is not None

    def _parent(
        self, source: Source, relationships: tuple[str, ...], name: str, at: int
    ) -> tuple[Source, tuple[str, ...]]:
        reference = source.object_type.parent(name)
        parent_type = self.objects.schema.object(reference.refers_to) if reference else None
        if reference is None or parent_type is None:
            raise complaint(
                InvalidFieldError,
                self.text,
                at,
                f"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom "
                f"relationship, be sure to append the '__r' after the custom relationship name. {_PLEASE}",
            )
        path = (*relationships, reference.relationship)
        if path not in self.parents:
            if len(self.parents) > MOST_PARENTS:
                raise QueryTooComplicatedError
            name = f"{self._inner}parent{len(self.parents)}"
            parent = Source(parent_type, self.objects.tables[parent_type.name].alias(name))
            self.rows = self.rows.outerjoin(parent.table, source.column(reference) == parent.table.c.Id)
            self.parents[path] = parent
        return self.parents[path], path

    def _no_such_column(self, object_type: ObjectType, name: str, at: int) -> InvalidFieldError:
        return complaint(
            InvalidFieldError,
            self.text,
            at,
            f"No such column '{name}' on entity '{object_type.name}'. If you are attempting to use a custom field, be "
            f"sure to append the '__c' after the custom field name. {_PLEASE}",
        )
