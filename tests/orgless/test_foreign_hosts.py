from collections.abc import Callable
from pathlib import Path

from several_orgs import with_keys, write_two_orgs

from orgless.foreign_hosts import foreign_hosts
from orgless.loading import LoadedWorld, load
from orgless.world import find_world

Change = Callable[[Path, str, str], None]


def _told(folder: Path) -> list[str]:
    return [one.message for one in foreign_hosts(load(find_world(folder, {}), lambda _line: None))]


def test_a_world_whose_addresses_fit_is_not_warned_of(loaded: LoadedWorld) -> None:
    assert list(foreign_hosts(loaded)) == []


def test_a_token_endpoint_of_another_kind_of_org_is_told(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", 'kind = "production"   ', 'kind = "sandbox"')
    told = "https://login.salesforce.com is not played here: Org1 is a sandbox, its login host is "
    assert _told(folder) == [f"{told}https://test.salesforce.com"]


def test_the_address_of_another_org_is_told(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", 'my_domain = "org1"', 'my_domain = "acme"')
    told = "https://org1.my.salesforce.com is not played here: Org1's My Domain is "
    assert _told(folder) == [f"{told}https://acme.my.salesforce.com"]


def test_third_parties_and_the_orgs_own_domain_as_token_endpoint_are_good(folder: Path, change: Change) -> None:
    change(folder / "org2.toml", "https://login.salesforce.com/services", "https://org1.my.salesforce.com/services")
    assert _told(folder) == []
    change(folder / "org2.toml", "https://org1.my.salesforce.com/services", "https://idp.example/services")
    assert _told(folder) == []


def test_hosts_of_any_org_of_the_world_are_good_and_of_others_all_are_told(tmp_path: Path, change: Change) -> None:
    folder = with_keys(write_two_orgs(tmp_path / "two"))
    assert _told(folder) == []
    change(folder / "org2.toml", '"https://org1--uat.sandbox.my', '"https://org1--dev.sandbox.my')
    [told] = _told(folder)
    assert told == (
        "https://org1--dev.sandbox.my.salesforce.com is not played here: Org1's My Domain is "
        "https://org1.my.salesforce.com; Org1 UAT's My Domain is https://org1--uat.sandbox.my.salesforce.com"
    )
