"""Makes answers: compact JSON, errors also as XML, with the response headers that captures of Salesforce show."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from .errors import ApiError
from .xml_text import XML_CONTENT_TYPE, element, wants_xml, xml_document

CONTENT_TYPE = "application/json;charset=UTF-8"

#: On every answer, as captured; of Strict-Transport-Security only the presence is evidenced, the value is inferred.
HEADERS = {
    "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "none",
    "X-XSS-Protection": "1; mode=block",
}

_BROWSER_COOKIE = "BrowserId"
_SECONDS_A_YEAR = 365 * 24 * 60 * 60


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The body as JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text.encode("utf-8", "replace"), status, headers, content_type=CONTENT_TYPE)


def xml_answer(document: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The document as XML."""
    return Response(document.encode("utf-8", "replace"), status, headers, content_type=XML_CONTENT_TYPE)


def empty_answer() -> Response:
    """204: done, and nothing to say."""
    answer = Response(status=204)
    del answer.headers["Content-Type"]
    return answer


def refusal(error: ApiError) -> Response:
    """The error as the array that Salesforce answers, or as XML where the request would rather have that."""
    return error_answer(error.body(), error.status, error.headers)


def error_answer(errors: list[dict[str, Any]], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Errors in whichever of the two forms the request asks for; XML has code and message alone."""
    if not wants_xml(request.headers.get("Accept", "")):
        return json_answer(errors, status, headers)
    told = "".join(
        f"<Error>{element('errorCode', error['errorCode'])}{element('message', error['message'])}</Error>"
        for error in errors
    )
    return xml_answer(xml_document(f"<Errors>{told}</Errors>"), status, headers)


def with_headers(answer: Response) -> Response:
    """The answer with what every answer carries: the captured headers, and a mark for browsers that have none yet."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if _BROWSER_COOKIE not in request.headers.get("Cookie", ""):
        mark = f"{_BROWSER_COOKIE}={secrets.token_urlsafe(16)}; path=/; Max-Age={_SECONDS_A_YEAR}"
        answer.headers.add("Set-Cookie", mark + ("; secure" if request.is_secure else ""))
    return answer
