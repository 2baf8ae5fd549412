"""Loads ``org1.toml`` with the certificates and secrets that it names, strictly, with every problem told at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from plumbing import strict_toml
from plumbing.strict_toml import BadFileError, Problem

from .certificate_file import read_certificate
from .connected_apps import (
    AppKind,
    Approval,
    ConnectedApp,
    ConsumerSecret,
    IpRelaxation,
    PermittedUsers,
    RegisteredCertificate,
)
from .org import Org
from .org_tables import ConnectedAppTable, OrgFile, ProfileTable, UserTable, read_org
from .org_values import is_file_name
from .users import AddressRange, User, UserProfile

__all__ = ["OrgFile", "load_org", "read_org"]


def load_org(file: Path, certs: Path) -> Org:
    """The org with its apps' certificates and secrets, from ``certs``.

    Raises:
        BadFileError: With every problem of the file and of the files that it names.
    """
    try:
        read = read_org(file)
    except BadFileError as error:
        raise BadFileError([*error.problems, *_file_problems(file, certs)]) from None
    problems: list[Problem] = []
    apps = tuple(_connected_app(file, certs, index, app, problems) for index, app in enumerate(read.connected_apps))
    if problems:
        raise BadFileError(problems)
    return Org(
        org_id=read.org.id,
        name=read.org.name,
        my_domain=read.org.my_domain,
        is_sandbox=read.org.kind == "sandbox",
        signing_key_file=read.org.signing_key_file,
        users=tuple(_user(user) for user in read.users),
        connected_apps=apps,
        approvals=tuple(Approval(one.username, one.connected_app, one.scopes) for one in read.approvals),
        profiles=tuple(_profile(profile) for profile in read.profiles),
        is_active=read.org.active,
        api_enabled=read.org.api_enabled,
        api_access_control=read.org.api_access_control,
        session_timeout_minutes=read.org.session_timeout_minutes,
        logins_per_user_and_hour=read.org.logins_per_user_and_hour,
    )


def _user(table: UserTable) -> User:
    return User(
        username=table.username,
        email=table.email,
        first_name=table.first_name,
        last_name=table.last_name,
        profile=table.profile,
        permission_sets=table.permission_sets,
        active=table.active,
        frozen=table.frozen,
    )


def _profile(table: ProfileTable) -> UserProfile:
    return UserProfile(
        name=table.name,
        login_ip_ranges=tuple(AddressRange.of(text) for text in table.login_ip_ranges),
        session_timeout_minutes=table.session_timeout_minutes,
        api_enabled=table.api_enabled,
    )


def _connected_app(
    file: Path, certs: Path, index: int, table: ConnectedAppTable, problems: list[Problem]
) -> ConnectedApp:
    def read(name: str | None, key: str, reader: Callable[[Path], Any]) -> Any:
        if name is None:
            return None
        try:
            return reader(certs / name)
        except ValueError as error:
            problems.append(Problem(file, f"connected_apps[{index + 1}] ({table.label}).{key}", str(error)))
            return None

    certificate: RegisteredCertificate | None = read(table.certificate_file, "certificate_file", read_certificate)
    following: RegisteredCertificate | None = read(
        table.next_certificate_file, "next_certificate_file", read_certificate
    )
    secret: ConsumerSecret | None = read(table.consumer_secret_file, "consumer_secret_file", _read_secret)
    return ConnectedApp(
        label=table.label,
        consumer_key=table.consumer_key,
        certificate=certificate,
        secret=secret,
        scopes=table.scopes,
        permitted_users=PermittedUsers(table.permitted_users) if table.permitted_users else None,
        profiles=table.profiles,
        permission_sets=table.permission_sets,
        blocked=table.blocked,
        introspect_all_tokens=table.introspect_all_tokens,
        kind=AppKind(table.kind),
        jwt_bearer_flow=table.jwt_bearer_flow,
        jwt_access_tokens=table.jwt_access_tokens,
        jwt_access_token_minutes=table.jwt_access_token_minutes,
        session_timeout_minutes=table.session_timeout_minutes,
        ip_relaxation=IpRelaxation(table.ip_relaxation),
        allowed_by_api_access_control=table.allowed_by_api_access_control,
        next_certificate=following,
    )


def _read_secret(path: Path) -> ConsumerSecret:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; `orgless certs` makes the missing ones") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: is not UTF-8 text; put the consumer secret into it and nothing else") from None
    if not secret:
        raise ValueError(f"{path}: is empty; delete it, then `orgless certs` makes a new one")
    return ConsumerSecret.of(secret)


def _file_problems(file: Path, certs: Path) -> list[Problem]:
    """What is wrong with certificates and secrets, even where the rest of the file is broken."""
    try:
        tables = strict_toml.parse(file)
    except BadFileError:
        return []
    readers: dict[str, Callable[[Path], Any]] = {
        "certificate_file": read_certificate,
        "next_certificate_file": read_certificate,
        "consumer_secret_file": _read_secret,
    }
    problems = []
    for member, reader in readers.items():
        for index, name in strict_toml.members(tables, "connected_apps", member):
            if not is_file_name(name):
                continue  # which the file's own validation tells
            try:
                reader(certs / name)
            except ValueError as error:
                where = strict_toml.key(("connected_apps", index, member), tables)
                problems.append(Problem(file, where, str(error)))
    return problems
