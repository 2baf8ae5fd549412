"""Whether this user may use this app, each check by a table, and what is told about a subject that is nobody."""

from typing import Any

import pytest
from building import (
    LEFT_OUT,
    OLD_KEY,
    a_profile,
    a_token_request,
    a_user,
    an_app,
    an_assertion,
    an_org,
    examined,
    judged,
    outcomes,
    private_key,
    refusals,
    refused,
)

from authserver.assertion import access_checks as checks
from authserver.connected_apps import Approval, IpRelaxation, PermittedUsers
from plumbing.checks import Reason

OLD_APP = {"iss": OLD_KEY, "key": private_key("Old_Integration")}


@pytest.mark.parametrize("subject", [LEFT_OUT, None, "", 0, 1, True, [], ["max@org1.example"], {}])
def test_the_subject_must_be_text(subject: Any) -> None:
    reason = refused(checks.subject_is_given, sub=subject)
    assert ("formula" in reason.cause) == (subject == "")
    found = outcomes(examined(an_assertion(sub=subject)))
    for name in ("subject_is_a_user", "user_is_active", "user_is_pre_authorized", "user_has_approved_the_app"):
        assert found[name].value == "not reached"


def test_prn_stands_for_a_missing_subject_and_only_for_a_missing_one() -> None:
    noted, strict = (
        examined(an_assertion(sub=LEFT_OUT, prn="max@org1.example"), name) for name in ("salesforce", "strict")
    )
    assert noted.grantable is not None
    assert outcomes(noted)["subject_is_a_user"].value == "noted"
    assert outcomes(strict)["subject_is_a_user"].value == "refused"
    assert refused(checks.subject_is_given, sub=None, prn="max@org1.example")
    assert judged(checks.subject_is_a_user, sub="max@org1.example", prn="nobody") is None


@pytest.mark.parametrize("subject", ["MAX@org1.example", "Max@Org1.Example"])
def test_letter_case_of_a_username_is_noted_by_salesforce_and_refused_by_strict(subject: str) -> None:
    assert outcomes(examined(an_assertion(sub=subject)))["subject_is_a_user"].value == "noted"
    assert outcomes(examined(an_assertion(sub=subject), "strict"))["subject_is_a_user"].value == "refused"


MAX_ID = a_user().user_id
NOBODIES = {
    "in double quotes": ('"max@org1.example"', "the quotes are part of it"),
    "in single quotes": ("'max@org1.example'", "the quotes are part of it"),
    "HTML-escaped": ("o&#39;neil@org1.example", "it was HTML-escaped"),
    "a blank before": (" max@org1.example", "there are blanks around the username max@org1.example"),
    "a line feed behind": ("max@org1.example\n", "there are blanks around the username max@org1.example"),
    "the e-mail address": ("max.mustermann@example.com", "it is the e-mail address of max@org1.example"),
    "the e-mail address in capitals": ("MAX.Mustermann@example.com", "it is the e-mail address of max@org1.example"),
    "the id": (MAX_ID, "it is the id of max@org1.example"),
    "the short id": (MAX_ID[:15], "it is the id of max@org1.example"),
    "without the sandbox's suffix": ("eva@org1.example", "here it is eva@org1.example.uat"),
    "mistyped": ("max@org1.exmaple", "is max@org1.example meant?"),
    "a NUL behind": ("max@org1.example\0", "is max@org1.example meant?"),
    "another": ("somebody@elsewhere.test", "the username of another org?"),
    "a wildcard": ("%", "the username of another org?"),
}


@pytest.mark.parametrize(("subject", "cause"), NOBODIES.values(), ids=NOBODIES.keys())
def test_a_subject_that_is_nobody_is_explained(subject: str, cause: str) -> None:
    users = (
        a_user(),
        a_user(username="o'neil@org1.example", email="o@example.com"),
        a_user(username="eva@org1.example.uat", email="e@example.com"),
    )
    reason = refused(checks.subject_is_a_user, an_org(users=users), sub=subject)
    assert cause in reason.cause
    assert reason.expected == "a username of Org1"


def test_an_inactive_user_is_refused() -> None:
    assert judged(checks.user_is_active) is None
    reason = refused(checks.user_is_active, an_org(users=(a_user(active=False),)))
    assert reason.got == "max@org1.example is not active"


def test_a_frozen_user_is_refused_and_is_active_all_the_same() -> None:
    frozen = an_org(users=(a_user(frozen=True),))
    assert judged(checks.user_is_not_frozen) is None
    assert refused(checks.user_is_not_frozen, frozen).got == "max@org1.example is frozen"
    found = examined(an_assertion(), org=frozen)
    assert refusals(found) == ["user_is_not_frozen"]
    assert found.error is not None
    assert (found.error.error, found.error.description) == ("invalid_grant", "authentication failure")


ADDRESSES = [
    ((), "198.51.100.1", True),
    (("203.0.113.0-203.0.113.255",), "203.0.113.0", True),
    (("203.0.113.0-203.0.113.255",), "203.0.113.255", True),
    (("203.0.113.0-203.0.113.255",), "203.0.114.0", False),
    (("203.0.113.0-203.0.113.255",), "127.0.0.1", False),
    (("203.0.113.0/24", "127.0.0.1"), "127.0.0.1", True),
    (("203.0.113.0/24",), "::ffff:203.0.113.7", True),
    (("2001:db8::-2001:db8::ff",), "2001:db8::7", True),
    (("2001:db8::-2001:db8::ff",), "203.0.113.7", False),
    (("203.0.113.0/24",), None, True),
    (("203.0.113.0/24",), "", False),
    (("203.0.113.0/24",), "/run/front.sock", False),
    ((), "", True),
]


@pytest.mark.parametrize(("ranges", "address", "is_admitted"), ADDRESSES)
def test_a_profile_with_ranges_admits_these_addresses_alone(
    ranges: tuple[str, ...], address: str | None, *, is_admitted: bool
) -> None:
    org = an_org(profiles=(a_profile(*ranges),))
    assert (judged(checks.address_is_in_the_profiles_ranges, org, address=address) is None) == is_admitted
    found = examined(a_token_request(remote_address=address), org=org)
    assert (found.grantable is not None) == is_admitted
    if found.error is not None:
        assert (found.error.error, found.error.description) == ("invalid_grant", "ip restricted")


def test_ranges_of_another_profile_do_not_matter() -> None:
    org = an_org(profiles=(a_profile("203.0.113.7", name="Standard User"),))
    assert judged(checks.address_is_in_the_profiles_ranges, org, address="127.0.0.1") is None
    assert judged(checks.address_is_in_the_profiles_ranges, org, address="127.0.0.1", sub="nobody@org1.example") is None
    refusal = refused(checks.address_is_in_the_profiles_ranges, org, address="127.0.0.1", sub="erika@org1.example")
    assert refusal.expected == "an address in the ranges of the profile Standard User: 203.0.113.7"
    assert refusal.got == "127.0.0.1"


@pytest.mark.parametrize(("address", "got"), [("", "no address"), ("/run/front.sock", "“/run/front.sock”")])
def test_a_server_that_does_not_see_the_clients_address_says_so(address: str, got: str) -> None:
    org = an_org(an_app(ip_relaxation=IpRelaxation.RELAX), profiles=(a_profile("203.0.113.7"),))
    refusal = refused(checks.address_is_in_the_profiles_ranges, org, address=address)
    assert (refusal.got, "does not see the client's address" in refusal.cause) == (got, True)


@pytest.mark.parametrize("relaxation", IpRelaxation)
def test_no_ip_relaxation_lets_anybody_in_and_the_report_says_so(relaxation: IpRelaxation) -> None:
    org = an_org(an_app(ip_relaxation=relaxation), profiles=(a_profile("203.0.113.7"),))
    cause = refused(checks.address_is_in_the_profiles_ranges, org, address="127.0.0.1").cause
    assert "takes no notice" in cause
    assert (f"“{relaxation}”" in cause) == (relaxation is not IpRelaxation.ENFORCE)


def test_an_administrators_approval_needs_the_profile_or_a_permission_set() -> None:
    assert judged(checks.user_is_pre_authorized) is None
    reason = refused(checks.user_is_pre_authorized, sub="erika@org1.example")
    assert reason == Reason(
        "one of the app's profiles and permission sets: System Administrator", "erika@org1.example has Standard User"
    )
    by_set = an_org(an_app(profiles=(), permission_sets=("A", "B")), users=(a_user(permission_sets=("B",)),))
    assert judged(checks.user_is_pre_authorized, by_set) is None
    nobody = an_org(an_app(profiles=()))
    assert refused(checks.user_is_pre_authorized, nobody).expected.endswith(": none")
    other_case = an_org(an_app(profiles=("system administrator",)))
    assert judged(checks.user_is_pre_authorized, other_case) is not None


APPROVALS = [
    (("max@org1.example", "Old Integration", ("api", "refresh_token")), True),
    (("max@org1.example", "Old Integration", ("offline_access", "web")), True),
    (("MAX@org1.example", "Old Integration", ("api", "refresh_token")), True),
    (("max@org1.example", "old integration", ("api", "refresh_token")), True),
    (("max@org1.example", "Old Integration", ("api",)), False),
    (("max@org1.example", "Org2 Integration", ("api", "refresh_token")), False),
    (("erika@org1.example", "Old Integration", ("api", "refresh_token")), False),
]


@pytest.mark.parametrize(("approval", "counts"), APPROVALS)
def test_a_users_own_approval_needs_a_refresh_token(
    approval: tuple[str, str, tuple[str, ...]], *, counts: bool
) -> None:
    org = an_org(approvals=(Approval(*approval),))
    reason = judged(checks.user_has_approved_the_app, org, **OLD_APP)
    assert (reason is None) == counts
    assert reason is None or "Admin approved users are pre-authorized" in reason.cause


def test_each_policy_has_its_own_check() -> None:
    assert judged(checks.user_has_approved_the_app, sub="erika@org1.example") is None
    assert judged(checks.user_is_pre_authorized, **OLD_APP, sub="erika@org1.example") is None
    found = outcomes(examined(an_assertion(**OLD_APP, sub="erika@org1.example")))
    assert (found["user_has_approved_the_app"].value, found["user_is_pre_authorized"].value) == ("refused", "held")


@pytest.mark.parametrize(
    ("scopes", "refresh", "another"),
    [
        (("api", "refresh_token"), True, True),
        (("offline_access", "web"), True, True),
        (("refresh_token",), True, False),
        (("refresh_token", "offline_access"), True, False),
        (("api", "web"), False, True),
        ((), False, False),
    ],
)
def test_the_app_has_the_refresh_token_scope_and_another(
    scopes: tuple[str, ...], *, refresh: bool, another: bool
) -> None:
    org = an_org(an_app(scopes=scopes))
    assert (judged(checks.app_has_the_refresh_token_scope, org) is None) == refresh
    assert (judged(checks.app_has_another_scope, org) is None) == another


def test_scopes_are_the_union_of_the_approvals_within_the_apps_own() -> None:
    app = an_app(permitted_users=PermittedUsers.SELF_AUTHORIZE, scopes=("api", "web", "id", "refresh_token"))
    approved = [("api", "refresh_token"), ("web", "offline_access", "chatter_api"), ("id",)]
    org = an_org(app, approvals=tuple(Approval("max@org1.example", app.label, scopes) for scopes in approved))
    assert org.scopes_for(app, org.users[0]) == ("api", "web")
    full = an_org(app, approvals=(Approval("max@org1.example", app.label, ("full", "refresh_token")),))
    assert full.scopes_for(app, full.users[0]) == ("api", "web", "id")


def test_approved_scopes_that_the_app_has_no_longer_leave_nothing() -> None:
    app = an_app(permitted_users=PermittedUsers.SELF_AUTHORIZE, scopes=("web", "refresh_token"))
    org = an_org(app, approvals=(Approval("max@org1.example", app.label, ("api", "refresh_token")),))
    assert refused(checks.app_has_another_scope, org).cause == "the token would be good for nothing"
