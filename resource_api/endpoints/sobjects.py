"""…/sobjects, …/sobjects/<Object> and …/describe: what objects there are, and making records."""

from flask import Response, request

from resource_api.answers import json_answer
from resource_api.errors import NotFoundError
from resource_api.org import Call
from resource_api.records.incoming import values_for_new
from resource_api.request_body import read_members
from resource_api.schema.describe import object_describe, object_summary
from resource_api.schema.fields import ObjectType

_MOST_RECENT = 5
_MOST_AT_ONCE = 200


def list_objects(call: Call) -> Response:
    """The global describe."""
    summaries = [object_summary(one, _path(call)) for one in call.org.schema.objects]
    return json_answer({"encoding": "UTF-8", "maxBatchSize": _MOST_AT_ONCE, "sobjects": summaries})


def show_object(call: Call, object_name: str) -> Response:
    """An object's summary and recent records: here those that were changed last (inferred)."""
    one = object_named(call, object_name)
    call.look_at_set_up(one)
    recent = [
        {
            "attributes": {"type": one.name, "url": call.record_url(one, record["Id"])},
            "Id": record["Id"],
            "Name": record["Name"],
        }
        for record in call.org.records.recent(one, _MOST_RECENT)
    ]
    return json_answer({"objectDescribe": object_summary(one, _path(call)), "recentItems": recent})


def describe_object(call: Call, object_name: str) -> Response:
    """An object with its fields and child relationships."""
    return json_answer(object_describe(object_named(call, object_name), call.org.schema, _path(call)))


def create_record(call: Call, object_name: str) -> Response:
    """Makes a record from the JSON object in the body."""
    one = object_named(call, object_name)
    members = read_members(request)
    values = values_for_new(one, members)
    call.look_at_set_up(one, members)
    identifier = call.org.records.create(one, values, call.caller.user_id)
    headers = {"Location": call.record_url(one, identifier)}
    return json_answer({"id": identifier, "success": True, "errors": []}, 201, headers)


def object_named(call: Call, name: str) -> ObjectType:
    """The object that a path names, in whatever letter case.

    Raises:
        NotFoundError: There is none.
    """
    one = call.org.schema.object(name)
    if one is None:
        raise NotFoundError
    return one


def _path(call: Call) -> str:
    return f"{call.version.path}/sobjects"
