"""…/composite/sobjects/<Object>: several records of one object, in the order of their ids (REST API guide)."""

from typing import Any

from flask import Response, request

from plumbing.database import Transaction
from resource_api.answers import json_answer
from resource_api.composite_errors import ExceededIdLimitError, MissingArgumentError
from resource_api.errors import EntityIsDeletedError, InvalidFieldError, NotFoundError
from resource_api.org import Call
from resource_api.prescribed_body import read_prescribed
from resource_api.query_string import parameter
from resource_api.records.ids import normal_id
from resource_api.records.values import wire_value
from resource_api.schema.fields import Field, ObjectType

from .sobjects import object_named

MOST_RECORDS = 2_000

_LONGEST_SHOWN = 100


def retrieve_by_address(call: Call, object_name: str) -> Response:
    """The records and fields that the parameters ``ids`` and ``fields`` list."""
    ids, fields = (_listed(parameter(request, name)) for name in ("ids", "fields"))
    return _retrieved(call, object_name, ids, fields)


def retrieve_by_body(call: Call, object_name: str) -> Response:
    """The same, listed in the body."""
    sent = read_prescribed(request, "ids", "fields")
    return _retrieved(call, object_name, sent.texts("ids"), sent.texts("fields"))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _retrieved(call: Call, object_name: str, ids: list[str], fields: list[str]) -> Response:
    one = object_named(call, object_name)
    for name, given in (("ids", ids), ("fields", fields)):
        if not given:
            raise MissingArgumentError(f"{name} not specified")
    if len(ids) > MOST_RECORDS:
        raise ExceededIdLimitError(MOST_RECORDS)
    wanted = _wanted(one, fields)
    call.look_at_set_up(one)
    with call.org.records.transaction() as transaction:
        return json_answer([_record(call, transaction, one, given, wanted) for given in ids])


def _wanted(one: ObjectType, names: list[str]) -> tuple[Field, ...]:
    wanted = {}
    for name in names:
        field = one.field(name)
        if field is None:
            shown = name[:_LONGEST_SHOWN].encode("utf-8", "replace").decode()
            raise InvalidFieldError(f"No such column '{shown}' on sobject of type {one.name}")
        wanted[field.name] = field
    return tuple(wanted.values())


def _record(
    call: Call, transaction: Transaction, one: ObjectType, given: str, wanted: tuple[Field, ...]
) -> dict[str, Any] | None:
    """The record with its fields, and its id whether it was wanted or not; None where there is none of that id."""
    identifier = normal_id(given)
    if identifier is None or not identifier.startswith(one.key_prefix):
        return None
    try:
        record = call.org.records.read_in(transaction, one, identifier)
    except (NotFoundError, EntityIsDeletedError):
        return None
    shown = {field.name: wire_value(field, record[field.name]) for field in wanted}
    attributes = {"type": one.name, "url": call.record_url(one, identifier)}
    return {"attributes": attributes, **shown, "Id": identifier}
