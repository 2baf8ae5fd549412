"""Security contract M: what Org2 signs, where it sends it, and what it never does twice or shows."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from client_demo.flow import Callout, CalloutResult, Org2Caller
from client_demo.token_cache import TokenCache
from orgless.loading import LoadedWorld

OPAQUE = "00Dxx0000001gPL!AQEAQ" + "Zb4.xK_9" * 11 + "abcd"
GRANTED = {"access_token": OPAQUE, "token_type": "Bearer", "scope": "api"}
REFUSED = httpx.Response(401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}])
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@dataclass
class Playground:
    """Org2 of the demo world, and the other side, which answers as a test tells it."""

    caller: Org2Caller
    token: Callable[[], httpx.Response] = lambda: httpx.Response(200, json=GRANTED)
    api: Callable[[], httpx.Response] = lambda: httpx.Response(200, json={})
    seen: list[httpx.Request] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self.token() if request.url.path == "/services/oauth2/token" else self.api()

    def make(self, path: str = "/services/data", **changes: Any) -> CalloutResult:
        """A callout through the named credential of the demo world."""
        return self.caller.make(Callout("Org1", path, **changes))

    def asked(self, path: str) -> list[httpx.Request]:
        """The requests for this path."""
        return [request for request in self.seen if request.url.path == path]

    @property
    def assertions(self) -> list[str]:
        """Every assertion that was sent."""
        return [parse_qs(one.content.decode())["assertion"][0] for one in self.asked("/services/oauth2/token")]


@pytest.fixture
def org2(demo_world: LoadedWorld, tmp_path: Path) -> Iterator[Playground]:
    tokens, seconds = TokenCache(f"sqlite:///{tmp_path / 'org2.sqlite3'}"), count(1_790_000_000)
    transport = httpx.MockTransport(lambda request: made.answer(request))  # noqa: PLW0108  it is made below
    client = httpx.Client(transport=transport, trust_env=False)
    made = Playground(Org2Caller(demo_world.org2, client, tokens, lambda: float(next(seconds))))
    yield made
    client.close()
    tokens.close()


def test_m1_m2_the_assertion_says_what_the_form_says_and_is_signed_with_rs256(org2: Playground) -> None:
    org2.make()
    (assertion,) = org2.assertions
    credential = org2.caller._org2.named_credentials[0]
    claims = jwt.decode(assertion, options={"verify_signature": False})
    assert jwt.get_unverified_header(assertion)["alg"] == "RS256"
    assert (claims["iss"], claims["aud"]) == (credential.issuer, credential.audiences[0])
    assert claims["exp"] - claims["iat"] == credential.validity_seconds
    assert "@" in claims["sub"]


def test_m3_every_token_request_has_an_assertion_of_its_own(org2: Playground) -> None:
    for _ in range(3):
        org2.make(new_token=True)
    org2.api = lambda: REFUSED
    org2.make()
    assert len(set(org2.assertions)) == len(org2.assertions) == 4


REDIRECTS = [301, 302, 303, 307, 308]


@pytest.mark.parametrize("status", REDIRECTS, ids=[f"M4 {status}" for status in REDIRECTS])
def test_no_redirect_is_followed_with_an_assertion_or_a_token(org2: Playground, status: int) -> None:
    elsewhere = httpx.Response(status, headers={"Location": "https://evil.example/services/oauth2/token"})
    org2.token = lambda: elsewhere
    assert org2.make().response is None
    assert len(org2.seen) == 1
    org2.token = lambda: httpx.Response(200, json=GRANTED)
    org2.api = lambda: elsewhere
    result = org2.make()
    assert result.response is not None
    assert result.response.status == status
    assert {request.url.host for request in org2.seen} == {"login.salesforce.com", "org1.my.salesforce.com"}


def test_m5_the_token_goes_to_the_credentials_address_whatever_the_answer_says(org2: Playground) -> None:
    lies = {"instance_url": "https://evil.example", "id": "https://evil.example/id", "token_endpoint": "https://evil"}
    org2.token = lambda: httpx.Response(200, json=GRANTED | lies)
    org2.make()
    assert org2.seen[-1].url == "https://org1.my.salesforce.com/services/data"
    assert org2.seen[-1].headers["Authorization"] == f"Bearer {OPAQUE}"


PATHS = ["//evil.example/x", "/\\evil.example", "/@evil.example", "/..//evil.example", "/%2f%2fevil.example", "/;@evil"]


@pytest.mark.parametrize("path", PATHS, ids=[f"M5 {path}" for path in PATHS])
def test_no_path_leads_the_token_to_another_host(org2: Playground, path: str) -> None:
    org2.make(path)
    assert {request.url.host for request in org2.seen} == {"login.salesforce.com", "org1.my.salesforce.com"}


NO_TOKENS: dict[str, httpx.Response] = {
    "M6 another status": httpx.Response(201, json=GRANTED),
    "M6 no object": httpx.Response(200, json=[GRANTED]),
    "M6 no JSON": httpx.Response(200, text="access_token=x"),
    "M6 another type": httpx.Response(200, json=GRANTED | {"token_type": "mac"}),
    "M6 a type of another type": httpx.Response(200, json=GRANTED | {"token_type": ["Bearer"]}),
    "M6 no token": httpx.Response(200, json={"token_type": "Bearer"}),
    "M6 an empty token": httpx.Response(200, json=GRANTED | {"access_token": ""}),
    "M6 a token of another type": httpx.Response(200, json=GRANTED | {"access_token": [OPAQUE]}),
    "M6 a token with a line feed": httpx.Response(200, json=GRANTED | {"access_token": "x\r\nX-Injected: y"}),
    "M8 invalid_grant": httpx.Response(400, json={"error": "invalid_grant", "error_description": "expired"}),
    "M8 invalid_client": httpx.Response(401, json={"error": "invalid_client"}),
    "M8 invalid_client_id": httpx.Response(400, json={"error": "invalid_client_id"}),
    "M8 too many requests": httpx.Response(429, headers={"Retry-After": "1"}),
    "M8 unavailable": httpx.Response(503, headers={"Retry-After": "1"}),
}


@pytest.mark.parametrize("answer", NO_TOKENS.values(), ids=NO_TOKENS.keys())
def test_what_is_no_token_is_not_used_and_not_asked_for_again(org2: Playground, answer: httpx.Response) -> None:
    org2.token = lambda: answer
    result = org2.make()
    assert (result.response, len(org2.seen)) == (None, 1)
    assert result.apex_error is not None


def test_m7_a_401_leads_to_one_new_token_and_one_retry(org2: Playground) -> None:
    org2.api = lambda: REFUSED
    org2.make()
    assert len(org2.asked("/services/data")) == 2
    assert len(org2.assertions) == 2


STATUSES = [400, 403, 404, 429, 500, 503]


@pytest.mark.parametrize("status", STATUSES, ids=[f"M7 M8 {status}" for status in STATUSES])
def test_no_other_status_is_tried_again(org2: Playground, status: int) -> None:
    org2.api = lambda: httpx.Response(status, headers={"Retry-After": "1"})
    org2.make()
    assert len(org2.seen) == 2


def test_m9_no_token_and_no_assertion_is_in_an_address_or_in_what_is_shown(org2: Playground) -> None:
    shown = json.dumps(org2.make().to_json())
    for request in org2.seen:
        assert OPAQUE not in str(request.url)
        assert org2.assertions[0] not in str(request.url)
    assert OPAQUE[30:] not in shown
    assert org2.assertions[0].rpartition(".")[2] not in shown


def test_m10_what_a_server_says_is_shown_without_control_characters(org2: Playground) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m\x00"
    org2.token = lambda: httpx.Response(400, json={"error": hostile, "error_description": hostile})
    result = org2.make()
    texts = [exchange.response_text + exchange.request_text + exchange.meaning for exchange in result.exchanges]
    assert not CONTROL.search("".join(texts))
