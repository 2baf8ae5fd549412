"""The parameters in addresses: those in paths, and those behind the question mark."""

from typing import Any

from resource_api.schema.fields import Schema
from resource_api.versions import VERSIONS

#: The first account among the sample records.
EXAMPLE_ID = "001xx0000000001AAA"

_LONGEST_TEXT = 16_000


def path_parameters(schema: Schema) -> dict[str, dict[str, Any]]:
    """What stands between slashes, by name."""
    versions = [*(f"v{one.text}" for one in VERSIONS), "latest"]
    objects = [one.name for one in schema.objects]
    identifier = {"type": "string", "pattern": "^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$"}
    text = {"type": "string", "minLength": 1}
    parts = (
        _part("version", "Version of the API", {"enum": versions}, versions[-2]),
        _part("object_name", "API name of an object", {"enum": objects}, objects[0]),
        _part("record_id", "A record's id", identifier, EXAMPLE_ID),
        _part("field_name", "API name of an external id field, or Id", text, "Id"),
        _part("value", "Its value", text, EXAMPLE_ID),
        _part("locator", "The last part of nextRecordsUrl", text, "01gxx0000000001AAA-2000"),
    )
    return {part["name"]: part for part in parts}


def query_parameters() -> dict[str, dict[str, Any]]:
    """What stands behind the question mark, by the name in the table of routes."""
    text: dict[str, Any] = {"type": "string", "maxLength": _LONGEST_TEXT}
    soql = {**text, "examples": ["SELECT Id, Name FROM Account ORDER BY Name LIMIT 3"]}
    fields, ids = {**text, "examples": ["Id,Name"]}, {**text, "examples": [EXAMPLE_ID]}
    moment = {"type": "string", "format": "date-time"}
    flag = {"type": "boolean"}
    return {
        "q": _parameter("q", "A query in SOQL", soql, required=True),
        "columns": _parameter("columns", "true describes the columns instead of finding records", flag),
        "fields": _parameter("fields", "API names of fields, separated by commas; all fields where missing", fields),
        "fieldsOfAll": _parameter("fields", "API names of fields, separated by commas", fields, required=True),
        "ids": _parameter("ids", "Ids of records, separated by commas", ids, required=True),
        "allOrNone": _parameter("allOrNone", "Whether a record that fails undoes all others", flag),
        "updateOnly": _parameter("updateOnly", "Whether no record is to be made", flag),
        "start": _parameter("start", "From this time on, at most 30 days ago", moment, required=True),
        "end": _parameter("end", "Up to this time", moment, required=True),
        "limit": _parameter("limit", "How many at most", {"type": "integer", "minimum": 1, "maximum": 2_000}),
    }


def _part(name: str, told: str, kind: dict[str, Any], example: str) -> dict[str, Any]:
    described = {**kind, "examples": [example]}
    return {"name": name, "in": "path", "required": True, "description": told, "schema": described}


def _parameter(name: str, told: str, kind: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": told, "schema": kind}
