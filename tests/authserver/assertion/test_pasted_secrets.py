"""Consumer secrets are found wherever they were pasted, and nothing else is taken for one."""

from typing import Any

import pytest
from building import SECRET, a_token_request, an_app, an_app_elsewhere, an_assertion, an_org, examined
from building.examinations import circumstances

from authserver.assertion.pasted_secrets import pasted_secrets, without
from authserver.assertion.unverified import read_assertion
from authserver.connected_apps import ConsumerSecret
from authserver.org import Org

ODD = "pass-word_with.dots"


def found(org: Org | None = None, assertion: str = "", **request: Any) -> frozenset[str]:
    sent = a_token_request(assertion=assertion or an_assertion(), **request)
    return pasted_secrets(read_assertion(sent, circumstances(org=org)))


LONGER_TEXTS = {
    "alone": SECRET,
    "in quotes": f'"{SECRET}"',
    "between words": f"x {SECRET} y",
    "between signs": f"key:{SECRET};",
    "glued to words": f"x{SECRET}y",
    "at the end of a long run": "z" * 600 + SECRET,
    "after a line feed": f"x\n{SECRET}",
}
in_each = pytest.mark.parametrize("text", LONGER_TEXTS.values(), ids=LONGER_TEXTS.keys())


@in_each
@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "jti", "custom"])
def test_a_secret_inside_a_longer_claim_is_found(claim: str, text: str) -> None:
    assert found(assertion=an_assertion(**{claim: text})) == {SECRET}
    assert found(assertion=an_assertion(**{claim: [{"x": text}]})) == {SECRET}


@in_each
def test_a_secret_inside_a_name_a_header_or_a_parameter_is_found(text: str) -> None:
    assert found(assertion=an_assertion(**{text: 1})) == {SECRET}
    assert found(assertion=an_assertion(header={"kid": text})) == {SECRET}
    assert found(parameters={"scope": text}) == {SECRET}
    assert found(parameters={text: "x"}) == {SECRET}
    assert found(query={"scope": text}) == {SECRET}
    assert found(user_agent=f"ua {text}") == {SECRET}


def test_a_secret_in_the_header_is_found_also_where_the_claims_are_no_json() -> None:
    header = an_assertion(header={"kid": SECRET}).partition(".")[0]
    assert found(assertion=f"{header}.eA.eA") == {SECRET}


def test_what_was_found_is_cut_out_of_the_report() -> None:
    report = examined(a_token_request(assertion=an_assertion(sub=f"x {SECRET} y"), user_agent=f"ua {SECRET}")).report
    assert SECRET[:8] not in str(report.to_json()) + report.kept()
    assert report.to_json()["claims"]["sub"] == "x (a consumer secret) y"
    assert report.to_json()["request"]["user_agent"] == "ua (a consumer secret)"


def test_a_good_request_holds_none() -> None:
    assert found() == frozenset()
    assert found(user_agent="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)") == frozenset()


@pytest.mark.parametrize("text", [SECRET.lower(), SECRET[:-1], SECRET[1:], f"{SECRET[:20]} {SECRET[20:]}", "\ud800"])
def test_nothing_else_is_taken_for_one(text: str) -> None:
    assert found(user_agent=text) == frozenset()


def test_a_secret_of_other_letters_is_found_where_it_stands_alone() -> None:
    org = an_org(an_app(secret=ConsumerSecret.of(ODD)))
    assert found(org, assertion=an_assertion(sub=f"'{ODD}'")) == {ODD}


def test_a_secret_as_short_as_a_word_is_not_looked_for() -> None:
    assert found(an_org(an_app(secret=ConsumerSecret.of("alg")))) == frozenset()
    assert found(an_org(an_app(secret=None))) == frozenset()


def test_the_search_has_an_end_and_the_jwt_comes_first() -> None:
    filler = {f"x{number}": "z" * 10_000 for number in range(6)}
    assert found(assertion=an_assertion(sub="z" * 8000 + SECRET), parameters=filler) == {SECRET}


def test_what_an_excerpt_left_of_a_secret_is_cut_out_too_however_often_it_stands_there() -> None:
    assert without(f"x {SECRET[:20]}…", frozenset({SECRET})) == "x (a consumer secret)…"
    assert without(SECRET[:8] * 3000, frozenset({SECRET})) == "(a consumer secret)" * 3000


def test_a_secret_of_an_app_of_another_org_is_found_as_well() -> None:
    theirs = "7" * 40
    org = an_org(apps_elsewhere=(an_app_elsewhere(an_app(secret=ConsumerSecret.of(theirs))),))
    assert found(org, an_assertion(iss=theirs)) == {theirs}
    assert theirs not in str(examined(an_assertion(iss=theirs), org=org).report.to_json())
