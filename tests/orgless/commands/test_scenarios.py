import json
from collections.abc import Callable

import pytest
from click.testing import Result

from orgless.scenarios.catalogue import ALL_SCENARIOS, THEMES

Run = Callable[..., Result]


def test_the_list_for_programs_has_exactly_the_promised_members(run: Run) -> None:
    listed = json.loads(run("scenarios", "--json").stdout)

    assert [one["name"] for one in listed] == [one.name for one in ALL_SCENARIOS]
    members = {"name", "summary", "refused_by", "setting", "error", "error_description"}
    assert all(set(one) == members and all(one.values()) for one in listed)


def test_a_refusal_by_the_api_is_listed_with_the_codes_of_the_api(run: Run) -> None:
    listed = {one["name"]: one for one in json.loads(run("scenarios", "--json").stdout)}

    assert listed["no_api_scope"]["error"] == "INVALID_SESSION_ID"
    assert listed["no_api_scope"]["error_description"] == "This session is not valid for use with the REST API"


def test_a_scenario_of_a_strict_server_is_listed_with_the_code_of_the_strict_profile(run: Run) -> None:
    listed = {one["name"]: one for one in json.loads(run("scenarios", "--json").stdout)}

    assert listed["valid_for_an_hour"]["error"] == "invalid_grant"


def test_the_list_for_people_is_grouped_by_theme_and_fits_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    told = run("scenarios").stdout

    lines = told.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line != line.rstrip()] == []
    assert all(any(line.startswith(title) for line in lines) for title, _ in THEMES)
    assert [one.name for one in ALL_SCENARIOS if f"  {one.name}" not in lines] == []


def test_a_search_finds_scenarios_by_their_wire_text_and_by_what_apex_shows(run: Run) -> None:
    by_wire = run("scenarios", "--search", "user hasn\u2019t approved this consumer.").stdout
    shown = "Unable to complete the JWT token exchange. Error: invalid_grant. Error description: audience is invalid."
    by_apex = json.loads(run("scenarios", "--json", "--search", shown).stdout)

    assert "  quotes_around_the_subject" in by_wire.splitlines()
    assert "  no_api_scope" not in by_wire.splitlines()
    assert {one["error_description"] for one in by_apex} == {"audience is invalid"}


def test_a_search_for_what_apex_shows_of_every_failure_asks_for_the_rest(run: Run) -> None:
    result = run("scenarios", "--search", "System.CalloutException: Unable to complete the JWT token exchange.")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "is what Apex shows for every failure; paste what follows it as well" in result.stderr


def test_a_search_finds_scenarios_by_words_of_name_and_summary(run: Run) -> None:
    assert "  quotes_around_the_subject" in run("scenarios", "--search", "Subject QUOTES").stdout.splitlines()


def test_a_search_that_finds_nothing_says_so(run: Run) -> None:
    result = run("scenarios", "--search", "xyzzy")

    assert result.exit_code == 2
    assert "no scenario speaks of “xyzzy”; `orgless scenarios` lists all" in result.stderr
    assert json.loads(run("scenarios", "--json", "--search", "xyzzy").stdout) == []
