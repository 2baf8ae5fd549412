"""Answers that were pasted in the place of requests."""

import json

import pytest

from orgless.pasted.answer import Answer, read_answer, scenarios_of
from orgless.scenarios.catalogue import ALL_SCENARIOS
from orgless.scenarios.scenario import Scenario

SENTENCE = "System.CalloutException: Unable to complete the JWT token exchange."
WITH_REASON = f"{SENTENCE} Error: invalid_grant. Error description: user hasn't approved this consumer."
BODY = '{"error":"invalid_grant","error_description":"audience is invalid"}'


def read(text: str) -> Answer:
    answer = read_answer(text.encode())
    assert answer is not None
    return answer


def test_what_apex_shows_is_recognised_with_and_without_a_reason() -> None:
    assert read(SENTENCE) == Answer("what Apex shows")
    assert read(f"|FATAL_ERROR|{WITH_REASON}\n\nClass.X: line 1") == Answer(
        "what Apex shows", "invalid_grant", "user hasn't approved this consumer"
    )


@pytest.mark.parametrize("text", [BODY, f"HTTP/1.1 400 Bad Request\r\nDate: x\r\n\r\n{BODY}", f"\ufeff {BODY}\n"])
def test_org1s_answer_is_recognised(text: str) -> None:
    assert read(text) == Answer("Org1's answer", "invalid_grant", "audience is invalid")


@pytest.mark.parametrize(
    ("text", "error", "description"),
    [
        ("invalid_grant: invalid assertion", "invalid_grant", "invalid assertion"),
        ("invalid_grant - user hasn't approved this consumer", "invalid_grant", "user hasn't approved this consumer"),
        ("ip restricted", "", "ip restricted"),
        ("Authentication failed (code: invalid_grant): invalid assertion", "invalid_grant", "invalid assertion"),
        (
            "JwtAuthError::Error authenticating with JWT.\nErrors encountered:\naudience is invalid",
            "",
            "audience is invalid",
        ),
        ("INVALID_SESSION_ID: Session expired or invalid", "INVALID_SESSION_ID", "Session expired or invalid"),
    ],
)
def test_a_clients_error_message_is_recognised(text: str, error: str, description: str) -> None:
    found = read(text)
    assert found == Answer("an error message", error, description)
    assert found.checks("salesforce")


def test_a_token_request_is_no_error_message_whatever_stands_in_it() -> None:
    assert read_answer(b"grant_type=x&assertion=invalid+assertion invalid assertion") is None
    assert read_answer(b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.x invalid assertion") is None


def test_an_answer_of_the_api_and_one_with_a_token_are_recognised() -> None:
    api = '[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]'

    names = [one.name for one in read(api).checks("salesforce")]
    assert names == ["token_has_the_api_scope", "app_is_allowed_by_api_access_control"]
    assert "holds a token" in read('{"access_token":"00D!x"}').what
    assert "00D!x" not in str(read('{"access_token":"00D!x"}'))
    assert read("HTTP/1.1 502 Bad Gateway\n\n<html>").what == "an answer"


@pytest.mark.parametrize("text", ["", "eyJ.eyJ.sig", '{"assertion":"x","error":"y"}', "[1]", "[]", "1", "{" * 9999])
def test_anything_else_is_none(text: str) -> None:
    assert read_answer(text.encode()) is None


def test_the_checks_are_those_that_answer_exactly_so() -> None:
    names = [one.name for one in read(WITH_REASON).checks("salesforce")]

    assert names == ["connected_app_belongs_to_this_org", "subject_is_a_user", "user_has_approved_the_app"]
    assert [one.name for one in read(BODY).checks("strict")] == ["audience_is_this_server"]
    assert Answer("x", "invalid_grant", "something else").checks("salesforce") == []
    assert len(Answer("x", "invalid_grant").checks("salesforce")) > 10


@pytest.mark.parametrize("scenario", ALL_SCENARIOS, ids=lambda one: one.name)
def test_every_scenarios_answer_leads_back_to_the_scenario(scenario: Scenario) -> None:
    answer = Answer("x", scenario.error, scenario.error_description.rstrip("."))

    assert scenario.name in [name for check in answer.checks(scenario.profile) for name in scenarios_of(check)]
    assert json.dumps(answer.to_json(scenario.profile))
