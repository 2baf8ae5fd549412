from collections import Counter

import pytest
from scenes import Play

from authserver.assertion.check_lists import ALL_CHECKS
from orgless.scenarios.catalogue import ALL_SCENARIOS, THEMES, find_scenario, near_names
from orgless.scenarios.scenario import Scenario
from plumbing.checks import Outcome
from resource_api.access_check import CHECKS as API_CHECKS

every_scenario = pytest.mark.parametrize("scenario", ALL_SCENARIOS, ids=[one.name for one in ALL_SCENARIOS])


@every_scenario
def test_a_scenario_is_refused_by_the_check_that_it_names_with_its_error_text_and_setting(
    scenario: Scenario, play_scene: Play
) -> None:
    played = play_scene(scenario).played

    assert played.unmet == ()
    assert played.went_well


@every_scenario
def test_the_reason_of_a_refusal_says_what_was_expected_and_what_came(scenario: Scenario, play_scene: Play) -> None:
    played = play_scene(scenario).played

    if scenario.is_refused_by_the_api:
        assert "expected" in played.api_check[1]
        assert "got" in played.api_check[1]
    else:
        assert played.entry is not None
        refusing = next(check for check in played.entry["checks"] if check["outcome"] == Outcome.REFUSED)
        assert refusing["expected"]
        assert refusing["got"]


@every_scenario
def test_a_scenario_tells_what_was_changed(scenario: Scenario, play_scene: Play) -> None:
    changes = play_scene(scenario).played.changes

    assert changes
    assert all(one.before or one.after for one in changes)


@every_scenario
def test_a_scenario_answers_with_the_status_of_its_error(scenario: Scenario, play_scene: Play) -> None:
    last = play_scene(scenario).played.seen[-1]

    error = scenario.refused_by.error
    assert last.response.status_code == (error.status if scenario.is_refused_by_the_api else error.status_code)


@pytest.mark.parametrize("check", [*ALL_CHECKS, *API_CHECKS], ids=lambda check: check.name)
def test_every_check_has_a_scenario_that_it_refuses(check: object) -> None:
    assert [one.name for one in ALL_SCENARIOS if one.refused_by is check]


def test_there_are_many_scenarios_and_each_has_a_name_of_its_own() -> None:
    names = Counter(one.name for one in ALL_SCENARIOS)

    assert len(names) > 20
    assert set(names.values()) == {1}


@every_scenario
def test_a_scenario_says_in_a_sentence_what_went_wrong_and_where_it_comes_from(scenario: Scenario) -> None:
    assert scenario.summary.endswith(".")
    assert "\n" not in scenario.summary
    assert scenario.source


def test_a_scenario_is_described_by_exactly_six_members() -> None:
    described = find_scenario("profile_not_assigned")

    assert described is not None
    assert described.to_json() == {
        "name": "profile_not_assigned",
        "summary": described.summary,
        "refused_by": "user_is_pre_authorized",
        "setting": "Org1: Manage Connected Apps > Profiles and Permission Sets",
        "error": "invalid_app_access",
        "error_description": "user is not admin approved to access this app",
    }


def test_every_theme_has_scenarios() -> None:
    assert all(scenarios for _, scenarios in THEMES)


@pytest.mark.parametrize("name", ["quotes_around_the_subject", "Quotes-Around-The-Subject", " json_body "])
def test_a_scenario_is_found_whatever_its_hyphens_and_capitals(name: str) -> None:
    assert find_scenario(name) is not None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("quotes_arround_the_subject", "quotes_around_the_subject"),
        ("profile_unassigned", "profile_not_assigned"),
        ("quotes", "quotes_around_the_subject"),
    ],
)
def test_a_mistyped_name_finds_the_one_that_was_meant(name: str, meant: str) -> None:
    assert find_scenario(name) is None
    assert near_names(name)[0] == meant
