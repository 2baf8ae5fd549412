"""The three forms in which the identity URL answers: JSON, XML, and a form's encoding."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from flask import Response

from authserver.answers import json_answer
from plumbing.xml_characters import escaped

JSON, XML, FORM = "application/json", "application/xml", "application/x-www-form-urlencoded"

_BY_NAME = {"json": JSON, "xml": XML, "urlencoded": FORM}
_NAMESPACE = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

Members = dict[str, object]


def format_asked_for(parameter: str, accept: str) -> str:
    """The media type that ``format`` names, or else the first of ``Accept`` that can be had, read from left to right.

    Salesforce Help says so: it does not weigh them. Where neither helps it is JSON.
    """
    named = _BY_NAME.get(parameter)
    if named:
        return named
    listed = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((one for one in listed if one in _BY_NAME.values()), JSON)


def in_format(media_type: str, described: Members) -> Response:
    """The members in that form."""
    if media_type == JSON:
        return json_answer(200, described)
    text = _xml(described) if media_type == XML else urlencode(list(_pairs(described)))
    return Response(text, 200, [("Content-Type", f"{media_type};charset=UTF-8")])


def _xml(described: Members) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><user {_NAMESPACE}>{"".join(map(_element, described.items()))}</user>'
    )


def _element(member: tuple[str, object]) -> str:
    name, value = member
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    inside = "".join(map(_element, value.items())) if isinstance(value, dict) else escaped(_text(value))
    return f"<{name}>{inside}</{name}>"


def _pairs(described: Members, prefix: str = "") -> Iterator[tuple[str, str]]:
    """What lies inside another member is named after both (inferred: no sample of this form is known)."""
    for name, value in described.items():
        if isinstance(value, dict):
            yield from _pairs(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", "" if value is None else _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
