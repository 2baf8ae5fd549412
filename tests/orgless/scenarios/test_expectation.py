from dataclasses import replace
from functools import partial
from pathlib import Path

from scenes import Play

from authserver.assertion.claim_checks import has_not_expired
from orgless.loading import LoadedWorld
from orgless.scenarios.catalogue import find_scenario
from orgless.scenarios.draft import Draft
from orgless.scenarios.play import play
from orgless.scenarios.scenario import Scenario
from orgless.scenarios.stage import in_process
from resource_api.access_check.checks import token_is_live


def named(name: str) -> Scenario:
    found = find_scenario(name)
    assert found is not None
    return found


def test_a_refusal_by_another_check_than_the_declared_one_is_told(play_scene: Play) -> None:
    wrong = replace(named("profile_not_assigned"), name="wrongly_declared", refused_by=has_not_expired)

    played = play_scene(wrong).played

    assert not played.went_well
    assert any("should be “has_not_expired”, and is “user_is_pre_authorized”" in one for one in played.unmet)
    assert any(one.startswith("error on the wire should be “invalid_grant”") for one in played.unmet)


def test_a_scenario_that_is_not_refused_at_all_is_told(play_scene: Play) -> None:
    harmless = replace(named("blocked_app"), name="harmless", edit=lambda _draft: None)

    assert any("and is nothing" in one for one in play_scene(harmless).played.unmet)


def test_an_api_that_lets_the_call_in_is_told(play_scene: Play) -> None:
    harmless = replace(named("no_api_scope"), name="harmless_at_the_api", edit=lambda _draft: None)

    assert any("errorCode on the wire should be" in one for one in play_scene(harmless).played.unmet)


def test_an_api_that_is_not_reached_is_told(play_scene: Play) -> None:
    refused_before = replace(named("blocked_app"), name="refused_before", refused_by=token_is_live)

    assert play_scene(refused_before).played.unmet[0].startswith("the API was not reached")


def test_a_good_flow_that_fails_says_why(demo_world: LoadedWorld, tmp_path: Path) -> None:
    draft = Draft(demo_world, tmp_path / "world")
    draft.user["active"] = False

    played = play(None, draft, partial(in_process, state=tmp_path / "state"), lambda _line: None)

    assert len(played.unmet) == 1
    assert "inactive user" in played.unmet[0]
