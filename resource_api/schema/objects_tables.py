"""The shape of ``objects.toml``: custom fields of standard objects, and custom objects."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import TypeAdapter

from plumbing import strict_toml
from plumbing.toml_values import between, matching

from .custom_types import MOST_DIGITS
from .objects_problems import problems_of

_API_NAME = r"[A-Za-z](?:_?[A-Za-z0-9]){0,39}"
CustomName = Annotated[
    str,
    matching(
        _API_NAME + "__c",
        "is no custom name: letters, digits and single underscores, a letter first, and __c at the end",
    ),
]
ApiName = Annotated[
    str, matching(_API_NAME, "is no name: letters, digits and single underscores, a letter first; without __c or __r")
]
Label = Annotated[str, matching(r"\S(?:.{0,38}\S)?", "is no label: 1 to 40 characters, no blanks around them")]
KeyPrefix = Annotated[
    str, matching(r"a[0-9A-Za-z]{2}", "is no key prefix of a custom object: three characters that begin with a")
]
PicklistValue = Annotated[
    str, matching(r"\S(?:.{0,253}\S)?", "is no value: 1 to 255 characters, no blanks around them")
]


@dataclass(frozen=True, kw_only=True)
class FieldTable:
    """One of ``[[objects.fields]]``."""

    __pydantic_config__ = strict_toml.STRICT
    name: CustomName
    label: Label
    type: Literal[
        "Text",
        "TextArea",
        "LongTextArea",
        "Number",
        "Currency",
        "Percent",
        "Checkbox",
        "Date",
        "DateTime",
        "Email",
        "Phone",
        "Url",
        "Picklist",
        "Lookup",
    ]
    length: int | None = None
    precision: Annotated[int, between(1, MOST_DIGITS, "digits")] | None = None
    scale: Annotated[int, between(0, MOST_DIGITS - 1, "digits")] | None = None
    required: bool = False
    external_id: bool = False
    unique: bool = False
    values: tuple[PicklistValue, ...] = ()
    refers_to: str = ""
    child_relationship: ApiName | None = None


@dataclass(frozen=True, kw_only=True)
class AddedFieldTable(FieldTable):
    """One of ``[[fields]]``: a custom field of a standard object."""

    __pydantic_config__ = strict_toml.STRICT
    object: str


@dataclass(frozen=True, kw_only=True)
class ObjectTable:
    """One of ``[[objects]]``: a custom object."""

    __pydantic_config__ = strict_toml.STRICT
    name: CustomName
    label: Label
    label_plural: Label
    key_prefix: KeyPrefix | None = None
    fields: tuple[FieldTable, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObjectsFile:
    """All of ``objects.toml``, as it stands there."""

    __pydantic_config__ = strict_toml.STRICT
    fields: tuple[AddedFieldTable, ...] = field(default=())
    objects: tuple[ObjectTable, ...] = field(default=())


def read_objects(file: Path) -> ObjectsFile:
    """The file's tables.

    Raises:
        BadFileError: With every problem of the file.
    """
    tables = strict_toml.parse(file)
    return strict_toml.build(file, tables, _shape(), {}, problems_of(file, tables))


@cache
def _shape() -> TypeAdapter[ObjectsFile]:
    return TypeAdapter(ObjectsFile)
