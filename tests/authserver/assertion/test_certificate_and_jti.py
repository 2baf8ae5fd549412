"""The certificate's dates and the id's form, by tables for both profiles."""

from typing import Any

import pytest
from building import (
    LEFT_OUT,
    NOW,
    a_registered_certificate,
    an_app,
    an_assertion,
    an_org,
    examined,
    judged,
    outcome,
    outcomes,
)

from authserver.assertion import claim_checks as checks

HELD, NOTED, REFUSED = "held", "noted", "refused"


JTIS = [
    (LEFT_OUT, HELD),
    ("x", HELD),
    ("x" * 256, HELD),
    ("ü€😀", HELD),
    ("' OR 1=1 --", HELD),
    *((value, REFUSED) for value in ("", "x" * 257, None, 0, 1, True, [], ["x"], {}, "a\0b")),
]


@pytest.mark.parametrize(("jti", "expected"), JTIS, ids=lambda value: repr(value)[:24])
@pytest.mark.parametrize("profile", ["salesforce", "strict"])
def test_an_id_is_text_of_bounded_length(jti: Any, expected: str, profile: str) -> None:
    assert outcome(checks.jti_is_usable, profile, jti=jti) == expected


def test_an_expired_certificate_goes_on_verifying_in_the_salesforce_profile_only() -> None:
    org = an_org(an_app(certificate=a_registered_certificate("Org2_JWT", expired=True)))
    noted, refused = examined(an_assertion(), org=org), examined(an_assertion(), "strict", org=org)
    assert outcomes(noted)["certificate_is_in_date"].value == NOTED
    assert noted.grantable is not None
    assert outcomes(refused)["certificate_is_in_date"].value == REFUSED
    assert refused.grantable is None


@pytest.mark.parametrize("days", [-10_000, 10_000])
def test_a_certificate_counts_within_its_dates(days: int) -> None:
    assert judged(checks.certificate_is_in_date) is None
    reason = judged(checks.certificate_is_in_date, now=NOW + days * 86400)
    assert reason is not None
    assert reason.expected.startswith("a time from 1,577,836,800 (2020-01-01 00:00:00 UTC) to ")
