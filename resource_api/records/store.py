"""The records in their tables: make, read, change, delete into the recycle bin."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, update

from plumbing.clock import Clock
from plumbing.database import Database, Statement, Transaction
from resource_api.errors import EntityIsDeletedError, NotFoundError
from resource_api.salesforce_time import milliseconds
from resource_api.schema.fields import Field, ObjectType, Schema

from .ids import IdSequence
from .incoming import Values, columns_of, joined_value, refuse_set_up
from .integrity import Integrity
from .statements import IS_DELETED, statements_of

#: How many records with one value are looked for at most.
MOST_MATCHES = 200

_NEW = "new_"
#: A custom object's record without a name is called by its id's first characters (inferred).
_ID_AS_NAME = 15

#: Raises where a request's condition on the stored record, by field name, does not hold.
Condition = Callable[[Mapping[str, Any]], None]


class RecordStore:
    """All records of the org.

    Whatever changes records takes the locks of all objects whose records it may change first, in the order of their
    names. So what it then looks up stays so, and no two wait for each other. A deletion changes children too.

    Args:
        database: Where they are.
        schema: The objects that there are.
        tables: Their tables, by the object's name.
        clock: Stamps what is made and changed.
    """

    def __init__(self, database: Database, schema: Schema, tables: Mapping[str, Table], clock: Clock) -> None:
        self._database = database
        self._tables = tables
        self._clock = clock
        self._ids = IdSequence()
        self._statements = {one.name: statements_of(one, tables[one.name]) for one in schema.objects}
        self._integrity = Integrity(schema, tables, self._statements)

    def transaction(self) -> Transaction:
        """What is done within it holds together; the methods whose names end in ``_in`` take part."""
        return self._database.transaction()

    def lock(self, transaction: Transaction, objects: Iterable[ObjectType]) -> None:
        """Until the transaction ends, nobody else changes records of these objects; must be its first statement."""
        for name in sorted({one.name for one in objects}):
            self._ids.lock(transaction, name)

    def changed_by_deletion(self, one: ObjectType) -> tuple[ObjectType, ...]:
        """The objects whose records change, or must not be made, while one of this object's is deleted."""
        return self._integrity.descendants(one)

    def create(self, one: ObjectType, values: Values, user_id: str) -> str:
        """Makes a record and answers its id.

        Raises:
            ApiError: A reference names no record of the right object, or a unique value is taken.
        """
        with self.transaction() as transaction:
            return self.create_in(transaction, one, values, user_id)

    def create_in(self, transaction: Transaction, one: ObjectType, values: Values, user_id: str) -> str:
        """The same, within a transaction of the caller's."""
        identifier = self._ids.next_id(transaction, one.name, one.key_prefix)  # takes the lock
        self._refuse(transaction, one, values, identifier)
        stamps = self._stamps(user_id)
        made: Values = {field.name: None for field in one.fields} | values | stamps
        made |= {"Id": identifier, IS_DELETED: 0, "CreatedById": user_id, "CreatedDate": stamps["LastModifiedDate"]}
        made["OwnerId"] = made["OwnerId"] or user_id
        transaction.execute(self._statements[one.name].make, columns_of(one, made | _derived(one, identifier, made)))
        return identifier

    def read(self, one: ObjectType, identifier: str) -> dict[str, Any]:
        """The record's stored values, by field name.

        Raises:
            NotFoundError: There is no such record.
            EntityIsDeletedError: It is in the recycle bin.
        """
        with self.transaction() as transaction:
            return self.read_in(transaction, one, identifier)

    def read_in(self, transaction: Transaction, one: ObjectType, identifier: str) -> dict[str, Any]:
        """The same, within a transaction of the caller's."""
        row = transaction.one(self._statements[one.name].read, {"id": identifier})
        if row is None:
            raise NotFoundError(f"Provided external ID field does not exist or is not accessible: {identifier}")
        record = _by_name(one, row)
        if record.get(IS_DELETED):
            raise EntityIsDeletedError
        return record

    def recent(self, one: ObjectType, most: int) -> list[dict[str, Any]]:
        """The records that were changed last, newest first."""
        with self.transaction() as transaction:
            rows = transaction.all(self._statements[one.name].recent, {"most": most})
        return [_by_name(one, row) for row in rows]

    def matching(self, one: ObjectType, field: Field, value: str | float) -> list[str]:
        """The ids of the live records with that value in a field by which records can be found."""
        with self.transaction() as transaction:
            return self.matching_in(transaction, one, field, value)

    def matching_in(self, transaction: Transaction, one: ObjectType, field: Field, value: str | float) -> list[str]:
        """The same, within a transaction of the caller's."""
        return self._integrity.matching(transaction, one, field, value, most=MOST_MATCHES)

    def update(
        self, one: ObjectType, identifier: str, values: Values, user_id: str, condition: Condition | None = None
    ) -> None:
        """Changes the given fields of a record, and no others.

        Raises:
            NotFoundError: There is no such record.
            EntityIsDeletedError: It is in the recycle bin.
            ApiError: The condition does not hold, a reference names no record, or a unique value is taken.
        """
        with self.transaction() as transaction:
            self.lock(transaction, [one])
            if condition is not None:
                condition(self.read_in(transaction, one, identifier))
            self.update_in(transaction, one, identifier, values, user_id)

    def update_in(
        self, transaction: Transaction, one: ObjectType, identifier: str, values: Values, user_id: str
    ) -> None:
        """The same without a condition, within a transaction of the caller's."""
        self.lock(transaction, [one])
        record = self.read_in(transaction, one, identifier)
        self._refuse(transaction, one, values, identifier)
        changes = values | self._stamps(user_id)
        self._change(transaction, one, identifier, changes | _derived(one, identifier, record | changes))

    def delete(self, one: ObjectType, identifier: str, user_id: str, condition: Condition | None = None) -> None:
        """Puts a record into the recycle bin, and with it the children that go with it.

        Raises:
            NotFoundError: There is no such record.
            EntityIsDeletedError: It is there already.
            ApiError: The condition does not hold, or a child cannot be without the record.
        """
        refuse_set_up(one)
        with self.transaction() as transaction:
            self.lock(transaction, self.changed_by_deletion(one))
            if condition is not None:
                condition(self.read_in(transaction, one, identifier))
            self.delete_in(transaction, one, identifier, user_id)

    def delete_in(self, transaction: Transaction, one: ObjectType, identifier: str, user_id: str) -> None:
        """The same without a condition, within a transaction of the caller's."""
        refuse_set_up(one)
        self.lock(transaction, self.changed_by_deletion(one))
        self.read_in(transaction, one, identifier)
        self._delete(transaction, one, identifier, user_id)

    def _delete(self, transaction: Transaction, one: ObjectType, identifier: str, user_id: str) -> None:
        parameters = {"id": identifier, "user_id": user_id, "now": milliseconds(self._clock())}
        if transaction.execute(self._statements[one.name].delete, parameters):
            for child, child_id in self._integrity.children_to_delete(transaction, one, identifier):
                self._delete(transaction, child, child_id, user_id)

    def _change(self, transaction: Transaction, one: ObjectType, identifier: str, values: Values) -> None:
        columns = columns_of(one, values)
        table = self._tables[one.name]
        change = update(table).where(table.c.Id == bindparam("id"))
        change = change.values({name: bindparam(_NEW + name, type_=table.c[name].type) for name in columns})
        parameters = {_NEW + name: value for name, value in columns.items()}
        transaction.execute(Statement(change), {**parameters, "id": identifier})

    def _refuse(self, transaction: Transaction, one: ObjectType, values: Values, identifier: str) -> None:
        self._integrity.refuse_bad_references(transaction, one, values)
        self._integrity.refuse_duplicates(transaction, one, values, identifier)

    def _stamps(self, user_id: str) -> Values:
        now = milliseconds(self._clock())
        return {"LastModifiedById": user_id, "LastModifiedDate": now, "SystemModstamp": now}


def _derived(one: ObjectType, identifier: str, record: Values) -> Values:
    """What follows from other values: a contact's full name, and a name where a custom object's record has none."""
    derived = {field.name: joined_value(field, record) for field in one.fields if field.joined_from}
    name = one.field("Name")
    if name is not None and name.defaulted and record["Name"] is None:
        derived["Name"] = identifier[:_ID_AS_NAME]
    return derived


def _by_name(one: ObjectType, row: tuple[Any, ...]) -> dict[str, Any]:
    return {field.name: value for field, value in zip(one.fields, row, strict=True)}
