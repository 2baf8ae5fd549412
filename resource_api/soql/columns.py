"""Describes what a query finds, column by column; the Salesforce CLI asks for it after every query (``columns=true``).

The members are those of the answers that the CLI's developers recorded (salesforcecli/plugin-data, test/test-files).
Inferred: the Apex types but Id and String, which are theirs, and that a query that only counts has no columns.
"""

from typing import Any

from resource_api.schema.fields import FRACTIONS, IDS, Field, FieldType

from .plan import Shape

_APEX_TYPES = {
    FieldType.BOOLEAN: "Boolean",
    FieldType.INT: "Integer",
    FieldType.DATE: "Date",
    FieldType.DATETIME: "Datetime",
    **dict.fromkeys(IDS, "Id"),
    **dict.fromkeys(FRACTIONS, "Double"),
}


def described(shape: Shape | None) -> dict[str, Any]:
    """The columns of a query and the object that it is about; None stands for a query that only counts."""
    return {
        "columnMetadata": _columns(shape) if shape else [],
        "entityName": shape.object_type.name if shape else None,
        "groupBy": False,
        "idSelected": shape is not None and "Id" in shape.members,
        "keyPrefix": shape.object_type.key_prefix if shape else None,
    }


def _columns(shape: Shape) -> list[dict[str, Any]]:
    return [
        _parent(shape, name, part) if isinstance(part, Shape) else _column(name, part[0])
        for name, part in shape.members.items()
    ]


def _column(name: str, field: Field) -> dict[str, Any]:
    return {
        "aggregate": False,
        "apexType": _APEX_TYPES.get(field.type, "String"),
        "booleanType": field.type is FieldType.BOOLEAN,
        "columnName": name,
        "custom": field.name.endswith("__c"),
        "displayName": name,
        "foreignKeyName": None,
        "insertable": field.writable,
        "joinColumns": [],
        "numberType": field.digits > 0,
        "textType": field.is_text,
        "updatable": field.writable,
    }


def _parent(shape: Shape, name: str, parent: Shape) -> dict[str, Any]:
    """A relationship: a column of columns."""
    reference = shape.object_type.parent(name)
    return {
        "aggregate": False,
        "apexType": None,
        "booleanType": False,
        "columnName": name,
        "custom": False,
        "displayName": name,
        "foreignKeyName": reference.name if reference else None,
        "insertable": False,
        "joinColumns": _columns(parent),
        "numberType": False,
        "textType": False,
        "updatable": False,
    }
