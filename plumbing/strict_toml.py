"""Reads a TOML file into dataclasses and tells every problem in it at once, with the key and the repair."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import to_json

from .redaction import printable, redacted
from .toml_complaints import line_of

#: What a dataclass puts into ``__pydantic_config__`` to be read strictly: no unknown keys, no converted types.
STRICT = ConfigDict(extra="forbid", strict=True)

Location = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, what, and what to do about it."""

    file: Path
    key: str
    message: str

    def __str__(self) -> str:
        """One line for a terminal, whatever the file held."""
        text = f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"
        return printable(redacted(text)).replace("\n", "\\n")


class BadFileError(Exception):
    """A file could not be read as asked; ``problems`` holds every reason.

    What ``build`` was given stands first, then what single fields show.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def parse(path: Path) -> dict[str, Any]:
    """The file's tables as TOML reads them.

    Raises:
        BadFileError: The file is missing, unreadable, no TOML or beyond all bounds.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        raise BadFileError([Problem(path, "", "no such file; `orgless init DIR` writes a starter world")]) from None
    except OSError as error:
        raise BadFileError([Problem(path, "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        raise BadFileError([Problem(path, "", f"is not UTF-8 text (byte {error.start}); save it as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise BadFileError([Problem(path, "", f"is not valid TOML: {error}{line_of(str(error), text)}")]) from None
    except RecursionError:
        raise BadFileError([Problem(path, "", _TOO_DEEP)]) from None
    except ValueError:  # the interpreter's own limit, 4,300 digits unless told otherwise
        raise BadFileError([Problem(path, "", _TOO_LONG)]) from None
    if excess := _excess(tables):
        raise BadFileError([Problem(path, "", excess)])
    return tables


def build(
    path: Path, tables: Mapping[str, Any], shape: TypeAdapter[T], context: Mapping[str, Any], others: Iterable[Problem]
) -> T:
    """The tables as the dataclass that ``shape`` adapts; ``others`` are problems that the caller found already.

    Args:
        path: The file that the tables came from, for the messages.
        tables: What ``parse`` answered.
        shape: A pydantic adapter of a dataclass that is ``STRICT``.
        context: Handed to the validators of the dataclass's fields.
        others: Problems that no single field can see: duplicates, references between tables.

    Raises:
        BadFileError: Anything is wrong, the caller's ``others`` included.
    """
    problems = [*others, *(Problem(path, key(where, tables), _NO_DATE) for where in _dates(tables))]
    try:
        built = shape.validate_json(to_json(tables), context=dict(context))  # strict Python input has no tables
    except ValidationError as error:
        known = shape.json_schema()
        problems += [Problem(path, key(found["loc"], tables), _message(dict(found), known)) for found in error.errors()]
        raise BadFileError(problems) from None
    if problems:
        raise BadFileError(problems)
    return built


def duplicates(path: Path, tables: Mapping[str, Any], table: str, member: str, *, fold: bool = False) -> list[Problem]:
    """A problem for every row of ``table`` whose ``member`` an earlier row has too; ``fold`` ignores letter case."""
    seen: dict[str, int] = {}
    problems = []
    for index, value in members(tables, table, member):
        first = seen.setdefault(value.casefold() if fold else value, index)
        if first != index:
            where = key((table, index, member), tables)
            problems.append(Problem(path, where, f"“{_short(value)}” is taken already, by number {first + 1}"))
    return problems


def members(tables: Mapping[str, Any], table: str, member: str) -> list[tuple[int, str]]:
    """Each row's number and text ``member``, of the rows that have one, however broken the rest of the file is."""
    rows = tables.get(table)
    if not isinstance(rows, list):
        return []
    return [
        (index, row[member])
        for index, row in enumerate(rows)
        if isinstance(row, dict) and isinstance(row.get(member), str)
    ]


def key(location: Sequence[str | int], tables: Mapping[str, Any]) -> str:
    """The place as people name it: ``users[2] (max@org1.example).active``; rows count from 1."""
    text = ""
    here: Any = tables
    for step in location:
        if isinstance(here, (dict, list)):
            try:
                here = here[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                here = None
        if isinstance(step, int):
            text += f"[{step + 1}]" + _named(here)
        else:
            text += f".{step}" if text else step
    return text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` (did you mean “…”?)`` where one of the known words is near, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean “{near[0]}”?)" if near else ""


def _named(row: Any) -> str:
    if not isinstance(row, dict):
        return ""
    for member in ("username", "name", "label"):
        if isinstance(row.get(member), str):
            return f" ({_short(row[member])})"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "…"  # noqa: PLR2004  a line of a terminal is what it is for


#: TOML's whole numbers have 64 bits; no table of ours is nested deeper than four.
_LARGEST_NUMBER, _DEEPEST = 2**63, 50
_TOO_DEEP = "is not valid TOML: it is nested too deeply"
_TOO_LONG = "is not valid TOML: a number has too many digits"


def _excess(tables: Mapping[str, Any]) -> str:
    """Why what follows could not take the tables, or nothing."""
    level: list[Any] = [tables]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in (outer.values() if isinstance(outer, dict) else outer)]
        if any(isinstance(value, int) and abs(value) >= _LARGEST_NUMBER for value in level):
            return _TOO_LONG
        level = [value for value in level if isinstance(value, (dict, list))]
        if not level:
            return ""
    return _TOO_DEEP


_NO_DATE = "must be text in quotes, not a date or time"


def _dates(value: Any, place: Location = ()) -> Iterator[Location]:
    """Where TOML's own dates and times stand, which JSON would turn into text."""
    if isinstance(value, (date, time)):  # a datetime is a date
        yield place
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from _dates(member, (*place, step))


_WANTED = {
    "string_type": "text in quotes",
    "bool_type": "true or false, without quotes",
    "int_type": "a whole number, without quotes",
    "tuple_type": "a list in [ ]",
    "list_type": "a list in [ ]",
    "dataclass_type": "a table",
}


#: A text in quotes, which may hold a comma, or a number.
_CHOICES = re.compile(r"'[^']*'|[0-9]+")


def _message(found: dict[str, Any], schema: Mapping[str, Any]) -> str:
    kind, value = found["type"], found["input"]
    last = found["loc"][-1] if found["loc"] else ""
    match kind:
        case "unexpected_keyword_argument" | "extra_forbidden":
            return "unknown key" + did_you_mean(str(last), _keys_beside(found["loc"], schema))
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return "is missing; it must be given"
        case "literal_error" | "enum":
            words = [word.strip("'") for word in _CHOICES.findall(found["ctx"]["expected"])]
            listed = " or ".join(f"“{word}”" for word in words)
            return f"“{_short(str(value))}” is none of {listed}{did_you_mean(str(value), words)}"
        case "value_error":
            return str(found["ctx"]["error"])
        case _ if kind in _WANTED:
            return f"must be {_WANTED[kind]}, not {_toml_type(value)}"
        case _:
            return f"{found['msg']}, not {_toml_type(value)}"


def _toml_type(value: Any) -> str:
    names = {str: "text", bool: "true/false", int: "a whole number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)


def _keys_beside(location: Location, schema: Mapping[str, Any]) -> list[str]:
    """The keys that the table at ``location`` may hold, as the JSON schema of the shape lists them."""
    node: Any = schema
    for step in location[:-1]:
        node = _resolved(node, schema)
        node = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        if node is None:
            return []
    return list(_resolved(node, schema).get("properties", {}))


def _resolved(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = node.get("$ref")
    return schema["$defs"][reference.rsplit("/", 1)[-1]] if reference else node
