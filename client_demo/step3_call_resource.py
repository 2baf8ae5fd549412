"""Step 3: Org2 calls the API with the access token as bearer token (RFC 6750 2.1)."""

import re
from dataclasses import dataclass

import httpx

from plumbing.redaction import excerpt
from plumbing.strict_toml import did_you_mean

from .callout import Callout, ResourceResponse
from .errors import BadCalloutError
from .exchange import Exchange, record_exchange
from .org2 import NamedCredential
from .wire import COMPANION_HEADERS, Answer, Failure, Wire

#: What Apex takes of one answer at most.
LARGEST_ANSWER_BYTES = 6_000_000

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")

#: The class alone is what is known of Apex's words here, except for the time-out.
CONNECTION_FAILED = "System.CalloutException"
TIMED_OUT = "System.CalloutException: Read timed out"

_LONGEST_PATH = 16_000
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x20-\x7e]*")
_OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"})


@dataclass(frozen=True, slots=True)
class ResourceAnswer:
    """The API's answer, or an error in Apex's words with our diagnosis beside it."""

    exchange: Exchange
    response: ResourceResponse | None = None
    apex_error: str | None = None
    diagnosis: str | None = None


def call_resource(
    credential: NamedCredential, callout: Callout, bearer: str | None, secrets: tuple[str, ...], wire: Wire
) -> ResourceAnswer:
    """Makes the request, with an Authorization header unless ``bearer`` is None.

    Args:
        credential: Gives the URL that the path is appended to.
        callout: What to ask for; see ``check_callout``.
        bearer: The access token, or the assertion itself where the protocol knows no exchange.
        secrets: What else must not be shown.
        wire: The way out.
    """
    request = resource_request(credential, callout, bearer)
    reply = wire.send(request, LARGEST_ANSWER_BYTES)
    meaning = _meaning(reply.outcome, with_bearer=bearer is not None)
    exchange = record_exchange(3, request, reply, secrets=(*secrets, bearer or ""), meaning=meaning)
    if isinstance(reply.outcome, Failure):
        words = TIMED_OUT if reply.outcome.timed_out else CONNECTION_FAILED
        return ResourceAnswer(exchange, apex_error=words, diagnosis=reply.outcome.diagnosis)
    return ResourceAnswer(exchange, response=_response(reply.outcome))


def resource_request(credential: NamedCredential, callout: Callout, bearer: str | None) -> httpx.Request:
    """The request as Salesforce sends it: a GET with a body becomes a POST.

    Raises:
        BadCalloutError: URL and path together are no address.
    """
    content = None if callout.body is None else callout.body.encode("utf-8")
    method = "POST" if callout.method == "GET" and content else callout.method
    given = {name.lower() for name, _ in callout.headers}
    headers = [(name, value) for name, value in callout.headers if bearer is None or name.lower() != "authorization"]
    if bearer is not None:
        headers.append(("Authorization", f"Bearer {bearer}"))
    headers += [(name, value) for name, value in COMPANION_HEADERS if name.lower() not in given]
    try:
        return httpx.Request(method, f"{credential.url.rstrip('/')}{callout.path}", headers=headers, content=content)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadCalloutError(f"{credential.url} and the path are no address together: {error}") from None


def check_callout(callout: Callout) -> None:
    """Refuses what no HTTP request can hold.

    Raises:
        BadCalloutError: Method, path, a header or the body is at fault; the text holds the repair.
    """
    if callout.method not in METHODS:
        near = did_you_mean(callout.method.upper(), METHODS)
        raise BadCalloutError(f"“{excerpt(callout.method)}” is no method{near}; there are: {', '.join(METHODS)}")
    _check_path(callout.path)
    for name, value in callout.headers:
        if not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise BadCalloutError(f"the header “{excerpt(name)}” has characters that a header cannot carry")
        if name.lower() in _OWN_HEADERS:
            raise BadCalloutError(f"the header {name} is set by Salesforce itself: leave it out")
    if callout.body is not None and not _is_text(callout.body):
        raise BadCalloutError("the body holds half a character (a lone surrogate): send whole ones")


def _check_path(path: str) -> None:
    if path and not path.startswith("/"):
        raise BadCalloutError(f"the path “{excerpt(path)}” must begin with / (or be empty)")
    if "#" in path:
        raise BadCalloutError("the path must not hold a #: write %23 where one is meant")
    if len(path) > _LONGEST_PATH:
        raise BadCalloutError(f"the path is longer than {_LONGEST_PATH} characters")
    if re.search(r"[\x00-\x1f\x7f]", path) or not _is_text(path):
        raise BadCalloutError("the path holds control characters or half a character: write them as %0A and the like")


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _meaning(outcome: Answer | Failure, *, with_bearer: bool) -> str:
    how = "with the token as bearer token" if with_bearer else "without an Authorization header"
    if isinstance(outcome, Failure):
        return f"Org2 called the API {how}; no answer came."
    status = f"{outcome.response.status_code} {outcome.response.reason_phrase}".strip()
    return f"Org2 called the API {how}; it answered {status}."


def _response(answer: Answer) -> ResourceResponse:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.response.headers.raw)
    return ResourceResponse(answer.response.status_code, headers, answer.body)
