"""Reads a parameter from the query of an address, strictly as UTF-8."""

from urllib.parse import parse_qsl

from flask import Request

from .errors import MalformedQueryError

_MOST_PARAMETERS = 100


def parameter(request: Request, name: str) -> str:
    """The first value of that name, or empty text.

    Raises:
        MalformedQueryError: The query is not UTF-8, or has far too many parameters.
    """
    try:
        pairs = parse_qsl(
            request.query_string.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError:  # UnicodeDecodeError is one
        raise MalformedQueryError("The query string cannot be read: too many parameters, or not UTF-8") from None
    return next((value for key, value in pairs if key == name), "")
