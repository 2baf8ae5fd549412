"""The server's own names: which hosts serve every org, and which are this org's own."""

import pytest
from building import an_org

from authserver.assertion.circumstances import Addresses, NoRegister, names_of

LOGIN, INSTANCE = "http://127.0.0.1:8001", "http://127.0.0.1:8002"


@pytest.mark.parametrize(
    ("login_url", "instance_url", "generic", "own"),
    [
        (LOGIN, INSTANCE, ["127.0.0.1:8001", "localhost:8001", "[::1]:8001"], ["127.0.0.1:8002", "localhost:8002"]),
        (f"{LOGIN}/orgs/uat", f"{INSTANCE}/orgs/uat", ["127.0.0.1:8001"], ["127.0.0.1:8002"]),
        ("http://localhost:8001", "http://[::1]:8002", ["[::1]:8001", "127.0.0.1:8001"], ["localhost:8002"]),
        ("https://login.example", "https://api.example", ["login.example"], ["api.example", "localhost"]),
        ("https://org.example/a", "https://org.example/b", [], ["org.example"]),
        ("https://org1.my.salesforce.com", "https://org1.my.salesforce.com", [], ["org1.my.salesforce.com"]),
        ("https://login.salesforce.com", "https://login.salesforce.com", [], ["login.salesforce.com"]),
    ],
)
def test_a_login_host_is_generic_unless_it_is_the_instance_too(
    login_url: str, instance_url: str, generic: list[str], own: list[str]
) -> None:
    names = names_of(an_org(), Addresses(login_url, instance_url))
    assert set(generic) <= names.generic_hosts
    assert names.generic_hosts.isdisjoint([*own, "org1.my.salesforce.com"])
    assert "test.salesforce.com" in names.generic_hosts


def test_the_orgs_own_audience_is_no_lenient_one() -> None:
    names = names_of(an_org(), Addresses(LOGIN, INSTANCE))
    assert "https://login.salesforce.com" not in names.lenient_audiences
    assert "https://test.salesforce.com" not in names.lenient_audiences
    assert "https://org1.my.salesforce.com" in names.lenient_audiences


def test_nothing_stays_in_a_register_that_is_none() -> None:
    register = NoRegister()
    assert [register.count_login("005000000000001AAA", 1.0) for _ in range(2)] == [1, 1]
    assert [register.claim("issuer", "one", 2) for _ in range(2)] == [True, True]
