"""What every app's HTTP surface needs whatever it serves: a health page, known host names only, no leaking errors."""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from .redaction import RedactingFilter
from .strict_toml import BadFileError

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

#: What gunicorn takes as "the app cannot be loaded": it stops then, where another code makes it try for ever.
CANNOT_LOAD = 4

#: Makes an HTTP status and a short text into the app's own kind of error body.
ErrorBody = Callable[[int, str], Response]


def authority(url: str) -> str:
    """The ``host[:port]`` of an address, as a Host header names it."""
    return urlsplit(url).netloc.lower()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Ends the process with one line per problem, not with a traceback, where a file or setting is bad."""
    try:
        yield
    except BadFileError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(CANNOT_LOAD) from None


class HostNames:
    """The host names that a server answers for: its own, and loopback's at any port."""

    def __init__(self, urls: Iterable[str]) -> None:
        self._known = frozenset(authority(url) for url in urls)

    def __contains__(self, host: object) -> bool:
        """Whether a Host header may say this."""
        if not isinstance(host, str):
            return False
        folded = host.lower()
        return folded in self._known or _is_loopback(folded)


def serve_known_hosts(app: Flask, urls: Iterable[str], body: ErrorBody) -> None:
    """Refuses requests whose Host header names neither one of ``urls`` nor loopback (DNS rebinding)."""
    known = HostNames(urls)

    def refuse_strangers() -> Response | None:
        if request.environ.get("HTTP_HOST", "") in known:
            return None
        return body(421, "this server does not answer for that host name")

    app.before_request(refuse_strangers)


def answer_errors(app: Flask, body: ErrorBody) -> None:
    """Answers every error in the app's own form; what nobody foresaw is logged, redacted, and told to nobody."""
    app.logger.addFilter(RedactingFilter())
    app.url_map.merge_slashes = False  # instead of redirecting to a tidier path under the Host header's name

    def on_http_error(error: HTTPException) -> Response:
        if error.response is not None:  # aborted with an answer of the app's own
            return cast("Response", error.response)
        answer = body(error.code or 500, error.name)
        answer.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
        return answer

    def on_unforeseen(error: Exception) -> Response:
        current_app.logger.error("unforeseen error at %s", request.path, exc_info=error)
        return body(500, "internal error")

    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_unforeseen)


def serve_health(app: Flask) -> None:
    """Adds ``GET /healthz``, which says that this app can serve."""

    def healthz() -> Response:
        return Response('{"status":"ok"}\n', mimetype="application/json")

    app.add_url_rule("/healthz", view_func=healthz)


def is_loopback_address(text: str) -> bool:
    """Whether a peer's IP address is this machine's own loopback, also where it is written as an IPv6 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def quiet(name: str) -> None:
    """Keeps a library's logger from telling every request."""
    logging.getLogger(name).setLevel(logging.WARNING)


def _is_loopback(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    if colon and port.isascii() and port.isdigit():
        return name in _LOOPBACK
    return host in _LOOPBACK
