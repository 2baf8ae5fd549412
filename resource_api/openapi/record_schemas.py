"""JSON schemas of the org's records, made from its objects and fields."""

from typing import Any

from resource_api.schema.fields import FRACTIONS, IDS, Field, FieldType, ObjectType, Schema

ID = {"type": "string", "pattern": "^[A-Za-z0-9]{18}$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$"}

_KINDS: dict[FieldType, dict[str, Any]] = {
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.INT: {"type": "integer"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATETIME: MOMENT,
}


def record_schemas(schema: Schema) -> dict[str, Any]:
    """A schema of each object's records, one of the values that clients may send for them, and both of any object."""
    made: dict[str, Any] = {
        "Record": {"anyOf": [_reference(one.name) for one in schema.objects]},
        "RecordValues": {
            "anyOf": [_reference(f"{one.name}.values") for one in schema.objects if not one.is_set_up],
            "examples": [{"Name": "Acme"}],
        },
    }
    for one in schema.objects:
        made[one.name] = _record(one)
        if not one.is_set_up:
            made[f"{one.name}.values"] = _values(one)
    return made


def attributes(kind: dict[str, Any]) -> dict[str, Any]:
    """What a record says about itself."""
    return {
        "type": "object",
        "required": ["type", "url"],
        "properties": {"type": kind, "url": {"type": "string"}},
        "additionalProperties": False,
    }


def _record(one: ObjectType) -> dict[str, Any]:
    """Closed, and of its fields only the id is sure to be there: a request says which fields it wants."""
    fields = {field.name: _shown(field) for field in one.fields}
    return {
        "type": "object",
        "required": ["attributes", "Id"],
        "properties": {"attributes": attributes({"const": one.name}), **fields},
        "additionalProperties": False,
    }


def _values(one: ObjectType) -> dict[str, Any]:
    writable = {field.name: _shown(field) for field in one.fields if field.writable}
    return {"type": "object", "properties": writable, "additionalProperties": False}


def _shown(field: Field) -> dict[str, Any]:
    kind = _kind(field)
    return kind if field.required else {"anyOf": [kind, {"type": "null"}]}


def _kind(field: Field) -> dict[str, Any]:
    if field.type in IDS:
        return ID
    if field.type in FRACTIONS:
        return {"type": "number"}
    return _KINDS.get(field.type) or {"type": "string", "maxLength": field.length}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
