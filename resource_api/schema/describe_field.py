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


#: What holds for every field here: there are no formulas, no encryption, no dependent or restricted picklists, no
#: geolocations and no fields that several objects share.
_OF_EVERY_FIELD: dict[str, Any] = {
    "aiPredictionField": False,
    "autoNumber": False,
    "calculated": False,
    "calculatedFormula": None,
    "caseSensitive": False,
    "controllerName": None,
    "defaultValueFormula": None,
    "dependentPicklist": False,
    "deprecatedAndHidden": False,
    "displayLocationInDecimal": False,
    "encrypted": False,
    "filteredLookupInfo": None,
    "formulaTreatNullNumberAsZero": False,
    "highScaleNumber": False,
    "htmlFormatted": False,
    "inlineHelpText": None,
    "mask": None,
    "maskType": None,
    "namePointing": False,
    "polymorphicForeignKey": False,
    "queryByDistance": False,
    "referenceTargetField": None,
    "relationshipOrder": None,
    "restrictedPicklist": False,
    "searchPrefilterable": False,
    "writeRequiresMasterRead": False,
}


def described_field(one: ObjectType, field: Field) -> dict[str, Any]:
    """Everything about a field, in the order of the members' names."""
    members = _OF_EVERY_FIELD | _naming(one, field) | _use(field) | _values(field) | _sizes(field) | _reference(field)
    return dict(sorted(members.items()))


def _naming(one: ObjectType, field: Field) -> dict[str, Any]:
    return {
        "compoundFieldName": _compound(one, field),
        "custom": field.is_custom,
        "label": field.label,
        "name": field.name,
        "nameField": field.name == "Name",
        "soapType": _SOAP_TYPES.get(field.type, "xsd:string"),
        "type": str(field.type),
    }


def _use(field: Field) -> dict[str, Any]:
    """Who may write it, and what queries may do with it."""
    is_groupable = field.is_sortable and not field.digits and field.type is not FieldType.DATETIME
    return {
        "aggregatable": field.is_sortable,
        "createable": field.writable,
        "externalId": field.external_id,
        "filterable": field.is_sortable,
        "groupable": is_groupable,
        "idLookup": field.finds_records,
        "permissionable": field.writable and not field.required,
        "sortable": field.is_sortable,
        "unique": field.unique,
        "updateable": field.writable,
    }


def _values(field: Field) -> dict[str, Any]:
    is_boolean = field.type is FieldType.BOOLEAN
    return {
        "defaultValue": False if is_boolean else None,
        "defaultedOnCreate": field.defaulted or is_boolean,
        "extraTypeInfo": "plaintextarea" if field.type is FieldType.TEXTAREA else None,
        "nillable": not field.required and not is_boolean,
        "picklistValues": [_picklist_value(value) for value in field.values],
    }


def _sizes(field: Field) -> dict[str, Any]:
    return {
        "byteLength": field.length if field.type in IDS else field.length * _BYTES_A_CHARACTER,
        "digits": field.digits if field.type is FieldType.INT else 0,
        "length": field.length,
        "precision": field.digits + field.scale if field.type in FRACTIONS else 0,
        "scale": field.scale,
    }


def _reference(field: Field) -> dict[str, Any]:
    return {
        "cascadeDelete": field.cascades,
        "referenceTo": [field.refers_to] if field.refers_to else [],
        "relationshipName": field.relationship or None,
        "restrictedDelete": bool(field.refers_to) and field.must_be_given and not field.cascades,
    }


def _compound(one: ObjectType, field: Field) -> str | None:
    return next((other.name for other in one.fields if field.name in other.joined_from), None)


def _picklist_value(value: str) -> dict[str, Any]:
    return {"active": True, "defaultValue": False, "label": value, "validFor": None, "value": value}
