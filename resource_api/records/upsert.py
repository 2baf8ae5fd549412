"""Changes the record that has a value, or makes one with it (REST API guide, sObject Rows by External ID)."""

from collections.abc import Sequence
from dataclasses import dataclass

from plumbing.database import Transaction
from resource_api.errors import JsonParserError, NotFoundError
from resource_api.record_errors import InvalidTypeOnFieldInRecordError
from resource_api.request_body import Member
from resource_api.schema.fields import Field, FieldType, ObjectType

from .incoming import values_for_change, values_for_new
from .store import RecordStore
from .values import stored_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Upsert:
    """What is wanted.

    Args:
        one: The object.
        field: By whose value the record is known.
        key: That value, as a member of a request would give it.
        members: The other values.
        user_id: In whose name.
        update_only: Whether no record is to be made.
    """

    one: ObjectType
    field: Field
    key: Member
    members: Sequence[Member]
    user_id: str
    update_only: bool = False


@dataclass(frozen=True, slots=True)
class Upserted:
    """The one record that was changed or made, or several that have the value and were left alone."""

    identifiers: tuple[str, ...]
    created: bool


def upsert(store: RecordStore, wanted: Upsert) -> Upserted:
    """Does it.

    Raises:
        NotFoundError: There is no such record, and none is to be made.
        ApiError: A value does not fit.
    """
    with store.transaction() as transaction:
        return upsert_in(store, transaction, wanted)


def upsert_in(store: RecordStore, transaction: Transaction, wanted: Upsert) -> Upserted:
    """The same, within a transaction of the caller's; of many at once, only one makes the record."""
    one, field = wanted.one, wanted.field
    store.lock(transaction, [one])
    value = _key_value(field, wanted.key)
    # An id that there is not cannot be made either.
    found = [str(value)] if field.type is FieldType.ID else store.matching_in(transaction, one, field, value)
    if len(found) > 1:
        return Upserted(tuple(found), created=False)
    if found:
        store.update_in(transaction, one, found[0], values_for_change(one, wanted.members), wanted.user_id)
        return Upserted((found[0],), created=False)
    if wanted.update_only:
        raise NotFoundError
    values = values_for_new(one, [wanted.key, *wanted.members])
    return Upserted((store.create_in(transaction, one, values, wanted.user_id),), created=True)


def _key_value(field: Field, key: Member) -> str | float:
    try:
        value = stored_value(field, key)
    except JsonParserError:
        message = f"{field.label}: value not of required type: {key.value}"
        raise InvalidTypeOnFieldInRecordError(message, fields=(field.name,)) from None
    if value is None:
        raise NotFoundError
    return value
