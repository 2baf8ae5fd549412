import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from orgless.loading import LoadedWorld

Run = Callable[..., Result]
Change = Callable[[Path, str, str], None]


@pytest.fixture
def _demo_keys(demo_world: LoadedWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGLESS_CERTS", str(demo_world.world.certs))


@pytest.mark.usefixtures("_demo_keys")
def test_the_good_flow_against_started_servers_ends_well(run: Run) -> None:
    result = run("demo")

    assert result.exit_code == 0, result.output
    assert "✓ All three steps worked: Org2 has 5 records of Org1." in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.usefixtures("_demo_keys")
def test_a_scenario_against_started_servers_ends_well_when_it_is_refused(run: Run) -> None:
    result = run("demo", "--scenario", "quotes_around_the_subject")

    assert result.exit_code == 0, result.output
    assert "the quotes are part of it" in result.stdout
    assert "✓ Refused as expected: invalid_grant, user hasn't approved this consumer." in result.stdout
    assert result.stderr == ""


@pytest.mark.usefixtures("_demo_keys")
def test_a_refusal_by_the_api_against_started_servers_is_told_as_json(run: Run) -> None:
    result = run("demo", "--scenario", "no_api_scope", "--json")

    told: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert told["went_well"]
    assert told["scenario"]["name"] == "no_api_scope"
    assert told["api_refusal"]["check"] == "token_has_the_api_scope"
    assert [one["status"] for one in told["exchanges"]] == [200, 401, 200, 401]
    assert told["login_history_entry"]["outcome"] == "accepted"
    assert told["changes"] == [
        {
            "where": "org1.toml",
            "key": "connected_apps (Org2 Integration).scopes",
            "before": '["api", "web", "refresh_token", "offline_access"]',
            "after": '["web", "refresh_token", "offline_access"]',
        }
    ]


@pytest.mark.usefixtures("_demo_keys")
def test_a_strict_profile_makes_the_good_flow_fail_with_the_reason(run: Run) -> None:
    result = run("demo", "--profile", "strict")

    assert result.exit_code == 1
    assert "✗ This failed:" in result.stdout
    assert "expiry_is_near" in result.stdout


def test_a_world_of_ones_own_is_played_without_being_changed(run: Run, folder: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    result = run("demo", "--world", folder, "--scenario", "profile_not_assigned")

    assert result.exit_code == 0, result.output
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_a_world_that_does_not_work_ends_with_the_setting_to_change(run: Run, folder: Path, change: Change) -> None:
    change(folder / "org2.toml", '["https://login.salesforce.com"]', '["https://test.salesforce.com"]')

    result = run("demo", "--world", folder)

    assert result.exit_code == 1
    assert "audience_is_this_server" in result.stdout
    assert "Org2: Named Credential > Audiences" in result.stdout


def test_an_unknown_scenario_is_told_with_the_one_that_was_meant(run: Run) -> None:
    result = run("demo", "--scenario", "quotes_arround_the_subject")

    assert result.exit_code == 2
    assert "there is no such scenario; did you mean “quotes_around_the_subject”" in result.stderr


@pytest.mark.parametrize("name", ["xyz", "nope", "no", ""])
def test_a_scenario_that_is_like_no_other_points_to_the_list(run: Run, name: str) -> None:
    result = run("demo", "--scenario", name)

    assert result.exit_code == 2
    assert "`orgless scenarios` lists them" in result.stderr


def test_a_broken_world_is_told_before_anything_starts(run: Run, folder: Path, change: Change) -> None:
    change(folder / "org2.toml", "issuer =", "isuer =")

    result = run("demo", "--world", folder)

    assert result.exit_code == 2
    assert "unknown key (did you mean “issuer”?)" in result.stderr


def test_a_demo_that_is_told_to_end_leaves_no_keys_behind(demo_world: LoadedWorld, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary), "ORGLESS_CERTS": str(demo_world.world.certs)}
    with subprocess.Popen(
        [sys.executable, "-m", "orgless", "demo"], env=environment, stdout=subprocess.DEVNULL
    ) as demo:
        deadline = time.monotonic() + 20
        while not list(temporary.glob("orgless-demo-*/world/certs/*.key")) and time.monotonic() < deadline:
            time.sleep(0.01)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(20) == 128 + signal.SIGTERM

    assert list(temporary.iterdir()) == []
