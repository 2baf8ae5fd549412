"""GET …/recent: the records that were changed last, of all objects (that viewing does not count here is inferred)."""

from typing import Any

from flask import Response, request

from resource_api.answers import json_answer
from resource_api.errors import BadRequestError
from resource_api.org import Call
from resource_api.query_string import parameter
from resource_api.schema.fields import ObjectType

USUAL, MOST = 200, 2_000
_LONGEST_NUMBER = 9


def list_recent(call: Call) -> Response:
    """Id and name of each; ``limit`` says how many at most."""
    most = _limit()
    found = [(one, record) for one in _objects(call) for record in call.org.records.recent(one, most)]
    found.sort(key=lambda pair: (pair[1]["LastModifiedDate"], pair[1]["Id"]), reverse=True)
    return json_answer([_item(call, one, record) for one, record in found[:most]])


def _limit() -> int:
    text = parameter(request, "limit")
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and 1 <= int(text) <= MOST):
        raise BadRequestError(f"The parameter limit must be a number from 1 to {MOST}")
    return int(text)


def _objects(call: Call) -> list[ObjectType]:
    return [one for one in call.org.schema.objects if not one.is_set_up]


def _item(call: Call, one: ObjectType, record: dict[str, Any]) -> dict[str, Any]:
    attributes = {"type": one.name, "url": call.record_url(one, record["Id"])}
    return {"attributes": attributes, "Id": record["Id"], "Name": record["Name"]}
