"""Asks the authorization server who is in the org: its users, its profiles, itself."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, TypeAdapter, ValidationError

from .authorization_server import AuthorizationServer, NoAnswerError
from .records.ids import normal_id

PATH = "/directory"

_OK, _NOT_MODIFIED, _SERVER_ERROR = 200, 304, 500


def _identifier(value: str) -> str:
    identifier = normal_id(value)
    if identifier is None:
        raise ValueError("is no id")
    return identifier


_Id = Annotated[str, AfterValidator(_identifier)]


@dataclass(frozen=True, slots=True)
class OrganizationEntry:
    """The org; ``created_at`` is in seconds since 1970, where it is known."""

    id: _Id
    name: str
    is_sandbox: bool
    organization_type: str
    instance_name: str
    namespace_prefix: str | None
    created_at: float | None


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """One of its profiles."""

    id: _Id
    name: str
    user_type: str


@dataclass(frozen=True, slots=True)
class UserEntry:
    """One of its users."""

    id: _Id
    username: str
    email: str
    first_name: str | None
    last_name: str
    alias: str
    profile_id: _Id
    active: bool
    federation_id: str | None
    time_zone: str
    locale: str
    language: str


@dataclass(frozen=True, slots=True)
class Directory:
    """All of it; ``etag`` tells this state of it apart, where the server gives one."""

    organization: OrganizationEntry
    profiles: tuple[ProfileEntry, ...]
    users: tuple[UserEntry, ...]
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The directory is as it was when it had the ETag that was sent."""


@dataclass(frozen=True, slots=True)
class NoDirectory:
    """The authorization server has none, or none for this API."""

    status: int


def request_directory(server: AuthorizationServer, etag: str) -> Directory | Unchanged | NoDirectory:
    """The directory as it is now; with an ETag, only where it has changed since.

    Raises:
        NoAnswerError: The authorization server cannot be reached, fails, or answers what is no directory.
    """
    answer = server.get_as_app(PATH, {"If-None-Match": etag} if etag else {})
    if etag and answer.status_code == _NOT_MODIFIED:
        return Unchanged()
    if answer.status_code >= _SERVER_ERROR:
        raise NoAnswerError(f"{server.url}{PATH} answered {answer.status_code}")
    if answer.status_code != _OK:
        return NoDirectory(answer.status_code)
    try:
        found = _shape().validate_json(answer.content)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise NoAnswerError(f"{server.url}{PATH} answered what is no directory: {where or 'no JSON'}") from None
    return Directory(found.organization, found.profiles, found.users, answer.headers.get("ETag", ""))


@cache
def _shape() -> TypeAdapter[Directory]:
    return TypeAdapter(Directory)
