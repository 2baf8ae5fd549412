"""Reads ``org2.toml`` strictly, with the keys and certificates that it names, and tells every problem at once."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from plumbing import strict_toml
from plumbing.redaction import excerpt
from plumbing.salesforce_id import is_id, with_suffix
from plumbing.strict_toml import STRICT, BadFileError, Problem

from .key_files import KeyPair, load_key_pair
from .named_credential_rules import Row, findings, name_findings, suspicions
from .org2 import Certificate, NamedCredential, Org2, User

_LOG = logging.getLogger(__name__)
_FILE_KEYS = ("private_key_file", "certificate_file")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgTable:
    """``[org]``: which org this is."""

    __pydantic_config__ = STRICT
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Org2File:
    """All of ``org2.toml``, as it stands there."""

    __pydantic_config__ = STRICT
    org: OrgTable
    users: tuple[User, ...] = ()
    certificates: tuple[Certificate, ...]
    named_credentials: tuple[NamedCredential, ...]


def read_org2(file: Path) -> Org2File:
    """The file's tables, without a look at the keys; what only looks like a mistake is warned about.

    Raises:
        BadFileError: With every problem of the file.
    """
    tables = strict_toml.parse(file)
    read = strict_toml.build(file, tables, _shape(), {}, _problems(file, tables))
    for index, row in _rows(tables, "named_credentials"):
        for key, remark in suspicions(row):
            _LOG.warning("%s", Problem(file, _place(tables, "named_credentials", index, key), remark))
    return read


def load_org2(file: Path, certs: Path) -> Org2:
    """The org with its keys loaded; relative file names are relative to ``certs``.

    Raises:
        BadFileError: With every problem of the file and of the files that it names.
    """
    tables = strict_toml.parse(file)
    pairs, problems = _load_key_pairs(file, tables, certs)
    try:
        read = read_org2(file)
    except BadFileError as error:
        raise BadFileError([*error.problems, *problems]) from None
    if problems:
        raise BadFileError(problems)
    return Org2(
        id=with_suffix(read.org.id),
        name=read.org.name,
        users=read.users,
        certificates=read.certificates,
        named_credentials=read.named_credentials,
        key_pairs={pair.name: pair for pair in pairs},
    )


@cache
def _shape() -> TypeAdapter[Org2File]:
    return TypeAdapter(Org2File)


def _problems(file: Path, tables: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _org_problems(file, tables)
    for index, row in _rows(tables, "users"):
        for key, message in _user_findings(row):
            yield Problem(file, _place(tables, "users", index, key), message)
    for index, row in _rows(tables, "certificates"):
        for key, message in [*name_findings(row), *_file_name_findings(row)]:
            yield Problem(file, _place(tables, "certificates", index, key), message)
    certificates = tuple(name for _, name in strict_toml.members(tables, "certificates", "name"))
    for index, row in _rows(tables, "named_credentials"):
        for key, message in findings(row, certificates):
            yield Problem(file, _place(tables, "named_credentials", index, key), message)
    yield from strict_toml.duplicates(file, tables, "users", "username", fold=True)
    yield from strict_toml.duplicates(file, tables, "named_credentials", "name", fold=True)
    for member in ("name", *_FILE_KEYS):
        yield from strict_toml.duplicates(file, tables, "certificates", member, fold=member == "name")


def _org_problems(file: Path, tables: Mapping[str, Any]) -> Iterator[Problem]:
    org = tables.get("org")
    if not isinstance(org, dict):
        return
    identifier, name = org.get("id"), org.get("name")
    if isinstance(identifier, str) and not (identifier.startswith("00D") and is_id(identifier)):
        right = f"; its first 15 with the right suffix: {with_suffix(identifier)}" if len(identifier) == 18 else ""  # noqa: PLR2004
        wrong = f"“{excerpt(identifier)}” is no org id: 15 or 18 characters that begin with 00D{right}"
        yield Problem(file, "org.id", wrong)
    if isinstance(name, str) and not name.strip():
        yield Problem(file, "org.name", "is empty: give the org a name")


def _user_findings(row: Row) -> Iterator[tuple[str, str]]:
    username = row.get("username")
    if isinstance(username, str) and not _is_username(username):
        yield "username", f"“{excerpt(username)}” is no username: it has the form of an e-mail address"


def _is_username(text: str) -> bool:
    name, _, domain = text.partition("@")
    return bool(name) and "." in domain and "@" not in domain and not any(character.isspace() for character in text)


def _file_name_findings(row: Row) -> Iterator[tuple[str, str]]:
    for key in _FILE_KEYS:
        name = row.get(key)
        if isinstance(name, str) and (not name.strip() or "\0" in name):
            yield key, "is no file name"
    first, second = (row.get(key) for key in _FILE_KEYS)
    if isinstance(first, str) and first == second:
        yield "certificate_file", "is the same file as private_key_file: keep the two apart, keys are not handed out"


def _load_key_pairs(
    file: Path, tables: Mapping[str, Any], certs: Path
) -> tuple[tuple[KeyPair, ...], tuple[Problem, ...]]:
    """The pairs of every row that names two files, however wrong the rest is."""
    pairs, problems = [], []
    for index, row in _rows(tables, "certificates"):
        name, key_file, certificate_file = (row.get(key) for key in ("name", *_FILE_KEYS))
        if not (isinstance(name, str) and isinstance(key_file, str) and isinstance(certificate_file, str)):
            continue
        if any(True for _ in _file_name_findings(row)):
            continue

        def complain(key: str, message: str, index: int = index) -> None:
            problems.append(Problem(file, _place(tables, "certificates", index, key), message))

        pair = load_key_pair(name, certs / key_file, certs / certificate_file, complain)
        if pair is not None:
            pairs.append(pair)
    return tuple(pairs), tuple(problems)


def _rows(tables: Mapping[str, Any], table: str) -> list[tuple[int, dict[str, Any]]]:
    rows = tables.get(table)
    return [(index, row) for index, row in enumerate(rows) if isinstance(row, dict)] if isinstance(rows, list) else []


def _place(tables: Mapping[str, Any], table: str, index: int, key: str) -> str:
    return strict_toml.key((table, index, key), tables)
