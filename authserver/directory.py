"""What the org's own REST API is told of the org, its profiles and its users, made once for as long as they stay."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic_core import to_json

from .org import Org
from .users import LANGUAGE, LOCALE, TIME_ZONE, User

_EDITION, _INSTANCE = "Developer Edition", "XX1"


@dataclass(frozen=True, slots=True)
class Document:
    """The directory as it is answered, and the entity tag that changes when anything in it does."""

    body: bytes
    etag: str


class Directory:
    """The directory of an org as it is; whoever changes the org makes another.

    Args:
        org: The org.
    """

    def __init__(self, org: Org) -> None:
        self._org = org

    @cached_property
    def document(self) -> Document:
        """Made when it is first asked for."""
        body = to_json(_described(self._org))
        return Document(body, hashlib.sha256(body).hexdigest())


def _described(org: Org) -> dict[str, Any]:
    profiles = {profile.name: profile for profile in (*org.profiles, *map(org.profile_of, org.users))}
    return {
        "organization": {
            "id": org.org_id,
            "name": org.name,
            "my_domain": org.my_domain,
            "is_sandbox": org.is_sandbox,
            "organization_type": _EDITION,
            "instance_name": _INSTANCE,
            "namespace_prefix": None,
            "created_at": None,
        },
        "profiles": [
            {"id": profile.profile_id, "name": profile.name, "user_type": "Standard"} for profile in profiles.values()
        ],
        "users": [_user(user, org) for user in org.users],
    }


def _user(user: User, org: Org) -> dict[str, Any]:
    return {
        "id": user.user_id,
        "username": user.username,
        "email": user.email,
        "first_name": user.first_name or None,
        "last_name": user.last_name,
        "name": user.name,
        "alias": f"{user.first_name[:1]}{user.last_name[:4]}".lower(),
        "profile_id": org.profile_of(user).profile_id,
        "active": user.active,
        "federation_id": None,
        "time_zone": TIME_ZONE,
        "locale": LOCALE,
        "language": LANGUAGE,
    }
