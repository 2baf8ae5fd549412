"""What every app's HTTP surface needs whatever it serves: a health page, known host names only, no leaking errors."""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from .loopback import LOOPBACK_NAMES
from .redaction import RedactingFilter
from .storage_failure import is_failure
from .strict_toml import BadFileError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

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
    """Refuses requests for other host names than those of ``urls`` and loopback's (DNS rebinding).

    The Host header is judged, and the target too where it has the absolute form (RFC 9112 3.2.2). Transfer codings
    other than ``chunked`` are refused as well (RFC 9112 6.1): nobody behind here would take them off the body.
    """
    known = HostNames(urls)

    def refuse_strangers() -> Response | None:
        if request.environ.get("HTTP_HOST", "") not in known or not _is_for(request.environ, known):
            return body(421, "this server does not answer for that host name")
        if request.environ.get("HTTP_TRANSFER_ENCODING", "chunked").strip().lower() != "chunked":
            answer = body(501, "transfer codings other than chunked are not implemented")
            answer.headers["Connection"] = "close"
            return answer
        return None

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
        return body(*logged(current_app.logger, request.path, error))

    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_unforeseen)


def logged(logger: logging.Logger, place: str, error: Exception) -> tuple[int, str]:
    """Logs what stopped an answer; gives the status and the text for the client, who learns nothing of it.

    A storage that fails is not the program's fault: that is one line without a traceback, and 503.
    """
    if is_failure(error):
        logger.error("the database failed at %s: %s", place, str(error).partition("\n")[0])
        return 503, "service unavailable"
    logger.error("unforeseen error at %s", place, exc_info=error)
    return 500, "internal error"


def serve_health(app: Flask) -> None:
    """Adds ``GET /healthz``, which says that this app can serve."""

    def healthz() -> Response:
        return Response('{"status":"ok"}\n', mimetype="application/json")

    app.add_url_rule("/healthz", view_func=healthz)


def is_cut_off(body: bytes) -> bool:
    """Whether less of the current request's body came than its Content-Length says (RFC 9112 8)."""
    announced = request.content_length
    return announced is not None and len(body) < announced


def has_foreign_origin() -> bool:
    """Whether a page of another site sent the current request, as far as its Origin header tells (RFC 6454 7)."""
    sent_by = request.headers.get("Origin")
    if sent_by is None:
        return False
    try:
        parts = urlsplit(sent_by)
    except ValueError:
        return True
    own = request.environ.get("HTTP_HOST", "").lower()
    return parts.scheme not in {"http", "https"} or parts.netloc.lower() != own


def quiet(name: str) -> None:
    """Keeps a library's logger from telling every request."""
    logging.getLogger(name).setLevel(logging.WARNING)


def _is_for(environment: "WSGIEnvironment", known: HostNames) -> bool:
    """Whether the target names no host at all, which is the usual form, or a known one."""
    target = environment.get("RAW_URI") or "/"
    if target.startswith("/") or target == "*":
        return True
    try:
        return authority(target) in known
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    if colon and port.isascii() and port.isdigit():
        return name in LOOPBACK_NAMES
    return host in LOOPBACK_NAMES
