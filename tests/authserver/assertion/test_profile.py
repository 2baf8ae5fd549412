"""The two profiles: one table of tolerances, every one of which a check or an endpoint uses and an example shows."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    LEFT_OUT,
    NOW,
    a_form,
    a_registered_certificate,
    a_token_request,
    an_app,
    an_assertion,
    an_org,
    examined,
)

import authserver
from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.profile import ENDPOINT_TOLERANCES, PROFILES, TOLERANCES
from authserver.org import Org
from authserver.token_request import TokenRequest

SERVER = Path(authserver.__file__).parent
SECONDS = int(NOW)


def trees(pattern: str) -> Iterator[ast.AST]:
    for file in SERVER.rglob(pattern):
        yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def test_every_tolerance_is_used_and_every_deviation_is_in_the_table() -> None:
    used = {
        word.value
        for node in trees("*_checks.py")
        if isinstance(node, ast.keyword) and node.arg == "deviation"
        for word in ast.walk(node.value)
        if isinstance(word, ast.Constant) and word.value
    }
    used.add("nbf within the buffer")
    assert used == {one.deviation for one in TOLERANCES}


def test_every_tolerance_of_an_endpoint_is_asked_for_by_one() -> None:
    asked = {
        node.args[0].value
        for node in trees("*.py")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "allows"
        if isinstance(node.args[0], ast.Constant)
    }
    assert asked == {one.deviation for one in ENDPOINT_TOLERANCES}


def test_salesforce_tolerates_all_of_them_and_strict_none() -> None:
    names = [one.deviation for one in (*TOLERANCES, *ENDPOINT_TOLERANCES)]
    assert len(names) == len(set(names))
    assert PROFILES["salesforce"].tolerated == set(names)
    assert PROFILES["strict"].tolerated == frozenset()
    assert PROFILES["salesforce"].allows("revocation by GET")
    assert not PROFILES["strict"].allows("revocation by GET")


def _claims(**claims: Any) -> TokenRequest:
    return a_token_request(assertion=an_assertion(**claims))


IN_QUERY = TokenRequest(media_type="", has_query=True, query=a_form(), host="127.0.0.1:8001")
EXPIRED = an_org(an_app(certificate=a_registered_certificate(expired=True)))
#: For each tolerance requests that deviate in nothing else, the org, and the check that notes or refuses it.
EXAMPLES: list[tuple[str, TokenRequest, Org | None, str]] = [
    ("certificate out of date", _claims(), EXPIRED, "certificate_is_in_date"),
    ("username in other letters", _claims(sub="MAX@ORG1.example"), None, "subject_is_a_user"),
    ("prn instead of sub", _claims(sub=LEFT_OUT, prn="max@org1.example"), None, "subject_is_a_user"),
    *(
        ("audience in another form", _claims(aud=audience), None, "audience_is_this_server")
        for audience in (
            "login.salesforce.com",
            "https://login.salesforce.com/",
            "https://org1.my.salesforce.com",
            "https://org1.my.salesforce.com/",
            "http://127.0.0.1:8001",
            "http://127.0.0.1:8002",
            "http://127.0.0.1:8001/services/oauth2/token",
            "https://login.salesforce.com/services/oauth2/token",
        )
    ),
    ("audience in a list", _claims(aud=["https://login.salesforce.com"]), None, "audience_is_this_server"),
    ("exp as text", _claims(exp=str(SECONDS + 60)), None, "expiry_is_a_time"),
    ("exp within the buffer", _claims(exp=SECONDS - 170), None, "has_not_expired"),
    ("exp far ahead", _claims(exp=SECONDS + 3600), None, "expiry_is_near"),
    ("exp far ahead", _claims(exp=SECONDS * 1000), None, "expiry_is_near"),
    ("nbf within the buffer", _claims(nbf=SECONDS + 170), None, "is_valid_already"),
    ("iat ahead", _claims(iat=SECONDS + 3600), None, "was_issued_in_the_past"),
    ("parameters in the query", IN_QUERY, None, "parameters_are_in_the_body"),
    (
        "empty client secret",
        a_token_request(parameters={"client_id": CONSUMER_KEY, "client_secret": ""}),
        None,
        "client_credentials_are_right",
    ),
]


@pytest.mark.parametrize(("deviation", "request_", "org", "check"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_what_salesforce_notes_strict_refuses(
    deviation: str, request_: TokenRequest, org: Org | None, check: str
) -> None:
    noted, refused = (examined(request_, profile, org=org) for profile in ("salesforce", "strict"))
    assert noted.grantable is not None
    assert [(one.check.name, one.outcome.value) for one in noted.report.found] == [(check, "noted")]
    assert refused.grantable is None
    assert refused.report.refusal is not None
    assert refused.report.refusal.check.name == check
    assert refused.report.refusal.reason is not None
    assert refused.report.refusal.reason.deviation == deviation


def test_every_tolerance_has_an_example() -> None:
    assert {one[0] for one in EXAMPLES} == {one.deviation for one in TOLERANCES}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    "claims",
    [
        {"exp": SECONDS - 181},
        {"nbf": SECONDS + 181},
        {"aud": "https://login.salesforce.com//"},
        {"aud": " https://login.salesforce.com"},
        {"aud": "https://LOGIN.salesforce.com"},
        {"aud": "https://login.salesforce.com.evil.example"},
        {"aud": ["https://login.salesforce.com", "https://login.salesforce.com"]},
        {"aud": ["https://test.salesforce.com"]},
        {"sub": " max@org1.example"},
        {"exp": f"{SECONDS + 60}.5"},
        {"exp": f" {SECONDS + 60}"},
    ],
    ids=str,
)
def test_nothing_else_is_relaxed(profile: str, claims: dict[str, Any]) -> None:
    assert examined(_claims(**claims), profile).grantable is None


LEFT_OPEN = {
    "no jti": _claims(),
    "exp with a fraction": _claims(exp=NOW + 60.5),
    "a very old iat": _claims(iat=1),
    "an unknown kid": _claims(header={"kid": "of nobody", "x5u": "https://evil.example"}),
    "an unknown claim": _claims(custom={"a": [1]}),
    "a scope": a_token_request(parameters={"scope": "no such scope"}),
}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("request_", LEFT_OPEN.values(), ids=LEFT_OPEN.keys())
def test_what_the_rfcs_leave_open_is_the_same_in_both(profile: str, request_: TokenRequest) -> None:
    for _ in range(2):
        found = examined(request_, profile)
        assert found.grantable is not None
        assert found.report.found == ()


RFC_CODES = {"invalid_request", "invalid_client", "invalid_grant", "unsupported_grant_type"}


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.name)
def test_a_strict_server_uses_the_codes_of_rfc_6749_only(check: object) -> None:
    assert PROFILES["strict"].error_of(check).error in RFC_CODES
    assert PROFILES["salesforce"].error_of(check) is check.error
