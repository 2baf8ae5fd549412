"""The claims, each check by a table for both profiles: held, noted or refused, and the likely cause."""

from typing import Any

import pytest
from building import (
    LEFT_OUT,
    NOW,
    an_assertion,
    an_org,
    examined,
    judged,
    outcome,
    outcomes,
)

from authserver.assertion import claim_checks as checks
from authserver.assertion.claim_checks import seconds_in
from plumbing.checks import Reason

HELD, NOTED, REFUSED = "held", "noted", "refused"
SECONDS = int(NOW)


AUDIENCES = [
    ("https://login.salesforce.com", HELD, HELD),
    ("login.salesforce.com", NOTED, REFUSED),
    ("https://login.salesforce.com/", NOTED, REFUSED),
    ("https://org1.my.salesforce.com", NOTED, REFUSED),
    ("https://org1.my.salesforce.com/", NOTED, REFUSED),
    ("http://127.0.0.1:8001", NOTED, REFUSED),
    ("http://127.0.0.1:8002", NOTED, REFUSED),
    ("http://127.0.0.1:8001/services/oauth2/token", NOTED, REFUSED),
    ("https://login.salesforce.com/services/oauth2/token", NOTED, REFUSED),
    (["https://login.salesforce.com"], NOTED, REFUSED),
    (["login.salesforce.com"], NOTED, REFUSED),
    (["https://login.salesforce.com", "https://login.salesforce.com"], REFUSED, REFUSED),
    (["https://login.salesforce.com", "https://api.example.com"], REFUSED, REFUSED),
    ([], REFUSED, REFUSED),
    ([None], REFUSED, REFUSED),
    ([["https://login.salesforce.com"]], REFUSED, REFUSED),
    ("https://test.salesforce.com", REFUSED, REFUSED),
    ("test.salesforce.com", REFUSED, REFUSED),
    ("https://LOGIN.salesforce.com", REFUSED, REFUSED),
    ("HTTPS://login.salesforce.com", REFUSED, REFUSED),
    ("http://login.salesforce.com", REFUSED, REFUSED),
    ("https://login.salesforce.com//", REFUSED, REFUSED),
    ("https://login.salesforce.com/x", REFUSED, REFUSED),
    ("https://login.salesforce.com:443", REFUSED, REFUSED),
    ("https://login.salesforce.com.evil.example", REFUSED, REFUSED),
    ("https://evil.example/https://login.salesforce.com", REFUSED, REFUSED),
    (" https://login.salesforce.com", REFUSED, REFUSED),
    ("https://login.salesforce.com\0", REFUSED, REFUSED),
    ("https://login.salesforce.co", REFUSED, REFUSED),
    ("https://org2.my.salesforce.com", REFUSED, REFUSED),
    ("https://login.salesforce.com https://test.salesforce.com", REFUSED, REFUSED),
    ("", REFUSED, REFUSED),
    *(
        (value, REFUSED, REFUSED)
        for value in (LEFT_OUT, None, 0, 1, True, 1.5, {}, {"aud": "https://login.salesforce.com"})
    ),
]


@pytest.mark.parametrize(("audience", "salesforce", "strict"), AUDIENCES, ids=lambda value: repr(value)[:60])
def test_the_audience_is_this_server(audience: Any, salesforce: str, strict: str) -> None:
    assert outcome(checks.audience_is_this_server, "salesforce", aud=audience) == salesforce
    assert outcome(checks.audience_is_this_server, "strict", aud=audience) == strict


def test_a_sandbox_is_called_test() -> None:
    sandbox = an_org(is_sandbox=True)
    assert judged(checks.audience_is_this_server, org=sandbox, aud="https://test.salesforce.com") is None
    reason = judged(checks.audience_is_this_server, org=sandbox, aud="https://login.salesforce.com")
    assert reason == Reason("https://test.salesforce.com", "“https://login.salesforce.com”", "Org1 is a sandbox")


EXPIRIES = [
    (SECONDS + 180, HELD, HELD, HELD, HELD),
    (NOW + 0.5, HELD, HELD, HELD, HELD),
    (SECONDS - 59, HELD, HELD, HELD, HELD),
    (NOW - 60, HELD, NOTED, REFUSED, HELD),
    (SECONDS - 61, HELD, NOTED, REFUSED, HELD),
    (NOW - 179.5, HELD, NOTED, REFUSED, HELD),
    (NOW - 180, HELD, REFUSED, REFUSED, HELD),
    (SECONDS - 3600, HELD, REFUSED, REFUSED, HELD),
    (0, HELD, REFUSED, REFUSED, HELD),
    (-1, HELD, REFUSED, REFUSED, HELD),
    (-1e300, HELD, REFUSED, REFUSED, HELD),
    (SECONDS + 300, HELD, HELD, HELD, HELD),
    (SECONDS + 360, HELD, HELD, HELD, HELD),
    (SECONDS + 361, HELD, HELD, HELD, NOTED),
    (SECONDS + 3600, HELD, HELD, HELD, NOTED),
    (SECONDS * 1000, HELD, HELD, HELD, NOTED),
    (1e300, HELD, HELD, HELD, NOTED),
    (10**400, REFUSED, "not reached", "not reached", "not reached"),
    (str(SECONDS + 180), NOTED, HELD, "not reached", HELD),
    ("+1", REFUSED, "not reached", "not reached", "not reached"),
]


@pytest.mark.parametrize(
    ("expiry", "is_time", "salesforce", "strict", "near"), EXPIRIES, ids=lambda value: repr(value)[:24]
)
def test_the_expiry(expiry: Any, is_time: str, salesforce: str, strict: str, near: str) -> None:
    found = outcomes(examined(an_assertion(exp=expiry)))
    assert found["expiry_is_a_time"].value == is_time
    assert found["has_not_expired"].value == salesforce
    assert found["expiry_is_near"].value == near
    found = outcomes(examined(an_assertion(exp=expiry), "strict"))
    assert found["expiry_is_a_time"].value == {NOTED: REFUSED}.get(is_time, is_time)
    assert found["has_not_expired"].value == strict
    if isinstance(expiry, str):
        near = "not reached"
    assert found["expiry_is_near"].value == {NOTED: REFUSED}.get(near, near)


NO_TIMES = [
    LEFT_OUT,
    None,
    "",
    True,
    False,
    [],
    {},
    "now",
    "1.5",
    "1e9",
    " 1790000180",
    "-1",
    "٣",
    "²",
    "9" * 21,
    "0x10",
    [SECONDS],
]


@pytest.mark.parametrize("value", NO_TIMES, ids=lambda value: repr(value)[:24])
def test_what_is_no_time_is_no_expiry_in_either_profile(value: Any) -> None:
    for profile in ("salesforce", "strict"):
        found = examined(an_assertion(exp=value), profile)
        assert outcomes(found)["expiry_is_a_time"].value == REFUSED
        assert found.grantable is None
        assert found.error is not None
        assert (found.error.error, found.error.description) == ("invalid_grant", "invalid assertion")


@pytest.mark.parametrize(
    ("claim", "seconds"),
    [
        (1, 1.0),
        (1.5, 1.5),
        ("17", 17.0),
        (-3, -3.0),
        (10**400, None),
        (-(10**400), None),
        (float("inf"), None),
        (float("-inf"), None),
        (float("nan"), None),
        (True, None),
        ("", None),
        ("1" * 20, float("1" * 20)),
        ("1" * 21, None),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_numeric_date_is_a_finite_number(claim: Any, seconds: float | None) -> None:
    assert seconds_in(claim) == seconds


EXPIRED = [
    (SECONDS - 200, "the caller's clock is behind"),
    (SECONDS - 3600, "about 1 whole hour: local time instead of UTC?"),
    (SECONDS - 2 * 3600 - 300, "about 2 whole hours: local time instead of UTC?"),
    (SECONDS - 15 * 3600, "the caller's clock is behind"),
    (300, "is it a duration instead of a time?"),
    (-300, "is it a duration instead of a time?"),
]


@pytest.mark.parametrize(("expiry", "cause"), EXPIRED)
def test_an_expired_assertion_is_explained(expiry: int, cause: str) -> None:
    reason = judged(checks.has_not_expired, exp=expiry)
    assert reason is not None
    assert cause in reason.cause
    assert f"{expiry:,}" in reason.got


def test_milliseconds_are_recognised() -> None:
    reason = judged(checks.expiry_is_near, exp=SECONDS * 1000 + 300)
    assert reason is not None
    assert reason.cause == "this looks like milliseconds"
    assert "1,790,000,000,300" in reason.got


NOT_BEFORE = [
    (LEFT_OUT, HELD, HELD),
    (SECONDS, HELD, HELD),
    (0, HELD, HELD),
    (SECONDS + 60, HELD, HELD),
    (NOW + 60.5, NOTED, REFUSED),
    (SECONDS + 180, NOTED, REFUSED),
    (SECONDS + 181, REFUSED, REFUSED),
    (SECONDS * 1000, REFUSED, REFUSED),
    *((value, REFUSED, REFUSED) for value in (None, "", str(SECONDS), "x", True, [], {}, 10**400)),
]


@pytest.mark.parametrize(("not_before", "salesforce", "strict"), NOT_BEFORE, ids=lambda value: repr(value)[:24])
def test_the_not_before_time_has_come(not_before: Any, salesforce: str, strict: str) -> None:
    assert outcome(checks.is_valid_already, "salesforce", nbf=not_before) == salesforce
    assert outcome(checks.is_valid_already, "strict", nbf=not_before) == strict


ISSUED = [
    (LEFT_OUT, HELD, HELD),
    (SECONDS, HELD, HELD),
    (0, HELD, HELD),
    (SECONDS + 60, HELD, HELD),
    (SECONDS + 61, NOTED, REFUSED),
    (SECONDS * 1000, NOTED, REFUSED),
    ("x", HELD, HELD),
    (None, HELD, HELD),
]


@pytest.mark.parametrize(("issued_at", "salesforce", "strict"), ISSUED, ids=lambda value: repr(value)[:24])
def test_the_time_of_issue_is_only_noted_by_salesforce(issued_at: Any, salesforce: str, strict: str) -> None:
    assert outcome(checks.was_issued_in_the_past, "salesforce", iat=issued_at) == salesforce
    assert outcome(checks.was_issued_in_the_past, "strict", iat=issued_at) == strict
