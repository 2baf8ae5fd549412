"""Likely causes that no check's own table reaches: audiences and far-off times."""

import pytest
from building import a_user, an_org

from authserver.assertion.likely_causes import (
    moment,
    shape_of,
    why_expired,
    why_far_ahead,
    why_no_compact_jws,
    why_no_user,
    why_wrong_audience,
)

AUDIENCES = [
    ('"https://login.salesforce.com"', "quotes or blanks around it"),
    ("'https://login.salesforce.com/'", "quotes or blanks around it"),
    ("https://test.salesforce.com", "Org1 is a production org"),
    ("test.salesforce.com/", "Org1 is a production org"),
    ("https://org1.lightning.force.com", "the address of the user interface"),
    ("https://org2.my.salesforce.com", "another org's My Domain"),
    ("http://login.salesforce.com", "the scheme must be https"),
    ("https://na139.salesforce.com", "an instance's address"),
    ("https://api.example.com", ""),
]


@pytest.mark.parametrize(("audience", "cause"), AUDIENCES)
def test_a_wrong_audience_is_explained(audience: str, cause: str) -> None:
    told = why_wrong_audience(audience, an_org())
    assert cause in told
    assert bool(told) == bool(cause)


def test_a_sandbox_is_told_from_a_production_org() -> None:
    assert why_wrong_audience("https://login.salesforce.com", an_org(is_sandbox=True)) == "Org1 is a sandbox"


@pytest.mark.parametrize("hours", range(1, 13))
def test_whole_hours_suggest_local_time(hours: int) -> None:
    assert f"about {hours} whole hour" in why_expired(1e9, 1e9 + hours * 3600 + 200)


@pytest.mark.parametrize("behind", [200, 1800, 3600 + 1200, 20 * 3600])
def test_other_distances_do_not(behind: int) -> None:
    assert "whole hour" not in why_expired(1e9, 1e9 + behind)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("max@org1.exampel", "is max@org1.example meant?"),
        ("mx@org1.example", "is max@org1.example meant?"),
        ("erica@org1.example", "is erika@org1.example meant?"),
        ("john.doe@org1.example", "the username of another org?"),
        ("bob@org1.example", "the username of another org?"),
    ],
)
def test_a_username_is_suggested_only_where_it_is_alike_before_the_at_sign(subject: str, told: str) -> None:
    assert why_no_user(subject, an_org()) == told


def test_the_only_user_is_not_suggested_for_another_one_of_the_same_domain() -> None:
    erika = a_user(username="erika@org1.example")

    assert why_no_user("max@org1.example", an_org(users=(erika,))) == "the username of another org?"


@pytest.mark.parametrize(
    "text", ["$JWT", "${JWT}", "$env:JWT", "%JWT%", "{{jwt}}", "{{ my jwt }}", "$(cat good.jwt)", "'$JWT'"]
)
def test_a_variable_that_was_not_expanded_is_recognised(text: str) -> None:
    assert "the shell variable was not expanded" in why_no_compact_jws(text)


def test_a_file_name_is_told_with_the_option_that_reads_it() -> None:
    assert "use --data-urlencode 'assertion@file'" in why_no_compact_jws("@good.jwt")


@pytest.mark.parametrize("text", ['"a.b.c"', "'a.b.c'", '"a.b.c', "“a.b.c”"])
def test_quotes_around_a_jwt_are_told_as_such(text: str) -> None:
    assert why_no_compact_jws(text) == "quotes stand around it"


def test_milliseconds_are_told_from_a_long_validity() -> None:
    assert why_far_ahead(1.79e12) == "this looks like milliseconds"
    assert why_far_ahead(1.79e9 + 86400) == ""


def test_the_shape_of_an_assertion_shows_none_of_it() -> None:
    assert shape_of("secret") == "6 characters in 1 part"
    assert shape_of("a.b.c") == "5 characters in 3 parts"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 (1970-01-01 00:00:00 UTC)"),
        (1e18, "1,000,000,000,000,000,000 (no date that a calendar has)"),
        (-1e18, "-1,000,000,000,000,000,000 (no date that a calendar has)"),
    ],
)
def test_a_moment_is_shown_as_number_and_date(seconds: float, text: str) -> None:
    assert moment(seconds) == text
