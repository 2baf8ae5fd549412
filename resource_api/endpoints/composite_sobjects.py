"""…/composite/sobjects: up to 200 records in one request (REST API guide, sObject Collections).

What is evidenced: the paths, the bodies and the results, the two codes for too many records and for a roll-back. Which
refusals are of the whole request and which of one record is inferred where the guide's examples do not show it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask import Response, request

from plumbing.database import Transaction
from resource_api.answers import json_answer
from resource_api.composite_errors import DuplicateExternalIdError, ExceededIdLimitError, MissingArgumentError
from resource_api.errors import InvalidCrossReferenceKeyError, InvalidTypeError, MalformedIdError, NotFoundError
from resource_api.org import Call
from resource_api.prescribed_body import PrescribedBody, read_prescribed
from resource_api.query_string import parameter
from resource_api.records.collection import Result, Step, succeeded, write_all
from resource_api.records.ids import normal_id
from resource_api.records.incoming import refuse_set_up, values_for_change, values_for_new
from resource_api.records.upsert import Upsert, upsert_in
from resource_api.request_body import Member
from resource_api.schema.fields import Field, ObjectType

from .record import no_external_id
from .sobjects import object_named

MOST_RECORDS = 200

#: Makes the step of a record, whose object comes first, where there is such an object.
_StepFor = Callable[[ObjectType | None, Sequence[Member]], Step]

_LONGEST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Target:
    """What an upsert's address says, and the object that the record itself names."""

    one: ObjectType
    key: Field
    named: ObjectType | None


def create_records(call: Call) -> Response:
    """Makes the records of the body."""
    sent = _collection()
    return _written(call, sent, lambda one, members: _creation(call, one, members))


def update_records(call: Call) -> Response:
    """Changes the records of the body, each of which names its id."""
    sent = _collection()
    return _written(call, sent, lambda one, members: _change(call, one, members))


def upsert_records(call: Call, object_name: str, field_name: str) -> Response:
    """Changes or makes the records of the body, each of which has a value of the external id field."""
    one = object_named(call, object_name)
    key = one.field(field_name)
    if key is None or not key.finds_records:
        raise no_external_id(field_name)
    sent = _collection()
    return _written(call, sent, lambda named, members: _upsert(call, _Target(one, key, named), members))


def delete_records(call: Call) -> Response:
    """Puts the records that the parameter ``ids`` names into the recycle bin."""
    identifiers = [text.strip() for text in parameter(request, "ids").split(",") if text.strip()]
    if not identifiers:
        raise MissingArgumentError("ids not specified")
    _refuse_too_many(len(identifiers))
    steps = [_deletion(call, identifier) for identifier in identifiers]
    all_or_none = parameter(request, "allOrNone").strip().lower() == "true"
    return json_answer(write_all(call.org.records, steps, all_or_none=all_or_none))


def _collection() -> PrescribedBody:
    sent = read_prescribed(request, "allOrNone", "records")
    records = sent.value("records")
    if records is None:
        raise MissingArgumentError("records not specified")
    _refuse_too_many(len(records) if isinstance(records, list) else 0)
    return sent


def _written(call: Call, sent: PrescribedBody, step_for: _StepFor) -> Response:
    records = [(_object_of(call, members), members) for members in sent.objects("records")]
    for one in {one.name: one for one, _ in records if one is not None}.values():
        call.look_at_set_up(one, chain.from_iterable(members for named, members in records if named is one))
    steps = [step_for(one, members) for one, members in records]
    return json_answer(write_all(call.org.records, steps, all_or_none=sent.flag("allOrNone")))


def _refuse_too_many(number: int) -> None:
    if number > MOST_RECORDS:
        raise ExceededIdLimitError(MOST_RECORDS)


def _creation(call: Call, one: ObjectType | None, members: Sequence[Member]) -> Step:
    def write(transaction: Transaction) -> Result:
        known = _must_be_known(one, members)
        values = values_for_new(known, members)
        return succeeded(call.org.records.create_in(transaction, known, values, call.caller.user_id))

    return Step(_itself(one), write)


def _change(call: Call, one: ObjectType | None, members: Sequence[Member]) -> Step:
    given = next((member.value for member in members if member.name.casefold() == "id"), None)
    others = [member for member in members if member.name.casefold() != "id"]

    def write(transaction: Transaction) -> Result:
        known = _must_be_known(one, members)
        if not given:
            raise MissingArgumentError("Id not specified in an update call", fields=())
        identifier = _identifier(known, given)
        values = values_for_change(known, others)
        with _absence_told():
            call.org.records.update_in(transaction, known, identifier, values, call.caller.user_id)
        return succeeded(identifier)

    return Step(_itself(one), write, given if isinstance(given, str) else "")


def _upsert(call: Call, target: _Target, members: Sequence[Member]) -> Step:
    one, key = target.one, target.key

    def write(transaction: Transaction) -> Result:
        if _must_be_known(target.named, members) is not one:
            raise InvalidTypeError(f"sObject type '{_type_of(members)}' is not '{one.name}', as the address says")
        found = next((member for member in members if one.field(member.name) is key), None)
        if found is None or found.value is None or found.value == "":
            raise MissingArgumentError(f"{key.name} not specified", fields=(key.name,))
        others = [member for member in members if member is not found]
        wanted = Upsert(one=one, field=key, key=found, members=others, user_id=call.caller.user_id)
        with _absence_told():
            done = upsert_in(call.org.records, transaction, wanted)
        if len(done.identifiers) > 1:
            raise DuplicateExternalIdError(key.name, done.identifiers)
        return succeeded(done.identifiers[0], created=done.created)

    return Step((one,), write)


def _deletion(call: Call, given: str) -> Step:
    identifier = normal_id(given)
    one = next((one for one in call.org.schema.objects if given.startswith(one.key_prefix)), None)

    def write(transaction: Transaction) -> Result:
        if identifier is None:
            raise MalformedIdError(f"malformed id {given[:_LONGEST_SHOWN]}", fields=())
        if one is None:
            raise InvalidCrossReferenceKeyError("invalid cross reference id", fields=())
        refuse_set_up(one)
        with _absence_told():
            call.org.records.delete_in(transaction, one, identifier, call.caller.user_id)
        return succeeded(identifier)

    changed = call.org.records.changed_by_deletion(one) if one is not None and identifier else ()
    return Step(changed, write, given if identifier else "")


def _itself(one: ObjectType | None) -> tuple[ObjectType, ...]:
    return () if one is None else (one,)


def _object_of(call: Call, members: Sequence[Member]) -> ObjectType | None:
    """The object that a record's ``attributes`` name; None where there is none of that name."""
    return call.org.schema.object(_type_of(members))


def _type_of(members: Sequence[Member]) -> str:
    attributes = next((member.value for member in members if member.name == "attributes"), None)
    name = attributes.get("type") if isinstance(attributes, dict) else None
    return name if isinstance(name, str) else ""


def _must_be_known(one: ObjectType | None, members: Sequence[Member]) -> ObjectType:
    if one is not None:
        return one
    name = _type_of(members)
    if not name:
        raise MissingArgumentError("attributes.type not specified", fields=())
    raise InvalidTypeError(f"sObject type '{name[:_LONGEST_SHOWN]}' is not supported.")


def _identifier(one: ObjectType, given: Any) -> str:
    identifier = normal_id(given) if isinstance(given, str) else None
    if identifier is None or not identifier.startswith(one.key_prefix):
        shown = str(given)[:_LONGEST_SHOWN].encode("utf-8", "replace").decode()
        raise MalformedIdError(f"{one.label} ID: id value of incorrect type: {shown}", fields=("Id",))
    return identifier


@contextmanager
def _absence_told() -> Iterator[None]:
    """Tells that a record is not there as the other calls for several records do (inferred from SOAP's)."""
    try:
        yield
    except NotFoundError:
        raise InvalidCrossReferenceKeyError("invalid cross reference id", fields=()) from None
