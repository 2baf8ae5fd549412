"""Whether an app may be used in this org and at this address: each check by a table."""

from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    LEFT_OUT,
    SECRET,
    a_token_request,
    an_app,
    an_app_elsewhere,
    an_assertion,
    an_external_client_app,
    an_org,
    examined,
    judged,
    outcomes,
    private_key,
    refusals,
    refused,
)

from authserver.assertion import app_checks as checks
from authserver.connected_apps import ConnectedApp, PermittedUsers
from authserver.org import Org
from plumbing.checks import Check, Reason

MY_DOMAIN = "org1.my.salesforce.com"
NOT_INSTALLED = ("app_not_found", "External client app is not installed in this org")


def sandbox_has(app: ConnectedApp, **changes: Any) -> Org:
    """Org1 without the integration, which a sandbox beside it has."""
    return an_org(connected_apps=(), approvals=(), apps_elsewhere=(an_app_elsewhere(app),), **changes)


def answered(org: Org, profile: str = "salesforce", host: str = "127.0.0.1:8001", **claims: Any) -> tuple[str, str]:
    found = examined(a_token_request(assertion=an_assertion(**claims), host=host), profile, org=org)
    assert found.error is not None
    assert found.grantable is None
    return str(found.error.error), str(found.error.description)


def test_a_blocked_app_is_refused() -> None:
    assert judged(checks.app_is_not_blocked) is None
    assert refused(checks.app_is_not_blocked, an_org(an_app(blocked=True))).got == "“Org2 Integration” is blocked"


def test_an_org_that_is_locked_closed_or_suspended_answers_nobody() -> None:
    assert judged(checks.org_is_active) is None
    closed = an_org(is_active=False)
    assert refused(checks.org_is_active, closed).got == "Org1 is locked, closed or suspended"
    assert answered(closed) == ("inactive_org", "org is locked, closed or suspended")
    assert answered(closed, "strict")[0] == "invalid_grant"


def test_an_external_client_app_of_another_org_is_not_found() -> None:
    org = sandbox_has(an_external_client_app())
    assert judged(checks.external_client_app_is_installed_here, an_org(an_external_client_app())) is None
    assert refused(checks.external_client_app_is_installed_here, org) == Reason(
        "an app of Org1",
        "the external client app “Org2 Integration” of Org1 UAT",
        "an external client app exists only where it was made or installed: ask Org1 UAT at "
        "https://org1--uat.sandbox.my.salesforce.com, or make it in Org1 too",
    )
    assert judged(checks.connected_app_belongs_to_this_org, org) is None
    assert answered(org) == NOT_INSTALLED
    assert answered(org, "strict")[0] == "invalid_grant"


def test_a_refreshed_sandbox_has_lost_the_external_client_app() -> None:
    org = sandbox_has(an_external_client_app(), is_sandbox=True)
    reason = refused(checks.external_client_app_is_installed_here, org)
    assert reason.cause.startswith("it is a sandbox, and was it refreshed? ")


def test_a_connected_app_of_another_org_was_approved_by_nobody() -> None:
    org = sandbox_has(an_app())
    assert judged(checks.connected_app_belongs_to_this_org) is None
    reason = refused(checks.connected_app_belongs_to_this_org, org)
    assert reason.got == "the connected app “Org2 Integration” of Org1 UAT"
    assert reason.cause.startswith("the right app at the wrong org: ask Org1 UAT at https://org1--uat")
    assert judged(checks.external_client_app_is_installed_here, org) is None
    assert answered(org) == ("invalid_grant", "user hasn't approved this consumer")


@pytest.mark.parametrize("app", [an_app(), an_external_client_app()], ids=lambda app: str(app.kind))
def test_of_an_app_of_another_org_signature_and_audience_are_judged_first(app: ConnectedApp) -> None:
    org = sandbox_has(app)
    wrong = {"key": private_key("Old_Integration"), "aud": "https://test.salesforce.com", "exp": 1}
    order = [
        ("signature_matches_the_certificate", wrong),
        ("audience_is_this_server", {"aud": wrong["aud"], "exp": 1}),
        ("has_not_expired", {"exp": 1}),
    ]
    for name, claims in order:
        assert refusals(examined(an_assertion(**claims), org=org))[0] == name


def test_of_an_app_of_another_org_neither_policies_nor_scopes_are_judged() -> None:
    org = sandbox_has(an_external_client_app(scopes=(), blocked=True, jwt_bearer_flow=False, permitted_users=None))
    found = examined(an_assertion(sub="nobody@org1.example"), org=org)
    assert refusals(found) == ["external_client_app_is_installed_here", "subject_is_a_user"]
    not_reached = {name for name, outcome in outcomes(found).items() if outcome.value == "not reached"}
    assert {"app_is_not_blocked", "external_client_app_has_policies", "app_has_the_refresh_token_scope"} <= not_reached


def test_an_app_that_both_orgs_have_is_this_orgs_own() -> None:
    org = an_org(apps_elsewhere=(an_app_elsewhere(an_app(label="The other's")),))
    found = examined(an_assertion(), org=org)
    assert found.grantable is not None
    assert found.grantable.app is org.connected_apps[0]


def test_credentials_beside_an_assertion_are_those_of_the_other_orgs_app() -> None:
    org = sandbox_has(an_app())
    right, wrong = (
        examined(a_token_request(parameters={"client_secret": secret}), org=org) for secret in (SECRET, "wrong")
    )
    assert refusals(right)[0] == "connected_app_belongs_to_this_org"
    assert refusals(wrong)[0] == "client_credentials_are_right"


HOSTS = [
    ("login.salesforce.com", True),
    ("LOGIN.salesforce.com", True),
    ("test.salesforce.com", True),
    ("127.0.0.1:8001", True),
    ("localhost:8001", True),
    ("[::1]:8001", True),
    (MY_DOMAIN, False),
    ("127.0.0.1:8002", False),
    ("localhost:8002", False),
    ("org1.example", False),
    ("", False),
]


@pytest.mark.parametrize(("host", "is_generic"), HOSTS)
def test_an_external_client_app_is_asked_for_at_its_my_domain(host: str, *, is_generic: bool) -> None:
    check = checks.external_client_app_is_asked_at_its_my_domain
    assert judged(check, an_org(), host=host) is None
    reason = judged(check, an_org(an_external_client_app()), host=host)
    assert (reason is not None) == is_generic
    if reason is not None:
        assert reason.expected == f"https://{MY_DOMAIN}/services/oauth2/token"
        assert reason.cause.endswith(f"enter https://{MY_DOMAIN} as host and audience")


def test_the_my_domain_is_host_and_audience_of_an_external_client_app() -> None:
    org = an_org(an_external_client_app())
    assert answered(org) == NOT_INSTALLED
    at_home = a_token_request(assertion=an_assertion(aud=f"https://{MY_DOMAIN}"), host=MY_DOMAIN)
    assert examined(at_home, org=org).grantable is not None
    with_login_audience = a_token_request(host=MY_DOMAIN)
    assert examined(with_login_audience, org=org).grantable is not None


def test_an_external_client_app_has_a_switch_for_the_flow() -> None:
    check = checks.external_client_app_has_the_flow_enabled
    assert judged(check, an_org(an_external_client_app())) is None
    off = an_org(an_external_client_app(jwt_bearer_flow=False))
    assert refused(check, off).got == "it is off at “Org2 Integration”"
    assert answered(off, host=MY_DOMAIN) == (
        "invalid_request",
        "refresh_token scope is required and the connected app should be installed and preauthorized",
    )


def test_an_external_client_app_has_policies_of_its_own() -> None:
    check = checks.external_client_app_has_policies
    assert judged(check, an_org(an_external_client_app())) is None
    without = an_org(an_external_client_app(permitted_users=None))
    assert refused(check, without).got == "“Org2 Integration” has none"
    assert answered(without, host=MY_DOMAIN) == ("ecapp_policy_not_found", "external client app policy not found")
    found = examined(a_token_request(host=MY_DOMAIN), org=without)
    assert refusals(found) == ["external_client_app_has_policies"]
    assert outcomes(found)["app_has_another_scope"].value == "not reached"


def test_an_external_client_app_may_let_users_authorize_themselves() -> None:
    org = an_org(an_external_client_app(permitted_users=PermittedUsers.SELF_AUTHORIZE))
    assert answered(org, host=MY_DOMAIN) == ("invalid_grant", "user hasn't approved this consumer")


@pytest.mark.parametrize("check", checks.APP_CHECKS, ids=lambda check: check.name)
def test_without_an_app_there_is_nothing_to_refuse(check: Check[Any]) -> None:
    assert judged(check, iss="3MVG9nobody") is None
    assert judged(check, iss=LEFT_OUT) is None


def test_a_key_that_no_org_knows_stays_an_invalid_client_id() -> None:
    org = sandbox_has(an_external_client_app())
    assert answered(org, iss=CONSUMER_KEY + "x")[0] == "invalid_client_id"
