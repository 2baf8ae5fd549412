"""The answers to bad tokens, byte for byte."""

from collections.abc import Callable
from typing import Any

import pytest

EXPIRED = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'
NO_API_IN_ORG = '[{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]'
NO_API_FOR_USER = '[{"message":"API is disabled for this User","errorCode":"API_CURRENTLY_DISABLED"}]'
NOT_FOR_REST = '[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]'
ASSERTION = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIzTVZHOSJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("header", "check", "reason"),
    [
        (None, "authorization_header_holds_a_bearer_token", "no Authorization header"),
        ("", "authorization_header_holds_a_bearer_token", "another scheme"),
        ("Bearer", "authorization_header_holds_a_bearer_token", "without a token"),
        ("Basic bWF4OmdvZA==", "authorization_header_holds_a_bearer_token", "another scheme"),
        ("Bearer one two", "authorization_header_holds_a_bearer_token", "characters that no token has"),
        ("Bearer caf\xe9", "authorization_header_holds_a_bearer_token", "characters that no token has"),
        ("Bearer \x01", "authorization_header_holds_a_bearer_token", "characters that no token has"),
        ("Bearer " + "x" * 7000, "authorization_header_holds_a_bearer_token", "7000 characters"),
        ("Bearer unknown", "token_is_live", "a token, 7 characters long"),
        (f"Bearer {ASSERTION}", "jwt_is_an_access_token", "exchanged for an access token first"),
        ("Bearer 00Dxx0000001gPL", "token_is_live", "cut off before the exclamation mark"),
        ("Bearer 00Dxx0000001gPL!AQaaaa", "token_is_live", "cut off"),
    ],
)
def test_a_bad_authorization_header_is_answered_with_401_and_the_check_that_refused(
    api: Any, header: str | None, check: str, reason: str
) -> None:
    answer = api.get("limits", headers={} if header is None else {"Authorization": header})
    assert (answer.status_code, answer.text) == (401, EXPIRED)
    assert answer.headers["Orgless-Access"] == check
    assert reason in answer.headers["Orgless-Access-Reason"]
    assert "WWW-Authenticate" not in answer.headers
    assert "Sforce-Limit-Info" not in answer.headers


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "OAuth", "oauth"])
def test_the_scheme_is_bearer_or_oauth_in_any_letter_case(api: Any, scheme: str) -> None:
    assert api.get("limits", headers={"Authorization": f"{scheme} {api.token}"}).status_code == 200


@pytest.mark.parametrize(
    "request_parts",
    [
        {"query_string": {"access_token": "TOKEN", "oauth_token": "TOKEN", "sid": "TOKEN"}},
        {"headers": {"Authentication": "Bearer TOKEN", "X-Authorization": "Bearer TOKEN", "Cookie": "sid=TOKEN"}},
        {"data": {"access_token": "TOKEN"}, "method": "POST"},
    ],
)
def test_a_token_elsewhere_than_in_the_authorization_header_does_not_count(
    api: Any, request_parts: dict[str, Any]
) -> None:
    parts = {
        name: {key: value.replace("TOKEN", api.token) for key, value in part.items()}
        if isinstance(part, dict)
        else part
        for name, part in request_parts.items()
    }
    answer = api.app.test_client().open("/services/data/v67.0/limits", **parts)
    assert (answer.status_code, answer.text) == (401, EXPIRED)


@pytest.mark.parametrize("scope", ["web", "", "refresh_token web", "API", "chatter_api"])
def test_a_token_without_the_api_scope_is_answered_as_captured(api: Any, scope: str) -> None:
    api.token = api.server.let("login-only", scope=scope)
    answer = api.get("limits")
    assert (answer.status_code, answer.text) == (401, NOT_FOR_REST)
    assert answer.headers["Orgless-Access"] == "token_has_the_api_scope"


@pytest.mark.parametrize("profile", ["salesforce", "strict"])
@pytest.mark.parametrize(
    ("refusal", "status", "body", "check"),
    [
        ("org_has_no_api", 403, NO_API_IN_ORG, "org_has_the_api"),
        ("user_has_no_api_permission", 403, NO_API_FOR_USER, "user_has_the_api_permission"),
        ("api_access_control", 401, NOT_FOR_REST, "app_is_allowed_by_api_access_control"),
    ],
)
def test_a_live_token_whose_policies_forbid_the_api_is_answered_as_captured(  # noqa: PLR0913, PLR0917  a table's row
    new_api: Callable[..., Any], profile: str, refusal: str, status: int, body: str, check: str
) -> None:
    api = new_api(profile=profile)
    api.token = api.server.let("forbidden", orgless_api_refusal=refusal)
    answer = api.get("limits")
    assert (answer.status_code, answer.text) == (status, body)
    assert answer.headers["Orgless-Access"] == check
    assert ("WWW-Authenticate" in answer.headers) is (profile == "strict" and status == 401)


def test_api_access_control_tells_which_app_and_what_allows_it(api: Any) -> None:
    key = "3MVG9" + "x" * 80
    api.token = api.server.let("forbidden", orgless_api_refusal="api_access_control", client_id=key)
    reason = api.get("limits").headers["Orgless-Access-Reason"]
    assert f"got the app with the consumer key {key}; set allowed_by_api_access_control = true" in reason
    assert reason.endswith("in org1.toml or the further org's file")


@pytest.mark.parametrize("scope", ["api", "full", "id api web", "refresh_token full"])
def test_api_or_full_is_scope_enough(api: Any, scope: str) -> None:
    api.token = api.server.let("wide", scope=scope)
    assert api.get("limits").status_code == 200


@pytest.mark.parametrize("changed", [0, 15, 17, 60, 111])
def test_a_token_altered_in_one_character_is_another_token(api: Any, changed: int) -> None:
    good = api.token
    api.token = good[:changed] + ("b" if good[changed] != "b" else "c") + good[changed + 1 :]
    assert api.get("limits").status_code == 401


def test_a_revoked_token_is_refused_at_once(api: Any) -> None:
    assert api.get("limits").status_code == 200
    del api.server.live[api.token]
    assert api.get("limits").status_code == 401


def test_neither_the_answer_nor_its_headers_repeat_the_token(api: Any) -> None:
    api.token = "00Dxx0000001gPL!AQ" + "s3cr3t" * 10
    answer = api.get("limits")
    assert "s3cr3t" not in answer.text + str(answer.headers)


class TestStrict:
    @pytest.fixture
    def api(self, new_api: Callable[..., Any]) -> Any:
        return new_api(profile="strict")

    @pytest.mark.parametrize(
        ("header", "challenge"),
        [
            (None, 'Bearer realm="Salesforce REST API"'),
            ("Basic bWF4OmdvZA==", 'Bearer realm="Salesforce REST API"'),
            ("Bearer unknown", 'Bearer realm="Salesforce REST API", error="invalid_token"'),
        ],
    )
    def test_every_401_carries_a_challenge(self, api: Any, header: str | None, challenge: str) -> None:
        answer = api.get("limits", headers={} if header is None else {"Authorization": header})
        assert (answer.status_code, answer.text) == (401, EXPIRED)
        assert answer.headers["WWW-Authenticate"] == challenge

    def test_the_scheme_oauth_is_refused(self, api: Any) -> None:
        answer = api.get("limits", headers={"Authorization": f"OAuth {api.token}"})
        assert answer.status_code == 401
        assert answer.headers["Orgless-Access"] == "authorization_header_holds_a_bearer_token"

    def test_too_small_a_scope_is_forbidden(self, api: Any) -> None:
        api.token = api.server.let("login-only", scope="web")
        answer = api.get("limits")
        assert answer.status_code == 403
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
        assert answer.json[0]["errorCode"] == "INSUFFICIENT_SCOPE"

    def test_a_good_token_works(self, api: Any) -> None:
        assert api.get("limits").status_code == 200
