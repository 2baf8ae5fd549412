"""The first list, each check by a table: which assertions it refuses, and what it tells as the likely cause."""

import json
from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    LEFT_OUT,
    NOW,
    OLD_KEY,
    SECRET,
    a_registered_certificate,
    a_token_request,
    an_app,
    an_assertion,
    an_org,
    base64url,
    circumstances,
    private_key,
)

from authserver.assertion import unverified_checks as checks
from authserver.assertion.unverified import read_assertion
from plumbing.checks import Check, Reason

HEADER, CLAIMS = '{"alg":"RS256"}', json.dumps({"iss": CONSUMER_KEY, "sub": "max@org1.example", "exp": int(NOW) + 9})
GOOD = an_assertion()
HEAD, BODY, SIGNATURE = GOOD.split(".")


def judged(check: Check[Any], assertion: str, *, org: Any = None, **changes: Any) -> Reason | None:
    return check(read_assertion(a_token_request(assertion=assertion, **changes), circumstances(org=org)))


def _cause(reason: Reason | None) -> str:
    assert reason is not None
    return reason.cause


def test_an_assertion_must_be_there() -> None:
    assert judged(checks.assertion_is_present, GOOD) is None
    reason = judged(checks.assertion_is_present, "")
    assert reason == Reason(
        "a parameter named assertion", "parameters: assertion, grant_type", "an empty value counts as none"
    )


def test_no_empty_value_is_spoken_of_where_none_was_sent() -> None:
    request = a_token_request(parameters={"assertion": LEFT_OUT})
    reason = checks.assertion_is_present(read_assertion(request, circumstances()))

    assert reason == Reason("a parameter named assertion", "parameters: grant_type")


def test_an_assertion_has_at_most_16_kilobytes() -> None:
    assert judged(checks.assertion_is_of_bearable_size, "x" * 16384) is None
    assert judged(checks.assertion_is_of_bearable_size, "x" * 16385) == Reason("at most 16,384 characters", "16,385")


ALGORITHMS = [
    ("none", "an unsigned JWT proves nothing"),
    ("HS256", "HS256 signs with a shared secret"),
    ("RS512", "External Credential offers RS512"),
    *(
        (name, "")
        for name in ("None", "NONE", "nOnE", "rs256", "RS256 ", "RS384", "PS256", "ES256", "HS512", "", "EdDSA")
    ),
    *((value, "") for value in (None, 1, True, [], ["RS256"], {"alg": "RS256"}, LEFT_OUT)),
]


@pytest.mark.parametrize(("algorithm", "cause"), ALGORITHMS, ids=lambda value: repr(value)[:20])
def test_rs256_is_the_only_algorithm(algorithm: Any, cause: str) -> None:
    reason = judged(checks.algorithm_is_rs256, an_assertion(header={"alg": algorithm}))
    assert reason is not None
    assert reason.expected == "RS256"
    assert cause in reason.cause
    assert bool(reason.cause) == bool(cause)


def test_rs256_it_is() -> None:
    assert judged(checks.algorithm_is_rs256, GOOD) is None


@pytest.mark.parametrize(
    ("member", "value"),
    [("crit", ["exp"]), ("crit", []), ("crit", None), ("crit", "x"), ("crit", ["b64"]), ("b64", False), ("b64", True)],
)
def test_a_header_may_not_demand_extensions(member: str, value: Any) -> None:
    reason = judged(checks.header_demands_no_extension, an_assertion(header={member: value}))
    assert reason is not None
    assert (reason.expected, reason.got.partition(":")[0]) == (f"no {member}", member)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": LEFT_OUT},
        {"typ": "jwt"},
        {"typ": "at+jwt"},
        {"typ": 1},
        {"cty": "JWT"},
        {"zip": "DEF"},
        {"unknown": {"a": [1]}},
        {"kid": "../../etc/passwd"},
        {"jku": "http://127.0.0.1:1/keys"},
    ],
)
def test_other_members_of_the_header_are_ignored(header: dict[str, Any]) -> None:
    for check in checks.UNVERIFIED_CHECKS:
        assert judged(check, an_assertion(header=header)) is None, check.name


@pytest.mark.parametrize("issuer", [LEFT_OUT, None, "", [], [CONSUMER_KEY], {}, {"iss": CONSUMER_KEY}, 1, 0, True, 1.5])
def test_the_issuer_must_be_text(issuer: Any) -> None:
    assert judged(checks.issuer_is_given, GOOD) is None
    reason = judged(checks.issuer_is_given, an_assertion(iss=issuer))
    assert reason is not None
    assert reason.expected == "iss: the connected app's consumer key"


UNKNOWN_ISSUERS = {
    "in quotes": (f'"{CONSUMER_KEY}"', "quotes or blanks around it"),
    "in single quotes": (f"'{CONSUMER_KEY}'", "quotes or blanks around it"),
    "a blank before": (f" {CONSUMER_KEY}", "quotes or blanks around it"),
    "a line feed behind": (f"{CONSUMER_KEY}\n", "quotes or blanks around it"),
    "the secret": (SECRET, "it is a consumer secret"),
    "the label": ("Org2 Integration", "it is a connected app's label"),
    "the username": ("max@org1.example", "it looks like a username"),
    "cut off": (CONSUMER_KEY[:-1], "nearly the consumer key of “Org2 Integration”"),
    "in small letters": (CONSUMER_KEY.lower(), "nearly the consumer key of “Org2 Integration”"),
    "a NUL behind": (f"{CONSUMER_KEY}\0", "nearly the consumer key of “Org2 Integration”"),
    "a full-width letter": (CONSUMER_KEY.replace("M", "\uff2d", 1), "nearly the consumer key of “Org2 Integration”"),
    "a wildcard": ("3MVG9%", "the key of another org"),
    "SQL": ("' OR 1=1 --", "the key of another org"),
    "a foreign key": ("3MVG9.SomebodyElse_9999999999", "the key of another org"),
}


@pytest.mark.parametrize(("issuer", "cause"), UNKNOWN_ISSUERS.values(), ids=UNKNOWN_ISSUERS.keys())
def test_the_issuer_is_compared_to_the_letter_and_a_wrong_one_is_explained(issuer: str, cause: str) -> None:
    assert cause in _cause(judged(checks.issuer_is_a_consumer_key, an_assertion(iss=issuer)))


def test_a_registered_consumer_key_is_known() -> None:
    assert judged(checks.issuer_is_a_consumer_key, an_assertion(iss=OLD_KEY)) is None


def test_an_app_without_a_certificate_is_told_from_one_with_another() -> None:
    org = an_org(an_app(certificate=None))
    reason = judged(checks.app_has_a_certificate, GOOD, org=org)
    assert reason is not None
    assert reason.got == "none at “Org2 Integration”"
    assert judged(checks.app_has_a_certificate, GOOD) is None


SIGNATURES = {
    "of another app's key": (
        an_assertion(key=private_key("Old_Integration")),
        "it matches the certificate of the connected app “Old Integration” (",
    ),
    "of a strange key": (an_assertion(key=private_key("stranger")), "another key signed it"),
    "of a strange key that is named": (
        an_assertion(key=private_key("stranger"), header={"kid": "stranger_1"}),
        "(the header's kid names “stranger_1”)",
    ),
    "of a key named oddly": (
        an_assertion(key=private_key("stranger"), header={"kid": "<x>"}),
        "another key signed it, ",
    ),
    "of other claims": (f"{HEAD}.{base64url(CLAIMS)}.{SIGNATURE}", "changed after it was signed"),
    "of another header": (f"{base64url(HEADER)}.{BODY}.{SIGNATURE}", "changed after it was signed"),
    "too short": (f"{HEAD}.{BODY}.{base64url(b'x')}", "another key signed it"),
    "zero": (f"{HEAD}.{BODY}.{base64url(bytes(256))}", "another key signed it"),
    "with a zero before": (f"{HEAD}.{BODY}.{base64url(bytes(1) + bytes(256))}", "another key signed it"),
}


@pytest.mark.parametrize(("assertion", "cause"), SIGNATURES.values(), ids=SIGNATURES.keys())
def test_only_the_registered_key_makes_the_signature(assertion: str, cause: str) -> None:
    reason = judged(checks.signature_matches_the_certificate, assertion)
    assert reason is not None
    assert "Org2_JWT.crt (SHA-256 " in reason.expected
    assert cause in reason.cause


def test_the_registered_key_does() -> None:
    assert judged(checks.signature_matches_the_certificate, GOOD) is None


def test_a_certificate_that_is_taken_away_stops_working_at_once() -> None:
    replaced = an_org(an_app(certificate=a_registered_certificate("newer")))
    assert judged(checks.signature_matches_the_certificate, GOOD, org=replaced) is not None
    assert (
        judged(checks.signature_matches_the_certificate, an_assertion(key=private_key("newer")), org=replaced) is None
    )
