"""…/sobjects/<Object>/<field>/<value>: read, upsert and delete by an external id (or by ``Id``).

Where several records have the value, the answer is 300 and a list of their addresses. The text for a value that no
record has, “The requested resource does not exist”, is inferred.
"""

from flask import Response, request

from resource_api.answers import empty_answer, json_answer
from resource_api.errors import ApiError, InvalidFieldError, NotFoundError
from resource_api.org import Call
from resource_api.query_string import parameter
from resource_api.records.upsert import Upsert, upsert
from resource_api.records.values import stored_value
from resource_api.request_body import Member, read_members
from resource_api.schema.fields import Field, FieldType, ObjectType

from .record import no_external_id, shown_record
from .sobjects import object_named

_CREATED, _SEVERAL = 201, 300
#: From this version on, an upsert says whether it made a record; before, a change was answered with nothing.
_SAYS_WHETHER_CREATED = 46


def read_by_external_id(call: Call, object_name: str, field_name: str, value: str) -> Response:
    """The one record with that value."""
    one, field = _known(call, object_name, field_name)
    call.look_at_set_up(one)
    found = _matching(call, one, field, value)
    if len(found) > 1:
        return _several(call, one, found)
    return json_answer(shown_record(call, one, call.org.records.read(one, found[0])))


def upsert_by_external_id(call: Call, object_name: str, field_name: str, value: str) -> Response:
    """Changes the record with that value, or makes it; with ``updateOnly=true`` it is never made."""
    one, field = _known(call, object_name, field_name)
    members = read_members(request)
    if any(member.name.casefold() == field.name.casefold() for member in members):
        raise InvalidFieldError(f"The {field.name} field should not be specified in the sobject data.")
    call.look_at_set_up(one, members)
    wanted = Upsert(
        one=one,
        field=field,
        key=Member(field.name, value, 0, ""),
        members=members,
        user_id=call.caller.user_id,
        update_only=parameter(request, "updateOnly").casefold() == "true",
    )
    done = upsert(call.org.records, wanted)
    if len(done.identifiers) > 1:
        return _several(call, one, list(done.identifiers))
    return _upserted(call, one, done.identifiers[0], created=done.created)


def delete_by_external_id(call: Call, object_name: str, field_name: str, value: str) -> Response:
    """Puts the one record with that value into the recycle bin."""
    one, field = _known(call, object_name, field_name)
    found = _matching(call, one, field, value)
    if len(found) > 1:
        return _several(call, one, found)
    call.org.records.delete(one, found[0], call.caller.user_id)
    return empty_answer()


def _upserted(call: Call, one: ObjectType, identifier: str, *, created: bool) -> Response:
    body = {"id": identifier, "success": True, "errors": []}
    if call.version.number >= _SAYS_WHETHER_CREATED:
        body["created"] = created
    elif not created:
        return empty_answer()
    if not created:
        return json_answer(body)
    return json_answer(body, _CREATED, {"Location": call.record_url(one, identifier)})


def _known(call: Call, object_name: str, field_name: str) -> tuple[ObjectType, Field]:
    one = object_named(call, object_name)
    field = one.field(field_name)
    if field is None or not field.finds_records:
        raise no_external_id(field_name)
    return one, field


def _matching(call: Call, one: ObjectType, field: Field, value: str) -> list[str]:
    try:
        stored = stored_value(field, Member(field.name, value, 0, ""))
    except ApiError:
        raise NotFoundError from None  # no record can have such a value
    if stored is None:
        raise NotFoundError
    found = [str(stored)] if field.type is FieldType.ID else call.org.records.matching(one, field, stored)
    if not found:
        raise NotFoundError
    return found


def _several(call: Call, one: ObjectType, identifiers: list[str]) -> Response:
    return json_answer([call.record_url(one, identifier) for identifier in identifiers], _SEVERAL)
