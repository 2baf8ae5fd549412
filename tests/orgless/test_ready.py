import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from several_orgs import SANDBOX_ID, with_keys, write_two_orgs

from orgless.addresses import Addresses
from orgless.integration import Integration
from orgless.loading import LoadedWorld, load
from orgless.ready import line_for_scripts, tell_people
from orgless.world import find_world

if TYPE_CHECKING:
    from orgless.servers import Servers

_URLS = {"login_url": "http://l", "instance_url": "http://i", "org2_url": "http://o"}
SERVERS = cast("Servers", SimpleNamespace(**_URLS, addresses=Addresses(*_URLS.values())))
NOTHING = Integration(audience="https://login.salesforce.com")


@pytest.fixture
def two_orgs(tmp_path: Path) -> LoadedWorld:
    return load(find_world(with_keys(write_two_orgs(tmp_path / "two")), {}), lambda _line: None)


def test_what_the_world_does_not_hold_is_null_for_scripts(loaded: LoadedWorld) -> None:
    line = line_for_scripts(loaded, SERVERS, NOTHING)
    assert "\n" not in line
    found = json.loads(line)
    assert {name for name, value in found.items() if value is not None} == {
        *_URLS,
        "audience",
        "token_endpoint",
        "orgs",
    }


def test_scripts_are_told_all_orgs_the_main_one_first(two_orgs: LoadedWorld) -> None:
    main, sandbox = json.loads(line_for_scripts(two_orgs, SERVERS, NOTHING))["orgs"]
    assert {name: main[name] for name in list(main)[:6]} == {
        "name": "org1",
        "org_id": "00Dxx0000001gPLEAY",
        "kind": "production",
        "login_url": "http://l",
        "instance_url": "http://i",
        "my_domain_url": "https://org1.my.salesforce.com",
    }
    assert sandbox["consumer_key"] == two_orgs.orgs[1].org.connected_apps[0].consumer_key
    assert sandbox["private_key_file"] == str(two_orgs.world.certs / "Org2_JWT.key")
    del sandbox["consumer_key"], sandbox["private_key_file"]
    assert sandbox == {
        "name": "uat",
        "org_id": SANDBOX_ID,
        "kind": "sandbox",
        "login_url": "http://l/orgs/uat",
        "instance_url": "http://i/orgs/uat",
        "my_domain_url": "https://org1--uat.sandbox.my.salesforce.com",
        "connected_app": "Org2 Integration",
        "consumer_secret": None,
        "certificate_file": str(two_orgs.world.certs / "Org2_JWT.crt"),
        "username": "max@org1.example.uat",
        "audience": "https://test.salesforce.com",
        "token_endpoint": "http://l/orgs/uat/services/oauth2/token",
        "problem": None,
    }


def test_people_are_told_a_line_for_each_further_org(
    two_orgs: LoadedWorld, loaded: LoadedWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_people(two_orgs, SERVERS, NOTHING, usual_org2_url="http://o")
    told = capsys.readouterr().out
    line = "Org1 UAT, a sandbox: http://l/orgs/uat and http://i/orgs/uat, aud https://test.salesforce.com"
    assert f"Further orgs\n  uat{' ' * 27}{line}\n" in told
    tell_people(loaded, SERVERS, NOTHING, usual_org2_url="http://o")
    assert "Further orgs" not in capsys.readouterr().out


def test_people_are_spared_what_the_world_does_not_hold(
    loaded: LoadedWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_people(loaded, SERVERS, NOTHING, usual_org2_url="http://o")
    told = capsys.readouterr().out
    assert "orgless callout Org1 /services/data -v\n" in told
    assert "A client of yours" not in told
    assert told.endswith("Ctrl-C stops all.\n")


def test_an_external_client_app_is_asked_for_at_the_instance(loaded: LoadedWorld) -> None:
    external = Integration(audience="https://org1.my.salesforce.com", asks_at_my_domain=True)
    assert json.loads(line_for_scripts(loaded, SERVERS, external))["token_endpoint"] == "http://i/services/oauth2/token"


def test_people_are_told_that_there_is_no_user(loaded: LoadedWorld, capsys: pytest.CaptureFixture[str]) -> None:
    unusable = Integration(connected_app="Org2 Integration", consumer_key="3MVG9", audience="https://login.example")
    tell_people(loaded, SERVERS, unusable, usual_org2_url="http://o")
    told = capsys.readouterr().out
    assert "the org has no user" in told
    assert "None" not in told
