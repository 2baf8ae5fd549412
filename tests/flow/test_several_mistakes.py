from scenes import Play

from authserver.assertion.claim_checks import audience_is_this_server
from orgless.scenarios.audiences_and_times import sandbox_audience
from orgless.scenarios.draft import Draft
from orgless.scenarios.policies import only_the_api_scope, profile_not_assigned
from orgless.scenarios.scenario import scenario
from plumbing.checks import Outcome


@scenario(refused_by=audience_is_this_server, source="a test")
def wrong_in_three_ways(draft: Draft) -> None:
    """The audience, the profile and the scopes are wrong at once."""
    for one in (sandbox_audience, profile_not_assigned, only_the_api_scope):
        one.edit(draft)


def test_three_mistakes_are_told_in_one_report(play_scene: Play) -> None:
    played = play_scene(wrong_in_three_ways).played

    assert played.went_well
    assert played.entry is not None
    refusing = [check["name"] for check in played.entry["checks"] if check["outcome"] == Outcome.REFUSED]
    assert refusing == ["audience_is_this_server", "user_is_pre_authorized", "app_has_the_refresh_token_scope"]


def test_the_story_ends_with_what_to_change_for_each_of_three_mistakes(play_scene: Play) -> None:
    story = play_scene(wrong_in_three_ways).story

    ending = story.partition("The cause")[2]
    for setting in ("Audiences", "Profiles and Permission Sets", "Perform requests at any time"):
        assert setting in " ".join(ending.split())
