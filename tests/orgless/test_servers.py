import json
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from orgless.loading import LoadedWorld, load
from orgless.servers import ServerOptions, Servers
from orgless.told import BadInputError, ToldError
from orgless.world import find_world
from plumbing.strict_toml import BadFileError

Change = Callable[[Path, str, str], None]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, _world_with_keys: Path) -> Iterator[Servers]:
    world = replace(find_world(_world_with_keys, {}), state=tmp_path_factory.mktemp("state") / "s")
    with Servers(load(world, lambda _line: None)) as started:
        yield started


def test_all_three_are_well(servers: Servers) -> None:
    for url in (servers.login_url, servers.instance_url, servers.org2_url):
        assert httpx.get(f"{url}/healthz").json() == {"status": "ok"}


def test_each_has_a_port_of_its_own_on_loopback(servers: Servers) -> None:
    urls = {servers.login_url, servers.instance_url, servers.org2_url}
    assert len(urls) == 3
    assert all(url.startswith("http://127.0.0.1:") for url in urls)


def test_a_callout_goes_through_all_three(servers: Servers) -> None:
    asked = {"named_credential": "Org1", "path": "/services/data"}
    result = httpx.post(f"{servers.org2_url}/callouts", json=asked, timeout=30).json()
    assert result["diagnosis"] is None
    assert result["response"]["status"] == 200
    assert "/services/data/v" in result["response"]["body"]


def test_the_instance_answers_as_the_login_host_does(servers: Servers) -> None:
    keys = [httpx.get(f"{url}/id/keys").json() for url in (servers.login_url, servers.instance_url)]
    assert keys[0] == keys[1]
    assert keys[0]["keys"]


def test_what_they_remember_is_private(servers: Servers) -> None:
    assert stat.S_IMODE(servers.state.stat().st_mode) == 0o700
    assert len(list(servers.state.glob("*.sqlite3"))) == 3
    for file in servers.state.glob("*.sqlite3*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_address_that_is_too_long_is_refused_in_salesforces_form(servers: Servers) -> None:
    answer = httpx.get(f"{servers.instance_url}/services/data/v67.0/query?q={'a' * 17_000}")
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (414, "URI_TOO_LONG")


def raw(url: str, request: str) -> bytes:
    """The status line of the answer to a request that no client library would send."""
    with socket.create_connection((httpx.URL(url).host, httpx.URL(url).port or 0), timeout=15) as connection:
        connection.sendall(request.encode("ascii"))
        return connection.recv(65536).partition(b"\r\n")[0]


@pytest.mark.parametrize("path", ["/services/oauth2/token", "/services/data/v67.0/sobjects/Account", "/callouts"])
def test_a_transfer_coding_that_nobody_takes_off_is_refused_by_all(servers: Servers, path: str) -> None:
    request = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    for url in (servers.login_url, servers.instance_url, servers.org2_url):
        assert raw(url, request) == b"HTTP/1.1 501 NOT IMPLEMENTED"


@pytest.mark.parametrize("path", ["/healthz", "/services/data", "/services/oauth2/token"])
def test_a_target_that_names_a_stranger_is_answered_by_none(servers: Servers, path: str) -> None:
    for url in (servers.login_url, servers.instance_url, servers.org2_url):
        assert b" 421 " in raw(url, f"GET http://evil{path} HTTP/1.1\r\nHost: localhost\r\n\r\n")


def test_a_state_folder_of_ones_own_stays_and_any_other_is_removed(loaded: LoadedWorld, tmp_path: Path) -> None:
    kept = tmp_path / "deep" / "state"
    with Servers(replace(loaded, world=replace(loaded.world, state=kept)), ServerOptions(workers=1)):
        pass
    assert list(kept.iterdir())
    with Servers(loaded, ServerOptions(workers=1)) as servers:
        folder = servers.state
        assert folder.is_dir()
    assert not folder.exists()


def test_a_taken_port_leaves_nothing_behind(loaded: LoadedWorld) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        before = _open_files()
        servers = Servers(loaded, ServerOptions(client_port=taken.getsockname()[1]))
        with pytest.raises(ToldError, match="is taken: something listens there; choose another with --client-port"):
            servers.__enter__()
        assert _open_files() == before


def test_a_world_without_an_app_for_the_rest_api_starts_nothing(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", "introspect_all_tokens = true", "introspect_all_tokens = false")
    with pytest.raises(BadFileError, match="introspect_all_tokens"), Servers(load(find_world(folder, {}), print)):
        pass


def test_bad_objects_are_told_with_the_file_and_the_repair(loaded: LoadedWorld) -> None:
    objects = loaded.world.main.objects_file
    objects.write_text(objects.read_text(encoding="utf-8").replace('"Text"', '"Txt"'), encoding="utf-8")
    with pytest.raises(BadInputError) as raised:
        Servers(loaded, ServerOptions(workers=1)).__enter__()
    [line] = raised.value.message.splitlines()
    assert line.startswith(f"{objects}: fields[1] (Customer_Number__c).type: “Txt” is none of ")


def test_bad_records_are_told_a_line_each(loaded: LoadedWorld) -> None:
    records = loaded.world.main.records_file
    rows = [{"attributes": {"type": "Account"}, "Nam": str(number)} for number in range(30)]
    records.write_text(json.dumps({"records": rows}), encoding="utf-8")
    with pytest.raises(BadInputError) as raised:
        Servers(loaded, ServerOptions(workers=1)).__enter__()
    lines = raised.value.message.splitlines()
    assert [line.partition(" (")[0] for line in lines] == [f"{records}: records[{number}]" for number in range(1, 31)]


def test_the_objects_and_records_of_a_world_are_those_of_its_rest_api(loaded: LoadedWorld) -> None:
    record = {"attributes": {"type": "Account"}, "Name": "Of this world", "Customer_Number__c": "10001"}
    loaded.world.main.records_file.write_text(json.dumps({"records": [record]}), encoding="utf-8")
    with Servers(loaded, ServerOptions(workers=1)) as servers:
        query = "/services/data/v67.0/query?q=SELECT+Name,Customer_Number__c+FROM+Account"
        asked = {"named_credential": "Org1", "path": query}
        result = httpx.post(f"{servers.org2_url}/callouts", json=asked, timeout=30).json()
    [found] = json.loads(result["response"]["body"])["records"]
    assert (found["Name"], found["Customer_Number__c"]) == ("Of this world", "10001")


def test_a_state_folder_that_cannot_be_made_is_told(loaded: LoadedWorld, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    world = replace(loaded.world, state=tmp_path / "file" / "state")
    with pytest.raises(ToldError, match="is a file or lies below one; name a folder"):
        Servers(replace(loaded, world=world)).__enter__()


def test_a_server_whose_settings_are_bad_is_told_with_them_and_stops_the_others(
    loaded: LoadedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORGLESS_CALL_REAL_SALESFORCE", "perhaps")
    lines: list[str] = []
    servers = Servers(loaded, on_line=lines.append)
    with pytest.raises(BadInputError) as raised:
        servers.__enter__()
    assert raised.value.message.startswith("environment: ORGLESS_CALL_REAL_SALESFORCE: ")
    assert servers._processes == []
    assert lines == []


def _open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))
