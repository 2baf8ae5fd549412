"""Likely causes that no check's own table reaches: audiences and far-off times."""

import pytest
from building import (
    CONSUMER_KEY,
    SECRET,
    a_registered_certificate,
    a_token_request,
    a_user,
    an_app,
    an_app_elsewhere,
    an_assertion,
    an_external_client_app,
    an_org,
    circumstances,
    private_key,
)

from authserver.assertion.likely_causes import (
    moment,
    shape_of,
    whose_issuer,
    whose_key,
    why_app_elsewhere,
    why_expired,
    why_far_ahead,
    why_no_compact_jws,
    why_no_user,
    why_wrong_audience,
)
from authserver.assertion.unverified import read_assertion
from authserver.connected_apps import ConsumerSecret

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
    ("https://org1--uat.sandbox.my.salesforce.com", "that is the My Domain of Org1 UAT"),
    ("https://org1--uat.sandbox.my.salesforce.com/", "that is the My Domain of Org1 UAT"),
]


@pytest.mark.parametrize(("audience", "cause"), AUDIENCES)
def test_a_wrong_audience_is_explained(audience: str, cause: str) -> None:
    told = why_wrong_audience(audience, an_org(apps_elsewhere=(an_app_elsewhere(),)))
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
        (
            "max@org1.example.uat",
            "that is the name in a sandbox, with its suffix: here it is max@org1.example",
        ),
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


UAT_KEY = "3MVG9.OfTheSandbox_000000000000000000000004"
UAT = an_app_elsewhere(
    an_app(
        label="Integration of the sandbox",
        consumer_key=UAT_KEY,
        certificate=a_registered_certificate("Of_The_Sandbox"),
        secret=ConsumerSecret.of("8" * 40),
    )
)
WITH_NEIGHBOUR = an_org(apps_elsewhere=(UAT,))
ISSUERS = [
    (CONSUMER_KEY[:-3], "it is nearly the consumer key of “Org2 Integration”: cut off or mistyped?"),
    (UAT_KEY[:-3], "it is nearly the consumer key of “Integration of the sandbox” of Org1 UAT: cut off or mistyped?"),
    (f'"{UAT_KEY}"', "the consumer key with quotes or blanks around it: Issuer is plain text"),
    ("Integration of the sandbox", "it is a connected app's label, not its consumer key"),
    ("8" * 40, "it is a consumer secret; the issuer is the consumer key"),
    (SECRET, "it is a consumer secret; the issuer is the consumer key"),
    ("zzz", "the key of another org, or a new app that has not propagated yet (2 to 10 minutes in life)"),
]


@pytest.mark.parametrize(("issuer", "cause"), ISSUERS)
def test_an_unknown_issuer_is_looked_for_in_all_orgs_of_the_world(issuer: str, cause: str) -> None:
    read = read_assertion(a_token_request(assertion=an_assertion(iss=issuer)), circumstances(org=WITH_NEIGHBOUR))
    assert read.app is None
    assert whose_issuer(issuer, read) == cause


def test_a_signature_is_looked_for_in_all_orgs_of_the_world() -> None:
    signed = an_assertion(key=private_key("Of_The_Sandbox"))
    read = read_assertion(a_token_request(assertion=signed), circumstances(org=WITH_NEIGHBOUR))
    told = whose_key(read)
    assert told.startswith("it matches the certificate of the connected app “Integration of the sandbox” of Org1 UAT (")


def test_the_other_org_is_named_with_its_address() -> None:
    external = an_app_elsewhere(an_external_client_app())
    for elsewhere in (UAT, external):
        told = why_app_elsewhere(elsewhere, an_org())
        assert "ask Org1 UAT at https://org1--uat.sandbox.my.salesforce.com" in told
        assert "refreshed" not in told
    assert "was it refreshed?" in why_app_elsewhere(external, an_org(is_sandbox=True))


def test_quotes_around_nobodys_name_are_told_as_well_as_the_name() -> None:
    cause = why_no_user('"max@org1.example.uat"', an_org())
    assert cause.startswith("the quotes are part of it: a Named Principal Subject is plain text")
    assert cause.endswith("here it is max@org1.example")


def test_a_moments_number_and_date_are_the_same_second() -> None:
    assert moment(1_795_567_926.7) == "1,795,567,926 (2026-11-25 00:52:06 UTC)"
