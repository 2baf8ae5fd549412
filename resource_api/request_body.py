"""Reads a JSON object from a request's body, and the objects in its arrays, and remembers where each value stands.

Salesforce names line and column of a value of the wrong type. Its parser is Jackson, so the sentences for text that is
no JSON at all are Jackson's (inferred), as is the refusal of a member that is given twice.
"""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from flask import Request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from plumbing.web import is_cut_off

from .errors import JsonParserError, UnsupportedMediaTypeError

#: In bytes.
LONGEST_BODY = 1_048_576

T = TypeVar("T")

_SPACE = " \t\r\n"
_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the object: its name, its value, and where in the body the value begins."""

    name: str
    value: Any
    at: int
    body: str = field(repr=False)

    @property
    def place(self) -> str:
        """As Salesforce writes it, ``[line:1, column:12]``, both counted from 1."""
        return _place(self.body, self.at)


def read_members(request: Request) -> list[Member]:
    """The members of the JSON object that the request carries, in their order.

    Raises:
        UnsupportedMediaTypeError: The body is no JSON by its content type, or compressed.
        JsonParserError: It is no JSON object, not UTF-8, or names a member twice.
        RequestEntityTooLarge: It is longer than the app takes.
    """
    kind = request.mimetype
    if kind != "application/json":
        raise UnsupportedMediaTypeError(f"MediaType of '{_shown(kind)}' is not supported by this resource")
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding != "identity":
        raise UnsupportedMediaTypeError(f"Content-Encoding of '{_shown(coding)}' is not supported by this resource")
    try:
        text = _body(request).decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonParserError(f"Invalid UTF-8 at byte {error.start + 1}") from None
    return members_of(text)


def objects_in(member: Member) -> list[list[Member]]:
    """The members of each object in the array that the member's value is.

    Raises:
        JsonParserError: It is no array of objects, or an object names a member twice.
    """
    return _Reader(member.body, member.at).read_objects()


def _body(request: Request) -> bytes:
    try:
        body = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception:  # noqa: BLE001  a chunk that is none: each WSGI server raises something of its own
        raise JsonParserError("The body could not be read to its end") from None
    if len(body) > LONGEST_BODY:  # of a chunked body, the framework reads a little more and tells nobody
        raise RequestEntityTooLarge
    if is_cut_off(body):
        raise JsonParserError("The body could not be read to its end")
    return body


def members_of(text: str) -> list[Member]:
    """The members of the JSON object that the text is.

    Raises:
        JsonParserError: The text is no JSON object, or names a member twice.
    """
    return _Reader(text, 0).read()


class _Reader:
    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at
        self._decoder = json.JSONDecoder(parse_float=_finite, parse_int=_bounded, parse_constant=_refused)

    def read(self) -> list[Member]:
        members = self._object()
        if self._next():
            self._refuse("was expecting the end of the body")
        return members

    def read_objects(self) -> list[list[Member]]:
        self._expect("[", "was expecting an array")
        return list(self._entries("]", "ARRAY", self._object))

    def _object(self) -> list[Member]:
        self._expect("{", "was expecting an object")
        names: set[str] = set()
        return list(self._entries("}", "OBJECT", lambda: self._member(names)))

    def _entries(self, end: str, kind: str, read: Callable[[], T]) -> Iterator[T]:
        if self._next() != end:
            yield read()
            while self._next() != end:
                self._expect(",", f"was expecting comma to separate {kind} entries")
                yield read()
        self._at += 1

    def _member(self, names: set[str]) -> Member:
        if self._next() != '"':
            self._refuse("was expecting double-quote to start field name")
        start = self._at
        name = self._value()
        if name.casefold() in names:
            raise JsonParserError(f"Duplicate field '{_shown(name)}' at {_place(self._text, start)}")
        names.add(name.casefold())
        self._expect(":", "was expecting a colon to separate field name and value")
        self._next()
        at = self._at
        return Member(name, self._value(), at, self._text)

    def _value(self) -> Any:
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = min(error.pos, len(self._text))
            self._refuse("was expecting a valid JSON value")
        except (ValueError, RecursionError):
            raise JsonParserError(f"Value out of range at {_place(self._text, self._at)}") from None
        return value

    def _next(self) -> str:
        text, at = self._text, self._at
        while at < len(text) and text[at] in _SPACE:
            at += 1
        self._at = at
        return text[at : at + 1]

    def _expect(self, character: str, otherwise: str) -> None:
        if self._next() != character:
            self._refuse(otherwise)
        self._at += 1

    def _refuse(self, why: str) -> NoReturn:
        place = _place(self._text, self._at)
        found = self._text[self._at : self._at + 1]
        if not found:
            raise JsonParserError(f"Unexpected end-of-input: {why} at {place}")
        raise JsonParserError(f"Unexpected character ('{_shown(found)}' (code {ord(found)})): {why} at {place}")


def _place(text: str, at: int) -> str:
    return f"[line:{text.count(chr(10), 0, at) + 1}, column:{at - text.rfind(chr(10), 0, at)}]"


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text[:_LONGEST_NUMBER])
    return number


def _bounded(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(text[:_LONGEST_NUMBER])
    return int(text)


def _refused(text: str) -> NoReturn:
    raise ValueError(text)


def _shown(text: str) -> str:
    """Short, and without what JSON text cannot carry: half characters."""
    return text[:100].encode("utf-8", "replace").decode("utf-8")
