from dataclasses import replace
from typing import Any

import pytest
from building import (
    NOW,
    a_profile,
    a_token_request,
    an_app_elsewhere,
    an_assertion,
    an_external_client_app,
    an_org,
)

from authserver.org import Org
from orgless.explanation import Explanation, explain
from orgless.pasted.reading import Pasted
from orgless.story.explanation import tell_explanation
from orgless.story.terminal import literal_console

EXTERNAL = an_org(an_external_client_app())
TOKEN = "/services/oauth2/token"
PROVISO = f"it is sent to https://org1.my.salesforce.com{TOKEN}, because “Org2 Integration” is an external client app"


def explained(org: Org, url: str = "", *, host: str = "", **claims: Any) -> Explanation:
    request = a_token_request(assertion=an_assertion(**claims), host=host)
    return explain(request, org, profile="salesforce", at=NOW, url=url)


def told(explanation: Explanation) -> str:
    console = literal_console(width=10_000, color_system=None)
    with console.capture() as text:
        tell_explanation(console, Pasted("a JWT", a_token_request()), explanation, org="Org1", short=True)
    return " ".join(text.get().split())


def outcome_of(explanation: Explanation, name: str) -> str:
    return next(one.outcome.value for one in explanation.report.judgements if one.check.name == name)


def test_of_a_bare_jwt_for_an_external_client_app_only_the_address_is_left_open() -> None:
    found = explained(EXTERNAL)
    assert found.is_accepted
    assert found.provisos == (PROVISO,)
    assert found.to_json()["provided_that"] == [PROVISO]
    assert f"Org1 would issue an access token, provided that {PROVISO}." in told(found)


@pytest.mark.parametrize(
    "url",
    [
        f"https://login.salesforce.com{TOKEN}",
        f"https://LOGIN.salesforce.com{TOKEN}",
        f"http://127.0.0.1:8001{TOKEN}",
        f"http://user@localhost:8001{TOKEN}",
        f"//login.salesforce.com{TOKEN}",
    ],
)
def test_sent_to_a_login_host_an_external_client_app_is_not_found(url: str) -> None:
    found = explained(EXTERNAL, url)
    assert not found.is_accepted
    assert found.report.refusal is not None
    assert found.report.refusal.check.name == "external_client_app_is_asked_at_its_my_domain"
    assert found.provisos == ()


def test_which_port_of_this_machine_is_the_my_domain_is_left_open() -> None:
    found = explained(EXTERNAL, f"http://127.0.0.1:9102{TOKEN}")
    assert [one.partition(",")[0] for one in found.provisos] == [f"it is sent to https://org1.my.salesforce.com{TOKEN}"]
    assert outcome_of(found, "external_client_app_is_asked_at_its_my_domain") == "not reached"


def test_what_a_pasted_jwt_cannot_show_is_neither_ticked_nor_crossed() -> None:
    found = explained(EXTERNAL, f"https://org1.my.salesforce.com{TOKEN}", jti="one")
    assert found.provisos == ("its jti was not used before",)
    assert outcome_of(found, "jti_was_not_used_before") == "not reached"
    assert outcome_of(found, "login_rate_is_kept") == "not reached"


@pytest.mark.parametrize("url", [f"https://org1.my.salesforce.com{TOKEN}", f"http://127.0.0.1:8002{TOKEN}"])
def test_sent_to_its_my_domain_nothing_is_left_open(url: str) -> None:
    found = explained(EXTERNAL, url)
    assert (found.is_accepted, found.provisos) == (True, ())


@pytest.mark.parametrize("url", ["", TOKEN, f"https://$HOST{TOKEN}", f"https://{{{{host}}}}{TOKEN}", "https://[x", "x"])
def test_an_address_that_tells_no_host_leaves_it_open(url: str) -> None:
    assert explained(EXTERNAL, url).provisos == (PROVISO,)


def test_the_host_header_counts_more_than_the_address() -> None:
    found = explained(EXTERNAL, f"http://127.0.0.1:8001{TOKEN}", host="org1.my.salesforce.com")
    assert found.report.refusal is None


def test_the_callers_address_is_left_open_where_the_profile_has_ranges() -> None:
    org = an_org(profiles=(a_profile("203.0.113.7", "10.0.0.0/24"),))
    found = explained(org)
    assert found.is_accepted
    assert found.provisos == (
        "it comes from the login IP ranges of the profile System Administrator: 203.0.113.7, 10.0.0.0-10.0.0.255",
    )


def test_what_is_left_open_is_told_beside_a_refusal_too() -> None:
    found = explained(EXTERNAL, aud="https://test.salesforce.com")
    assert f"Not judged, because it is not known: whether {PROVISO}." in told(found)
    refused = explained(an_org(), aud="https://test.salesforce.com")
    assert "Not judged" not in told(refused)


def test_an_app_of_another_org_leaves_nothing_open() -> None:
    org = replace(EXTERNAL, connected_apps=(), apps_elsewhere=(an_app_elsewhere(an_external_client_app()),))
    found = explained(org)
    assert found.provisos == ()
    assert "External client app is not installed in this org" in told(found)


def test_a_connected_app_leaves_nothing_open() -> None:
    assert explained(an_org()).provisos == ()
