"""The shape of ``org1.toml``: which tables and keys there are, and what they may hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, TypeAdapter

from plumbing import strict_toml
from plumbing.strict_toml import Problem, did_you_mean
from plumbing.toml_values import between, matching

from .org import USUAL_LOGIN_RATE, USUAL_SESSION_MINUTES, USUAL_SIGNING_KEY
from .org_values import (
    MY_DOMAIN,
    NO_MY_DOMAIN,
    AddressRanges,
    FileName,
    Minutes,
    Scopes,
    Text,
    Username,
    known_to,
    org_id,
)


@dataclass(frozen=True, kw_only=True)
class OrgTable:
    """``[org]``."""

    __pydantic_config__ = strict_toml.STRICT
    id: Annotated[str, AfterValidator(org_id)]
    name: Text
    my_domain: Annotated[str, matching(MY_DOMAIN, NO_MY_DOMAIN)]
    kind: Literal["production", "sandbox"] = "production"
    signing_key_file: FileName = USUAL_SIGNING_KEY
    active: bool = True
    api_enabled: bool = True
    api_access_control: bool = False
    session_timeout_minutes: Minutes = USUAL_SESSION_MINUTES
    logins_per_user_and_hour: Annotated[int, between(1, 1_000_000, "logins")] = USUAL_LOGIN_RATE


@dataclass(frozen=True, kw_only=True)
class ProfileTable:
    """One of ``[[profiles]]``; a profile without a table restricts nothing."""

    __pydantic_config__ = strict_toml.STRICT
    name: Text
    login_ip_ranges: AddressRanges = ()
    session_timeout_minutes: Minutes | None = None
    api_enabled: bool = True


@dataclass(frozen=True, kw_only=True)
class UserTable:
    """One of ``[[users]]``."""

    __pydantic_config__ = strict_toml.STRICT
    username: Username
    email: Username
    first_name: str = ""
    last_name: Text
    profile: Text
    permission_sets: tuple[str, ...] = ()
    active: bool = True
    frozen: bool = False


@dataclass(frozen=True, kw_only=True)
class ConnectedAppTable:
    """One of ``[[connected_apps]]``."""

    __pydantic_config__ = strict_toml.STRICT
    label: Text
    consumer_key: Annotated[
        str, matching(r"[A-Za-z0-9._=]{8,256}", "is no consumer key: 8 to 256 letters, digits, “.” and “_”")
    ]
    consumer_secret_file: FileName | None = None
    certificate_file: FileName | None = None
    next_certificate_file: FileName | None = None
    scopes: Scopes
    permitted_users: Literal["all users may self-authorize", "admin approved users are pre-authorized"] | None = None
    profiles: tuple[str, ...] = ()
    permission_sets: tuple[str, ...] = ()
    blocked: bool = False
    introspect_all_tokens: bool = False
    kind: Literal["connected app", "external client app"] = "connected app"
    jwt_bearer_flow: bool = True
    jwt_access_tokens: bool = False
    jwt_access_token_minutes: Minutes | None = None
    session_timeout_minutes: Minutes | None = None
    ip_relaxation: Literal[
        "enforce IP restrictions",
        "enforce IP restrictions, but relax for refresh tokens",
        "relax IP restrictions for activated devices",
        "relax IP restrictions",
    ] = "enforce IP restrictions"
    allowed_by_api_access_control: bool = False

    @property
    def certificate_files(self) -> tuple[str, ...]:
        """The files of all certificates that are registered."""
        return tuple(name for name in (self.certificate_file, self.next_certificate_file) if name)


@dataclass(frozen=True, kw_only=True)
class ApprovalTable:
    """One of ``[[approvals]]``."""

    __pydantic_config__ = strict_toml.STRICT
    username: Annotated[str, known_to("users")]
    connected_app: Annotated[str, known_to("connected_apps")]
    scopes: Scopes


@dataclass(frozen=True, kw_only=True)
class OrgFile:
    """All of ``org1.toml``, as it stands there."""

    __pydantic_config__ = strict_toml.STRICT
    org: OrgTable
    users: tuple[UserTable, ...]
    connected_apps: tuple[ConnectedAppTable, ...]
    profiles: tuple[ProfileTable, ...] = field(default=())
    approvals: tuple[ApprovalTable, ...] = field(default=())


def read_org(file: Path) -> OrgFile:
    """The file's tables, without a look at the certificates.

    Raises:
        BadFileError: With every problem of the file.
    """
    tables = strict_toml.parse(file)
    known = {
        "users": [name for _, name in strict_toml.members(tables, "users", "username")],
        "connected_apps": [label for _, label in strict_toml.members(tables, "connected_apps", "label")],
    }
    twice = [
        *strict_toml.duplicates(file, tables, "users", "username", fold=True),
        *strict_toml.duplicates(file, tables, "profiles", "name"),
        *strict_toml.duplicates(file, tables, "connected_apps", "consumer_key"),
        *strict_toml.duplicates(file, tables, "connected_apps", "label", fold=True),
    ]
    return strict_toml.build(
        file, tables, _shape(), known, [*twice, *_unused_assignments(file, tables), *_misplaced(file, tables)]
    )


@cache
def _shape() -> TypeAdapter[OrgFile]:
    return TypeAdapter(OrgFile)


def _unused_assignments(file: Path, tables: Mapping[str, Any]) -> list[Problem]:
    """Assigned profiles and permission sets that no user has are typing errors."""
    known_profiles = {name for _, name in strict_toml.members(tables, "users", "profile")}
    known_profiles |= {name for _, name in strict_toml.members(tables, "profiles", "name")}
    known_sets = {name for _, name in _listed(tables, "users", "permission_sets")}
    problems = []
    for member, known in (("profiles", known_profiles), ("permission_sets", known_sets)):
        for index, name in _listed(tables, "connected_apps", member):
            if name not in known and (near := did_you_mean(name, known)):
                where = strict_toml.key(("connected_apps", index, member), tables)
                problems.append(Problem(file, where, f"no user has “{name}”{near}"))
    return problems


def _listed(tables: Mapping[str, Any], table: str, member: str) -> Iterator[tuple[int, str]]:
    """Each row's number with every text of its list ``member``, however broken the rest of the file is."""
    rows = tables.get(table)
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        names = row.get(member) if isinstance(row, dict) else None
        yield from ((index, name) for name in (names if isinstance(names, list) else ()) if isinstance(name, str))


def _misplaced(file: Path, tables: Mapping[str, Any]) -> list[Problem]:
    """What only one kind of app may have, or may do without; a profile's table that no user has and one nearly has."""
    problems = []
    rows = tables.get("connected_apps")
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if not isinstance(row, dict) or row.get("kind") == "external client app":
            continue
        if "permitted_users" not in row:
            told = "is missing; only an external client app can be without its policies"
            problems.append(Problem(file, strict_toml.key(("connected_apps", index, "permitted_users"), tables), told))
        if "jwt_bearer_flow" in row:
            told = "is a switch of external client apps; a connected app needs its certificate only"
            problems.append(Problem(file, strict_toml.key(("connected_apps", index, "jwt_bearer_flow"), tables), told))
    return [*problems, *_profiles_of_nobody(file, tables), *_contradictions(file, tables)]


def _profiles_of_nobody(file: Path, tables: Mapping[str, Any]) -> list[Problem]:
    problems = []
    used = {name for _, name in strict_toml.members(tables, "users", "profile")}
    for index, name in strict_toml.members(tables, "profiles", "name"):
        if name not in used and (near := did_you_mean(name, used)):
            where = strict_toml.key(("profiles", index, "name"), tables)
            problems.append(Problem(file, where, f"no user has “{name}”{near}; one of the two is misspelt"))
    return problems


def _contradictions(file: Path, tables: Mapping[str, Any]) -> list[Problem]:
    """Keys that say nothing, or the opposite of each other."""
    problems = []
    rows = tables.get("connected_apps")
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict) and "jwt_access_token_minutes" in row and row.get("jwt_access_tokens") is not True:
            where = strict_toml.key(("connected_apps", index, "jwt_access_token_minutes"), tables)
            problems.append(Problem(file, where, "says nothing without jwt_access_tokens = true"))
    found = tables.get("org")
    org = found if isinstance(found, dict) else {}
    if str(org.get("my_domain", "")).endswith(".sandbox") and org.get("kind", "production") == "production":
        told = f"must be “sandbox”: the My Domain “{org['my_domain'][:60]}” is a sandbox's"
        problems.append(Problem(file, "org.kind", told))
    return problems
