"""Reads bodies whose members are prescribed, as those of the composite resources (refusals inferred from Jackson's)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request

from .errors import JsonParserError
from .request_body import Member, objects_in, read_members

_TRUTH: Mapping[str, bool] = {"true": True, "false": False}
_LONGEST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class PrescribedBody:
    """The members of an object, by their names."""

    members: Mapping[str, Member]

    def value(self, name: str) -> Any:
        """The member's value, or None."""
        return self.members[name].value if name in self.members else None

    def flag(self, name: str) -> bool:
        """Whether the member is true; false where it is missing.

        Raises:
            JsonParserError: It is neither true nor false.
        """
        value = self.value(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        if isinstance(value, str) and value in _TRUTH:
            return _TRUTH[value]
        raise _wrong(self.members[name], "boolean")

    def text(self, name: str) -> str:
        """The member's text; empty where it is missing.

        Raises:
            JsonParserError: It is no text.
        """
        value = self.value(name)
        if value is None or isinstance(value, str):
            return value or ""
        raise _wrong(self.members[name], "string")

    def texts(self, name: str) -> list[str]:
        """The texts of the member's array; empty where it is missing.

        Raises:
            JsonParserError: It is no array of texts.
        """
        value = self.value(name)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        raise _wrong(self.members[name], "array of strings")

    def objects(self, name: str) -> list[list[Member]]:
        """The objects of the member's array; empty where it is missing.

        Raises:
            JsonParserError: It is no array of objects.
        """
        return objects_in(self.members[name]) if self.value(name) is not None else []


def read_prescribed(request: Request, *names: str) -> PrescribedBody:
    """The request's JSON object.

    Raises:
        ApiError: The body is no JSON object, or has other members than those.
    """
    return prescribed(read_members(request), *names)


def prescribed(members: list[Member], *names: str) -> PrescribedBody:
    """The members of an object that must have no others than those.

    Raises:
        JsonParserError: It has.
    """
    for member in members:
        if member.name not in names:
            shown = member.name[:_LONGEST_SHOWN].encode("utf-8", "replace").decode()
            raise JsonParserError(f'Unrecognized field "{shown}" at {member.place}')
    return PrescribedBody({member.name: member for member in members})


def _wrong(member: Member, kind: str) -> JsonParserError:
    return JsonParserError(f"Cannot deserialize the value of {member.name} as {kind} at {member.place}")
