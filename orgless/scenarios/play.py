"""Plays the three steps in a draft of a world, and compares what came of it with what was expected."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import httpx

from client_demo.address_book import AddressBookTransport
from client_demo.flow import Callout, CalloutResult, Org2Caller
from client_demo.org2 import NamedCredential
from client_demo.token_cache import TokenCache
from client_demo.transcript import without_secrets
from orgless.loading import LoadedWorld

from .changes import Change
from .draft import Draft
from .expectation import unmet
from .scenario import Scenario
from .sent_jwt import SentJwt, read_sent_jwt
from .stage import Stage
from .wire_tap import Seen, WireTap

#: What Org2 asks Org1's API for.
QUERY = "SELECT Name, Industry, BillingCity, NumberOfEmployees FROM Account ORDER BY Name LIMIT 5"
PATH = f"/services/data/v67.0/query?q={quote_plus(QUERY)}"

Announce = Callable[[str], None]
Staging = Callable[[LoadedWorld, str], AbstractContextManager[Stage]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of one performance.

    Args:
        scenario: What was played, or None for a world as it is.
        profile: What Org1's authorization server ran under.
        credential: The named credential that was called through.
        changes: What was changed before.
        stage: Where the servers were.
        book: Org1's own addresses, and where each of them was played.
        result: What the callout was to Org2.
        seen: What crossed the wire.
        jwt: The JWT as it was sent, or None where something else was sent.
        entry: The Login History's entry of the last exchange, or None where there was none.
        api_check: The check by which the API refused, with the reason that it gave; both may be empty.
        unmet: Why this was not what was expected, a sentence each; empty when all was well.
        secrets: What must not be shown.
    """

    scenario: Scenario | None
    profile: str
    credential: NamedCredential
    changes: tuple[Change, ...]
    stage: Stage
    book: Mapping[str, str]
    result: CalloutResult
    seen: tuple[Seen, ...]
    jwt: SentJwt | None
    entry: dict[str, Any] | None
    api_check: tuple[str, str]
    unmet: tuple[str, ...]
    secrets: tuple[str, ...] = field(repr=False)

    @property
    def went_well(self) -> bool:
        """Whether all was as expected: records came back, or the scenario was refused as it declares."""
        return not self.unmet

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records that the API answered."""
        response = self.result.response
        try:
            found = json.loads(response.body)["records"] if response else []
        except (ValueError, KeyError, TypeError):
            return []
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def shown(self, text: str) -> str:
        """The text without secrets and control characters."""
        return without_secrets(text, self.secrets)


def play(scenario: Scenario | None, draft: Draft, staging: Staging, announce: Announce, profile: str = "") -> Played:
    """Puts the scenario into the draft and its world on a stage, and makes the callout.

    Args:
        scenario: What to play; None plays the draft's world as it is.
        draft: Changed by this.
        staging: Starts the servers.
        announce: Told before something slow happens.
        profile: In the place of the scenario's own.

    Raises:
        BadFileError: The world does not load.
        BadCalloutError: The callout cannot be made at all.
        ToldError: A server does not start, or the world lacks something that the scenario needs.
    """
    if scenario:
        scenario.edit(draft)
    profile = profile or draft.profile
    loaded = draft.load(announce)
    with staging(loaded, profile) as stage:
        return _Performance(scenario, draft, loaded, stage, profile).play()


class _Performance:
    """One callout with all that is looked at afterwards."""

    def __init__(
        self, scenario: Scenario | None, draft: Draft, loaded: LoadedWorld, stage: Stage, profile: str
    ) -> None:
        self._scenario, self._draft, self._loaded = scenario, draft, loaded
        self._stage, self._profile = stage, profile
        org1 = loaded.org1
        self._book = {org1.login_audience: stage.login_url, org1.my_domain_url: stage.instance_url}
        self._credential = credential = loaded.org2.named_credential(draft.credential_name)
        key_pair = loaded.org2.key_pair(credential.jwt_signing_certificate)
        transport = AddressBookTransport(self._book, stage.transport)
        self._tap = WireTap(draft.client, key_pair.private_key, credential.token_endpoint_url, transport)

    def play(self) -> Played:
        result = self._call()
        jwt = read_sent_jwt(self._tap.assertions[-1] if self._tap.assertions else "", result.assertion)
        entry = self._entry(result.login_url_of_entry)
        secrets = (*result.secrets, *self._tap.assertions, *self._draft.secrets(), *_tokens(self._tap.seen))
        return Played(
            scenario=self._scenario,
            profile=self._profile,
            credential=self._credential,
            changes=tuple(self._draft.changes()),
            stage=self._stage,
            book=self._book,
            result=result,
            seen=tuple(self._tap.seen),
            jwt=jwt,
            entry=entry,
            api_check=_api_check(result),
            unmet=unmet(self._scenario, result, self._tap.seen, entry),
            secrets=secrets,
        )

    def _call(self) -> CalloutResult:
        draft = self._draft
        callout = Callout(
            draft.credential_name,
            PATH,
            headers=(("Accept", "application/json"), ("Content-Type", "application/json")),
            username=draft.calling_user,
        )
        tokens = TokenCache(f"sqlite:///{draft.certs.parent / 'org2.sqlite3'}")
        ahead = draft.org2_is_ahead.total_seconds()
        try:
            with httpx.Client(transport=_Lent(self._tap), trust_env=False) as client:
                return Org2Caller(self._loaded.org2, client, tokens, lambda: draft.clock() + ahead).make(callout)
        finally:
            tokens.close()

    def _entry(self, url: str | None) -> dict[str, Any] | None:
        if url is None:
            return None
        with httpx.Client(transport=_Lent(self._stage.transport), trust_env=False) as client:
            answer = client.get(url, headers={"Accept": "application/json"})
        entry = answer.json() if answer.status_code == httpx.codes.OK else None
        return entry if isinstance(entry, dict) else None


class _Lent(httpx.BaseTransport):
    """A transport that somebody else closes."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(request)


def _api_check(result: CalloutResult) -> tuple[str, str]:
    headers = {name.lower(): value for name, value in result.response.headers} if result.response else {}
    return headers.get("orgless-access", ""), headers.get("orgless-access-reason", "")


def _tokens(seen: list[Seen]) -> list[str]:
    """Access tokens that were answered, those that the client threw away included."""
    found = []
    for one in seen:
        if one.is_token_request:
            try:
                found.append(str(json.loads(one.body)["access_token"]))
            except (ValueError, KeyError, TypeError):
                continue
    return found
