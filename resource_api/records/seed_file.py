"""Reads a file of records to begin with, strictly, with every problem told at once.

The file has the form of Salesforce's own sample data: a list of records, each with its ``attributes`` (its type and a
reference id), in which ``@`` and a reference id stand for an earlier record's id.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plumbing.strict_toml import BadFileError, Problem, did_you_mean
from resource_api.errors import ApiError, InvalidFieldError, InvalidFieldForInsertUpdateError, JsonParserError
from resource_api.request_body import Member
from resource_api.schema.fields import Field, FieldType, ObjectType, Schema

from .ids import id_of
from .incoming import Values, values_for_change, values_for_new

_FORM = 'must be a JSON object with a list: {"records": [{"attributes": {"type": "Account"}, "Name": "…"}]}'
_EXAMPLES = {
    FieldType.BOOLEAN: "true or false",
    FieldType.DATE: 'a date like "2027-01-31"',
    FieldType.DATETIME: 'a time like "2027-01-31T08:00:00Z"',
    FieldType.REFERENCE: 'an id, or "@" and an earlier record\'s referenceId',
}
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRecord:
    """One record to be made.

    Args:
        place: Where in the file it stands, for what is told.
        one: Its object.
        reference: Under which name later records refer to it, or empty.
        values: Its values by field name.
        links: By field name, the earlier records that it refers to.
    """

    place: str
    one: ObjectType
    reference: str
    values: Values
    links: Mapping[str, str]


@dataclass(slots=True)
class _Reading:
    schema: Schema
    file: Path
    earlier: dict[str, ObjectType] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, place: str, told: str) -> None:
        self.problems.append(Problem(self.file, place, told))


def read_seed(file: Path, schema: Schema) -> list[SeedRecord]:
    """The file's records.

    Raises:
        BadFileError: With every problem of the file.
    """
    reading = _Reading(schema, file)
    rows = _json(file)
    found = [_record(reading, number, row) for number, row in enumerate(rows, 1)]
    if reading.problems:
        raise BadFileError(reading.problems)
    return [record for record in found if record is not None]


def _json(file: Path) -> list[Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFileError([Problem(file, "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        raise BadFileError([Problem(file, "", f"is not UTF-8 text (byte {error.start}); save it as UTF-8")]) from None
    except (ValueError, RecursionError) as error:
        raise BadFileError([Problem(file, "", f"is not valid JSON: {error}")]) from None
    rows = read.get("records") if isinstance(read, dict) else None
    if not isinstance(rows, list):
        raise BadFileError([Problem(file, "", _FORM)])
    return rows


def _record(reading: _Reading, number: int, row: Any) -> SeedRecord | None:
    place = f"records[{number}]"
    attributes = row.get("attributes") if isinstance(row, dict) else None
    if not isinstance(attributes, dict):
        reading.tell(place, 'must be an object with "attributes": {"type": "…", "referenceId": "…"}')
        return None
    kind, reference = str(attributes.get("type", "")), str(attributes.get("referenceId", ""))
    one = _type(reading, f"{place}.attributes.type", kind)
    if one is None:
        return None
    place += f" ({one.name} {reference[:_SHOWN]})" if reference else f" ({one.name})"
    told = len(reading.problems)
    links = dict(_links(reading, place, one, row))
    members = list(_members(reading, one, row, links))
    for member in members:
        _try(reading, f"{place}.{member.name[:_SHOWN]}", one, member)
    values = _values(reading, place, one, members) if len(reading.problems) == told else {}
    if reference in reading.earlier:
        reading.tell(place, f"the referenceId “{reference[:_SHOWN]}” is taken already")
    if reference:
        reading.earlier[reference] = one
    return SeedRecord(place=place, one=one, reference=reference, values=values, links=links)


def _type(reading: _Reading, place: str, kind: str) -> ObjectType | None:
    known = {one.name: one for one in reading.schema.objects if not one.is_set_up}
    if kind in known:
        return known[kind]
    if reading.schema.object(kind) is None:
        reading.tell(place, f"there is no object “{kind[:_SHOWN]}”{did_you_mean(kind, known)}")
    else:
        reading.tell(place, f"“{kind}” shows the org's own set-up, of which no records are made; see org1.toml")
    return None


def _links(reading: _Reading, place: str, one: ObjectType, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        known = one.field(name)
        if known is None or not _is_link(one, name, value):
            continue
        target = reading.earlier.get(value[1:])
        if target is None:
            near = did_you_mean(value[1:], reading.earlier)
            reading.tell(f"{place}.{name}", f"no earlier record has the referenceId “{value[1:][:_SHOWN]}”{near}")
        elif target.name != known.refers_to:
            reading.tell(f"{place}.{name}", f"“{value[:_SHOWN]}” is of {target.name}; {known.refers_to} is needed")
        else:
            yield name, value[1:]


def _members(reading: _Reading, one: ObjectType, row: Mapping[str, Any], links: Mapping[str, str]) -> Iterator[Member]:
    """The record's members, with an id of the right object where an earlier record is referred to."""
    for name, value in row.items():
        if name in links:
            yield Member(name, id_of(reading.earlier[links[name]].key_prefix, 0), 0, "")
        elif name != "attributes" and not _is_link(one, name, value):
            yield Member(name, value, 0, "")


def _is_link(one: ObjectType, name: str, value: Any) -> bool:
    known = one.field(name)
    return known is not None and bool(known.refers_to) and isinstance(value, str) and value.startswith("@")


def _try(reading: _Reading, place: str, one: ObjectType, member: Member) -> None:
    try:
        values_for_change(one, [member])
    except ApiError as error:
        reading.tell(place, _told(error, one, member))


def _values(reading: _Reading, place: str, one: ObjectType, members: list[Member]) -> Values:
    try:
        return values_for_new(one, members)
    except ApiError as error:
        reading.tell(place, error.message)
        return {}


def _told(error: ApiError, one: ObjectType, member: Member) -> str:
    known: Field | None = one.field(member.name)
    if known is None:
        return f"{one.name} has no such field{did_you_mean(member.name, (each.name for each in one.fields))}"
    if isinstance(error, (InvalidFieldForInsertUpdateError, InvalidFieldError)):
        if known.type is FieldType.ID:
            return 'is set by the server; leave it out: later records refer to this one with "@" and its referenceId'
        return "is set by the server; leave it out"
    if isinstance(error, JsonParserError):
        wanted = _EXAMPLES.get(known.type, "text" if known.is_text else "a number")
        return f"{json.dumps(member.value, ensure_ascii=False)[:_SHOWN]} is not {wanted}"
    return error.message
