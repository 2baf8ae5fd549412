"""Where a pasted request was sent, by a table."""

import pytest
from building import an_org

from orgless.pasted.destination import destination, not_yet_yours, request_goes_to_the_token_endpoint

TOKEN = "/services/oauth2/token"


def cause(url: str, **org: bool) -> str | None:
    """Why the request does not go to the org's token endpoint; None where it does or cannot be told."""
    sent = destination(url, an_org(**org))
    reason = request_goes_to_the_token_endpoint(sent) if sent else None
    return reason.cause if reason else None


@pytest.mark.parametrize(
    "url",
    [
        "",
        f"https://login.salesforce.com{TOKEN}",
        f"https://LOGIN.salesforce.com:443{TOKEN}?a=b",
        f"//login.salesforce.com{TOKEN}",
        f"https://org1.my.salesforce.com{TOKEN}",
        f"http://127.0.0.1:8001{TOKEN}",
        f"http://[::1]:8001{TOKEN}",
        f"http://localhost{TOKEN}",
        f"http://authserver:8001{TOKEN}",
        f"http://host.docker.internal:8001{TOKEN}",
        f"http://192.168.0.7:8001{TOKEN}",
        f"https://$HOST{TOKEN}",
        "http://$TOKEN_URL",
        "{{url}}/oauth2/token",
        "https://[bad",
    ],
)
def test_what_goes_to_the_token_endpoint_or_tells_nothing_is_not_complained_of(url: str) -> None:
    assert cause(url) is None


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"https://test.salesforce.com{TOKEN}", "Org1 is a production org; or `kind` in org1.toml is not yet yours"),
        (f"https://acme.my.salesforce.com{TOKEN}", "another org's My Domain; or `my_domain` in org1.toml is not yet"),
        (f"https://org1.lightning.force.com{TOKEN}", "the address of the user interface"),
        (f"https://na139.salesforce.com{TOKEN}", "an instance's address"),
        (f"https://api.example.com{TOKEN}", "no server of Salesforce's"),
        (f"http://login.salesforce.com{TOKEN}", "the scheme must be https"),
        ("https://login.salesforce.com/services/oauth2/authorize", "a browser begins the web server flow there"),
        ("https://login.salesforce.com/services/oauth2/introspect", "that endpoint of OAuth is another one"),
        (f"https://login.salesforce.com{TOKEN}/", "the path is /services/oauth2/token, to the letter"),
        (f"https://login.salesforce.com/{TOKEN}", "the path is /services/oauth2/token, to the letter"),
        ("https://login.salesforce.com/services/data/v67.0", "that is the API"),
        ("https://login.salesforce.com", "the path /services/oauth2/token is missing"),
        ("https://$HOST/services/oauth2/revoke", "that endpoint of OAuth is another one"),
    ],
)
def test_what_goes_elsewhere_is_told_with_the_reason(url: str, told: str) -> None:
    assert told in (cause(url) or "")


def test_both_a_wrong_host_and_a_wrong_path_are_told() -> None:
    both = cause("https://test.salesforce.com/services/oauth2/authorize") or ""

    assert "Org1 is a production org" in both
    assert "a browser begins" in both


def test_the_kind_of_the_org_decides_on_the_login_host() -> None:
    assert cause(f"https://test.salesforce.com{TOKEN}", is_sandbox=True) is None
    assert "Org1 is a sandbox" in (cause(f"https://login.salesforce.com{TOKEN}", is_sandbox=True) or "")


def test_credentials_in_the_address_and_its_query_are_not_repeated() -> None:
    sent = destination(f"https://max:geheim@api.example.com{TOKEN}?assertion=geheim", an_org())
    assert sent is not None
    reason = request_goes_to_the_token_endpoint(sent)

    assert reason is not None
    assert "geheim" not in str(reason)


def test_only_hosts_of_life_can_be_ones_own() -> None:
    assert "it says “org1”" in not_yet_yours("acme.my.salesforce.com", an_org())
    assert not_yet_yours("api.example.com", an_org()) == ""
