"""Answers a request that came inside another one: through the whole app, without a socket, as the same caller."""

import io
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import current_app, g, request

from .composite_errors import InvalidBatchOperationError
from .org import Call
from .versions import Version

#: Where a request's environment says that it came inside another one. No header can put it there.
_INSIDE = "orgless.inside"
#: Resources that a batch may hold, and the first version in which it may (REST API guide, Composite Batch).
_RESOURCES = ("/limits", "/sobjects", "/query", "/queryAll")
_FIRST_VERSION = 34

_OF_THE_SERVER = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SCRIPT_NAME", "REMOTE_ADDR", "HTTP_HOST")


@dataclass(frozen=True, slots=True)
class Inside:
    """The request around the current one, in whose caller's name the current one is too."""

    call: Call

    def refuse_what_no_batch_holds(self, path: str) -> None:
        """Judges the resource that the inner request calls (text inferred).

        Args:
            path: Below the version's; of what belongs to no version, the whole.

        Raises:
            InvalidBatchOperationError: It cannot be part of a batch.
        """
        if not path.startswith(_RESOURCES):
            raise InvalidBatchOperationError("This resource cannot be part of a batch")

    def refuse_other_versions(self, version: Version) -> None:
        """Judges the version of the API that the inner request calls (text inferred).

        Raises:
            InvalidBatchOperationError: It is later than the batch's own, or older than batches.
        """
        own = self.call.version
        if not _FIRST_VERSION <= version.number <= own.number:
            told = f"The version of a subrequest must be from {_FIRST_VERSION}.0 to the batch's own {own.text}"
            raise InvalidBatchOperationError(told)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request came to: its status, and its JSON body, or None."""

    status: int
    body: Any


def current_request_is_inside() -> Inside | None:
    """The request around the current one, or None."""
    found = request.environ.get(_INSIDE)
    return found if isinstance(found, Inside) else None


def answer_inside(inside: Inside, method: str, address: str, body: bytes) -> Answer:
    """Answers a request within the current one.

    Args:
        inside: The current one.
        method: The HTTP method.
        address: Path and query.
        body: JSON, or nothing.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  Flask's documented way
    calls_so_far = g.calls_today
    with app.app_context(), app.request_context(_environment(inside, method, address, body)):
        answer = app.full_dispatch_request()
        data, calls_today = answer.get_data(), g.get("calls_today", calls_so_far)
    g.calls_today = calls_today  # each counts by itself, and the last one tells the number
    return Answer(answer.status_code, json.loads(data) if data else None)


def _environment(inside: Inside, method: str, address: str, body: bytes) -> dict[str, Any]:
    path, _, query = address.encode("utf-8", "surrogatepass").partition(b"?")
    outer = request.environ
    return {
        **{name: value for name, value in outer.items() if name.startswith("wsgi.") or name in _OF_THE_SERVER},
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "CONTENT_TYPE": "application/json" if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ACCEPT": "application/json",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": False,
        _INSIDE: inside,
    }
