"""What a refusal is, whatever was sent: a well-formed 4xx that RFC 6749 5.2 allows, and no token."""

import json
import re
from typing import Any

from werkzeug.test import TestResponse

#: The characters that RFC 6749 5.2 admits in ``error`` and ``error_description``.
ADMITTED = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


def refused(answer: TestResponse, *statuses: int, error: str | None = None) -> dict[str, Any]:
    """Asserts that the answer is an OAuth error with one of the statuses (any 4xx without); its body."""
    assert 400 <= answer.status_code < 500, answer.text
    assert not statuses or answer.status_code in statuses, answer.text
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    body: dict[str, Any] = json.loads(answer.text)
    assert set(body) == {"error", "error_description"}
    assert all(ADMITTED.fullmatch(text) for text in body.values())
    assert error is None or body["error"] == error, body
    return body


def granted(answer: TestResponse) -> dict[str, Any]:
    """Asserts that the answer is a token response; its body."""
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = json.loads(answer.text)
    assert body["access_token"]
    return body
