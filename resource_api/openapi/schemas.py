"""JSON schemas of all bodies that are no records of one object, by the names that the table of routes uses."""

from typing import Any

from resource_api.endpoints.composite_batch import MOST_REQUESTS
from resource_api.endpoints.composite_retrieve import MOST_RECORDS as MOST_RETRIEVED
from resource_api.endpoints.composite_sobjects import MOST_RECORDS
from resource_api.schema.fields import Schema

from .parameters import EXAMPLE_ID
from .record_schemas import ID, MOMENT, attributes, record_schemas

_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_COUNT = {"type": "integer", "minimum": 0}


def all_schemas(schema: Schema) -> dict[str, Any]:
    """Every schema by its name."""
    return {**record_schemas(schema), **_lists(), **_objects(), **_queries(), **_saving(), **_composite(schema)}


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these members and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def array(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An array of such items."""
    return {"type": "array", "items": items, **more}


def reference(name: str) -> dict[str, Any]:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _lists() -> dict[str, Any]:
    code = {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$"}
    error = closed({"message": _TEXT, "errorCode": code}, {"fields": array(_TEXT)})
    item = closed({"attributes": attributes(_TEXT), "Id": ID, "Name": {"type": ["string", "null"]}})
    return {
        "Errors": array(error, minItems=1),
        "Versions": array(closed({"label": _TEXT, "url": _TEXT, "version": _TEXT}), minItems=1),
        "Resources": {"type": "object", "required": ["identity"], "additionalProperties": _TEXT},
        "Paths": {"type": "object", "additionalProperties": _TEXT},
        "Limits": closed({"DailyApiRequests": closed({"Max": _COUNT, "Remaining": _COUNT})}),
        "RecentItems": array(item),
        "Addresses": array(_TEXT, minItems=2),
        "Updated": closed({"ids": array(ID), "latestDateCovered": MOMENT}),
        "Deleted": closed(
            {
                "deletedRecords": array(closed({"id": ID, "deletedDate": MOMENT})),
                "earliestDateAvailable": MOMENT,
                "latestDateCovered": MOMENT,
            }
        ),
        "Health": closed({"status": {"const": "ok"}}),
        "Document": {"type": "object", "required": ["openapi", "info", "paths"]},
    }


def _objects() -> dict[str, Any]:
    """A describe has dozens of members, of which these are what clients rely upon."""
    told = {"name": _TEXT, "label": _TEXT, "labelPlural": _TEXT, "keyPrefix": {"type": ["string", "null"]}}
    flags = dict.fromkeys(("custom", "createable", "updateable", "deletable", "queryable"), _FLAG)
    summary = {**told, **flags, "urls": {"type": "object", "additionalProperties": _TEXT}}
    describe = {**summary, "fields": array({"type": "object", "required": ["name", "label", "type"]}, minItems=1)}
    describe["childRelationships"] = array({"type": "object", "required": ["childSObject", "field"]})
    return {
        "ObjectSummary": {"type": "object", "required": list(summary), "properties": summary},
        "ObjectDescribe": {"type": "object", "required": list(describe), "properties": describe},
        "ObjectBasics": closed({"objectDescribe": reference("ObjectSummary"), "recentItems": reference("RecentItems")}),
        "Objects": closed({"encoding": _TEXT, "maxBatchSize": _COUNT, "sobjects": array(reference("ObjectSummary"))}),
    }


def _queries() -> dict[str, Any]:
    about = {"type": "object", "required": ["type"], "properties": {"type": _TEXT, "url": _TEXT}}
    record = {"type": "object", "required": ["attributes"], "properties": {"attributes": about}}
    page = closed({"totalSize": _COUNT, "done": _FLAG, "records": array(record)}, {"nextRecordsUrl": _TEXT})
    columns = {"type": "object", "required": ["columnMetadata"]}
    return {"QueryAnswer": {"anyOf": [page, columns]}}


def _saving() -> dict[str, Any]:
    saved = {"id": ID, "success": {"const": True}, "errors": array({}, maxItems=0)}
    return {"Saved": closed(saved), "Upserted": closed(saved, {"created": _FLAG})}


def _composite(schema: Schema) -> dict[str, Any]:
    kinds = [one.name for one in schema.objects]
    record = {
        "type": "object",
        "required": ["attributes"],
        "properties": {"attributes": {"type": "object", "required": ["type"], "properties": {"type": {"enum": kinds}}}},
    }
    failure = closed({"statusCode": _TEXT, "message": _TEXT, "fields": array(_TEXT)})
    result = closed({"success": _FLAG, "errors": array(failure)}, {"id": _TEXT, "created": _FLAG})
    status = {"type": "integer", "minimum": 200, "maximum": 599}
    subrequest = closed({"method": {"enum": ["GET", "POST", "PATCH", "DELETE"]}, "url": _TEXT}, {"richInput": {}})
    return {
        "Collection": closed({"records": array(record, maxItems=MOST_RECORDS)}, {"allOrNone": _FLAG})
        | {"examples": [{"allOrNone": True, "records": [{"attributes": {"type": "Account"}, "Name": "Acme"}]}]},
        "CollectionResults": array(result),
        "Retrieval": closed(
            {"ids": array(_TEXT, minItems=1, maxItems=MOST_RETRIEVED), "fields": array(_TEXT, minItems=1)}
        )
        | {"examples": [{"ids": [EXAMPLE_ID], "fields": ["Name"]}]},
        "Retrieved": array({"anyOf": [reference("Record"), {"type": "null"}]}),
        "Batch": closed({"batchRequests": array(subrequest, maxItems=MOST_REQUESTS)}, {"haltOnError": _FLAG})
        | {"examples": [{"batchRequests": [{"method": "GET", "url": "v67.0/limits"}]}]},
        "BatchResults": closed({"hasErrors": _FLAG, "results": array(closed({"statusCode": status, "result": {}}))}),
    }
