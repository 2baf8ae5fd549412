"""Conditions in a request's headers (REST API guide, Conditional Request Headers).

That accounts have an ETag, 304, 412, and 400 for what cannot be read are the guide's; what an ETag is made of, and the
bodies of 412 and 400, are inferred.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from json import dumps
from typing import Any

from flask import Request

from .errors import BadRequestError
from .record_errors import PreconditionFailedError
from .schema.fields import ObjectType

_CHANGED_AT = "LastModifiedDate"
_ANY = "*"
_TAGS = re.compile(r'\s*(?:(?:W/)?"[\x21\x23-\x7e]*"\s*(?:,\s*|$))+')
_TAG = re.compile(r'"[\x21\x23-\x7e]*"')
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Preconditions:
    """What a request demands of a record as it is now.

    Args:
        one: The record's object.
        if_match: The ETags of which the record must have one; None demands nothing.
        if_none_match: Those of which it must have none.
        modified_since: It must have been changed after this time, in whole seconds since 1970.
        unmodified_since: It must not.
    """

    one: ObjectType
    if_match: frozenset[str] | None
    if_none_match: frozenset[str] | None
    modified_since: int | None
    unmodified_since: int | None

    def must_hold(self, record: Mapping[str, Any]) -> None:
        """For a change: refuses where the record is another than the request thinks.

        Raises:
            PreconditionFailedError: It is.
        """
        self.must_be_the_same(record)
        if self._is_among(self.if_none_match, record):
            raise PreconditionFailedError("If-None-Match")

    def must_be_the_same(self, record: Mapping[str, Any]) -> None:
        """Refuses where the record is none of those that the request names, or was changed since.

        Raises:
            PreconditionFailedError: So it is.
        """
        if self.if_match is not None and not self._is_among(self.if_match, record):
            raise PreconditionFailedError("If-Match")
        if self.unmodified_since is not None and _changed_at(record) > self.unmodified_since:
            raise PreconditionFailedError("If-Unmodified-Since")

    def is_known(self, record: Mapping[str, Any]) -> bool:
        """For a read: whether the request has the record already, as it is now."""
        if self.if_none_match is not None:
            return self._is_among(self.if_none_match, record)
        return self.modified_since is not None and _changed_at(record) <= self.modified_since

    def _is_among(self, tags: frozenset[str] | None, record: Mapping[str, Any]) -> bool:
        return tags is not None and (_ANY in tags or etag_of(record) in tags)


def preconditions_of(request: Request, one: ObjectType) -> Preconditions:
    """What the headers say; ETags count only for objects that have them.

    Raises:
        BadRequestError: A header of a change cannot be read; a read leaves such a header aside.
    """
    is_read = request.method in {"GET", "HEAD"}
    return Preconditions(
        one,
        if_match=_tags(request, "If-Match", is_read=is_read) if one.has_etag else None,
        if_none_match=_tags(request, "If-None-Match", is_read=is_read) if one.has_etag else None,
        modified_since=_seconds(request, "If-Modified-Since", is_read=True) if is_read else None,
        unmodified_since=_seconds(request, "If-Unmodified-Since", is_read=is_read),
    )


def etag_of(record: Mapping[str, Any]) -> str:
    """A digest of the whole record, in quotes."""
    return f'"{b64encode(sha256(dumps(record, sort_keys=True).encode()).digest()).decode()}"'


def validators_of(one: ObjectType, record: Mapping[str, Any]) -> dict[str, str]:
    """The headers by which a later request can say which record it means."""
    if record.get(_CHANGED_AT) is None:
        return {}
    changed = {"Last-Modified": format_datetime(datetime.fromtimestamp(_changed_at(record), UTC), usegmt=True)}
    return changed | ({"ETag": etag_of(record)} if one.has_etag else {})


def _changed_at(record: Mapping[str, Any]) -> int:
    return int(record[_CHANGED_AT] or 0) // _MILLISECONDS


def _tags(request: Request, name: str, *, is_read: bool) -> frozenset[str] | None:
    text = request.headers.get(name)
    if text is None:
        return None
    if text.strip() == _ANY:
        return frozenset({_ANY})
    if _TAGS.fullmatch(text):
        return frozenset(_TAG.findall(text))
    if is_read:
        return None
    raise _unreadable(name)


def _seconds(request: Request, name: str, *, is_read: bool) -> int | None:
    text = request.headers.get(name)
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        if is_read:
            return None
        raise _unreadable(name) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _unreadable(name: str) -> BadRequestError:
    return BadRequestError(f"The value of {name} cannot be read")
