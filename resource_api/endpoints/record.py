"""…/sobjects/<Object>/<id>: read, change and delete one record."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from resource_api.answers import empty_answer, json_answer
from resource_api.errors import InvalidFieldError, MalformedIdError, NotFoundError
from resource_api.org import Call
from resource_api.preconditions import preconditions_of, validators_of
from resource_api.query_string import parameter
from resource_api.records.ids import normal_id
from resource_api.records.incoming import values_for_change
from resource_api.records.values import wire_value
from resource_api.request_body import read_members
from resource_api.schema.fields import Field, ObjectType

from .sobjects import object_named

_LOOKS_LIKE_AN_ID = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
_NOT_MODIFIED = 304


def read_record(call: Call, object_name: str, record_id: str) -> Response:
    """All fields of a record, or those that the parameter ``fields`` names, and its id."""
    one = object_named(call, object_name)
    identifier = _identifier(one, record_id)
    call.look_at_set_up(one)
    record = call.org.records.read(one, identifier)
    conditions = preconditions_of(request, one)
    conditions.must_be_the_same(record)
    validators = validators_of(one, record)
    if conditions.is_known(record):
        answer = empty_answer()
        answer.status_code = _NOT_MODIFIED
        answer.headers.update(validators)
        return answer
    return json_answer(shown_record(call, one, record), headers=validators)


def update_record(call: Call, object_name: str, record_id: str) -> Response:
    """Changes the fields that the JSON object in the body names."""
    one = object_named(call, object_name)
    identifier = _identifier(one, record_id)
    members = read_members(request)
    values = values_for_change(one, members)
    condition = preconditions_of(request, one).must_hold
    call.look_at_set_up(one, members)
    call.org.records.update(one, identifier, values, call.caller.user_id, condition)
    return empty_answer()


def delete_record(call: Call, object_name: str, record_id: str) -> Response:
    """Puts a record into the recycle bin."""
    one = object_named(call, object_name)
    condition = preconditions_of(request, one).must_hold
    call.org.records.delete(one, _identifier(one, record_id), call.caller.user_id, condition)
    return empty_answer()


def shown_record(call: Call, one: ObjectType, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as JSON, with the fields that the request wants.

    Raises:
        InvalidFieldError: It wants one that there is not.
    """
    body: dict[str, Any] = {"attributes": {"type": one.name, "url": call.record_url(one, record["Id"])}}
    return body | {field.name: wire_value(field, record[field.name]) for field in _wanted_fields(one)}


def no_external_id(text: str) -> NotFoundError:
    """The error for what is neither an id nor a field that finds records."""
    return NotFoundError(f"Provided external ID field does not exist or is not accessible: {text}")


def _identifier(one: ObjectType, text: str) -> str:
    identifier = normal_id(text)
    if identifier is not None and identifier.startswith(one.key_prefix):
        return identifier
    if _LOOKS_LIKE_AN_ID.fullmatch(text):
        raise MalformedIdError(f"{one.label} ID: id value of incorrect type: {text}", fields=("Id",))
    raise no_external_id(text)


def _wanted_fields(one: ObjectType) -> tuple[Field, ...]:
    listed = parameter(request, "fields")
    if not listed:
        return one.fields
    wanted: dict[str, Field] = {}
    for name in listed.split(","):
        field = one.field(name.strip())
        if field is None:
            raise InvalidFieldError(f"No such column '{name.strip()}' on sobject of type {one.name}")
        wanted[field.name] = field
    identifier = wanted.pop("Id", None) or one.fields[0]
    return (*wanted.values(), identifier)
