"""The SQL that each object's records are made, read and deleted with, compiled once."""

from dataclasses import dataclass

from sqlalchemy import Table, bindparam, insert, literal_column, select, true, update

from plumbing.database import Statement
from resource_api.schema.fields import Field, ObjectType
from resource_api.schema.tables import folded_name

IS_DELETED = "IsDeleted"


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one object; ``matching`` finds live records by a field's value."""

    make: Statement
    read: Statement
    recent: Statement
    is_deleted: Statement
    delete: Statement
    matching: dict[str, Statement]


def statements_of(one: ObjectType, table: Table) -> Statements:
    """The object's statements; for what clients only read, those that write are never run."""
    columns = [table.c[field.name] for field in one.fields]
    this = table.c.Id == bindparam("id")
    live = table.c[IS_DELETED] == 0 if IS_DELETED in table.c else true()
    deleted = table.c[IS_DELETED] if IS_DELETED in table.c else literal_column("0")
    recent = select(*columns).where(live).order_by(table.c.LastModifiedDate.desc(), table.c.Id.desc())
    return Statements(
        make=Statement(insert(table)),
        read=Statement(select(*columns).where(this)),
        recent=Statement(recent.limit(bindparam("most"))),
        is_deleted=Statement(select(deleted).where(this)),
        delete=Statement(update(table).where(this, live).values(_stamps())),
        matching={
            field.name: Statement(
                select(table.c.Id)
                .where(table.c[folded_name(field)] == bindparam("value"), live)
                .order_by(table.c.Id)
                .limit(bindparam("most"))
            )
            for field in one.fields
            if field.finds_records or field.unique
        },
    )


def compared(field: Field, value: str | float) -> str | float:
    """The value as the column holds it that comparisons use."""
    return value.casefold() if isinstance(value, str) and field.is_text else value


def _stamps() -> dict[str, object]:
    return {
        IS_DELETED: 1,
        "LastModifiedById": bindparam("user_id"),
        "LastModifiedDate": bindparam("now"),
        "SystemModstamp": bindparam("now"),
    }
