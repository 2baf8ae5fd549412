"""What must hold between records: references lead somewhere, unique values are unique, deleting leaves no loose end."""

from collections.abc import Mapping

from sqlalchemy import Table, null, select, update

from plumbing.database import Statement, Transaction
from resource_api.errors import InvalidCrossReferenceKeyError, MalformedIdError
from resource_api.record_errors import DeleteFailedError, DuplicateValueError
from resource_api.schema.fields import Field, FieldType, ObjectType, Schema

from .incoming import Values
from .statements import IS_DELETED, Statements, compared

_KEY_PREFIX = 3


class Integrity:
    """Judges what a transaction wants to write.

    Args:
        schema: The objects that there are.
        tables: Their tables, by the object's name.
        statements: Their statements, likewise.
    """

    def __init__(self, schema: Schema, tables: Mapping[str, Table], statements: Mapping[str, Statements]) -> None:
        self._schema = schema
        self._tables = tables
        self._statements = statements

    def refuse_bad_references(self, transaction: Transaction, one: ObjectType, values: Values) -> None:
        """Looks up every record that the values refer to.

        Raises:
            MalformedIdError: An id is another object's.
            InvalidCrossReferenceKeyError: There is no such record, or it is in the recycle bin.
        """
        for field in one.fields:
            referred, target = values.get(field.name), self._schema.object(field.refers_to)
            if field.type is FieldType.REFERENCE and isinstance(referred, str) and target is not None:
                _refuse_other_prefix(field, referred, target)
                row = transaction.one(self._statements[target.name].is_deleted, {"id": referred})
                if row is None or row[0]:
                    raise InvalidCrossReferenceKeyError("invalid cross reference id", fields=(), field=field.name)

    def refuse_duplicates(self, transaction: Transaction, one: ObjectType, values: Values, identifier: str) -> None:
        """Looks for other records with a unique value; the caller holds the object's lock.

        Raises:
            DuplicateValueError: There is one.
        """
        for field in one.fields:
            value = values.get(field.name)
            if field.unique and value is not None:
                found = self.matching(transaction, one, field, value, most=2)
                others = [other for other in found if other != identifier]
                if others:
                    raise DuplicateValueError(field.name, others[0])

    def matching(
        self, transaction: Transaction, one: ObjectType, field: Field, value: str | float, *, most: int
    ) -> list[str]:
        """The ids of the live records with that value, at most so many."""
        parameters = {"value": compared(field, value), "most": most}
        rows = transaction.all(self._statements[one.name].matching[field.name], parameters)
        return [identifier for (identifier,) in rows]

    def descendants(self, one: ObjectType) -> tuple[ObjectType, ...]:
        """The object, those that refer to it, and so on wherever records are deleted with those they refer to."""
        found = {one.name: one}
        following = [one]
        while following:
            for child, reference in self._schema.children_of(following.pop()):
                if reference.cascades and child.name not in found:
                    following.append(child)
                found[child.name] = child
        return tuple(found.values())

    def children_to_delete(
        self, transaction: Transaction, one: ObjectType, identifier: str
    ) -> list[tuple[ObjectType, str]]:
        """Unties a record that was deleted from its children, and answers those that are deleted with it.

        Raises:
            DeleteFailedError: A child cannot be without it.
        """
        along: list[tuple[ObjectType, str]] = []
        for child, reference in self._schema.children_of(one):
            table = self._tables[child.name]
            refers = table.c[reference.name] == identifier
            if not reference.cascades and not reference.required:
                transaction.execute(Statement(update(table).where(refers).values({reference.name: null()})), {})
                continue
            rows = transaction.all(Statement(select(table.c.Id).where(refers, table.c[IS_DELETED] == 0)), {})
            if rows and not reference.cascades:
                raise DeleteFailedError(one.label, child.label_plural)
            along += [(child, child_id) for (child_id,) in rows]
        return along


def _refuse_other_prefix(field: Field, referred: str, target: ObjectType) -> None:
    if referred[:_KEY_PREFIX] != target.key_prefix:
        raise MalformedIdError(f"{field.label}: id value of incorrect type: {referred}", fields=(field.name,))
