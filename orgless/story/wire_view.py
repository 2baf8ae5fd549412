"""Requests and answers as they crossed the wire, without secrets, in the form in which people read them."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

import httpx

from orgless.scenarios.wire_tap import Seen

#: Takes secrets out of a text.
Shown = Callable[[str], str]

_FORM = "application/x-www-form-urlencoded"
_LONGEST_BODY = 4_000
_SECRET_HEADERS = frozenset({"authorization", "authentication", "cookie", "set-cookie"})
#: What every answer of the vendor carries and what tells nothing of the exchange.
_USUAL_HEADERS = frozenset(
    {
        "cache-control",
        "connection",
        "content-length",
        "date",
        "expires",
        "pragma",
        "server",
        "set-cookie",
        "strict-transport-security",
        "x-content-type-options",
        "x-robots-tag",
        "x-xss-protection",
    }
)


def request_lines(seen: Seen, shown: Shown) -> Iterator[str]:
    """Request line, headers and body; a form's parameters a line each, decoded."""
    request = seen.request
    yield f"{request.method} {shown(request.url.raw_path.decode('ascii'))} HTTP/1.1"
    yield from _header_lines(request.headers, shown)
    content = request.content.decode("utf-8", "replace")
    if not content:
        return
    yield ""
    if request.headers.get("Content-Type", "").startswith(_FORM):
        for name, value in parse_qsl(content, keep_blank_values=True):
            yield f"{name}={_value(value, shown)}"
    else:
        yield from shown(content).splitlines()


def response_lines(seen: Seen, shown: Shown, *, every_header: bool = False, with_body: bool = True) -> Iterator[str]:
    """Status line, headers and body; JSON with a member per line.

    Args:
        seen: The exchange.
        shown: Takes secrets out of a text.
        every_header: Show the headers too that every answer has.
        with_body: Show the body.
    """
    response = seen.response
    yield f"HTTP/1.1 {response.status_code} {response.reason_phrase}"
    headers = [(name, value) for name, value in _pairs(response.headers) if every_header or not _is_usual(name)]
    yield from (f"{name}: {_header_value(name, value, shown)}" for name, value in headers)
    left_out = len(response.headers.raw) - len(headers)
    if left_out:
        yield f"… and {left_out} more headers"
    if with_body and seen.body:
        yield ""
        yield from shown(pretty(bytes(seen.body).decode("utf-8", "replace")))[:_LONGEST_BODY].splitlines()


def pretty(body: str) -> str:
    """JSON with one member per line; other text as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def _value(value: str, shown: Shown) -> str:
    """A parameter's value; of a JWT only as much as shows what it is."""
    text = shown(value)
    parts = text.split(".")
    if text.startswith("eyJ") and len(parts) == 3:  # noqa: PLR2004  header, payload and what is left of the signature
        return f"{_cut(parts[0])}.{_cut(parts[1])}.…   ({len(value):,} characters)"
    return text if len(text) <= 300 else f"{text[:300]}…   ({len(value):,} characters)"  # noqa: PLR2004  some lines


def _cut(part: str) -> str:
    return part if len(part) <= 24 else f"{part[:20]}…"  # noqa: PLR2004  enough to be recognised


def _header_lines(headers: httpx.Headers, shown: Shown) -> Iterator[str]:
    for name, value in _pairs(headers):
        yield f"{name}: {_header_value(name, value, shown)}"


def _header_value(name: str, value: str, shown: Shown) -> str:
    if name.lower() == "assertion":
        return _value(value, shown)
    safe = shown(value)
    if name.lower() in _SECRET_HEADERS and safe == value and len(value) > 40:  # noqa: PLR2004  longer than a name
        return f"{value[:20]}…"
    return safe


def _pairs(headers: httpx.Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw]


def _is_usual(name: str) -> bool:
    return name.lower() in _USUAL_HEADERS
