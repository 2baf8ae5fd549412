"""One request and its answer, recorded as they crossed the wire."""

from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from . import transcript
from .wire import Answer, Reply


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as they crossed the wire, without secrets.

    Args:
        step: 2 for the token endpoint, 3 for the API.
        request_text: The request, with line feeds for line ends.
        response_text: The answer likewise; empty when none came.
        status: The answer's HTTP status, or None when none came.
        duration_ms: How long it took, in milliseconds.
        meaning: What happened here, in a sentence.
    """

    step: int
    request_text: str
    response_text: str
    status: int | None
    duration_ms: float
    meaning: str


def record_exchange(
    step: int, request: httpx.Request, reply: Reply, *, secrets: Iterable[str], meaning: str
) -> Exchange:
    """Writes an exchange down without secrets."""
    hidden = tuple(secrets)
    answer = reply.outcome if isinstance(reply.outcome, Answer) else None
    return Exchange(
        step=step,
        request_text=transcript.request_text(request, hidden),
        response_text=transcript.response_text(answer.response, answer.body, hidden) if answer else "",
        status=answer.response.status_code if answer else None,
        duration_ms=reply.duration_ms,
        meaning=meaning,
    )
