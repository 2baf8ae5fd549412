"""Describes one field, with every member that clients' types name."""

from typing import Any

from .fields import FRACTIONS, IDS, Field, FieldType, ObjectType

_SOAP_TYPES = {
    FieldType.ID: "tns:ID",
    FieldType.REFERENCE: "tns:ID",
    FieldType.BOOLEAN: "xsd:boolean",
    FieldType.INT: "xsd:int",
    FieldType.DOUBLE: "xsd:double",
    FieldType.CURRENCY: "xsd:double",
    FieldType.PERCENT: "xsd:double",
    FieldType.DATE: "xsd:date",
    FieldType.DATETIME: "xsd:dateTime",
}
_BYTES_A_CHARACTER = 3


def described_field(one: ObjectType, field: Field) -> dict[str, Any]:
    """Everything about a field."""
    is_number = field.digits > 0
    precision = field.digits + field.scale if field.type in FRACTIONS else 0
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
        "custom": field.is_custom,
        "defaultValue": False if field.type is FieldType.BOOLEAN else None,
        "defaultValueFormula": None,
        "defaultedOnCreate": field.defaulted or field.type is FieldType.BOOLEAN,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": field.digits if field.type is FieldType.INT else 0,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": field.external_id,
        "extraTypeInfo": "plaintextarea" if field.type is FieldType.TEXTAREA else None,
        "filterable": field.is_sortable,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": field.is_sortable and not is_number and field.type is not FieldType.DATETIME,
        "highScaleNumber": False,
        "htmlFormatted": False,
        "idLookup": field.finds_records,
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
        "restrictedDelete": bool(field.refers_to) and field.must_be_given and not field.cascades,
        "restrictedPicklist": False,
        "scale": field.scale,
        "searchPrefilterable": False,
        "soapType": _SOAP_TYPES.get(field.type, "xsd:string"),
        "sortable": field.is_sortable,
        "type": str(field.type),
        "unique": field.unique,
        "updateable": field.writable,
        "writeRequiresMasterRead": False,
    }


def _compound(one: ObjectType, field: Field) -> str | None:
    return next((other.name for other in one.fields if field.name in other.joined_from), None)


def _picklist_value(value: str) -> dict[str, Any]:
    return {"active": True, "defaultValue": False, "label": value, "validFor": None, "value": value}
