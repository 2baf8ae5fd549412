"""Answers as Salesforce's servers send them: JSON with its charset, the captured headers, errors as OAuth objects."""

import json
import secrets
from collections.abc import Iterable
from typing import Any

from flask import Response, request

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
_ENCODER = json.JSONEncoder(separators=(",", ":"))
_JSON = ("Content-Type", "application/json;charset=UTF-8")


def with_headers(wsgi_app: Any) -> Any:
    """The WSGI app with the headers that belong to every answer; a page that says how to cache it is left alone."""

    def serve(environment: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if any(name == "Cache-Control" for name, _ in headers):
                return start_response(status, headers, *error)
            browser = ("Set-Cookie", f"BrowserId={secrets.token_urlsafe(16)}; path=/; Max-Age=31536000")
            return start_response(status, [*headers, *_HEADERS, browser], *error)

        return wsgi_app(environment, start)

    return serve


def json_answer(status: int, body: Any, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """A JSON object, compact, with headers of its own."""
    return _answer(_ENCODER.encode(body), status, [_JSON, *headers])


def text_answer(status: int, text: str) -> Response:
    """Plain text, as the identity endpoints refuse."""
    return _answer(text, status, [("Content-Type", "text/plain;charset=UTF-8")])


def empty_answer(status: int) -> Response:
    """Nothing but the status."""
    return _answer("", status, [("Content-Type", "text/plain;charset=UTF-8")])


def oauth_error(status: int, text: str) -> Response:
    """An HTTP error outside the OAuth codes, in their form."""
    code = "invalid_request" if status < 500 else "server_error"  # noqa: PLR2004  where HTTP's own faults begin
    if request.path.startswith("/login-history"):
        return _answer(f"{text}\n", status, [("Content-Type", "text/plain;charset=UTF-8")])
    return json_answer(status, {"error": code, "error_description": text.lower()})


def _answer(body: str, status: int, headers: list[tuple[str, str]]) -> Response:
    return Response(body, status, headers)
