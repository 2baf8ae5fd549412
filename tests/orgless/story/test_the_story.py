from collections.abc import Callable

import pytest
from scenes import Play, story_of

from authserver.assertion.access_checks import subject_is_a_user
from client_demo.org2 import FORM_LABELS
from orgless.scenarios.catalogue import ALL_SCENARIOS, find_scenario
from orgless.scenarios.draft import Draft
from orgless.scenarios.scenario import Scenario

every_scenario = pytest.mark.parametrize(
    "scenario", [None, *ALL_SCENARIOS], ids=lambda one: one.name if one else "good"
)


def named(name: str) -> Scenario:
    found = find_scenario(name)
    assert found is not None
    return found


def in_one_line(text: str) -> str:
    """The text with wrapped lines put together again, without the bars."""
    return " ".join(text.replace("│", " ").split())


@every_scenario
@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal(scenario: Scenario | None, columns: int, play_scene: Play) -> None:
    story = story_of(play_scene(scenario).played, columns)

    assert max(map(len, story.splitlines())) <= columns


@every_scenario
def test_a_story_has_its_steps_in_order(scenario: Scenario | None, play_scene: Play) -> None:
    story = play_scene(scenario).story

    steps = [line[:6] for line in story.splitlines() if line.startswith("Step ")]
    assert steps in (["Step 1", "Step 2"], ["Step 1", "Step 2", "Step 3"])


def test_the_good_story_shows_the_three_steps_and_the_records(play_scene: Play) -> None:
    story = play_scene(None).story

    assert "Step 3   Org2 calls Org1's API with the access token" in story
    assert "Maple Harbour Credit" in story
    assert "✓ All three steps worked: Org2 has 5 records of Org1." in story
    assert "✗" not in story


def test_the_jwt_stands_beside_the_fields_of_the_form(play_scene: Play) -> None:
    lines = play_scene(None).story.splitlines()

    for member, field in (("iss", "issuer"), ("sub", "per_user_subject"), ("aud", "audiences")):
        assert any(f" {member} " in line and f"← {FORM_LABELS[field]}" in line for line in lines)


def test_a_formula_stands_beside_what_it_gave(play_scene: Play) -> None:
    assert '"max@org1.example"' in play_scene(None).story


def test_the_story_of_a_refusal_ends_with_apex_the_cause_and_the_setting(play_scene: Play) -> None:
    story = play_scene(named("quotes_around_the_subject")).story
    ending = in_one_line(story.partition("What an Apex developer sees")[2])

    assert (
        "System.CalloutException: Unable to complete the JWT token exchange. Error: invalid_grant. "
        "Error description: user hasn't approved this consumer." in ending
    )
    assert "likely cause the quotes are part of it: a Named Principal Subject is plain text" in ending
    assert "change Org2: Named Credential > Per User Subject or Named Principal Subject" in ending
    assert ending.endswith("✓ Refused as expected: invalid_grant, user hasn't approved this consumer.")


def test_what_was_changed_is_told_as_a_difference(play_scene: Play) -> None:
    story = play_scene(named("quotes_around_the_subject")).story

    assert '  org2.toml  named_credentials (Org1).identity_type\n  │ - "Per User"\n  │ + "Named Principal"\n' in story


def test_a_refusal_by_the_api_is_told_with_the_response_that_apex_gets(play_scene: Play) -> None:
    ending = in_one_line(play_scene(named("no_api_scope")).story.partition("What an Apex developer sees")[2])

    assert "getStatusCode() 401" in ending
    assert "INVALID_SESSION_ID" in ending
    assert "refused by token_has_the_api_scope" in ending
    assert "change Org1: Connected App > Selected OAuth Scopes" in ending


def test_the_second_try_after_a_401_is_told_in_a_sentence(play_scene: Play) -> None:
    story = in_one_line(play_scene(named("no_api_scope")).story)

    assert "tries again. Token request: 200 OK; Call of the API: 401 Unauthorized." in story


def test_a_jwt_that_is_sent_twice_is_told_with_both_answers(play_scene: Play) -> None:
    story = in_one_line(play_scene(named("jwt_sent_twice")).story)

    assert "Token request: 200 OK; the client does not see the answer, and sends the same again:" in story
    assert '"error": "bad_jti_claim"' in story


def test_what_the_clients_own_code_put_into_the_jwt_is_told_as_such(play_scene: Play) -> None:
    lines = play_scene(named("number_as_jti")).story.splitlines()

    assert any(" jti " in line and "4711" in line and "← the client's own code" in line for line in lines)


def test_a_step_that_was_left_out_says_why(play_scene: Play) -> None:
    assert "Left out: the protocol JWT knows no exchange." in play_scene(named("jwt_instead_of_an_access_token")).story
    assert "Left out: Generate Authorization Header is off." in play_scene(named("no_authorization_header")).story


def test_lists_of_which_nothing_can_be_judged_take_one_line(play_scene: Play) -> None:
    story = play_scene(named("private_key_pasted_as_assertion")).story

    assert "  The claims\n    · cannot be judged after that\n" in story


def test_a_performance_that_failed_says_why(play_scene: Play) -> None:
    story = play_scene(None, "strict").story

    assert "✗ This failed:" in story
    assert "expiry_is_near" in story


@pytest.mark.parametrize("columns", [30, 40])
def test_in_a_narrow_terminal_member_value_and_origin_stand_one_below_the_other(columns: int, play_scene: Play) -> None:
    lines = story_of(play_scene(None).played, columns).splitlines()

    at = lines.index("  sub")
    assert lines[at + 1 : at + 3] == ["    max@org1.example", f"    ← {FORM_LABELS['per_user_subject']}"[:columns]]
    assert max(map(len, lines)) <= columns


def _foreign_token_endpoint(draft: Draft) -> None:
    draft.named_credential["token_endpoint_url"] = "https://acme.my.salesforce.com/services/oauth2/token"


def _foreign_url(draft: Draft) -> None:
    draft.named_credential["url"] = "https://acme.my.salesforce.com"


@pytest.mark.parametrize(("edit", "step"), [(_foreign_token_endpoint, "Step 2"), (_foreign_url, "Step 3")])
def test_a_host_that_is_not_played_is_told_as_tried_and_not_reached(
    edit: Callable[[Draft], None], step: str, play_scene: Play
) -> None:
    scenario = Scenario(edit, edit.__name__, "Elsewhere.", subject_is_a_user, "life", "salesforce")

    story = play_scene(scenario).story
    told = in_one_line(story)

    assert "knows no exchange" not in story
    assert "https://acme.my.salesforce.com is no address of this Org1, and is not played" in told
    assert "tried https://acme.my.salesforce.com" in in_one_line(story.partition(step)[2])
    assert "not reached" in in_one_line(story.partition(step)[2])
