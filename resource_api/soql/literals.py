"""What a literal of a query means for the field that it is compared with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resource_api.errors import (
    InvalidFieldError,
    InvalidQueryFilterOperatorError,
    MalformedQueryError,
    QueryTooComplicatedError,
)
from resource_api.records.ids import normal_id
from resource_api.salesforce_time import days_of, midnight_of, milliseconds_of
from resource_api.schema.fields import FRACTIONS, IDS, Field, FieldType

from .complaints import complaint
from .date_literals import days_meant
from .syntax import Kind, Literal

LONGEST_TEXT = 4_000
LONGEST_NUMBER = 30

#: Escapes a wildcard, or itself, in a pattern for the database.
PATTERN_ESCAPE = "!"

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\", "_": "_", "%": "%"}
_NUMBERS = FRACTIONS | {FieldType.INT}
_LARGEST_INTEGER = 2**63 - 1
_EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Span:
    """From the first value to before the end, in the unit of the field: what a date literal like TODAY stands for."""

    first: int
    end: int


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap or meet made one."""
    made: list[Span] = []
    for span in sorted(spans, key=lambda span: span.first):
        if made and span.first <= made[-1].end:
            made[-1] = Span(made[-1].first, max(made[-1].end, span.end))
        else:
            made.append(span)
    return made


@dataclass(frozen=True, slots=True)
class Meaning:
    """What literals mean in one query.

    Args:
        query: The query's text, for complaints.
        today: Days since 1970; date literals are counted from it, in UTC.
    """

    query: str
    today: int

    def value(self, field: Field, literal: Literal, at: int) -> str | int | float | Span | None:
        """The value that the column is compared with; None stands for null, and so does empty text.

        Args:
            field: What it is compared with.
            literal: As written.
            at: Where in the query the field is named, for complaints.

        Raises:
            InvalidFieldError: The literal is of another type than the field.
            InvalidQueryFilterOperatorError: The text is no id.
            MalformedQueryError: The literal cannot be read.
        """
        if literal.kind is Kind.NULL:
            return None
        if field.is_text:
            return self._folded(field, literal, at)
        if field.type in IDS:
            return self._identifier(field, literal, at)
        read = self._read(field, literal)
        if read is None:
            raise self._wrong_type(field, at)
        return read

    def pattern(self, field: Field, literal: Literal, at: int) -> str:
        """A LIKE pattern for the database, case-folded, its own wildcards escaped by ``PATTERN_ESCAPE``."""
        if literal.kind is not Kind.TEXT:
            raise self._wrong_type(field, at)
        pattern = ""
        for character, is_escaped in self._characters(literal):
            meant = character in "%_" and not is_escaped
            needs_escape = character in "%_!" and not meant
            pattern += PATTERN_ESCAPE + character if needs_escape else character
        return pattern.casefold()

    def _folded(self, field: Field, literal: Literal, at: int) -> str | None:
        if literal.kind is not Kind.TEXT:
            raise self._wrong_type(field, at)
        return self._text(literal).casefold() or None

    def _identifier(self, field: Field, literal: Literal, at: int) -> str | None:
        if literal.kind is not Kind.TEXT:
            raise self._wrong_type(field, at)
        text = self._text(literal)
        if not text:
            return None
        identifier = normal_id(text)
        if identifier is None:
            raise complaint(InvalidQueryFilterOperatorError, self.query, literal.at, f"invalid ID field: {text}")
        return identifier

    def _read(self, field: Field, literal: Literal) -> int | float | Span | None:
        text, kind = literal.text, literal.kind
        if field.type is FieldType.BOOLEAN and kind is Kind.BOOLEAN:
            return int(text.upper() == "TRUE")
        if field.type in _NUMBERS and kind is Kind.NUMBER:
            return self._number(literal)
        if field.type is FieldType.DATE and kind is Kind.DATE:
            return days_of(text)
        if field.type is FieldType.DATETIME and kind is Kind.DATETIME:
            return milliseconds_of(text)
        if kind is Kind.DAYS and field.type in {FieldType.DATE, FieldType.DATETIME}:
            days = self._days(literal)
            is_date = field.type is FieldType.DATE
            return days if is_date else Span(midnight_of(days.first), midnight_of(days.end))
        return None

    def _number(self, literal: Literal) -> int | float:
        text = literal.text
        if len(text) > LONGEST_NUMBER:
            raise complaint(MalformedQueryError, self.query, literal.at, f"For input string: {text[:LONGEST_NUMBER]}…")
        number = float(text) if "." in text else int(text)
        return number if abs(number) <= _LARGEST_INTEGER else float(number)

    def _days(self, literal: Literal) -> Span:
        try:
            first, end = days_meant(literal.text.upper(), date.fromordinal(self.today + _EPOCH_DAY))
        except (OverflowError, ValueError):
            raise complaint(MalformedQueryError, self.query, literal.at, f"out of range: {literal.text[:60]}") from None
        return Span(first.toordinal() - _EPOCH_DAY, end.toordinal() - _EPOCH_DAY)

    def _text(self, literal: Literal) -> str:
        return "".join(character for character, _ in self._characters(literal))

    def _characters(self, literal: Literal) -> list[tuple[str, bool]]:
        """The characters that the quoted text stands for, each with whether it was written with a backslash."""
        quoted = literal.text[1:-1]
        if len(quoted) > LONGEST_TEXT:
            raise QueryTooComplicatedError
        characters: list[tuple[str, bool]] = []
        last = 0
        for found in _ESCAPE.finditer(quoted):
            characters += [(character, False) for character in quoted[last : found.start()]]
            characters.append((self._escaped(found[1], literal), True))
            last = found.end()
        characters += [(character, False) for character in quoted[last:]]
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character, _ in characters):
            raise complaint(MalformedQueryError, self.query, literal.at, "Illegal character in text")
        return characters

    def _escaped(self, sequence: str, literal: Literal) -> str:
        if len(sequence) > 1:
            return chr(int(sequence[1:], 16))
        character = _ESCAPES.get(sequence.lower())
        if character is None:
            raise complaint(MalformedQueryError, self.query, literal.at, f"Invalid string literal: \\{sequence}")
        return character

    def _wrong_type(self, field: Field, at: int) -> InvalidFieldError:
        if field.is_text or field.type in IDS:
            wanted, quotes = "string", "should be"
        else:
            wanted, quotes = "dateTime" if field.type is FieldType.DATETIME else str(field.type), "should not be"
        message = (
            f"value of filter criterion for field '{field.name}' must be of type {wanted} "
            f"and {quotes} enclosed in quotes"
        )
        return complaint(InvalidFieldError, self.query, at, message)
