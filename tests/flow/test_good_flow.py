import json
from functools import partial
from pathlib import Path

import httpx
import pytest
from scenes import Play, Scene

from client_demo.address_book import AddressBookTransport
from client_demo.flow import Callout, Org2Caller
from client_demo.token_cache import TokenCache
from orgless.loading import LoadedWorld
from orgless.scenarios.draft import Draft
from orgless.scenarios.play import PATH, play
from orgless.scenarios.stage import in_process
from plumbing.checks import Outcome
from plumbing.clock import system_clock


@pytest.fixture(scope="module")
def good(play_scene: Play) -> Scene:
    """The demo world as it ships."""
    return play_scene(None)


def test_the_demo_world_gets_records_in_three_steps(good: Scene) -> None:
    assert good.played.went_well
    assert len(good.played.records) == 5
    assert [one.is_token_request for one in good.played.seen] == [True, False]


def test_every_member_of_the_jwt_comes_from_a_field_of_the_form_or_from_the_clock(good: Scene) -> None:
    jwt = good.played.jwt

    assert jwt is not None
    assert list(jwt.claims) == ["iss", "sub", "aud", "nbf", "iat", "exp"]
    assert jwt.origins == {
        "kid": "JWT Signing Certificate",
        "typ": "always so",
        "alg": "always so",
        "iss": "Issuer",
        "sub": "Per User Subject",
        "aud": "Audiences",
        "nbf": "Org2's clock",
        "iat": "Org2's clock",
        "exp": "Token Valid for",
    }


def test_the_token_request_is_a_form_with_the_scope_beside_the_assertion(good: Scene) -> None:
    request = good.played.seen[0].request

    assert request.method == "POST"
    assert str(request.url) == "https://login.salesforce.com/services/oauth2/token"
    assert [pair.partition(b"=")[0] for pair in request.content.split(b"&")] == [b"grant_type", b"assertion", b"scope"]


def test_the_access_token_goes_to_the_api_as_it_came(good: Scene) -> None:
    token_answer, call = good.played.seen

    token = json.loads(token_answer.body)["access_token"]
    assert call.request.headers["Authorization"] == f"Bearer {token}"
    assert call.request.headers["Host"] == "org1.my.salesforce.com"


def test_the_login_history_has_the_exchange_with_every_check(good: Scene) -> None:
    entry = good.played.entry

    assert entry is not None
    assert entry["outcome"] == "accepted"
    assert entry["username"] == "max@org1.example"
    assert entry["connected_app"] == "Org2 Integration"
    assert {check["outcome"] for check in entry["checks"]} == {Outcome.HELD, Outcome.NOTED}


def test_a_second_callout_uses_the_stored_token(demo_world: LoadedWorld, tmp_path: Path) -> None:
    tokens = TokenCache(f"sqlite:///{tmp_path / 'org2.sqlite3'}")
    with in_process(demo_world, "salesforce", state=tmp_path / "state") as stage:
        org1 = demo_world.org1
        book = {org1.login_audience: stage.login_url, org1.my_domain_url: stage.instance_url}
        with httpx.Client(transport=AddressBookTransport(book, stage.transport), trust_env=False) as client:
            caller = Org2Caller(demo_world.org2, client, tokens, system_clock)
            first, second = (caller.make(Callout("Org1", PATH)) for _ in range(2))
    tokens.close()

    assert not first.used_cached_token
    assert second.used_cached_token
    assert [one.step for one in second.exchanges] == [3]
    assert second.response is not None
    assert second.response.status == 200


def test_a_strict_server_refuses_the_demo_world_because_an_hour_is_too_long(play_scene: Play) -> None:
    played = play_scene(None, "strict").played

    assert not played.went_well
    assert played.entry is not None
    assert played.entry["refused_by"] == "expiry_is_near"


def test_a_short_validity_satisfies_a_strict_server_too(demo_world: LoadedWorld, tmp_path: Path) -> None:
    draft = Draft(demo_world, tmp_path / "world")
    draft.make_validity_short()

    played = play(None, draft, partial(in_process, state=tmp_path / "state"), lambda _line: None, "strict")

    assert played.went_well
    assert played.entry is not None
    assert {check["outcome"] for check in played.entry["checks"]} == {Outcome.HELD}
