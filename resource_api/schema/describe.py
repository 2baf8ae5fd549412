"""Describes the schema as clients expect it: the global list, and each object with its fields and children.

The members are those that jsforce's types and captured describes name; the values of those that this server has no use
for are inferred.
"""

from typing import Any

from .describe_field import described_field
from .fields import Field, ObjectType, Schema

#: The record type of objects that have none of their own: the same in every org.
_MASTER_RECORD_TYPE = "012000000000000AAA"


#: What holds for every object here.
_OF_EVERY_OBJECT: dict[str, Any] = {
    "activateable": False,
    "associateEntityType": None,
    "associateParentEntity": None,
    "customSetting": False,
    "deepCloneable": False,
    "deprecatedAndHidden": False,
    "feedEnabled": False,
    "hasSubtypes": False,
    "idEnabled": True,
    "isInterface": False,
    "isSubtype": False,
    "layoutable": False,
    "mergeable": False,
    "mruEnabled": False,
    "queryable": True,
    "replicateable": False,
    "retrieveable": True,
    "searchable": False,
    "triggerable": False,
    "undeletable": False,
}


def object_summary(one: ObjectType, sobjects_path: str) -> dict[str, Any]:
    """What the global list says about an object; ``sobjects_path`` is the path of the version's sobjects."""
    address = f"{sobjects_path}/{one.name}"
    own = {
        "createable": not one.is_set_up,
        "custom": one.is_custom,
        "deletable": not one.is_set_up,
        "keyPrefix": one.key_prefix,
        "label": one.label,
        "labelPlural": one.label_plural,
        "name": one.name,
        "updateable": not one.is_set_up,
        "urls": {"rowTemplate": address + "/{ID}", "describe": address + "/describe", "sobject": address},
    }
    return dict(sorted((_OF_EVERY_OBJECT | own).items()))


def object_describe(one: ObjectType, schema: Schema, sobjects_path: str) -> dict[str, Any]:
    """Everything about an object: its summary, fields and child relationships."""
    return {
        "actionOverrides": [],
        **object_summary(one, sobjects_path),
        "childRelationships": [_child(child, field) for child, field in schema.children_of(one)],
        "compactLayoutable": False,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [described_field(one, field) for field in one.fields],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [_master_record_type()],
        "searchLayoutable": False,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [],
    }


def _child(child: ObjectType, field: Field) -> dict[str, Any]:
    return {
        "cascadeDelete": field.cascades,
        "childSObject": child.name,
        "deprecatedAndHidden": False,
        "field": field.name,
        "junctionIdListNames": [],
        "junctionReferenceTo": [],
        "relationshipName": field.children or None,
        "restrictedDelete": field.must_be_given and not field.cascades,
    }


def _master_record_type() -> dict[str, Any]:
    return {
        "active": True,
        "available": True,
        "defaultRecordTypeMapping": True,
        "developerName": "Master",
        "master": True,
        "name": "Master",
        "recordTypeId": _MASTER_RECORD_TYPE,
        "urls": {},
    }
