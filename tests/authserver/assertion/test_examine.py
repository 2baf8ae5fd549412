"""The lists together: whose refusal decides, that all others are told too, and what is never granted."""

from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    LEFT_OUT,
    NOW,
    OLD_KEY,
    Register,
    a_profile,
    a_token_request,
    a_user,
    an_assertion,
    an_external_client_app,
    an_org,
    examined,
    outcomes,
    private_key,
    refusals,
)

from authserver.assertion import CHECK_LISTS
from authserver.assertion.assertion import PresumedAssertion, VerifiedAssertion
from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.circumstances import NoRegister

OTHER = private_key("Old_Integration")


#: Ever more is wrong: each step adds a fault that is judged before those above it.
#: A fault is what is changed in the claims, the parameters, the app, the org and the request.
FAULTS: list[tuple[str, dict[str, dict[str, Any]]]] = [
    ("login_rate_is_kept", {"org": {"logins_per_user_and_hour": 1}}),
    ("jti_was_not_used_before", {"claims": {"jti": "used"}}),
    ("address_is_in_the_profiles_ranges", {"request": {"remote_address": "198.51.100.1"}}),
    ("app_has_the_refresh_token_scope", {"app": {"scopes": ("api",)}}),
    ("user_is_pre_authorized", {"app": {"profiles": ()}}),
    ("user_is_not_frozen", {"org": {"users": (a_user(frozen=True),)}}),
    ("user_is_active", {"org": {"users": (a_user(frozen=True, active=False),)}}),
    ("subject_is_a_user", {"claims": {"sub": "nobody@org1.example"}}),
    ("app_is_not_blocked", {"app": {"blocked": True}}),
    ("external_client_app_has_policies", {"app": {"permitted_users": None}}),
    ("external_client_app_has_the_flow_enabled", {"app": {"jwt_bearer_flow": False}}),
    ("external_client_app_is_asked_at_its_my_domain", {"request": {"host": "login.salesforce.com"}}),
    ("org_is_active", {"org": {"is_active": False}}),
    ("jti_is_usable", {"claims": {"jti": 1}}),
    ("is_valid_already", {"claims": {"nbf": int(NOW) + 3600}}),
    ("has_not_expired", {"claims": {"exp": 1}}),
    ("audience_is_this_server", {"claims": {"aud": "https://test.salesforce.com"}}),
    ("signature_matches_the_certificate", {"claims": {"key": OTHER}}),
    ("client_credentials_are_right", {"parameters": {"client_secret": "wrong"}}),
    ("issuer_is_a_consumer_key", {"claims": {"iss": "3MVG9nobody"}}),
    ("issuer_is_given", {"claims": {"iss": LEFT_OUT}}),
    ("algorithm_is_rs256", {"claims": {"header": {"alg": "HS256"}}}),
    ("assertion_is_a_compact_jws", {"parameters": {"assertion": "x.y"}}),
    ("grant_type_is_jwt_bearer", {"parameters": {"grant_type": "x"}}),
]


@pytest.mark.parametrize("step", range(len(FAULTS)), ids=[fault[0] for fault in FAULTS])
def test_the_first_in_the_order_of_the_checks_decides(step: int) -> None:
    parts: dict[str, dict[str, Any]] = {
        "claims": {},
        "parameters": {},
        "app": {},
        "org": {"profiles": (a_profile("203.0.113.7"),)},
        "request": {"remote_address": "203.0.113.7", "host": "127.0.0.1:8002"},
    }
    for _, changes in FAULTS[: step + 1]:
        for part, change in changes.items():
            parts[part] |= change
    register = Register({(CONSUMER_KEY, "used"): 0})
    register.logins[a_user().user_id] = 1
    assertion = an_assertion(**parts["claims"])
    request = a_token_request(assertion=assertion, parameters=parts["parameters"], **parts["request"])
    org = an_org(an_external_client_app(**parts["app"]), **parts["org"])
    found = examined(request, org=org, register=register)
    assert refusals(found)[0] == FAULTS[step][0]
    assert found.error is not None
    assert found.error.description == next(check.says for check in ALL_CHECKS if check.name == FAULTS[step][0])


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = examined(
        an_assertion(aud="https://test.salesforce.com", exp=1, sub="erika@org1.example", nbf=int(NOW) + 999)
    )
    assert refusals(found) == [
        "audience_is_this_server",
        "has_not_expired",
        "is_valid_already",
        "user_is_pre_authorized",
    ]


def test_claims_are_judged_also_where_the_signature_fails_and_nothing_is_granted() -> None:
    found = examined(an_assertion(key=OTHER, aud="https://test.salesforce.com", sub='"max@org1.example"'))
    assert refusals(found) == ["signature_matches_the_certificate", "audience_is_this_server", "subject_is_a_user"]
    assert found.grantable is None
    assert not found.report.claims_are_proven
    assert outcomes(found)["has_not_expired"].value == "held"


def test_a_forged_assertion_that_is_otherwise_good_is_never_granted() -> None:
    found = examined(an_assertion(key=OTHER))
    assert refusals(found) == ["signature_matches_the_certificate"]
    assert found.grantable is None
    assert found.error is not None


def test_with_an_unknown_issuer_the_users_part_is_judged_and_the_apps_part_holds_its_tongue() -> None:
    found = examined(an_assertion(iss="3MVG9nobody", sub="nobody@org1.example", exp=1))
    assert refusals(found) == ["issuer_is_a_consumer_key", "has_not_expired", "subject_is_a_user"]
    named = outcomes(found)
    assert named["signature_matches_the_certificate"].value == "not reached"
    assert named["app_has_a_certificate"].value == "not reached"


def test_what_cannot_be_judged_is_not_reached() -> None:
    found = outcomes(examined(a_token_request(assertion="garbage")))
    reached = [name for name, outcome in found.items() if outcome.value != "not reached"]
    assert reached == [
        "method_is_post",
        "body_is_a_form",
        "body_is_readable",
        "no_parameter_is_repeated",
        "parameters_are_in_the_body",
        "grant_type_is_given",
        "grant_type_is_jwt_bearer",
        "assertion_is_present",
        "assertion_is_of_bearable_size",
        "assertion_is_a_compact_jws",
    ]


def test_with_a_wrong_grant_type_the_assertion_is_explained_all_the_same() -> None:
    found = examined(a_token_request(assertion=an_assertion(aud="x"), parameters={"grant_type": "x"}))
    assert refusals(found) == ["grant_type_is_jwt_bearer", "audience_is_this_server"]


@pytest.mark.parametrize(
    "claims",
    [
        {"key": OTHER},
        {"aud": "x"},
        {"exp": 1},
        {"sub": "nobody@org1.example"},
        {"sub": "erika@org1.example"},
        {"header": {"alg": "none"}},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_an_assertion_that_is_refused_for_anything_does_not_use_up_its_id(claims: dict[str, Any]) -> None:
    register = Register()
    found = examined(an_assertion(jti="one", **claims), register=register)
    assert found.error is not None
    assert register.taken == {}
    assert outcomes(found)["jti_was_not_used_before"].value == "not reached"
    assert examined(an_assertion(jti="one"), register=register).grantable is not None


def test_the_same_id_of_two_issuers_is_two_ids() -> None:
    register = Register()
    assert examined(an_assertion(jti="one"), register=register).grantable is not None
    other = an_assertion(iss=OLD_KEY, key=OTHER, jti="one")
    assert examined(other, register=register).grantable is not None


def test_what_the_profile_tolerates_is_noted_and_granted() -> None:
    found = examined(
        an_assertion(aud="login.salesforce.com", exp=str(int(NOW) * 1000), sub="MAX@org1.example", iat=int(NOW) + 99)
    )
    noted = [one.check.name for one in found.report.found]
    assert noted == [
        "audience_is_this_server",
        "expiry_is_a_time",
        "expiry_is_near",
        "was_issued_in_the_past",
        "subject_is_a_user",
    ]
    assert {one.outcome.value for one in found.report.found} == {"noted"}
    assert found.grantable is not None


def test_only_a_verified_assertion_is_granted() -> None:
    found = examined(an_assertion())
    assert isinstance(found.grantable, VerifiedAssertion)
    assert not issubclass(PresumedAssertion, VerifiedAssertion)
    assert (found.error, found.report.is_accepted, found.report.claims_are_proven) == (None, True, True)
    assert all(outcome.value == "held" for outcome in outcomes(found).values())


def test_an_examination_may_leave_no_trace() -> None:
    for _ in range(2):
        assert examined(an_assertion(jti="one"), register=NoRegister()).grantable is not None


def test_every_check_stands_in_one_list_and_says_what_it_must() -> None:
    names = [check.name for _, checks in CHECK_LISTS for check in checks]
    assert len(names) == len(set(names)) == len(ALL_CHECKS)
    for check in ALL_CHECKS:
        assert check.sentence.endswith(".") or ":" in check.sentence, check.name
        assert check.rule, check.name
        assert check.setting.startswith(("Client", "Org1", "Org2", "The clock")), check.name
        assert set(check.says) <= {chr(code) for code in range(0x20, 0x7F)} - {'"', "\\"}, check.name
        before = names[: names.index(check.name)]
        assert set(check.needs) <= set(before), f"{check.name} needs what comes later"
