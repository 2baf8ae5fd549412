"""Asks a running Org2 for a callout, as its own page does, and answers what came of it."""

import ssl
from ipaddress import ip_address
from typing import Any

import httpx

from plumbing.environment import is_origin
from plumbing.redaction import excerpt

from .told import BadInputError, ToldError

#: A callout may take 120 seconds in Salesforce; what goes before and after it takes the rest.
TIMEOUT_SECONDS = 130
#: How long the Login History may take to tell the cause.
ENTRY_SECONDS = 2

_OF_A_RESULT = frozenset({"exchanges", "assertion", "response", "apex_error", "diagnosis", "login_url_of_entry"})
_OF_AN_ERROR = frozenset({"error", "message"})
#: With these Org2 never answers a callout.
_NOT_ORG2 = frozenset({httpx.codes.OK, httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED})
_REPAIR = "name Org2's address with --org2-url"


def request_callout(org2_url: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """What came of the callout, in the form of ``CalloutResult.to_json``.

    Args:
        org2_url: Where Org2 is, without a slash at the end.
        wanted: ``named_credential``, ``path``, ``method``, ``headers``, ``body``, ``username`` and ``new_token``.

    Raises:
        ToldError: Nothing answers there, or not as Org2 does, or Org2 cannot make such a callout at all.
        BadInputError: The address is none.
    """
    if not is_origin(org2_url):
        raise BadInputError(f"{org2_url} is no address; Org2's looks like http://127.0.0.1:8003")
    answer = _post(org2_url, wanted)
    try:
        result = answer.json()
    except ValueError:
        result = None
    if answer.status_code == httpx.codes.OK and _has(result, _OF_A_RESULT):
        return dict(result)
    if answer.status_code in _NOT_ORG2 or not _has(result, _OF_AN_ERROR):
        told = f"what answers at {org2_url} is not Org2 (orgless's calling org)"
        raise ToldError(f"{told}: it says {answer.status_code} {excerpt(answer.text)}; {_REPAIR}")
    raise ToldError(excerpt(str(result["message"]), 1000))


def request_entry(org2_url: str, url: str | None) -> dict[str, Any] | None:
    """The Login History's entry, or None where it cannot be had: a report of the cause is worth no second failure.

    Only this machine and Org2's own are asked: the address comes from whoever answered Org2's token request.
    """
    if url is None:
        return None
    try:
        host = httpx.URL(url).host
        if not _is_loopback(host) and host != httpx.URL(org2_url).host:
            return None
        with httpx.Client(trust_env=False, timeout=ENTRY_SECONDS) as client:
            answer = client.get(url, headers={"Accept": "application/json"})
        entry = answer.json() if answer.status_code == httpx.codes.OK else None
    except (httpx.InvalidURL, httpx.HTTPError, ValueError):
        return None
    return entry if isinstance(entry, dict) else None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _has(result: object, members: frozenset[str]) -> bool:
    return isinstance(result, dict) and members <= result.keys()


def _post(org2_url: str, wanted: dict[str, Any]) -> httpx.Response:
    try:
        with httpx.Client(trust_env=False, timeout=TIMEOUT_SECONDS) as client:
            return client.post(f"{org2_url}/callouts", json=wanted, headers={"Accept": "application/json"})
    except httpx.InvalidURL:
        raise BadInputError(f"{org2_url} is no address") from None
    except httpx.ConnectError as error:
        if _is_about_tls(error):
            plain = "http" + org2_url.removeprefix("https")
            raise ToldError(f"{org2_url} does not speak https as this machine trusts it: Org2 is at {plain}") from None
        raise ToldError(f"nothing answers at {org2_url}: start it with `orgless serve`, or {_REPAIR}") from None
    except httpx.HTTPError as error:
        raise ToldError(f"{org2_url} did not answer: {excerpt(str(error)) or type(error).__name__}") from None


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None
