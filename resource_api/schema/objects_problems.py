"""What no single value of ``objects.toml`` shows: keys that do not suit a type, names that there are not or twice."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbing import strict_toml
from plumbing.strict_toml import Problem, did_you_mean

from .custom_types import CUSTOM_TYPES, MOST_DIGITS, CustomType
from .objects import OBJECTS
from .set_up_objects import USER

_ALWAYS = frozenset({"object", "name", "label", "type"})
_KEYS = frozenset(key for one in CUSTOM_TYPES.values() for key in one.keys)
_STANDARD = tuple(one.name for one in OBJECTS)
_MOST_OBJECTS, _MOST_FIELDS = 200, 500

#: A problem's key in the row, and what is wrong with it.
Finding = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A field's table, wherever it stands; ``object_name`` is empty where nobody can tell."""

    place: tuple[str | int, ...]
    object_name: str
    table: Mapping[str, Any]


def problems_of(file: Path, tables: Mapping[str, Any]) -> list[Problem]:
    """Every such problem of the tables, however broken they are."""
    rows = list(_rows(tables))
    targets = {*_STANDARD, USER.name, *(name for _, name in strict_toml.members(tables, "objects", "name"))}
    found = [(row, finding) for row in rows for finding in _findings(row, targets)]
    found += list(_twice(rows, "name", "is a field of this object already", lambda row: row.object_name))
    taken = "is a child relationship of that object already"
    found += list(_twice(rows, "child_relationship", taken, lambda row: str(row.table.get("refers_to"))))
    return [
        *strict_toml.duplicates(file, tables, "objects", "name", fold=True),
        *strict_toml.duplicates(file, tables, "objects", "key_prefix"),
        *(Problem(file, strict_toml.key((*row.place, key), tables), told) for row, (key, told) in found),
        *(Problem(file, *too_many) for too_many in _too_many(tables, rows)),
    ]


def _rows(tables: Mapping[str, Any]) -> Iterator[_Row]:
    for index, table in _dicts(tables.get("fields")):
        yield _Row(("fields", index), _text(table, "object"), table)
    for index, one in _dicts(tables.get("objects")):
        for number, table in _dicts(one.get("fields")):
            yield _Row(("objects", index, "fields", number), _text(one, "name"), table)


def _dicts(rows: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield index, row


def _too_many(tables: Mapping[str, Any], rows: list[_Row]) -> Iterator[Finding]:
    if len(list(_dicts(tables.get("objects")))) > _MOST_OBJECTS:
        yield "objects", f"are more than {_MOST_OBJECTS}"
    for name, number in Counter(row.object_name for row in rows).items():
        if number > _MOST_FIELDS:
            yield "fields", f"of {name[:60]} are more than {_MOST_FIELDS}"


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _findings(row: _Row, targets: set[str]) -> Iterator[Finding]:
    if row.place[0] == "fields" and row.object_name and row.object_name not in _STANDARD:
        yield "object", _no_standard_object(row.object_name)
    refers_to = _text(row.table, "refers_to")
    if refers_to and refers_to not in targets:
        yield "refers_to", f"there is no object “{refers_to[:60]}”{did_you_mean(refers_to, targets)}"
    word = _text(row.table, "type")
    if word in CUSTOM_TYPES:
        yield from _unsuited(row.table, word, CUSTOM_TYPES[word])


def _no_standard_object(name: str) -> str:
    if name.endswith("__c"):
        return f"“{name[:60]}” is a custom object: its fields stand under its own [[objects.fields]]"
    listed = ", ".join(_STANDARD)
    return f"“{name[:60]}” cannot have custom fields here, only {listed}{did_you_mean(name, _STANDARD)}"


def _unsuited(table: Mapping[str, Any], word: str, kind: CustomType) -> Iterator[Finding]:
    for key in sorted(_KEYS & table.keys() - kind.keys):
        yield key, f"is nothing that a {word} field has; leave it out"
    for key in sorted(kind.needs - table.keys()):
        yield key, f"is missing; a {word} field needs it"
    length = table.get("length")
    least, most = kind.lengths
    if "length" in kind.keys and isinstance(length, int) and not least <= length <= most:
        other = "; use LongTextArea for longer texts" if word == "Text" and length > most else ""
        yield "length", f"{length} is not between {least} and {most} characters{other}"
    precision, scale = table.get("precision", MOST_DIGITS), table.get("scale", kind.usual_scale)
    if isinstance(precision, int) and isinstance(scale, int) and scale > precision:
        yield "scale", f"{scale} digits behind the point are more than the {precision} in all"
    values = table.get("values")
    if values == []:
        yield "values", "must hold at least one value"
    if isinstance(values, list) and len({str(value).casefold() for value in values}) < len(values):
        yield "values", "holds a value twice"


def _twice(rows: list[_Row], key: str, told: str, group: Callable[[_Row], str]) -> Iterator[tuple[_Row, Finding]]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        value = _text(row.table, key)
        mark = (group(row).casefold(), value.casefold())
        if value and mark in seen:
            yield row, (key, f"“{value[:60]}” {told}")
        seen.add(mark)
