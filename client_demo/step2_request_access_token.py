"""Step 2: Org2 posts the assertion to the token endpoint and reads the access token from the answer (RFC 7523 2.1)."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from plumbing.redaction import excerpt

from .callout import SignedAssertion
from .errors import BadCalloutError
from .exchange import Exchange, record_exchange
from .org2 import NamedCredential
from .transcript import without_secrets
from .wire import COMPANION_HEADERS, Answer, Failure, Wire

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"

#: What an Apex developer sees of every failure in this step.
BARE_SENTENCE = "System.CalloutException: Unable to complete the JWT token exchange."

#: Where the authorization server names the Login History entry of the exchange.
ENTRY_HEADER = "Orgless-Login"

LARGEST_ANSWER_BYTES = 1_000_000

_OK = 200
_REDIRECTS = range(300, 400)
_HEADER_SAFE = re.compile(r"[\x21-\x7e]{1,16384}")
_ENTRY_FORM = re.compile(r"https?://[\x21-\x7e]{1,500}")


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token endpoint gave: an access token, or an error in Apex's words with our diagnosis beside it."""

    exchange: Exchange
    access_token: str | None = field(default=None, repr=False)
    apex_error: str | None = None
    diagnosis: str | None = None
    login_url_of_entry: str | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    meaning: str
    access_token: str | None = field(default=None, repr=False)
    apex_error: str | None = None
    diagnosis: str | None = None


def request_access_token(credential: NamedCredential, assertion: SignedAssertion, wire: Wire) -> TokenAnswer:
    """Exchanges the assertion for an access token; redirects are not followed with it."""
    request = token_request(credential, assertion)
    reply = wire.send(request, LARGEST_ANSWER_BYTES)
    reading = _read(reply.outcome)
    secrets = (assertion.text, reading.access_token or "")
    return TokenAnswer(
        exchange=record_exchange(2, request, reply, secrets=secrets, meaning=reading.meaning),
        access_token=reading.access_token,
        apex_error=reading.apex_error and without_secrets(reading.apex_error, secrets),
        diagnosis=reading.diagnosis and without_secrets(reading.diagnosis, secrets),
        login_url_of_entry=_entry(reply.outcome),
    )


def token_request(credential: NamedCredential, assertion: SignedAssertion) -> httpx.Request:
    """The request as Salesforce sends it; Scope travels as a parameter of its own, not as a claim.

    Raises:
        BadCalloutError: Token Endpoint URL is no address.
    """
    form = {"grant_type": GRANT_TYPE, "assertion": assertion.text}
    if credential.scope:
        form["scope"] = credential.scope
    headers = [("Content-Type", "application/x-www-form-urlencoded"), *COMPANION_HEADERS]
    content = urlencode(form).encode()
    try:
        return httpx.Request("POST", credential.token_endpoint_url, headers=headers, content=content)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadCalloutError(f"the Token Endpoint URL of “{credential.name}” is no address: {error}") from None


def _read(outcome: Answer | Failure) -> _Reading:
    if isinstance(outcome, Failure):
        return _Reading("No answer came.", apex_error=BARE_SENTENCE, diagnosis=outcome.diagnosis)
    status = outcome.response.status_code
    if status in _REDIRECTS:
        target = excerpt(outcome.response.headers.get("Location", "nowhere"), 200)
        return _unusable(f"it redirects to {target}; an assertion is not carried along: enter the final address")
    members = _json_object(outcome.body)
    if members is None:
        return _unusable(f"it answered {status} with something that is no JSON object: is it a token endpoint?")
    token = members.get("access_token")
    if status == _OK and isinstance(token, str) and token:
        return _accept(token, members)
    if isinstance(members.get("error"), str):
        return _refused(members, status)
    return _unusable(f"it answered {status} with JSON that holds neither access_token nor error")


def _accept(token: str, members: dict[str, Any]) -> _Reading:
    """The token, if it can be used as a bearer token; a missing ``token_type`` is tolerated."""
    kind = members.get("token_type", "Bearer")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return _unusable(f"it gave a token of the type {excerpt(str(kind))}, and only Bearer tokens can be used")
    if not _HEADER_SAFE.fullmatch(token):
        return _unusable("it gave an access token with characters that a header cannot carry")
    scope = members.get("scope")
    granted = f" for the scope “{excerpt(scope, 200)}”" if isinstance(scope, str) and scope else ""
    return _Reading(f"The assertion was exchanged for an access token{granted}.", access_token=token)


def _refused(members: dict[str, Any], status: int) -> _Reading:
    """Error and description are pasted into the sentence, each with a full stop, whatever they end with."""
    error, description = members["error"], members.get("error_description")
    told = description if isinstance(description, str) else ""
    return _Reading(
        f"The token endpoint refused the assertion: {excerpt(error, 100)}, {excerpt(told, 300)} ({status}).",
        apex_error=f"{BARE_SENTENCE} Error: {error}. Error description: {told}.",
    )


def _unusable(what: str) -> _Reading:
    return _Reading(
        "The answer is no token response.",
        apex_error=BARE_SENTENCE,
        diagnosis=f"The token endpoint is of no use: {what}.",
    )


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return members if isinstance(members, dict) else None


def _entry(outcome: Answer | Failure) -> str | None:
    if isinstance(outcome, Failure):
        return None
    address = outcome.response.headers.get(ENTRY_HEADER, "")
    try:
        named = bool(_ENTRY_FORM.fullmatch(address)) and bool(urlsplit(address).hostname)
    except ValueError:
        return None
    return address if named else None
