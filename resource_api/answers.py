"""Makes answers: compact JSON, with the response headers that captures of Salesforce show."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response

from .errors import ApiError

CONTENT_TYPE = "application/json;charset=UTF-8"

#: On every answer, as captured; of Strict-Transport-Security only the presence is evidenced, the value is inferred.
HEADERS = {
    "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "none",
    "X-XSS-Protection": "1; mode=block",
}


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The body as JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text.encode("utf-8", "replace"), status, headers, content_type=CONTENT_TYPE)


def empty_answer() -> Response:
    """204: done, and nothing to say."""
    answer = Response(status=204)
    del answer.headers["Content-Type"]
    return answer


def refusal(error: ApiError) -> Response:
    """The error as the array that Salesforce answers."""
    return json_answer(error.body(), error.status, error.headers)
