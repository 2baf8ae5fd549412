"""What is taken for good, and only where all else holds: a login of the hour, and the assertion's id."""

import pytest
from building import (
    NOW,
    Register,
    a_token_request,
    a_user,
    an_assertion,
    an_org,
    circumstances,
    examined,
    outcomes,
    private_key,
    refusals,
)

from authserver.assertion.assertion import presumed
from authserver.assertion.circumstances import NoRegister
from authserver.assertion.last_checks import login_rate_is_kept
from authserver.assertion.unverified import read_assertion

SECONDS = int(NOW)
TWO_AN_HOUR = an_org(logins_per_user_and_hour=2)


def test_a_login_more_than_an_hour_admits_is_refused() -> None:
    register = Register()
    found = [examined(an_assertion(), org=TWO_AN_HOUR, register=register) for _ in range(4)]
    assert [one.grantable is not None for one in found] == [True, True, False, False]
    assert refusals(found[3]) == ["login_rate_is_kept"]
    assert found[3].error is not None
    assert (found[3].error.error, found[3].error.description) == ("invalid_grant", "login rate exceeded")
    refusal = found[3].report.refusal
    assert refusal is not None
    assert refusal.reason is not None
    assert refusal.reason.expected == "at most 2 logins of max@org1.example in an hour"
    assert refusal.reason.got == "login 4 of this hour"


def test_each_user_has_logins_of_their_own() -> None:
    register, other = Register(), a_user(username="eva@org1.example", email="eva@example.com")
    org = an_org(users=(a_user(), other), logins_per_user_and_hour=1)
    for sub in ("max@org1.example", "eva@org1.example"):
        assert examined(an_assertion(sub=sub), org=org, register=register).grantable is not None
    assert set(register.logins) == {org.users[0].user_id, org.users[1].user_id}


def test_the_usual_rate_is_that_of_salesforce() -> None:
    register = Register()
    register.logins[a_user().user_id] = 3599
    assert examined(an_assertion(), register=register).grantable is not None
    assert examined(an_assertion(), register=register).grantable is None


@pytest.mark.parametrize(
    "claims",
    [{"key": private_key("Old_Integration")}, {"aud": "x"}, {"exp": 1}, {"sub": "erika@org1.example"}],
    ids=lambda claims: next(iter(claims)),
)
def test_what_is_refused_for_anything_else_is_no_login(claims: dict[str, object]) -> None:
    register = Register()
    found = examined(an_assertion(**claims), register=register)
    assert outcomes(found)["login_rate_is_kept"].value == "not reached"
    assert not register.logins


def test_a_login_too_many_does_not_use_up_the_assertions_id() -> None:
    register = Register()
    register.logins[a_user().user_id] = 2
    found = examined(an_assertion(jti="one"), org=TWO_AN_HOUR, register=register)
    assert refusals(found) == ["login_rate_is_kept"]
    assert register.taken == {}


def test_an_assertion_that_is_sent_again_does_not_use_up_its_users_hour() -> None:
    register = Register()
    found = [examined(an_assertion(jti="one"), org=TWO_AN_HOUR, register=register) for _ in range(4)]
    assert refusals(found[3]) == ["jti_was_not_used_before"]
    assert outcomes(found[3])["login_rate_is_kept"].value == "not reached"
    assert register.logins.total() == 1


def test_an_examination_that_leaves_no_trace_never_exceeds_the_rate() -> None:
    org = an_org(logins_per_user_and_hour=1)
    for _ in range(2):
        assert examined(an_assertion(), org=org, register=NoRegister()).grantable is not None


def test_nobodys_logins_are_not_counted() -> None:
    register = Register()
    request = a_token_request(assertion=an_assertion(sub="nobody@org1.example"))
    assertion = presumed(read_assertion(request, circumstances(register=register)))
    assert assertion is not None
    assert login_rate_is_kept(assertion) is None
    assert not register.logins


def test_an_id_is_claimed_for_its_issuer_until_the_assertion_is_surely_dead() -> None:
    register = Register()
    assert examined(an_assertion(jti="one"), register=register).grantable is not None
    assert list(register.taken.values()) == [SECONDS + 180 + 180]
    second = examined(an_assertion(jti="one"), register=register)
    assert second.grantable is None
    assert second.report.refusal is not None
    assert second.report.refusal.check.name == "jti_was_not_used_before"


def test_without_an_id_nothing_is_claimed_and_an_assertion_may_come_again() -> None:
    register = Register()
    for _ in range(2):
        assert examined(an_assertion(), register=register).grantable is not None
    assert register.taken == {}


def test_an_id_with_an_expiry_in_milliseconds_is_kept_for_a_time_that_a_database_can_hold() -> None:
    register = Register()
    for number, expiry in enumerate((SECONDS * 1000, 1e300, "9" * 20)):
        assert examined(an_assertion(jti=f"x{number}", exp=expiry), register=register).grantable is not None
    assert all(isinstance(value, int) and value < 2**63 for value in register.taken.values())
