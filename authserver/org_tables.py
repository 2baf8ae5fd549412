"""The shape of ``org1.toml``: which tables and keys there are, and what they may hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, TypeAdapter, ValidationInfo

from plumbing import strict_toml
from plumbing.salesforce_id import is_id, with_suffix
from plumbing.strict_toml import Problem, did_you_mean

#: The OAuth scopes that Salesforce publishes in its discovery document (2026).
_SCOPE_WORDS = (
    "address api cdp_api cdp_calculated_insight_api cdp_identityresolution_api cdp_ingest_api cdp_profile_api "
    "cdp_query_api cdp_segment_api chatbot_api chatter_api content custom_permissions eclair_api einstein_gpt_api "
    "email forgot_password full id interaction_api lightning mcp_api offline_access openid pardot_api phone profile "
    "pwdless_login_api refresh_token scrt_api sfap_api user_registration_api visualforce wave_api web"
)
KNOWN_SCOPES = tuple(_SCOPE_WORDS.split())


def _matching(pattern: str, repair: str) -> AfterValidator:
    form = re.compile(pattern)

    def validate(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f"“{value[:60]}” {repair}")
        return value

    return AfterValidator(validate)


def _org_id(value: str) -> str:
    if not value.startswith("00D") or not is_id(value):
        right = f" (its first 15 with the right suffix: {with_suffix(value)})" if len(value) == 18 else ""  # noqa: PLR2004
        raise ValueError(f"“{value[:60]}” is no org id: 15 or 18 characters that begin with 00D{right}")
    return with_suffix(value)


def _scopes(value: tuple[str, ...]) -> tuple[str, ...]:
    for scope in value:
        if scope not in KNOWN_SCOPES:
            raise ValueError(f"“{scope[:60]}” is no scope{did_you_mean(scope, KNOWN_SCOPES)}")
    return value


def is_file_name(text: str) -> bool:
    """Whether the text names a file in a folder, and none above or below it."""
    return bool(text) and Path(text).name == text and text != ".." and "\0" not in text


def _file_name(value: str) -> str:
    if not is_file_name(value):
        raise ValueError(f"“{value[:60]}” must be a file's name in the certificates' folder, without folders")
    return value


def _known_to(key: str) -> AfterValidator:
    def validate(value: str, info: ValidationInfo) -> str:
        known = (info.context or {})[key]
        if value.casefold() not in {word.casefold() for word in known}:
            raise ValueError(f"“{value[:60]}” is none of this file's {key}{did_you_mean(value, known)}")
        return value

    return AfterValidator(validate)


#: A sandbox has its name behind two hyphens; partitioned domains name the kind of org (My Domain URL formats).
_MY_DOMAIN = r"[a-z0-9]+(-[a-z0-9]+)*(--[a-z0-9]+)?(\.(sandbox|develop|scratch|trailblaze))?"
_NO_MY_DOMAIN = (
    "is no My Domain name: what stands before .my.salesforce.com, small letters, digits and single hyphens; "
    "a sandbox's is like acme--uat.sandbox"
)
_Text = Annotated[str, _matching(r"(?s)\S.*", "must not be empty or begin with a blank")]
_Username = Annotated[
    str, _matching(r"[^\s@]+@[^\s@]+\.[^\s@]+", "is no username: it has the form of an e-mail address")
]
_Scopes = Annotated[tuple[str, ...], AfterValidator(_scopes)]
_File = Annotated[str, AfterValidator(_file_name)]


@dataclass(frozen=True, kw_only=True)
class OrgTable:
    """``[org]``."""

    __pydantic_config__ = strict_toml.STRICT
    id: Annotated[str, AfterValidator(_org_id)]
    name: _Text
    my_domain: Annotated[str, _matching(_MY_DOMAIN, _NO_MY_DOMAIN)]
    kind: Literal["production", "sandbox"] = "production"
    signing_key_file: _File = "Org1_signing.key"


@dataclass(frozen=True, kw_only=True)
class UserTable:
    """One of ``[[users]]``."""

    __pydantic_config__ = strict_toml.STRICT
    username: _Username
    email: _Username
    first_name: str = ""
    last_name: _Text
    profile: _Text
    permission_sets: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class ConnectedAppTable:
    """One of ``[[connected_apps]]``."""

    __pydantic_config__ = strict_toml.STRICT
    label: _Text
    consumer_key: Annotated[
        str, _matching(r"[A-Za-z0-9._=]{8,256}", "is no consumer key: 8 to 256 letters, digits, “.” and “_”")
    ]
    consumer_secret_file: _File | None = None
    certificate_file: _File | None = None
    scopes: _Scopes
    permitted_users: Literal["all users may self-authorize", "admin approved users are pre-authorized"]
    profiles: tuple[str, ...] = ()
    permission_sets: tuple[str, ...] = ()
    blocked: bool = False
    introspect_all_tokens: bool = False


@dataclass(frozen=True, kw_only=True)
class ApprovalTable:
    """One of ``[[approvals]]``."""

    __pydantic_config__ = strict_toml.STRICT
    username: Annotated[str, _known_to("users")]
    connected_app: Annotated[str, _known_to("connected_apps")]
    scopes: _Scopes


@dataclass(frozen=True, kw_only=True)
class OrgFile:
    """All of ``org1.toml``, as it stands there."""

    __pydantic_config__ = strict_toml.STRICT
    org: OrgTable
    users: tuple[UserTable, ...]
    connected_apps: tuple[ConnectedAppTable, ...]
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
        *strict_toml.duplicates(file, tables, "connected_apps", "consumer_key"),
        *strict_toml.duplicates(file, tables, "connected_apps", "label", fold=True),
    ]
    return strict_toml.build(file, tables, _shape(), known, [*twice, *_unused_assignments(file, tables)])


@cache
def _shape() -> TypeAdapter[OrgFile]:
    return TypeAdapter(OrgFile)


def _unused_assignments(file: Path, tables: Mapping[str, Any]) -> list[Problem]:
    """Assigned profiles and permission sets that no user has are typing errors."""
    known_profiles = {name for _, name in strict_toml.members(tables, "users", "profile")}
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
