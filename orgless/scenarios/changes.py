"""What was changed in a world, as people read a change: where, which key, what stood there, what stands there now."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMES = ("username", "label", "name")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; an empty ``before`` or ``after`` is something that was not there, or is not any more.

    Args:
        where: A file, or whose clock or code.
        key: What in it, or empty.
        before: As it was.
        after: As it is.
    """

    where: str
    key: str
    before: str
    after: str

    def __str__(self) -> str:
        """One line: ``org2.toml: named_credentials (Org1).issuer: old -> new``."""
        place = f"{self.where}: {self.key}" if self.key else self.where
        if not self.before:
            return f"{place}: {self.after or 'nothing'}"
        return f"{place}: {self.before} -> {self.after or 'nothing'}"

    def to_json(self) -> dict[str, str]:
        """The same as members."""
        return {"where": self.where, "key": self.key, "before": self.before, "after": self.after}


def differences(where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """What differs between two TOML documents, key by key, rows by their names.

    Args:
        where: The file's name.
        before: Its tables as they were.
        after: Its tables as they are.
    """
    yield from _of_tables(where, "", before, after)


def _of_tables(where: str, path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in [*before, *(name for name in after if name not in before)]:
        key = f"{path}.{name}" if path else name
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _of_tables(where, key, old, new)
        elif _is_rows(old) or _is_rows(new):
            yield from _of_rows(where, key, old or [], new or [])
        else:
            yield Change(where, key, _shown(old), _shown(new))


def _of_rows(where: str, key: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    """Rows keep their places: one more is at the end, one less leaves the others in their order."""
    if len(before) > len(after):
        for row in before:
            if row not in after:
                yield Change(where, f"{key} ({_name_of(row)})", _row(row), "")
        return
    for old, new in zip(before, after, strict=False):
        yield from _of_tables(where, f"{key} ({_name_of(old)})", old, new)
    for row in after[len(before) :]:
        yield Change(where, f"{key} ({_name_of(row)})", "", _row(row))


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _name_of(row: Mapping[str, Any]) -> str:
    return next((str(row[member]) for member in _NAMES if member in row), "?")


def _row(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_shown(value)}" for name, value in row.items())


def _shown(value: Any) -> str:
    """The value as it stands in the file: text in quotes (single ones around double ones), lists in brackets."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}'" if '"' in value and "'" not in value else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(_shown(item) for item in value)}]"
    return json.dumps(value)
