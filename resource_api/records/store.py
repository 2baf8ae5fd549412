"""The records in their tables: make, read, change, delete into the recycle bin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from plumbing.clock import Clock
from plumbing.database import Database, Statement, Transaction
from resource_api.errors import EntityIsDeletedError, InvalidCrossReferenceKeyError, MalformedIdError, NotFoundError
from resource_api.salesforce_time import milliseconds
from resource_api.schema.fields import Field, FieldType, ObjectType, Schema

from .ids import IdSequence
from .incoming import Values, columns_of, joined_value

_KEY_PREFIX = 3
_NEW = "new_"


@dataclass(frozen=True, slots=True)
class _Statements:
    make: Statement
    read: Statement
    recent: Statement
    is_deleted: Statement
    delete: Statement

    @classmethod
    def of(cls, one: ObjectType, table: Table) -> "_Statements":
        columns = [table.c[field.name] for field in one.fields]
        this = table.c.Id == bindparam("id")
        stamps = {
            "IsDeleted": 1,
            "LastModifiedById": bindparam("user_id"),
            "LastModifiedDate": bindparam("now"),
            "SystemModstamp": bindparam("now"),
        }
        live = table.c.IsDeleted == 0
        return cls(
            make=Statement(insert(table)),
            read=Statement(select(*columns).where(this)),
            recent=Statement(
                select(*columns)
                .where(live)
                .order_by(table.c.LastModifiedDate.desc(), table.c.Id.desc())
                .limit(bindparam("most"))
            ),
            is_deleted=Statement(select(table.c.IsDeleted).where(this)),
            delete=Statement(update(table).where(this, live).values(stamps)),
        )


class RecordStore:
    """All records of the org.

    Args:
        database: Where they are.
        schema: The objects that there are.
        tables: Their tables, by the object's name.
        clock: Stamps what is made and changed.
    """

    def __init__(self, database: Database, schema: Schema, tables: Mapping[str, Table], clock: Clock) -> None:
        self._database = database
        self._schema = schema
        self._tables = tables
        self._clock = clock
        self._ids = IdSequence()
        self._statements = {one.name: _Statements.of(one, tables[one.name]) for one in schema.objects}

    def create(self, one: ObjectType, values: Values, user_id: str) -> str:
        """Makes a record and answers its id.

        Raises:
            ApiError: A reference names no record of the right object.
        """
        with self._database.transaction() as transaction:
            return self.create_in(transaction, one, values, user_id)

    def create_in(self, transaction: Transaction, one: ObjectType, values: Values, user_id: str) -> str:
        """The same, within a transaction of the caller's."""
        identifier = self._ids.next_id(transaction, one.name, one.key_prefix)  # first: it takes the write lock
        self._refuse_bad_references(transaction, one, values)
        now = milliseconds(self._clock())
        made: Values = {field.name: None for field in one.fields} | values
        made |= {"Id": identifier, "IsDeleted": 0}
        made |= {name: user_id for name in ("OwnerId", "CreatedById", "LastModifiedById") if name in made}
        made |= {name: now for name in ("CreatedDate", "LastModifiedDate", "SystemModstamp") if name in made}
        for field in one.fields:
            if field.joined_from:
                made[field.name] = joined_value(field, made)
        transaction.execute(self._statements[one.name].make, columns_of(one, made))
        return identifier

    def read(self, one: ObjectType, identifier: str) -> dict[str, Any]:
        """The record's stored values, by field name.

        Raises:
            NotFoundError: There is no such record.
            EntityIsDeletedError: It is in the recycle bin.
        """
        with self._database.transaction() as transaction:
            row = transaction.one(self._statements[one.name].read, {"id": identifier})
        record = None if row is None else _by_name(one, row)
        if record is None:
            raise _no_such_record(identifier)
        if record["IsDeleted"]:
            raise EntityIsDeletedError
        return record

    def recent(self, one: ObjectType, most: int) -> list[dict[str, Any]]:
        """The records that were changed last, newest first."""
        with self._database.transaction() as transaction:
            rows = transaction.all(self._statements[one.name].recent, {"most": most})
        return [_by_name(one, row) for row in rows]

    def update(self, one: ObjectType, identifier: str, values: Values, user_id: str) -> None:
        """Changes the given fields of a record, and no others.

        Raises:
            NotFoundError: There is no such record.
            EntityIsDeletedError: It is in the recycle bin.
            ApiError: A reference names no record of the right object.
        """
        now = milliseconds(self._clock())
        stamps: Values = {"LastModifiedById": user_id, "LastModifiedDate": now, "SystemModstamp": now}
        with self._database.transaction() as transaction:
            if not self._change(transaction, one, identifier, values | stamps):
                self._refuse_absent(transaction, one, identifier)
            self._refuse_bad_references(transaction, one, values)
            self._rejoin(transaction, one, identifier, values)

    def delete(self, one: ObjectType, identifier: str, user_id: str) -> None:
        """Puts a record into the recycle bin, and with it the children that cannot be without it.

        Raises:
            NotFoundError: There is no such record.
            EntityIsDeletedError: It is there already.
        """
        with self._database.transaction() as transaction:
            if not self._delete(transaction, one, identifier, user_id):
                self._refuse_absent(transaction, one, identifier)

    def _delete(self, transaction: Transaction, one: ObjectType, identifier: str, user_id: str) -> bool:
        parameters = {"id": identifier, "user_id": user_id, "now": milliseconds(self._clock())}
        if not transaction.execute(self._statements[one.name].delete, parameters):
            return False
        for child, reference in self._schema.children_of(one):
            if reference.cascades:
                table = self._tables[child.name]
                of_parent = select(table.c.Id).where(table.c[reference.name] == identifier, table.c.IsDeleted == 0)
                for (child_id,) in transaction.all(Statement(of_parent), {}):
                    self._delete(transaction, child, child_id, user_id)
        return True

    def _change(self, transaction: Transaction, one: ObjectType, identifier: str, values: Values) -> bool:
        columns = columns_of(one, values)
        table = self._tables[one.name]
        change = update(table).where(table.c.Id == bindparam("id"), table.c.IsDeleted == 0)
        change = change.values({name: bindparam(_NEW + name, type_=table.c[name].type) for name in columns})
        parameters = {_NEW + name: value for name, value in columns.items()}
        return bool(transaction.execute(Statement(change), {**parameters, "id": identifier}))

    def _rejoin(self, transaction: Transaction, one: ObjectType, identifier: str, changed: Values) -> None:
        joined = [field for field in one.fields if not changed.keys().isdisjoint(field.joined_from)]
        if joined:
            row = transaction.one(self._statements[one.name].read, {"id": identifier})
            assert row is not None  # noqa: S101  it was changed a moment ago, in the same transaction
            record = _by_name(one, row)
            self._change(transaction, one, identifier, {field.name: joined_value(field, record) for field in joined})

    def _refuse_absent(self, transaction: Transaction, one: ObjectType, identifier: str) -> None:
        if transaction.one(self._statements[one.name].is_deleted, {"id": identifier}) is None:
            raise _no_such_record(identifier)
        raise EntityIsDeletedError

    def _refuse_bad_references(self, transaction: Transaction, one: ObjectType, values: Values) -> None:
        for field in one.fields:
            referred, target = values.get(field.name), self._schema.object(field.refers_to)
            if field.type is FieldType.REFERENCE and isinstance(referred, str) and target is not None:
                _refuse_other_prefix(field, referred, target)
                row = transaction.one(self._statements[target.name].is_deleted, {"id": referred})
                if row is None or row[0]:
                    raise InvalidCrossReferenceKeyError("invalid cross reference id", fields=())


def _refuse_other_prefix(field: Field, referred: str, target: ObjectType) -> None:
    if referred[:_KEY_PREFIX] != target.key_prefix:
        raise MalformedIdError(f"{field.label}: id value of incorrect type: {referred}", fields=(field.name,))


def _no_such_record(identifier: str) -> NotFoundError:
    return NotFoundError(f"Provided external ID field does not exist or is not accessible: {identifier}")


def _by_name(one: ObjectType, row: tuple[Any, ...]) -> dict[str, Any]:
    return {field.name: value for field, value in zip(one.fields, row, strict=True)}
