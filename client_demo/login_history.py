"""Fetches Org1's side of a refused exchange, the entry of its Login History, where it is Org1 itself that tells it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from plumbing.clock import Clock
from plumbing.redaction import excerpt

from .address_book import origin
from .callout import CalloutResult
from .transcript import without_secrets
from .wire import Answer, Wire

#: How long the entry may take: a run's page does not wait longer for it, in seconds.
TIMEOUT_SECONDS = 2.0

_LARGEST_ENTRY_BYTES = 500_000
_LONGEST_TEXT = 600
_MOST_REFUSALS = 20
_OK = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A check of Org1 that refused the assertion, fit to be shown.

    Args:
        check: Its name.
        expected: What would have been right.
        got: What came instead.
        likely_cause: What is behind it most likely, or empty.
        setting: What to change, on which org.
    """

    check: str
    expected: str
    got: str
    likely_cause: str
    setting: str


class LoginHistory:
    """Org1's Login History as far as Org2 may ask for it.

    Args:
        client: Makes the connections.
        book: The address book: only what stands there is asked, for the address comes with a stranger's answer.
        clock: Measures.
    """

    def __init__(self, client: httpx.Client, book: Mapping[str, str], clock: Clock) -> None:
        self._wire = Wire(client, clock, TIMEOUT_SECONDS)
        self._known = frozenset(origin(httpx.URL(address)) for address in (*book, *book.values()))

    def refusals(self, result: CalloutResult) -> tuple[Refusal, ...]:
        """Why the exchange was refused, the decisive check first; empty where that cannot be learned."""
        address = result.login_url_of_entry
        if not address or not result.apex_error:
            return ()
        try:
            request = httpx.Request("GET", address, headers={"Accept": "application/json"})
        except (httpx.InvalidURL, ValueError):
            return ()
        if origin(request.url) not in self._known:
            return ()
        outcome = self._wire.send(request, _LARGEST_ENTRY_BYTES).outcome
        if not isinstance(outcome, Answer) or outcome.response.status_code != _OK:
            return ()
        return tuple(_refusals(outcome.body, result.secrets))[:_MOST_REFUSALS]


def _refusals(body: str, secrets: tuple[str, ...]) -> Iterator[Refusal]:
    def shown(check: Mapping[str, Any], member: str) -> str:
        value = check.get(member)
        return excerpt(without_secrets(value, secrets), _LONGEST_TEXT) if isinstance(value, str) else ""

    for check in _checks(body):
        if isinstance(check, dict) and check.get("outcome") == "refused":
            yield Refusal(
                check=shown(check, "name"),
                expected=shown(check, "expected"),
                got=shown(check, "got"),
                likely_cause=shown(check, "likely_cause"),
                setting=shown(check, "setting"),
            )


def _checks(body: str) -> list[Any]:
    try:
        entry = json.loads(body)
    except (ValueError, RecursionError):
        return []
    checks = entry.get("checks") if isinstance(entry, dict) else None
    return checks if isinstance(checks, list) else []
