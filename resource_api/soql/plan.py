"""Makes a query a plan: the SQL that finds its rows, and how a row becomes a record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, bindparam, func, select

from plumbing.database import Statement
from resource_api.errors import InvalidFieldError, MalformedQueryError, NumberOutsideValidRangeError
from resource_api.records.values import wire_value
from resource_api.schema.fields import Field, ObjectType, Schema

from .complaints import complaint
from .conditions import Conditions
from .literals import Meaning
from .parser import Parser
from .scope import Found, Objects, Scope, Source
from .syntax import Ordering, Path, Query

LARGEST_OFFSET = 2_000
#: Records of a query that does not say which fields it wants.
MOST_WITH_FIELDS = 200

#: In characters.
LONGEST_REMEMBERED = 2_000


@dataclass(slots=True)
class Shape:
    """How a part of a row becomes a record: its id's place in the row, and its members."""

    object_type: ObjectType
    id_place: int
    members: "dict[str, tuple[Field, int] | Shape]" = field(default_factory=dict)

    def record(self, row: Sequence[Any], version: str) -> dict[str, Any] | None:
        """The record as JSON, or None where there is no such parent.

        Args:
            row: What the database gave.
            version: Of the API, as ``67.0``: the record's address names it.
        """
        identifier = row[self.id_place]
        if identifier is None:
            return None
        name = self.object_type.name
        record: dict[str, Any] = {
            "attributes": {"type": name, "url": f"/services/data/v{version}/sobjects/{name}/{identifier}"}
        }
        for member, part in self.members.items():
            if isinstance(part, Shape):
                record[member] = part.record(row, version)
            else:
                record[member] = wire_value(part[0], row[part[1]])
        return record


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be run for a query. Without ``shape`` the query only counts.

    Args:
        rows: Finds rows; its parameters ``most`` and ``start`` say how many, and from which on.
        count: Counts all rows.
        shape: Makes a row a record.
        limit: The most records that the query wants.
        offset: How many it skips.
        shows_set_up: Whether it reads the org's own set-up.
    """

    rows: Statement
    count: Statement
    shape: Shape | None
    limit: int | None
    offset: int
    shows_set_up: bool


class Planner:
    """Plans queries, and remembers the plans of the short ones that came last.

    Args:
        schema: The objects that there are.
        tables: Their tables, by the object's name.
    """

    def __init__(self, schema: Schema, tables: Mapping[str, Table]) -> None:
        self._objects = Objects(schema, tables)
        self._parser = Parser()
        self._remembered = lru_cache(maxsize=256)(self._plan)

    def plan(self, text: str, *, today: int, deleted_too: bool) -> Plan:
        """The plan for a query.

        Args:
            text: What was asked.
            today: Days since 1970; date literals are counted from it.
            deleted_too: Whether records in the recycle bin are found as well.

        Raises:
            ApiError: The text is no query, or a name, type or operator does not fit; which error says what.
        """
        make = self._remembered if len(text) <= LONGEST_REMEMBERED else self._plan
        return make(text, today, deleted_too)

    def plan_once(self, text: str, *, today: int, deleted_too: bool) -> Plan:
        """The same for a text that nobody will ask again: it takes no other's place among those remembered."""
        return self._plan(text, today, deleted_too)

    def _plan(self, text: str, today: int, deleted_too: bool) -> Plan:  # noqa: FBT001  a cache's key has no names
        query = self._parser.parse(text)
        if query.offset > LARGEST_OFFSET:
            raise NumberOutsideValidRangeError(f"Maximum SOQL offset allowed is {LARGEST_OFFSET}")
        scope = Scope(self._objects, text, query.object_name, query.alias)
        shape, columns = _shape(scope, query)
        compiler = Conditions(scope, Meaning(text, today), deleted_too=deleted_too)
        conditions = compiler.all_of(query.condition)
        order = [_order(scope, query, ordering) for ordering in query.orderings]
        rows = select(*columns).select_from(scope.rows).where(*conditions).order_by(*order, scope.base.table.c.Id)
        count = select(func.count()).select_from(scope.rows).where(*conditions)
        return Plan(
            rows=Statement(rows.limit(_number("most")).offset(_number("start"))),
            count=Statement(count),
            shape=shape if query.fields else None,
            limit=query.limit,
            offset=query.offset,
            shows_set_up=scope.shows_set_up or compiler.sub_queries_show_set_up,
        )


def _number(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=BigInteger())


def _shape(scope: Scope, query: Query) -> tuple[Shape, list[ColumnElement[Any]]]:
    columns: list[ColumnElement[Any]] = [scope.base.table.c.Id]
    root = Shape(scope.base.object_type, 0)
    for path in _selected(scope, query):
        found = scope.find(path)
        here = root
        for depth in range(len(found.relationships)):
            reached = found.relationships[: depth + 1]
            here = _parent(here, scope.parents[reached], reached[-1], columns)
        if found.field.name in here.members:
            raise MalformedQueryError(f"duplicate field selected: {path.text}")
        here.members[found.field.name] = (found.field, len(columns))
        columns.append(found.source.column(found.field))
    return root, [column.label(f"c{place}") for place, column in enumerate(columns)]


def _selected(scope: Scope, query: Query) -> Iterator[Path]:
    """The paths that the query names, those of ``FIELDS(…)`` included."""
    for part in query.fields:
        if isinstance(part, Path):
            yield part
            continue
        if part.word != "STANDARD" and (query.limit is None or query.limit > MOST_WITH_FIELDS):
            raise MalformedQueryError(f"The SOQL FIELDS function must have a LIMIT of at most {MOST_WITH_FIELDS}")
        for one in scope.base.object_type.fields:
            if part.word == "ALL" or one.is_custom == (part.word == "CUSTOM"):
                yield Path(one.name, part.at)


def _parent(here: Shape, source: Source, relationship: str, columns: list[ColumnElement[Any]]) -> Shape:
    known = here.members.get(relationship)
    if isinstance(known, Shape):
        return known
    columns.append(source.table.c.Id)
    made = here.members[relationship] = Shape(source.object_type, len(columns) - 1)
    return made


def _order(scope: Scope, query: Query, ordering: Ordering) -> ColumnElement[Any]:
    found: Found = scope.find(ordering.path)
    if not found.field.is_sortable:
        text = f"field '{found.field.name}' can not be sorted in a query call"
        raise complaint(InvalidFieldError, query.text, found.at, text)
    column = found.source.compared(found.field)
    sorted_by = column.desc() if ordering.descending else column.asc()
    return sorted_by.nulls_last() if ordering.nulls_last else sorted_by.nulls_first()
