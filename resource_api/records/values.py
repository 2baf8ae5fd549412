"""Between the JSON of a record and what its table holds: checks each value against its field.

The sentences for values of the wrong JSON type and for texts that are too long are captured ones; which numbers are
read from text, and the other sentences, are inferred.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from resource_api.errors import (
    InvalidEmailAddressError,
    JsonParserError,
    MalformedIdError,
    NumberOutsideValidRangeError,
    StringTooLongError,
)
from resource_api.request_body import Member
from resource_api.salesforce_time import date_text, datetime_text, days_of, milliseconds_of
from resource_api.schema.fields import Field, FieldType

from .ids import normal_id

#: What a table holds: text, numbers, or nothing.
Stored = str | int | float | None

_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+")
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_TRUTH = {"true": 1, "false": 0}
_LONGEST_SHOWN = 200


def stored_value(field: Field, member: Member) -> Stored:
    """What the table holds for a value from a request. Blank text is no value, and text is trimmed.

    Raises:
        JsonParserError: The value is of the wrong JSON type, or holds half characters.
        StringTooLongError: The text is longer than the field.
        InvalidEmailAddressError: The text is no address.
        MalformedIdError: The text is no id.
        NumberOutsideValidRangeError: The number has too many digits.
    """
    value = member.value
    if value is None:
        return 0 if field.type is FieldType.BOOLEAN else None
    if isinstance(value, (list, dict)):
        token = "START_ARRAY" if isinstance(value, list) else "START_OBJECT"
        raise JsonParserError(f"Cannot deserialize instance of {field.type} from {token} value {member.place}")
    return _READERS.get(field.type, _text)(field, member)


def wire_value(field: Field, stored: Any) -> Any:
    """A stored value as JSON has it."""
    if stored is None:
        return None
    shown = _WRITERS.get(field.type)
    return stored if shown is None else shown(stored)


def _text(field: Field, member: Member) -> Stored:
    if not isinstance(member.value, str):
        raise _wrong_type(field, member)
    text: str = member.value.strip()
    if "\0" in text or _has_half_characters(text):
        raise JsonParserError(f"Illegal character in the value of {field.name} at {member.place}")
    if len(text) > field.length:
        shown = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
        message = f"{field.label}: data value too large: {shown} (max length={field.length})"
        raise StringTooLongError(message, fields=(field.name,))
    return text or None


def _email(field: Field, member: Member) -> Stored:
    text = _text(field, member)
    if isinstance(text, str) and not _EMAIL.fullmatch(text):
        raise InvalidEmailAddressError(f"{field.label}: invalid email address: {text}", fields=(field.name,))
    return text


def _reference(field: Field, member: Member) -> Stored:
    if not isinstance(member.value, str):
        raise _wrong_type(field, member)
    text = member.value.strip()
    if not text:
        return None
    identifier = normal_id(text)
    if identifier is None:
        shown = text[:_LONGEST_SHOWN].encode("utf-8", "replace").decode()
        raise MalformedIdError(f"{field.label}: id value of incorrect type: {shown}", fields=(field.name,))
    return identifier


def _boolean(field: Field, member: Member) -> Stored:
    if isinstance(member.value, bool):
        return int(member.value)
    if isinstance(member.value, str) and member.value.lower() in _TRUTH:
        return _TRUTH[member.value.lower()]
    raise _wrong_type(field, member)


def _number(field: Field, member: Member) -> Stored:
    number = _as_number(field, member)
    if number is None:
        return None
    if abs(number) >= 10**field.digits:
        message = f"{field.label}: value outside of valid range on numeric field: {member.value}"
        raise NumberOutsideValidRangeError(message, fields=(field.name,))
    return int(number) if field.type is FieldType.INT else float(number)


def _as_number(field: Field, member: Member) -> float | None:
    value = member.value
    if isinstance(value, str):
        if not value.strip():
            return None
        if not _NUMBER.fullmatch(value.strip()):
            raise _wrong_type(field, member)
        value = float(value) if any(letter in value for letter in ".eE") else int(value)
    if isinstance(value, bool) or (field.type is FieldType.INT and isinstance(value, float)):
        raise _wrong_type(field, member)
    return value  # type: ignore[no-any-return]  # JSON's numbers are int or float


def _date(field: Field, member: Member) -> Stored:
    return _moment(field, member, days_of)


def _datetime(field: Field, member: Member) -> Stored:
    return _moment(field, member, milliseconds_of)


def _moment(field: Field, member: Member, read: Callable[[str], int | None]) -> Stored:
    if not isinstance(member.value, str):
        raise _wrong_type(field, member)
    if not member.value.strip():
        return None
    stored = read(member.value.strip())
    if stored is None:
        raise _wrong_type(field, member)
    return stored


def _wrong_type(field: Field, member: Member) -> JsonParserError:
    value = member.value
    if isinstance(value, bool):
        token, shown = f"VALUE_{str(value).upper()}", str(value).lower()
    elif isinstance(value, str):
        token, shown = "VALUE_STRING", value[:_LONGEST_SHOWN].encode("utf-8", "replace").decode()
    else:
        token, shown = "VALUE_NUMBER_INT" if isinstance(value, int) else "VALUE_NUMBER_FLOAT", str(value)
    return JsonParserError(
        f"Cannot deserialize instance of {field.type} from {token} value {shown} "
        f"or request may be missing a required field at {member.place}"
    )


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


_READERS: Mapping[FieldType, Callable[[Field, Member], Stored]] = {
    FieldType.EMAIL: _email,
    FieldType.REFERENCE: _reference,
    FieldType.ID: _reference,
    FieldType.BOOLEAN: _boolean,
    FieldType.INT: _number,
    FieldType.DOUBLE: _number,
    FieldType.CURRENCY: _number,
    FieldType.PERCENT: _number,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
}
_WRITERS: Mapping[FieldType, Callable[[Any], Any]] = {
    FieldType.BOOLEAN: bool,
    FieldType.DATE: date_text,
    FieldType.DATETIME: datetime_text,
}
