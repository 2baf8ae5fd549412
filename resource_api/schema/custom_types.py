"""The types that a custom field can have, under their names in the Metadata API (CustomField)."""

from dataclasses import dataclass

from .fields import FieldType

#: Digits of a number, in all.
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomType:
    """One type.

    Args:
        kind: What a describe calls it.
        keys: What its table may say beside name, label and type.
        needs: Of these, what it must say.
        lengths: The shortest and the longest length that can be set, in characters.
        usual_length: The length where none is set.
        usual_scale: Of a number, the digits behind the point where none are set.
    """

    kind: FieldType
    keys: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    lengths: tuple[int, int] = (0, 0)
    usual_length: int = 0
    usual_scale: int = 0


_REQUIRED = frozenset({"required"})
_IDENTIFIES = _REQUIRED | {"external_id", "unique"}
_NUMBER = _REQUIRED | {"precision", "scale"}

CUSTOM_TYPES = {
    "Text": CustomType(kind=FieldType.STRING, keys=_IDENTIFIES | {"length"}, lengths=(1, 255), usual_length=255),
    "TextArea": CustomType(kind=FieldType.TEXTAREA, keys=_REQUIRED, usual_length=255),
    "LongTextArea": CustomType(
        kind=FieldType.TEXTAREA, keys=frozenset({"length"}), lengths=(256, 131_072), usual_length=32_768
    ),
    "Number": CustomType(kind=FieldType.DOUBLE, keys=_NUMBER | _IDENTIFIES),
    "Currency": CustomType(kind=FieldType.CURRENCY, keys=_NUMBER, usual_scale=2),
    "Percent": CustomType(kind=FieldType.PERCENT, keys=_NUMBER),
    "Checkbox": CustomType(kind=FieldType.BOOLEAN),
    "Date": CustomType(kind=FieldType.DATE, keys=_REQUIRED),
    "DateTime": CustomType(kind=FieldType.DATETIME, keys=_REQUIRED),
    "Email": CustomType(kind=FieldType.EMAIL, keys=_IDENTIFIES, usual_length=80),
    "Phone": CustomType(kind=FieldType.PHONE, keys=_REQUIRED, usual_length=40),
    "Url": CustomType(kind=FieldType.URL, keys=_REQUIRED, usual_length=255),
    "Picklist": CustomType(
        kind=FieldType.PICKLIST, keys=_REQUIRED | {"values"}, needs=frozenset({"values"}), usual_length=255
    ),
    "Lookup": CustomType(
        kind=FieldType.REFERENCE,
        keys=_REQUIRED | {"refers_to", "child_relationship"},
        needs=frozenset({"refers_to"}),
        usual_length=18,
    ),
}
