"""Answers as Salesforce's servers send them: JSON with its charset, the captured headers, errors as OAuth objects."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from pydantic_core import to_json

#: The headers of captured answers of the token endpoint; ``no-store`` and ``Pragma`` are also RFC 6749 5.1's.
_HEADERS = (
    ("Cache-Control", "no-cache,must-revalidate,max-age=0,no-store,private"),
    ("Pragma", "no-cache"),
    ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-XSS-Protection", "1; mode=block"),
    ("X-Robots-Tag", "none"),
    ("Set-Cookie", "CookieConsentPolicy=0:1; path=/; Max-Age=31536000"),
)
_BROWSER = "BrowserId"
_TEXT = ("Content-Type", "text/plain;charset=UTF-8")
JSON = ("Content-Type", "application/json;charset=UTF-8")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answers, before it is known who carries it: Flask, or the WSGI server itself."""

    status: int
    body: bytes
    headers: list[tuple[str, str]]

    def response(self) -> Response:
        """For Flask."""
        return Response(self.body, self.status, self.headers)


def encoded(status: int, body: Any, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    """A JSON object, compact, with headers of its own; nothing but the status where the body is None."""
    if body is None:
        return Answer(status, b"", [_TEXT, *headers])
    return Answer(status, to_json(body), [JSON, *headers])


def standard_headers(environment: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The headers that belong to every answer, with a mark for browsers that have none yet."""
    if _BROWSER in environment.get("HTTP_COOKIE", ""):
        return [*_HEADERS]
    return [*_HEADERS, ("Set-Cookie", f"{_BROWSER}={secrets.token_urlsafe(16)}; path=/; Max-Age=31536000")]


def with_headers(wsgi_app: Any) -> Any:
    """The WSGI app with the headers that belong to every answer; a page that says how to cache it is left alone."""

    def serve(environment: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if any(name == "Cache-Control" for name, _ in headers):
                return start_response(status, headers, *error)
            return start_response(status, [*headers, *standard_headers(environment)], *error)

        return wsgi_app(environment, start)

    return serve


def json_answer(status: int, body: Any, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """A JSON object, compact, with headers of its own."""
    return encoded(status, body, headers).response()


def text_answer(status: int, text: str) -> Response:
    """Plain text, as the identity endpoints refuse."""
    return Response(text, status, [_TEXT])


def oauth_error(status: int, text: str) -> Response:
    """An HTTP error outside the OAuth codes, in their form."""
    if request.path.startswith("/login-history"):
        return text_answer(status, f"{text}\n")
    return http_error(status, text).response()


def http_error(status: int, text: str) -> Answer:
    """An HTTP error as an OAuth object."""
    code = "invalid_request" if status < 500 else "server_error"  # noqa: PLR2004  where HTTP's own faults begin
    return encoded(status, {"error": code, "error_description": text.lower()})
