from typing import Any

import pytest


def test_the_records_that_were_changed_last_come_first_whatever_their_object(api: Any) -> None:
    api.clock.now += 1
    account = api.create("Account", Name="An account")
    api.clock.now += 1
    contact = api.create("Contact", FirstName="A", LastName="Contact")
    answer = api.get("recent?limit=2")
    assert answer.text == (
        f'[{{"attributes":{{"type":"Contact","url":"/services/data/v67.0/sobjects/Contact/{contact}"}},'
        f'"Id":"{contact}","Name":"A Contact"}},'
        f'{{"attributes":{{"type":"Account","url":"/services/data/v67.0/sobjects/Account/{account}"}},'
        f'"Id":"{account}","Name":"An account"}}]'
    )


def test_what_was_deleted_is_not_among_them(api: Any) -> None:
    account = api.create("Account", Name="An account")
    api.ask("DELETE", f"sobjects/Account/{account}")
    assert account not in [one["Id"] for one in api.get("recent").json]


def test_custom_objects_are_among_them(custom_api: Any) -> None:
    delivery = custom_api.create("Delivery__c", Number__c=5)
    assert delivery in [one["Id"] for one in custom_api.get("recent").json]


@pytest.mark.parametrize("limit", ["0", "-1", "2001", "x", "1.5", "٣", "9" * 5_000])
def test_a_limit_that_is_none_is_refused(api: Any, limit: str) -> None:
    answer = api.get("recent", query_string={"limit": limit})
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "BAD_REQUEST")
