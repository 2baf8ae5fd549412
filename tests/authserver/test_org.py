"""The org: look-ups to the letter, ids that stay, secrets that are compared and not kept, policies of sessions."""

from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    OLD_KEY,
    SECRET,
    a_profile,
    a_user,
    an_app,
    an_app_elsewhere,
    an_external_client_app,
    an_org,
)

from authserver.connected_apps import Approval, ConsumerSecret
from authserver.org import ApiRefusal
from plumbing.salesforce_id import is_id


@pytest.mark.parametrize(
    "key", ["", CONSUMER_KEY + " ", CONSUMER_KEY.lower(), CONSUMER_KEY + "\0", CONSUMER_KEY[:-1], "\ud800"]
)
def test_an_app_is_found_by_exactly_its_key(key: str) -> None:
    org = an_org()
    assert org.app(CONSUMER_KEY) is org.connected_apps[0]
    assert org.app(key) is None


@pytest.mark.parametrize(
    ("name", "found"), [("MAX@ORG1.example", True), ("max@org1.example ", False), ("max", False), ("", False)]
)
def test_a_user_is_found_without_regard_to_case_and_to_nothing_else(name: str, *, found: bool) -> None:
    assert (an_org().user(name) is not None) == found


def test_a_users_id_stays_whatever_else_changes() -> None:
    assert a_user().user_id == a_user(last_name="Other", username="MAX@org1.example").user_id
    assert a_user().user_id != a_user(username="max@org2.example").user_id
    assert is_id(a_user().user_id)
    assert a_user().user_id.startswith("005")


def test_a_user_is_found_by_both_forms_of_the_id() -> None:
    org = an_org()
    long = org.users[1].user_id
    assert org.user_with_id(long) is org.user_with_id(long[:15]) is org.users[1]
    assert org.user_with_id("005000000000000AAA") is None


def test_only_the_secret_is_the_secret() -> None:
    app = an_app()
    assert app.has_secret(SECRET)
    for other in ("", SECRET + " ", SECRET.lower(), SECRET[:-1], "\ud800", "ü"):
        assert not app.has_secret(other)
    assert not an_app(secret=None).has_secret("")
    assert SECRET not in repr(app)


def test_a_secret_is_recognised_wherever_it_turns_up() -> None:
    assert an_org().is_a_consumer_secret(SECRET)
    assert not an_org().is_a_consumer_secret(CONSUMER_KEY)
    assert not an_org().is_a_consumer_secret("\ud800")


def test_who_may_use_an_app() -> None:
    org = an_org()
    app, old = org.connected_apps
    assert [user.username for user in org.users_who_may_use(app)] == ["max@org1.example"]
    assert [user.username for user in org.users_who_may_use(old)] == ["max@org1.example"]
    assert an_org(an_app(blocked=True)).users_who_may_use(an_app(blocked=True)) == ()
    assert org.users_who_may_use(an_app(scopes=("api",))) == ()
    assert an_org(users=(a_user(active=False),)).users_who_may_use(app) == ()


def test_granted_scopes_leave_out_the_refresh_token_only() -> None:
    assert an_app().granted_scopes == ("api", "web")
    assert an_app(scopes=("refresh_token",)).granted_scopes == ()


@pytest.mark.parametrize(
    ("scopes", "counts"), [(("api",), False), (("refresh_token",), True), (("offline_access",), True)]
)
def test_an_approval_counts_with_a_refresh_token(scopes: tuple[str, ...], *, counts: bool) -> None:
    assert Approval("x", OLD_KEY, scopes).counts is counts


def test_the_orgs_own_addresses() -> None:
    assert an_org().login_audience == "https://login.salesforce.com"
    assert an_org(is_sandbox=True).login_audience == "https://test.salesforce.com"
    assert an_org().my_domain_url == "https://org1.my.salesforce.com"


def test_an_app_of_another_org_is_found_there_unless_this_org_has_it_too() -> None:
    elsewhere = an_app_elsewhere()
    without = an_org(connected_apps=(), apps_elsewhere=(elsewhere,))
    assert without.app(CONSUMER_KEY) is None
    assert without.app_elsewhere(CONSUMER_KEY) is elsewhere
    assert without.app_elsewhere(CONSUMER_KEY + " ") is None
    assert an_org(apps_elsewhere=(elsewhere,)).app_elsewhere(CONSUMER_KEY) is None


def test_the_secrets_of_other_orgs_are_recognised_as_well() -> None:
    theirs = "9" * 40
    org = an_org(apps_elsewhere=(an_app_elsewhere(an_app(secret=ConsumerSecret.of(theirs))),))
    assert org.is_a_consumer_secret(theirs)
    assert org.secret_lengths == (40, len(SECRET))
    assert not an_org().is_a_consumer_secret(theirs)


UNUSABLE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the org is closed": ({}, {"is_active": False}),
    "the user is frozen": ({}, {"users": (a_user(frozen=True),)}),
    "the flow is off": ({"jwt_bearer_flow": False}, {}),
    "the policies are missing": ({"permitted_users": None}, {}),
}


@pytest.mark.parametrize(("of_app", "of_org"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_nobody_may_use_an_external_client_app_where(of_app: dict[str, Any], of_org: dict[str, Any]) -> None:
    app = an_external_client_app(**of_app)
    assert an_org(app, **of_org).users_who_may_use(app) == ()
    assert an_org(an_external_client_app()).users_who_may_use(an_external_client_app()) != ()


SESSIONS = [
    ({}, {}, {}, 120),
    ({}, {}, {"session_timeout_minutes": 30}, 30),
    ({}, {"session_timeout_minutes": 15}, {"session_timeout_minutes": 30}, 15),
    ({"session_timeout_minutes": 480}, {"session_timeout_minutes": 15}, {"session_timeout_minutes": 30}, 480),
]


@pytest.mark.parametrize(("of_app", "of_profile", "of_org", "minutes"), SESSIONS)
def test_a_session_lives_as_the_app_says_else_the_profile_else_the_org(
    of_app: dict[str, Any], of_profile: dict[str, Any], of_org: dict[str, Any], minutes: int
) -> None:
    org = an_org(an_app(**of_app), profiles=(a_profile(**of_profile),), **of_org)
    assert org.session_seconds(org.connected_apps[0], org.users[0]) == minutes * 60


REFUSALS = [
    ({}, {}, {}, None),
    ({"api_enabled": False}, {"api_enabled": False}, {}, ApiRefusal.NO_API_IN_ORG),
    ({}, {"api_enabled": False}, {}, ApiRefusal.NO_API_FOR_USER),
    ({"api_access_control": True}, {}, {}, ApiRefusal.API_ACCESS_CONTROL),
    ({"api_access_control": True}, {}, {"allowed_by_api_access_control": True}, None),
    ({}, {}, {"allowed_by_api_access_control": True}, None),
]


@pytest.mark.parametrize(("of_org", "of_profile", "of_app", "refusal"), REFUSALS)
def test_a_live_token_may_not_call_the_api_where(
    of_org: dict[str, Any], of_profile: dict[str, Any], of_app: dict[str, Any], refusal: ApiRefusal | None
) -> None:
    org = an_org(an_app(**of_app), profiles=(a_profile(**of_profile),), **of_org)
    assert org.refusal_of_the_api(org.connected_apps[0], org.users[0]) == refusal
    assert org.refusal_of_the_api(org.connected_apps[0], a_user(profile="Another")) != ApiRefusal.NO_API_FOR_USER


def test_a_profile_that_the_file_does_not_describe_restricts_nothing() -> None:
    org = an_org(profiles=(a_profile("203.0.113.7"),))
    assert org.profile_of(org.users[0]).login_ip_ranges != ()
    assert org.profile_of(org.users[1]).login_ip_ranges == ()
    assert org.profile_of(org.users[1]).name == "Standard User"
