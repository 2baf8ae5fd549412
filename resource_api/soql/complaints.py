"""What is wrong with a query, in Salesforce's positional form.

The form is a line feed, an excerpt of the query's line, a caret below it, row and column, and the text. Captures agree
on these: the excerpt is what lies within 31 characters of the caret, made up to whole words; a syntax error's column is
counted from 0 and the caret stands one to the left of it, other errors count from 1.
"""

import re
from typing import TypeVar

from resource_api.errors import ApiError, MalformedQueryError

_AROUND = 31
_LONGEST_WORD = 100
_SEPARATORS = " \t\r,"
_WORD = re.compile(r"'(?:[^'\\]|\\.)*'|[+-]?[\w.]+|<=|>=|<>|!=|.", re.DOTALL)
_LONGEST_TOKEN = 60

E = TypeVar("E", bound=ApiError)


def complaint(error: type[E], query: str, at: int, text: str) -> E:
    """An error about what stands at index ``at`` of the query."""
    row, start = _row(query, at)
    return error(_positional(query, row, start, at - start + 1, text))


def syntax_complaint(query: str, at: int) -> MalformedQueryError:
    """The error for a query whose text at index ``at`` does not continue it."""
    row, start = _row(query, at)
    column = at - start
    found = query[at : at + 1]
    if not found:
        text = "unexpected token: '<EOF>'"
    elif found == "'" and not _is_string(query, at):
        text = f"line {row}:{column} mismatched character '<EOF>' expecting '''"
    elif found.isalnum() or found in "_'()=<>!,.+-":
        text = f"unexpected token: '{_token_at(query, at)}'"
    else:
        text = f"line {row}:{column} no viable alternative at character '{found}'"
    hint = _unsupported(query, at)
    return MalformedQueryError(_positional(query, row, start, max(column, 1), text + (f"\n{hint}" if hint else "")))


def _positional(query: str, row: int, start: int, column: int, text: str) -> str:
    line = query[start:].partition("\n")[0].rstrip("\r")
    caret = min(column - 1, len(line))
    first = max(caret - _AROUND, 0)
    furthest = max(first - _LONGEST_WORD, 0)
    while first > furthest and line[first - 1] not in _SEPARATORS and line[first] not in _SEPARATORS:
        first -= 1
    last = min(caret + _AROUND, len(line))
    furthest = min(last + _LONGEST_WORD, len(line))
    while last < furthest and line[last] not in _SEPARATORS:
        last += 1
    while first < caret and line[first] in _SEPARATORS:
        first += 1
    excerpt = line[first:last].rstrip(_SEPARATORS)
    return f"\n{excerpt}\n{' ' * (caret - first)}^\nERROR at Row:{row}:Column:{column}\n{text}"


def _row(query: str, at: int) -> tuple[int, int]:
    return query.count("\n", 0, at) + 1, query.rfind("\n", 0, at) + 1


def _is_string(query: str, at: int) -> bool:
    found = _WORD.match(query, at)
    return bool(found) and len(found[0]) > 1  # type: ignore[index]


def _token_at(query: str, at: int) -> str:
    found = _WORD.match(query, at)
    token = found[0] if found else ""
    return token if len(token) <= _LONGEST_TOKEN else token[:_LONGEST_TOKEN] + "…"


#: What stands before the place, what stands there, and which construct that is.
_CONSTRUCTS = tuple(
    (re.compile(before + r"\s*\Z", re.IGNORECASE), re.compile(here, re.IGNORECASE), construct)
    for before, here, construct in (
        (r"", r"GROUP\b", "GROUP BY"),
        (r"", r"HAVING\b", "HAVING"),
        (r"", r"USING\b", "USING SCOPE"),
        (r"", r"WITH\b", "WITH"),
        (r"", r"FOR\b", "FOR VIEW, FOR REFERENCE and FOR UPDATE"),
        (r"", r"ALL\b", "ALL ROWS"),
        (r"", r"UPDATE\b", "UPDATE TRACKING and UPDATE VIEWSTAT"),
        (r"", r"TYPEOF\b", "TYPEOF"),
        (r"", r"(?:INCLUDES|EXCLUDES)\b", "INCLUDES and EXCLUDES"),
        (r"", r"(?:THIS|LAST|NEXT|N)_\w+", "this date literal"),
        (r"", r":", "bind variables"),
        (r"\bFROM\s+\w+(?:\s+\w+)?", r",", "more than one object in FROM"),
        (r"\(", r"SELECT\b", "sub-queries"),
        (r"(?:\bSELECT|,)", r"\(", "sub-queries"),
        (r"\bCOUNT\s*\(", r"", "functions other than COUNT()"),
        (r"(?<!\bIN)(?<!\bNOT)\b\w+", r"\(", "functions other than COUNT()"),
        (r"\bCOUNT\s*\(\s*\)", r",", "COUNT() beside other fields"),
    )
)
_LOOK_BACK = 200


def _unsupported(query: str, at: int) -> str:
    before = query[max(at - _LOOK_BACK, 0) : at]
    for left, here, construct in _CONSTRUCTS:
        if here.match(query, at) and left.search(before):
            return f"This server does not support {construct}."
    return ""
