import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from several_orgs import SANDBOX_ID, with_keys, write_two_orgs

from orgless.loading import LoadedWorld, load
from orgless.wiring import INSTANCE, LOGIN, ORG2, Addresses, address_book, environments, inherited_environment
from orgless.world import find_world
from plumbing.strict_toml import BadFileError

Change = Callable[[Path, str, str], None]

ADDRESSES = Addresses("http://127.0.0.1:1001", "http://127.0.0.1:1002", "http://127.0.0.1:1003")


def _environments(loaded: LoadedWorld) -> dict[str, dict[str, str]]:
    made = environments(loaded, ADDRESSES, state=Path("/state"), profile="strict", inherited={"PATH": "/bin"})
    return {part.app.partition(":")[0]: environment for part, environment in made.items()}


def test_every_app_knows_the_addresses_the_state_and_what_was_inherited(loaded: LoadedWorld) -> None:
    common = {
        "PATH": "/bin",
        "ORGLESS_STATE": "/state",
        "ORGLESS_LOGIN_URL": "http://127.0.0.1:1001",
        "ORGLESS_INSTANCE_URL": "http://127.0.0.1:1002",
        "ORGLESS_ORG2_URL": "http://127.0.0.1:1003",
        "ORGLESS_WORLD": str(loaded.world.folder),
        "ORGLESS_CERTS": str(loaded.world.certs),
    }
    for environment in _environments(loaded).values():
        assert common.items() <= environment.items()


def test_only_the_servers_of_org1_have_a_profile(loaded: LoadedWorld) -> None:
    profiles = {app: environment.get("ORGLESS_PROFILE") for app, environment in _environments(loaded).items()}
    assert profiles == {"orgless.login_host": "strict", "orgless.instance": "strict", "client_demo": None}


def test_the_rest_api_alone_knows_the_app_as_which_it_asks_about_tokens(loaded: LoadedWorld) -> None:
    made = _environments(loaded)
    assert made["orgless.instance"]["ORGLESS_API_CONSUMER_KEY"] == loaded.org1.connected_apps[2].consumer_key
    secret_file = made["orgless.instance"]["ORGLESS_API_CONSUMER_SECRET_FILE"]
    assert secret_file == str(loaded.world.certs / "Org1_REST_API.secret")
    for other in ("orgless.login_host", "client_demo"):
        assert not [name for name in made[other] if name.startswith("ORGLESS_API_")]


def test_org2_alone_has_the_address_book(loaded: LoadedWorld) -> None:
    made = _environments(loaded)
    assert made["client_demo"]["ORGLESS_ADDRESS_BOOK"] == (
        "https://login.salesforce.com=http://127.0.0.1:1001 https://org1.my.salesforce.com=http://127.0.0.1:1002"
    )
    assert "ORGLESS_ADDRESS_BOOK" not in made["orgless.login_host"]


def test_a_sandbox_logs_in_at_test(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", '"production"       #', '"sandbox"       #')
    loaded = load(find_world(folder, {}), lambda _line: None)
    assert address_book(loaded, ADDRESSES).startswith("https://test.salesforce.com=http://127.0.0.1:1001 ")


def test_a_world_without_an_app_for_the_rest_api_is_told_what_it_lacks(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", "introspect_all_tokens = true", "introspect_all_tokens = false")
    loaded = load(find_world(folder, {}), lambda _line: None)
    with pytest.raises(BadFileError, match=r"org1\.toml: connected_apps: none has introspect_all_tokens = true"):
        _environments(loaded)


@pytest.fixture(scope="module")
def two_orgs(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    folder = with_keys(write_two_orgs(tmp_path_factory.mktemp("world") / "two"))
    return load(find_world(folder, {}), lambda _line: None)


def _orgs(loaded: LoadedWorld, app: str, **inherited: str) -> list[dict[str, Any]]:
    made = environments(loaded, ADDRESSES, state=Path("/state"), profile="strict", inherited=inherited)
    text = next(environment["ORGLESS_ORGS"] for part, environment in made.items() if part.app.startswith(app))
    found: list[dict[str, Any]] = json.loads(text)
    return found


def test_a_world_of_one_org_tells_the_servers_of_no_others(loaded: LoadedWorld) -> None:
    assert all("ORGLESS_ORGS" not in environment for environment in _environments(loaded).values())


def test_a_further_org_has_its_own_file_state_addresses_and_keys(two_orgs: LoadedWorld) -> None:
    main, sandbox = _orgs(two_orgs, "orgless.login_host")
    assert (main["prefix"], main["variables"]) == ("", {})
    assert (sandbox["prefix"], sandbox["org_id"]) == ("/orgs/uat", SANDBOX_ID)
    assert sandbox["variables"] == {
        "ORGLESS_ORG_FILE": str(two_orgs.world.folder / "orgs" / "uat" / "org.toml"),
        "ORGLESS_STATE": "/state/orgs/uat",
        "ORGLESS_TOKEN_KEY_FILE": "",
        "ORGLESS_LOGIN_URL": "http://127.0.0.1:1001/orgs/uat",
        "ORGLESS_INSTANCE_URL": "http://127.0.0.1:1002/orgs/uat",
        "ORGLESS_DATABASE_URL": "",
    }


def test_a_further_orgs_rest_api_asks_its_own_authorization_server_as_its_own_app(two_orgs: LoadedWorld) -> None:
    variables = _orgs(two_orgs, "orgless.instance")[1]["variables"]
    assert variables["ORGLESS_API_AUTHORIZATION_SERVER_URL"] == "http://127.0.0.1:1001/orgs/uat"
    assert variables["ORGLESS_API_CONSUMER_KEY"] == two_orgs.orgs[1].org.connected_apps[1].consumer_key
    assert variables["ORGLESS_API_CONSUMER_SECRET_FILE"] == str(two_orgs.world.certs / "uat_REST_API.secret")
    assert "https://org1--uat.sandbox.my.salesforce.com" in variables["ORGLESS_API_ALSO_KNOWN_AS"].split()


def test_org2_finds_all_orgs(two_orgs: LoadedWorld) -> None:
    assert address_book(two_orgs, ADDRESSES).split() == [
        "https://login.salesforce.com=http://127.0.0.1:1001",
        "https://org1.my.salesforce.com=http://127.0.0.1:1002",
        "https://test.salesforce.com=http://127.0.0.1:1001",
        "https://org1--uat.sandbox.my.salesforce.com=http://127.0.0.1:1002",
    ]


def test_a_further_orgs_database_is_the_one_that_is_named_for_it(two_orgs: LoadedWorld) -> None:
    named = {"ORGLESS_DATABASE_URL": "postgresql://here/org1", "ORGLESS_DATABASE_URL_UAT": "postgresql://here/uat"}
    assert _orgs(two_orgs, "orgless.instance", **named)[1]["variables"]["ORGLESS_DATABASE_URL"].endswith("/uat")


def test_an_orgs_own_objects_and_records_are_given_to_its_rest_api_where_they_exist(
    two_orgs: LoadedWorld, tmp_path: Path
) -> None:
    objects = tmp_path / "orgs" / "uat" / "objects.toml"
    objects.parent.mkdir(parents=True)
    objects.touch()
    main, sandbox = two_orgs.orgs
    moved = replace(sandbox, place=replace(sandbox.place, file=objects.with_name("org.toml")))
    variables = _orgs(replace(two_orgs, orgs=(main, moved)), "orgless.instance")[1]["variables"]
    assert (variables["ORGLESS_API_OBJECTS"], variables["ORGLESS_API_RECORDS"]) == (str(objects), "")


def test_an_org_without_an_app_for_its_rest_api_is_told_once_and_by_its_file(two_orgs: LoadedWorld) -> None:
    main, sandbox = two_orgs.orgs
    bare = replace(sandbox, file=replace(sandbox.file, connected_apps=sandbox.file.connected_apps[:1]))
    with pytest.raises(BadFileError, match=r"org\.toml: connected_apps: .*; Org1 UAT's REST API needs") as error:
        _orgs(replace(two_orgs, orgs=(main, bare)), "orgless.instance")
    assert len(error.value.problems) == 1


def test_behind_a_front_the_servers_answer_where_they_listen_as_well(loaded: LoadedWorld) -> None:
    behind = Addresses(*(f"http://127.0.0.1:100{n}" for n in (1, 2, 3)), "https://login.example", "https://api.example")
    made = environments(loaded, behind, state=Path("/state"), profile="salesforce", inherited={})
    login, instance = made[LOGIN], made[INSTANCE]
    assert (login["ORGLESS_LOGIN_URL"], login["ORGLESS_INSTANCE_URL"]) == (
        "https://login.example",
        "https://api.example",
    )
    assert login["ORGLESS_LOGIN_ALSO_KNOWN_AS"] == "http://127.0.0.1:1001 http://127.0.0.1:1002"
    assert instance["ORGLESS_API_AUTHORIZATION_SERVER_URL"] == "http://127.0.0.1:1001"
    assert "http://127.0.0.1:1002" in instance["ORGLESS_API_ALSO_KNOWN_AS"].split()


def test_behind_a_front_a_further_org_is_found_behind_its_prefix_everywhere(two_orgs: LoadedWorld) -> None:
    behind = replace(ADDRESSES, public_login_url="https://login.example")
    made = environments(two_orgs, behind, state=Path("/state"), profile="salesforce", inherited={})
    sandbox = json.loads(made[LOGIN]["ORGLESS_ORGS"])[1]["variables"]
    assert sandbox["ORGLESS_LOGIN_URL"] == "https://login.example/orgs/uat"
    assert sandbox["ORGLESS_INSTANCE_URL"] == "http://127.0.0.1:1002/orgs/uat"
    known = sandbox["ORGLESS_LOGIN_ALSO_KNOWN_AS"].split()
    assert known == ["http://127.0.0.1:1001/orgs/uat", "http://127.0.0.1:1002/orgs/uat"]


def test_what_would_set_the_servers_up_from_outside_is_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ORGLESS_WORLD", "ORGLESS_API_CONSUMER_KEY", "ORGLESS_ADDRESS_BOOK", "GUNICORN_CMD_ARGS"):
        monkeypatch.setenv(name, "outside")
    monkeypatch.setenv("ORGLESS_DATABASE_URL", "postgresql://here")
    inherited = inherited_environment()
    assert "outside" not in inherited.values()
    assert inherited["ORGLESS_DATABASE_URL"] == "postgresql://here"


def test_each_server_has_the_option_that_decides_its_port() -> None:
    assert [part.option for part in (LOGIN, INSTANCE, ORG2)] == ["--auth-port", "--api-port", "--client-port"]


def test_all_servers_know_where_the_login_histories_of_several_orgs_are(tmp_path: Path, loaded: LoadedWorld) -> None:
    two = load(find_world(with_keys(write_two_orgs(tmp_path / "several")), {}), lambda _line: None)
    told = {environment["ORGLESS_LOGIN_URLS"] for environment in _environments(two).values()}
    assert told == {"org1=http://127.0.0.1:1001 uat=http://127.0.0.1:1001/orgs/uat"}
    assert {environment["ORGLESS_LOGIN_URLS"] for environment in _environments(loaded).values()} == {""}
