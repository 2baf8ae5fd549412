from pathlib import Path

import pytest
from several_orgs import with_keys, write_two_orgs

from orgless.addresses import Addresses, hosts_of
from orgless.loading import LoadedWorld, load
from orgless.world import find_world

LISTENING = ("http://127.0.0.1:1001", "http://127.0.0.1:1002", "http://127.0.0.1:1003")


@pytest.fixture(scope="module")
def two_orgs(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    folder = with_keys(write_two_orgs(tmp_path_factory.mktemp("world") / "two"))
    return load(find_world(folder, {}), lambda _line: None)


def test_orgs_share_the_addresses_and_differ_in_the_prefix(two_orgs: LoadedWorld) -> None:
    addresses = Addresses(*LISTENING)
    main, further = (one.place for one in two_orgs.orgs)
    assert addresses.login_url_of(main) == "http://127.0.0.1:1001"
    assert addresses.login_url_of(further) == "http://127.0.0.1:1001/orgs/uat"
    assert addresses.instance_url_of(further) == "http://127.0.0.1:1002/orgs/uat"


def test_behind_a_front_clients_use_its_addresses(two_orgs: LoadedWorld) -> None:
    addresses = Addresses(*LISTENING, "https://login.example", "https://api.example")
    main, further = (one.place for one in two_orgs.orgs)
    assert addresses.login_url_of(main) == "https://login.example"
    assert addresses.instance_url_of(further) == "https://api.example/orgs/uat"


def test_the_address_book_leads_to_where_the_servers_listen(two_orgs: LoadedWorld) -> None:
    login, instance, _ = LISTENING
    in_life = {
        "https://login.salesforce.com": login,
        "https://org1.my.salesforce.com": instance,
        "https://test.salesforce.com": login,
        "https://org1--uat.sandbox.my.salesforce.com": instance,
    }
    assert Addresses(*LISTENING).book(two_orgs.orgs) == in_life
    behind = Addresses(*LISTENING, "https://login.example", "https://org1.my.salesforce.com")
    assert behind.book(two_orgs.orgs) == in_life | {"https://login.example": login}


def test_a_login_host_is_the_first_orgs_of_its_kind(two_orgs: LoadedWorld) -> None:
    main, sandbox = two_orgs.orgs
    assert [hosts for _, hosts in hosts_of([main, sandbox, sandbox])] == [
        ("login.salesforce.com", "org1.my.salesforce.com"),
        ("test.salesforce.com", "org1--uat.sandbox.my.salesforce.com"),
        (),
    ]


def test_files_of_the_page_are_where_it_says(two_orgs: LoadedWorld) -> None:
    assert two_orgs.orgs[1].place.file == Path(two_orgs.world.folder, "orgs", "uat", "org.toml")
