"""The store on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest

from resource_api.errors import (
    EntityIsDeletedError,
    InvalidCrossReferenceKeyError,
    MalformedIdError,
    NotFoundError,
)
from resource_api.org import Org, open_org
from resource_api.records.ids import id_of
from resource_api.schema.objects import ACCOUNT, CONTACT
from resource_api.settings import Settings

USER = "005xx000001SvogAAC"


@pytest.fixture
def org(clock: Any, database_url: str) -> Iterator[Org]:
    opened = open_org(Settings(database_url=database_url, consumer_key="k", consumer_secret="s"), clock, None)
    yield opened
    opened.close()


def test_what_was_created_is_read(org: Org) -> None:
    identifier = org.records.create(ACCOUNT, {"Name": "Ünder & Söhne", "NumberOfEmployees": 3}, USER)
    record = org.records.read(ACCOUNT, identifier)
    assert (record["Name"], record["NumberOfEmployees"], record["Phone"]) == ("Ünder & Söhne", 3, None)
    assert (record["Id"], record["IsDeleted"]) == (identifier, 0)
    assert {record[name] for name in ("OwnerId", "CreatedById", "LastModifiedById")} == {USER}
    assert {record[name] for name in ("CreatedDate", "LastModifiedDate", "SystemModstamp")} == {1_800_000_000_000}


def test_ids_follow_each_other(org: Org) -> None:
    first, second = (org.records.create(ACCOUNT, {"Name": "x"}, USER) for _ in range(2))
    assert first < second


def test_an_update_changes_its_fields_and_the_stamps_and_nothing_else(org: Org, clock: Any) -> None:
    identifier = org.records.create(ACCOUNT, {"Name": "Before", "Phone": "1"}, USER)
    clock.now += 60
    org.records.update(ACCOUNT, identifier, {"Name": "After"}, id_of("005", 7))
    record = org.records.read(ACCOUNT, identifier)
    assert (record["Name"], record["Phone"]) == ("After", "1")
    assert record["LastModifiedById"] == id_of("005", 7)
    assert record["LastModifiedDate"] == record["CreatedDate"] + 60_000


def test_a_contacts_full_name_follows_its_parts(org: Org) -> None:
    identifier = org.records.create(CONTACT, {"LastName": "Brandt"}, USER)
    assert org.records.read(CONTACT, identifier)["Name"] == "Brandt"
    org.records.update(CONTACT, identifier, {"FirstName": "Helena"}, USER)
    assert org.records.read(CONTACT, identifier)["Name"] == "Helena Brandt"


def test_a_deleted_record_is_told_apart_from_one_that_never_was(org: Org) -> None:
    identifier = org.records.create(ACCOUNT, {"Name": "x"}, USER)
    org.records.delete(ACCOUNT, identifier, USER)
    never = id_of("001", 10**6)
    uses: list[Callable[[str], object]] = [
        lambda one: org.records.read(ACCOUNT, one),
        lambda one: org.records.update(ACCOUNT, one, {"Name": "y"}, USER),
        lambda one: org.records.delete(ACCOUNT, one, USER),
    ]
    for use in uses:
        with pytest.raises(EntityIsDeletedError):
            use(identifier)
        with pytest.raises(NotFoundError):
            use(never)


def test_a_deleted_account_takes_its_contacts_along_and_no_others(org: Org) -> None:
    one, other = (org.records.create(ACCOUNT, {"Name": "x"}, USER) for _ in range(2))
    going, staying = (org.records.create(CONTACT, {"LastName": "x", "AccountId": it}, USER) for it in (one, other))
    org.records.delete(ACCOUNT, one, USER)
    with pytest.raises(EntityIsDeletedError):
        org.records.read(CONTACT, going)
    assert org.records.read(CONTACT, staying)["AccountId"] == other


def test_a_reference_must_name_a_record_that_is_there(org: Org) -> None:
    gone = org.records.create(ACCOUNT, {"Name": "x"}, USER)
    org.records.delete(ACCOUNT, gone, USER)
    for wrong in (gone, id_of("001", 10**6)):
        with pytest.raises(InvalidCrossReferenceKeyError):
            org.records.create(CONTACT, {"LastName": "x", "AccountId": wrong}, USER)
    with pytest.raises(MalformedIdError):
        org.records.create(CONTACT, {"LastName": "x", "AccountId": id_of("003", 1)}, USER)


def test_a_refused_update_leaves_the_record_as_it_was(org: Org) -> None:
    identifier = org.records.create(CONTACT, {"LastName": "Before"}, USER)
    with pytest.raises(InvalidCrossReferenceKeyError):
        org.records.update(CONTACT, identifier, {"LastName": "After", "AccountId": id_of("001", 10**6)}, USER)
    assert org.records.read(CONTACT, identifier)["LastName"] == "Before"


def test_what_becomes_of_children_depends_on_the_lookup(new_api: Any, database_url: str, objects_file: Any) -> None:
    api = new_api(database_url=database_url, objects_file=objects_file)
    account = api.create("Account", Name="x")
    delivery = api.create("Delivery__c", Account__c=account)
    pallet = api.create("Pallet__c", Delivery__c=delivery)
    refused = api.ask("DELETE", f"sobjects/Delivery__c/{delivery}")
    assert (refused.status_code, refused.json[0]["errorCode"]) == (400, "DELETE_FAILED")
    assert api.get(f"sobjects/Delivery__c/{delivery}").json["IsDeleted"] is False
    assert api.ask("DELETE", f"sobjects/Account/{account}").status_code == 204
    assert api.get(f"sobjects/Delivery__c/{delivery}").json["Account__c"] is None
    assert api.ask("DELETE", f"sobjects/Pallet__c/{pallet}").status_code == 204
    assert api.ask("DELETE", f"sobjects/Delivery__c/{delivery}").status_code == 204


def test_a_child_that_is_made_while_its_parent_goes_waits_and_is_refused(
    new_api: Any, database_url: str, objects_file: Any
) -> None:
    apis = [new_api(database_url=database_url, objects_file=objects_file) for _ in range(2)]
    store, other = (api.app.extensions["orgless_resource_api"].records for api in apis)
    schema = apis[0].app.extensions["orgless_resource_api"].schema
    account = apis[0].create("Account", Name="x")
    children: list[tuple[str, dict[str, Any]]] = [
        ("Delivery__c", {"Account__c": account}),  # which loses the reference when its account goes
        ("Contact", {"LastName": "x", "AccountId": account}),  # which goes with it
    ]
    with ThreadPoolExecutor(2) as threads:
        with store.transaction() as transaction:
            store.delete_in(transaction, schema.object("Account"), account, USER)
            made = [threads.submit(other.create, schema.object(name), values, USER) for name, values in children]
            assert not wait(made, timeout=0.2).done
        for one in made:
            with pytest.raises(InvalidCrossReferenceKeyError):
                one.result()


def test_a_deletion_changes_the_objects_that_refer_to_it_and_those_that_go_along(org: Org) -> None:
    names = {one.name for one in org.records.changed_by_deletion(ACCOUNT)}
    assert {"Account", "Contact", "Opportunity"} <= names
    assert names.isdisjoint({"User", "Profile", "Organization"})


def test_a_custom_record_without_a_name_is_called_by_its_id(custom_api: Any) -> None:
    identifier = custom_api.create("Delivery__c")
    path = f"sobjects/Delivery__c/{identifier}"
    assert custom_api.get(path).json["Name"] == identifier[:15]
    custom_api.ask("PATCH", path, json={"Name": "D-1"})
    assert custom_api.get(path).json["Name"] == "D-1"
    custom_api.ask("PATCH", path, json={"Name": None})
    assert custom_api.get(path).json["Name"] == identifier[:15]


def test_the_records_changed_last_come_first(org: Org, clock: Any) -> None:
    clock.now += 1
    ids = []
    for number in range(3):
        clock.now += 1
        ids.append(org.records.create(ACCOUNT, {"Name": str(number)}, USER))
    org.records.delete(ACCOUNT, ids[1], USER)
    assert [record["Id"] for record in org.records.recent(ACCOUNT, 2)] == [ids[2], ids[0]]


def test_many_threads_get_ids_of_their_own(org: Org) -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(lambda number: org.records.create(ACCOUNT, {"Name": str(number)}, USER), range(64)))
    assert len(set(ids)) == 64


def test_records_survive_a_restart(org: Org, clock: Any, database_url: str) -> None:
    identifier = org.records.create(ACCOUNT, {"Name": "Stays"}, USER)
    org.close()
    again = open_org(Settings(database_url=database_url, consumer_key="k", consumer_secret="s"), clock, None)
    assert again.records.read(ACCOUNT, identifier)["Name"] == "Stays"
    again.close()
