"""Asks a running Org2 for a callout, as its own page does, and answers what came of it."""

from typing import Any

import httpx

from plumbing.environment import is_origin
from plumbing.redaction import excerpt

from .told import BadInputError, ToldError

#: A callout may take 120 seconds in Salesforce; what goes before and after it takes the rest.
TIMEOUT_SECONDS = 130


def request_callout(org2_url: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """What came of the callout, in the form of ``CalloutResult.to_json``.

    Args:
        org2_url: Where Org2 is, without a slash at the end.
        wanted: ``named_credential``, ``path``, ``method``, ``headers``, ``body`` and ``username``.

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
    if not isinstance(result, dict):
        raise ToldError(f"what answers at {org2_url} is not Org2: it says {answer.status_code} {excerpt(answer.text)}")
    if answer.status_code != httpx.codes.OK:
        raise ToldError(excerpt(str(result.get("message") or result.get("error") or answer.text), 1000))
    return result


def _post(org2_url: str, wanted: dict[str, Any]) -> httpx.Response:
    try:
        with httpx.Client(trust_env=False, timeout=TIMEOUT_SECONDS) as client:
            return client.post(f"{org2_url}/callouts", json=wanted, headers={"Accept": "application/json"})
    except httpx.InvalidURL:
        raise BadInputError(f"{org2_url} is no address") from None
    except httpx.ConnectError:
        told = f"nothing answers at {org2_url}: start it with `orgless serve`, or name Org2's address with --org2-url"
        raise ToldError(told) from None
    except httpx.HTTPError as error:
        raise ToldError(f"{org2_url} did not answer: {excerpt(str(error)) or type(error).__name__}") from None
