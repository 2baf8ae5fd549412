"""…/sobjects/<Object>/<id>: read, change and delete one record."""

import re

from flask import Response, request

from resource_api.answers import empty_answer, json_answer
from resource_api.errors import InvalidFieldError, MalformedIdError, NotFoundError
from resource_api.org import Call
from resource_api.query_string import parameter
from resource_api.records.ids import normal_id
from resource_api.records.incoming import values_for_change
from resource_api.records.values import wire_value
from resource_api.request_body import read_members
from resource_api.schema.fields import Field, ObjectType

from .sobjects import object_named

_LOOKS_LIKE_AN_ID = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")


def read_record(call: Call, object_name: str, record_id: str) -> Response:
    """All fields of a record, or those that the parameter ``fields`` names, and its id."""
    one = object_named(call, object_name)
    identifier = _identifier(one, record_id)
    fields = _wanted_fields(one)
    record = call.org.records.read(one, identifier)
    body = {"attributes": {"type": one.name, "url": call.record_url(one, identifier)}}
    return json_answer(body | {field.name: wire_value(field, record[field.name]) for field in fields})


def update_record(call: Call, object_name: str, record_id: str) -> Response:
    """Changes the fields that the JSON object in the body names."""
    one = object_named(call, object_name)
    identifier = _identifier(one, record_id)
    values = values_for_change(one, read_members(request))
    call.org.records.update(one, identifier, values, call.caller.user_id)
    return empty_answer()


def delete_record(call: Call, object_name: str, record_id: str) -> Response:
    """Puts a record into the recycle bin."""
    one = object_named(call, object_name)
    call.org.records.delete(one, _identifier(one, record_id), call.caller.user_id)
    return empty_answer()


def find_by_external_id(call: Call, object_name: str, field_name: str, value: str) -> Response:
    """No object here has an external id field, so none is found by one."""
    object_named(call, object_name)
    del value
    raise _no_external_id(field_name)


def _identifier(one: ObjectType, text: str) -> str:
    identifier = normal_id(text)
    if identifier is not None and identifier.startswith(one.key_prefix):
        return identifier
    if _LOOKS_LIKE_AN_ID.fullmatch(text):
        raise MalformedIdError(f"{one.label} ID: id value of incorrect type: {text}", fields=("Id",))
    raise _no_external_id(text)


def _no_external_id(text: str) -> NotFoundError:
    return NotFoundError(f"Provided external ID field does not exist or is not accessible: {text}")


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
