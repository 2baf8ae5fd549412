"""What a callout asks for and what came of it: the record of every exchange, fit to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .exchange import Exchange
from .transcript import without_secrets

#: Where Org1's API names the check that refused a request, and where it says why.
CHECK_HEADER, REASON_HEADER = "Orgless-Access", "Orgless-Access-Reason"


@dataclass(frozen=True, slots=True)
class Callout:
    """A request through a named credential, as an Apex ``HttpRequest`` to ``callout:<name><path>``.

    Args:
        named_credential: The unique name of the named credential.
        path: What follows its URL: empty, or a path that begins with ``/``, and its query.
        method: The HTTP method.
        headers: Names and values that the caller sets.
        body: The request's body, or None.
        username: The user of Org2 who calls; needed for Per User where Org2 has several.
        new_token: Forget a stored token first, so that all three steps are taken.
    """

    named_credential: str
    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = field(default=None, repr=False)
    username: str | None = None
    new_token: bool = False


@dataclass(frozen=True, slots=True)
class SignedAssertion:
    """A signed JWT, and which field of the form each of its members came from."""

    text: str = field(repr=False)
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    origins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResourceResponse:
    """The API's answer as Apex gets it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def header(self, name: str) -> str:
        """The first header of that name, or empty."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class CalloutResult:
    """What came of a callout.

    Args:
        callout: What was asked for.
        username: The user of Org2 who called, or None for a named principal.
        assertion: The JWT that was signed last, or None when a stored token sufficed or no header was wanted.
        exchanges: Everything that crossed the wire, in order.
        response: The API's answer, or None when it was not reached.
        apex_error: What an Apex developer sees, in the vendor's words, or None.
        diagnosis: What we think of it, or None.
        login_url_of_entry: Where the authorization server tells its side, if it said so.
        used_cached_token: Whether a stored token was tried first.
        renewed: Whether the API's 401 led to another token and a second try.
        secrets: What must not be shown.
    """

    callout: Callout
    username: str | None
    assertion: SignedAssertion | None
    exchanges: tuple[Exchange, ...]
    response: ResourceResponse | None
    apex_error: str | None
    diagnosis: str | None
    login_url_of_entry: str | None
    used_cached_token: bool
    renewed: bool
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def to_json(self) -> dict[str, Any]:
        """Everything, without secrets, as JSON values."""
        return {
            "named_credential": self.callout.named_credential,
            "method": self.callout.method,
            "path": self._shown(self.callout.path),
            "username": self.username,
            "assertion": self._assertion(),
            "exchanges": [_exchange(one) for one in self.exchanges],
            "response": self._response(),
            "apex_error": self.apex_error,
            "diagnosis": self.diagnosis,
            "login_url_of_entry": self.login_url_of_entry,
            "used_cached_token": self.used_cached_token,
            "renewed": self.renewed,
        }

    def _shown(self, text: str) -> str:
        return without_secrets(text, self.secrets)

    def _assertion(self) -> dict[str, Any] | None:
        if self.assertion is None:
            return None
        return {
            "text": self._shown(self.assertion.text),
            "header": dict(self.assertion.header),
            "claims": dict(self.assertion.claims),
            "origins": dict(self.assertion.origins),
        }

    def _response(self) -> dict[str, Any] | None:
        if self.response is None:
            return None
        return {
            "status": self.response.status,
            "headers": [[name, self._shown(value)] for name, value in self.response.headers],
            "body": self._shown(self.response.body),
        }


def _exchange(one: Exchange) -> dict[str, Any]:
    return {
        "step": one.step,
        "request_text": one.request_text,
        "response_text": one.response_text,
        "status": one.status,
        "duration_ms": one.duration_ms,
        "meaning": one.meaning,
    }
