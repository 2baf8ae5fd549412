import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from serve_command import Serving, descendants, processes

Run = Callable[..., Result]

ANY_PORTS = ("--auth-port", "0", "--api-port", "0", "--client-port", "0")


#: Python processes that have it on their path write down where they connect to.
WATCHED = Path(__file__).parent.parent / "served" / "watched"


@pytest.fixture
def serve() -> Iterator[Callable[..., Serving]]:
    started: list[Serving] = []

    def _serve(*words: object, **environment: str) -> Serving:
        started.append(Serving(*words, **environment))
        return started[-1]

    yield _serve
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGKILL)
        assert one.survivors() == set()
        for stream in (one.process.stdout, one.process.stderr):
            if stream:
                stream.close()


def test_one_line_for_scripts_and_the_servers_behind_it(folder: Path, serve: Callable[..., Serving]) -> None:
    serving = serve("--world", folder, "--json", *ANY_PORTS)
    ready = serving.ready()
    assert list(ready) == [
        "login_url",
        "instance_url",
        "org2_url",
        "connected_app",
        "consumer_key",
        "consumer_secret",
        "private_key_file",
        "certificate_file",
        "username",
        "audience",
        "token_endpoint",
        "problem",
        "orgs",
    ]
    assert ready["private_key_file"] == str(folder / "certs" / "Org2_JWT.key")
    assert ready["username"] == "max@org1.example"
    for url in (ready["login_url"], ready["instance_url"], ready["org2_url"]):
        assert httpx.get(f"{url}/healthz").status_code == 200
    assert serving.end() == (0, "", "orgless: stopped\n")
    assert serving.survivors(0) == set()


def test_behind_a_front_everything_is_told_as_the_outside_reaches_it(
    folder: Path, serve: Callable[..., Serving]
) -> None:
    front = ("--login-url", "https://login.salesforce.com", "--instance-url", "https://org1.my.salesforce.com")
    serving = serve("--world", folder, "--json", "--workers", "1", *ANY_PORTS, *front)
    ready = serving.ready()
    assert (ready["login_url"], ready["instance_url"]) == (front[1], front[3])
    assert (ready["orgs"][0]["login_url"], ready["orgs"][0]["instance_url"]) == (front[1], front[3])
    asked = {"named_credential": "Org1", "path": "/services/data/v62.0/limits"}
    good = httpx.post(f"{ready['org2_url']}/callouts", json=asked, timeout=30).json()
    assert good["response"]["status"] == 200
    assert good["login_url_of_entry"].startswith("https://login.salesforce.com/login-history/")
    serving.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_it_as_well(number: int, folder: Path, serve: Callable[..., Serving]) -> None:
    serving = serve("--world", folder, "--json", "--workers", "1", *ANY_PORTS)
    serving.ready()
    assert serving.end(number)[0] == 0
    assert serving.survivors(0) == set()


def test_ctrl_c_during_the_start_leaves_nothing(folder: Path, serve: Callable[..., Serving], tmp_path: Path) -> None:
    serving = serve("--world", folder, "--json", *ANY_PORTS, TMPDIR=str(tmp_path))
    deadline = time.monotonic() + 10
    while len(descendants(serving.process.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    serving.family = descendants(serving.process.pid)
    code, out, _ = serving.end()
    assert (code, out) == (0, "")
    assert serving.survivors(0) == set()
    assert not list(tmp_path.glob("orgless-*"))


def test_a_second_ctrl_c_does_not_disturb_the_end(folder: Path, serve: Callable[..., Serving]) -> None:
    serving = serve("--world", folder, "--json", *ANY_PORTS)
    serving.ready()
    serving.process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    assert serving.end()[0] == 0
    assert serving.survivors(0) == set()


def test_nothing_outlives_it_when_it_is_killed(folder: Path, serve: Callable[..., Serving]) -> None:
    serving = serve("--world", folder, "--json", *ANY_PORTS)
    serving.ready()
    assert len(serving.family) >= 6
    serving.end(signal.SIGKILL)
    assert serving.survivors() == set()


def test_when_one_server_dies_the_others_are_stopped_and_it_is_told(
    folder: Path, serve: Callable[..., Serving]
) -> None:
    serving = serve("--world", folder, "--json", *ANY_PORTS)
    serving.ready()
    os.kill(min(pid for pid, parent in processes().items() if parent == serving.process.pid), signal.SIGKILL)
    out, err = serving.process.communicate(timeout=10)
    assert (serving.process.returncode, out) == (1, "")
    assert err.endswith(" ended by SIGKILL\norgless: all servers were stopped because of that\n")
    assert serving.survivors() == set()


def test_people_are_told_the_addresses_and_what_comes_next(folder: Path, serve: Callable[..., Serving]) -> None:
    serving = serve("--world", folder, "--workers", "1", *ANY_PORTS)
    assert serving.process.stdout is not None
    lines = []
    while not lines or "Ctrl-C" not in lines[-1]:
        lines.append(serving.process.stdout.readline())
        assert lines[-1], serving.process.communicate()
    told = "".join(lines)
    assert "orgless is ready." in told
    assert "orgless callout Org1 /services/data --org2-url http://127.0.0.1:" in told
    assert str(folder / "certs" / "Org2_JWT.key") in told
    serving.family = descendants(serving.process.pid)
    assert serving.end()[0] == 0


def test_the_same_ports_serve_again_at_once(folder: Path, serve: Callable[..., Serving]) -> None:
    first = serve("--world", folder, "--json", *ANY_PORTS)
    ready = first.ready()
    httpx.get(f"{ready['login_url']}/healthz")
    first.end()
    port = ready["login_url"].rpartition(":")[2]
    again = serve("--world", folder, "--json", *ANY_PORTS, "--auth-port", port)
    assert again.ready()["login_url"] == ready["login_url"]
    assert again.end()[0] == 0


def test_a_callout_from_the_command_line_crosses_all_three(
    folder: Path, serve: Callable[..., Serving], run: Run
) -> None:
    serving = serve("--world", folder, "--json", *ANY_PORTS)
    org2_url = serving.ready()["org2_url"]
    result = run("callout", "Org1", "/services/data", "-v", "--org2-url", org2_url)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)
    for told in ("Step 1: Org2 signs a JWT", "> POST /services/oauth2/token", "> GET /services/data", "< HTTP/1.1 200"):
        assert told in result.stderr
    missing = run("callout", "Org1", "/services/data/v1.0/nothing", "--org2-url", org2_url)
    assert missing.exit_code == 1
    assert serving.end()[2] == "orgless: stopped\n"


def test_nothing_is_reached_or_looked_up_beyond_loopback(
    folder: Path, serve: Callable[..., Serving], tmp_path: Path
) -> None:
    record = tmp_path / "connections"
    watched = {"PYTHONPATH": str(WATCHED), "RECORD_OF_CONNECTIONS": str(record)}
    serving = serve("--world", folder, "--json", *ANY_PORTS, **watched)
    asked = {"named_credential": "Org1", "path": "/services/data/v62.0/limits"}
    result = httpx.post(f"{serving.ready()['org2_url']}/callouts", json=asked, timeout=30).json()
    assert result["response"]["status"] == 200
    serving.end()
    events = record.read_text(encoding="utf-8").splitlines()
    assert {event.split()[0] for event in events} >= {"socket.connect", "socket.bind", "socket.getaddrinfo"}
    assert [event for event in events if "127.0.0.1" not in event] == []


def test_what_a_client_cannot_begin_with_is_told_beside_the_line_for_scripts(
    folder: Path, serve: Callable[..., Serving], change: Callable[[Path, str, str], None]
) -> None:
    change(folder / "org1.toml", 'profiles = ["System Administrator"]', "profiles = []")
    change(folder / "org2.toml", "https://login.salesforce.com/services", "https://test.salesforce.com/services")
    serving = serve("--world", folder, "--json", "--workers", "1", *ANY_PORTS)
    ready = serving.ready()
    assert (ready["connected_app"], ready["username"]) == ("Org2 Integration", "max@org1.example")
    assert ready["problem"].startswith("Org2 Integration cannot be used: no active user has one of its profiles")
    address, unusable, _ = serving.end()[2].splitlines()
    assert address == (
        f"orgless: {folder / 'org2.toml'}: named_credentials (Org1).token_endpoint_url: https://test.salesforce.com is "
        "not played here: Org1 is a production org, its login host is https://login.salesforce.com"
    )
    assert unusable.startswith("orgless: Org2 Integration cannot be used: no active user has one of its profiles")


def test_a_state_folder_keeps_what_was_remembered(folder: Path, tmp_path: Path, serve: Callable[..., Serving]) -> None:
    state = tmp_path / "state"
    for _ in range(2):
        serving = serve("--world", folder, "--json", "--workers", "1", *ANY_PORTS, ORGLESS_STATE=str(state))
        asked = {"named_credential": "Org1", "path": "/services/data"}
        ready = serving.ready()
        result = httpx.post(f"{ready['org2_url']}/callouts", json=asked, timeout=30).json()
        assert result["response"]["status"] == 200
        history = httpx.get(f"{ready['login_url']}/login-history", headers={"Accept": "application/json"}).json()
        assert len(history["entries"]) == 1
        serving.end()
    assert result["used_cached_token"]
