import json
import time
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from click.testing import Result
from several_orgs import SANDBOX_USER, with_keys, write_two_orgs

from orgless.loading import LoadedWorld, load
from orgless.world import find_world

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def two_orgs(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    folder = with_keys(write_two_orgs(tmp_path_factory.mktemp("world") / "two"))
    return load(find_world(folder, {}), lambda _line: None)


@pytest.fixture
def sandbox_jwt(two_orgs: LoadedWorld) -> Callable[..., str]:
    """Signs a JWT that the sandbox takes, but for what is given."""

    def sign(**claims: object) -> str:
        good = {
            "iss": two_orgs.orgs[1].org.connected_apps[0].consumer_key,
            "sub": SANDBOX_USER,
            "aud": "https://test.salesforce.com",
            "exp": int(time.time()) + 180,
        }
        return jwt.encode(good | claims, two_orgs.org2.key_pairs["Org2_JWT"].private_key, algorithm="RS256")

    return sign


@pytest.fixture
def explained(run: Run, two_orgs: LoadedWorld) -> Callable[..., Result]:
    """Runs the command in that world."""
    return lambda *words: run("explain", "--world", two_orgs.world.folder, *words)


def test_what_the_sandbox_takes_is_explained_as_the_sandbox(
    explained: Callable[..., Result], sandbox_jwt: Callable[..., str], two_orgs: LoadedWorld
) -> None:
    result = explained("--org", "uat", "--short", sandbox_jwt())
    assert result.exit_code == 0, result.output
    assert str(Path("orgs", "uat", "org.toml")) in result.output.replace("\n", "")
    assert explained("--org", "org1", sandbox_jwt()).exit_code == 1
    assert len(two_orgs.orgs) == 2


def test_an_address_of_the_sandbox_is_its_own_behind_its_prefix_only(
    explained: Callable[..., Result], sandbox_jwt: Callable[..., str]
) -> None:
    for audience, expected in (("http://127.0.0.1:8001/orgs/uat", 0), ("http://127.0.0.1:8001", 1)):
        assert explained("--org", "uat", sandbox_jwt(aud=audience)).exit_code == expected


def test_a_request_to_the_prefix_goes_to_the_sandbox(
    explained: Callable[..., Result], sandbox_jwt: Callable[..., str]
) -> None:
    grant = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer"
    curl = "curl http://127.0.0.1:8001{}/services/oauth2/token -d {} -d assertion={}"
    assert explained("--org", "uat", curl.format("/orgs/uat", grant, sandbox_jwt())).exit_code == 0
    elsewhere = explained("--org", "uat", "--json", curl.format("/orgs/dev", grant, sandbox_jwt()))
    assert elsewhere.exit_code == 1
    assert json.loads(elsewhere.stdout)["goes_elsewhere"] is not None


def test_an_org_that_the_world_does_not_have_is_told(
    explained: Callable[..., Result], sandbox_jwt: Callable[..., str]
) -> None:
    result = explained("--org", "uta", sandbox_jwt())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "this world has no such org (did you mean “uat”?); it has: org1, uat" in result.stderr
