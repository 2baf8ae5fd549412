"""Writes requests and answers down as they crossed the wire, without secrets and control characters."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

import httpx

from plumbing.redaction import printable, redacted

_LONGEST_BODY = 20_000
_SHORTEST_SECRET = 8
_SHOWN_START = 6
_SHOW_START_FROM = 24
_TOKEN_MEMBER = re.compile(r'("(?:access|refresh|id)_token"\s*:\s*")((?:[^"\\]|\\.)*)')
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


def request_text(request: httpx.Request, secrets: Iterable[str] = ()) -> str:
    """The request line, headers and body."""
    target = request.url.raw_path.decode("ascii")
    head = f"{request.method} {target} HTTP/1.1\n{_header_lines(request.headers)}"
    return without_secrets(f"{head}\n{_body(request.content.decode('utf-8', 'replace'))}", secrets)


def response_text(response: httpx.Response, body: str, secrets: Iterable[str] = ()) -> str:
    """The status line, headers and body."""
    version = response.extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace")
    head = f"{version} {response.status_code} {response.reason_phrase}\n{_header_lines(response.headers)}"
    return without_secrets(f"{head}\n{_body(body)}", secrets)


def without_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """The text fit to be shown: tokens, signatures, keys and the given secrets are cut short."""
    for secret in secrets:
        for spelling in _spellings(secret):
            text = text.replace(spelling, shortened(secret))
    text = _TOKEN_MEMBER.sub(lambda found: found[1] + shortened(found[2]), text)
    return printable(redacted(text))


def shortened(secret: str) -> str:
    """The beginning of a secret, where it is long enough to lose nothing by it."""
    safe = redacted(secret)
    if safe != secret:
        return safe
    if secret.endswith("…"):
        return secret
    return f"{secret[:_SHOWN_START]}…" if len(secret) >= _SHOW_START_FROM else "…"


def _header_lines(headers: httpx.Headers) -> str:
    lines = ""
    for name, value in headers.raw:
        shown, text = name.decode("latin-1"), value.decode("latin-1")
        if shown.lower() in _SECRET_HEADERS:
            text = _secret_header(text)
        lines += f"{shown}: {text}\n"
    return lines


def _secret_header(text: str) -> str:
    """``Bearer abcdef…``: the scheme, or a cookie's name, stays readable."""
    safe = redacted(text)
    if safe != text:
        return safe
    found = re.match(r"([\w-]+[ =])(.+)", text, re.DOTALL)
    return found[1] + shortened(found[2]) if found else shortened(text)


def _body(text: str) -> str:
    if len(text) <= _LONGEST_BODY:
        return text
    return f"{text[:_LONGEST_BODY]}\n… ({len(text) - _LONGEST_BODY} more characters)"


def _spellings(secret: str) -> list[str]:
    """A secret as it stands, and as it stands in JSON and in URLs; one so short that it is a word is no secret."""
    if len(secret) < _SHORTEST_SECRET:
        return []
    escaped = json.dumps(secret)[1:-1]
    return sorted({secret, escaped, escaped.replace("/", "\\/"), quote(secret, safe=""), quote(secret)}, key=len)[::-1]
