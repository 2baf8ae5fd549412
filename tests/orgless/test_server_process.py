import subprocess
import sys
import time
from pathlib import Path

import pytest
from serving import Started, ask, until

from orgless.told import BadInputError, ToldError


def group(pid: int) -> list[int]:
    """The living processes of a process group."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [int(one) for one, leader, state in rows if leader == str(pid) and not state.startswith("Z")]


def test_a_server_is_healthy_once_a_worker_answers(start: Started) -> None:
    server = start("well", ORGLESS_SAID="hello")
    server.wait_until_healthy()
    worker, master, _, said = ask(server).split()
    assert master == str(server.pid)
    assert worker != master
    assert said == "hello"


def test_forwarded_headers_are_not_believed(start: Started) -> None:
    server = start("well")
    assert ask(server, **{"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on"}).split()[2] == "http"


def test_nothing_of_gunicorns_own_configuration_counts(
    start: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gunicorn.conf.py").write_text("raise SystemExit('read')", encoding="utf-8")
    (tmp_path / "flask.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    server = start("well", GUNICORN_CMD_ARGS="--bind 127.0.0.1:1")
    server.wait_until_healthy()
    assert start.lines == []


def test_ending_takes_the_workers_along_quickly(start: Started) -> None:
    server = start("well")
    server.wait_until_healthy()
    assert until(lambda: len(group(server.pid)) == 3)
    begun = time.monotonic()
    server.ask_to_end()
    server.end_by(begun + 2.5)
    assert time.monotonic() - begun < 2.5
    assert group(server.pid) == []
    assert start.ended.get(timeout=1) is server


def test_a_server_that_does_not_listen_to_signals_is_killed(start: Started) -> None:
    server = start("well")
    server.wait_until_healthy()
    server.end_by(time.monotonic())
    assert group(server.pid) == []


def test_the_end_of_the_parent_ends_a_server(start: Started) -> None:
    server = start("well")
    server.wait_until_healthy()
    start.cut_lifelines()
    assert until(lambda: group(server.pid) == [])


def test_the_end_of_the_parent_ends_a_server_that_is_still_loading(start: Started) -> None:
    server = start("well")
    start.cut_lifelines()
    assert until(lambda: group(server.pid) == [])


def test_workers_end_when_their_master_is_killed(start: Started) -> None:
    server = start("well")
    server.wait_until_healthy()
    ask(server, "/kill-master")
    assert start.ended.get(timeout=5) is server
    assert server.how_it_ended() == "The tiny app ended by SIGKILL"
    assert until(lambda: group(server.pid) == [])


@pytest.mark.parametrize(
    ("app", "told"),
    [
        ("kills_itself", "The tiny app ended by SIGKILL"),
        ("unwell", "The tiny app is not well: its health page answers 503"),
    ],
)
def test_a_server_that_does_not_become_well_tells_why(app: str, told: str, start: Started) -> None:
    server = start(app)
    with pytest.raises(ToldError) as raised:
        server.wait_until_healthy()
    assert raised.value.message == told


def test_a_server_whose_settings_are_bad_says_only_what_is_bad(start: Started) -> None:
    server = start("refuses_settings")
    with pytest.raises(BadInputError) as raised:
        server.wait_until_healthy()
    assert raised.value.message == "environment: ORGLESS_X: is not set: 00Dxx0000001gPL!AQab…"


def test_a_server_that_breaks_shows_the_end_of_its_log(start: Started) -> None:
    server = start("breaks")
    with pytest.raises(ToldError, match=r"(?s)The tiny app ended with exit code 1\n.*LookupError: no luck today$"):
        server.wait_until_healthy()


def test_a_server_that_never_answers_is_given_up(start: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orgless.server_process.START_SECONDS", 0.05)
    with pytest.raises(ToldError, match=r"The tiny app did not answer within 0\.05 seconds"):
        start("well").wait_until_healthy()


def test_what_it_logs_arrives_without_secrets_and_control_characters(start: Started) -> None:
    server = start("well")
    ask(server, "/leak")
    assert until(lambda: bool(start.lines))
    assert start.lines == [r"client_secret=… \x1b[31m"]


def test_the_master_is_found_from_any_folder(tmp_path: Path) -> None:
    asked = subprocess.run([sys.executable, "-P", "-c", "import orgless.gunicorn_master"], cwd=tmp_path, check=False)
    assert asked.returncode == 0
