from collections.abc import Callable
from pathlib import Path

import pytest

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
    assert profiles == {"authserver": "strict", "orgless.instance": "strict", "client_demo": None}


def test_the_rest_api_alone_knows_the_app_as_which_it_asks_about_tokens(loaded: LoadedWorld) -> None:
    made = _environments(loaded)
    assert made["orgless.instance"]["ORGLESS_API_CONSUMER_KEY"] == loaded.org1.connected_apps[2].consumer_key
    secret_file = made["orgless.instance"]["ORGLESS_API_CONSUMER_SECRET_FILE"]
    assert secret_file == str(loaded.world.certs / "Org1_REST_API.secret")
    for other in ("authserver", "client_demo"):
        assert not [name for name in made[other] if name.startswith("ORGLESS_API_")]


def test_org2_alone_has_the_address_book(loaded: LoadedWorld) -> None:
    made = _environments(loaded)
    assert made["client_demo"]["ORGLESS_ADDRESS_BOOK"] == (
        "https://login.salesforce.com=http://127.0.0.1:1001 https://org1.my.salesforce.com=http://127.0.0.1:1002"
    )
    assert "ORGLESS_ADDRESS_BOOK" not in made["authserver"]


def test_a_sandbox_logs_in_at_test(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", '"production"       #', '"sandbox"       #')
    loaded = load(find_world(folder, {}), lambda _line: None)
    assert address_book(loaded, ADDRESSES).startswith("https://test.salesforce.com=http://127.0.0.1:1001 ")


def test_a_world_without_an_app_for_the_rest_api_is_told_what_it_lacks(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", "introspect_all_tokens = true", "introspect_all_tokens = false")
    loaded = load(find_world(folder, {}), lambda _line: None)
    with pytest.raises(BadFileError, match=r"org1\.toml: connected_apps: none has introspect_all_tokens = true"):
        _environments(loaded)


def test_what_would_set_the_servers_up_from_outside_is_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ORGLESS_WORLD", "ORGLESS_API_CONSUMER_KEY", "ORGLESS_ADDRESS_BOOK", "GUNICORN_CMD_ARGS"):
        monkeypatch.setenv(name, "outside")
    monkeypatch.setenv("ORGLESS_DATABASE_URL", "postgresql://here")
    inherited = inherited_environment()
    assert "outside" not in inherited.values()
    assert inherited["ORGLESS_DATABASE_URL"] == "postgresql://here"


def test_each_server_has_the_option_that_decides_its_port() -> None:
    assert [part.option for part in (LOGIN, INSTANCE, ORG2)] == ["--auth-port", "--api-port", "--client-port"]
