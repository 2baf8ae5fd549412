"""Describes the schema as clients expect it: the global list, and each object with its fields and children."""

from typing import Any

from .fields import IDS, Field, FieldType, ObjectType, Schema

_SOAP_TYPES = {
    FieldType.ID: "tns:ID",
    FieldType.REFERENCE: "tns:ID",
    FieldType.BOOLEAN: "xsd:boolean",
    FieldType.INT: "xsd:int",
    FieldType.DOUBLE: "xsd:double",
    FieldType.CURRENCY: "xsd:double",
    FieldType.DATE: "xsd:date",
    FieldType.DATETIME: "xsd:dateTime",
}
_BYTES_A_CHARACTER = 3


def object_summary(one: ObjectType, sobjects_path: str) -> dict[str, Any]:
    """What the global list says about an object; ``sobjects_path`` is the path of the version's sobjects."""
    address = f"{sobjects_path}/{one.name}"
    return {
        "activateable": False,
        "associateEntityType": None,
        "associateParentEntity": None,
        "createable": True,
        "custom": one.name.endswith("__c"),
        "customSetting": False,
        "deepCloneable": False,
        "deletable": True,
        "deprecatedAndHidden": False,
        "feedEnabled": False,
        "hasSubtypes": False,
        "isInterface": False,
        "isSubtype": False,
        "keyPrefix": one.key_prefix,
        "label": one.label,
        "labelPlural": one.label_plural,
        "layoutable": False,
        "mergeable": False,
        "mruEnabled": False,
        "name": one.name,
        "queryable": True,
        "replicateable": False,
        "retrieveable": True,
        "searchable": False,
        "triggerable": False,
        "undeletable": False,
        "updateable": True,
        "urls": {"rowTemplate": address + "/{ID}", "describe": address + "/describe", "sobject": address},
    }


def object_describe(one: ObjectType, schema: Schema, sobjects_path: str) -> dict[str, Any]:
    """Everything about an object: its summary, fields and child relationships."""
    return {
        "actionOverrides": [],
        **object_summary(one, sobjects_path),
        "childRelationships": [_child(child, field) for child, field in schema.children_of(one) if field.children],
        "compactLayoutable": False,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [_field(one, field) for field in one.fields],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [],
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
        "relationshipName": field.children,
        "restrictedDelete": False,
    }


def _field(one: ObjectType, field: Field) -> dict[str, Any]:
    is_number = field.digits > 0
    precision = field.digits + field.scale if field.type in {FieldType.DOUBLE, FieldType.CURRENCY} else 0
    return {
        "aggregatable": field.is_sortable,
        "aiPredictionField": False,
        "autoNumber": False,
        "byteLength": field.length if field.type in IDS else field.length * _BYTES_A_CHARACTER,
        "calculated": False,
        "calculatedFormula": None,
        "cascadeDelete": field.cascades,
        "caseSensitive": False,
        "compoundFieldName": _compound(one, field),
        "controllerName": None,
        "createable": field.writable,
        "custom": field.name.endswith("__c"),
        "defaultValue": False if field.type is FieldType.BOOLEAN else None,
        "defaultValueFormula": None,
        "defaultedOnCreate": not field.writable or field.type is FieldType.BOOLEAN,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": field.digits if field.type is FieldType.INT else 0,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": False,
        "extraTypeInfo": None,
        "filterable": field.is_sortable,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": field.is_sortable and not is_number and field.type is not FieldType.DATETIME,
        "highScaleNumber": False,
        "htmlFormatted": False,
        "idLookup": field.type is FieldType.ID,
        "inlineHelpText": None,
        "label": field.label,
        "length": field.length,
        "mask": None,
        "maskType": None,
        "name": field.name,
        "nameField": field.name == "Name",
        "namePointing": False,
        "nillable": not field.required and field.type is not FieldType.BOOLEAN,
        "permissionable": field.writable and not field.required,
        "picklistValues": [_picklist_value(value) for value in field.values],
        "polymorphicForeignKey": False,
        "precision": precision,
        "queryByDistance": False,
        "referenceTargetField": None,
        "referenceTo": [field.refers_to] if field.refers_to else [],
        "relationshipName": field.relationship or None,
        "relationshipOrder": None,
        "restrictedDelete": False,
        "restrictedPicklist": False,
        "scale": field.scale,
        "searchPrefilterable": False,
        "soapType": _SOAP_TYPES.get(field.type, "xsd:string"),
        "sortable": field.is_sortable,
        "type": str(field.type),
        "unique": False,
        "updateable": field.writable,
        "writeRequiresMasterRead": False,
    }


def _compound(one: ObjectType, field: Field) -> str | None:
    return next((other.name for other in one.fields if field.name in other.joined_from), None)


def _picklist_value(value: str) -> dict[str, Any]:
    return {"active": True, "defaultValue": False, "label": value, "validFor": None, "value": value}
