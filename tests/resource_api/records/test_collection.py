"""Many records in one go, by many at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any


def account(name: str) -> dict[str, Any]:
    return {"attributes": {"type": "Account"}, "Name": name}


def contact(name: str) -> dict[str, Any]:
    return {"attributes": {"type": "Contact"}, "LastName": name}


def test_requests_that_touch_the_same_objects_in_another_order_do_not_wait_for_each_other(either_api: Any) -> None:
    api = either_api

    def make(number: int) -> list[Any]:
        records = [account(f"New {number}"), contact(f"New {number}")] * 5
        if number % 2:
            records.reverse()
        answer = api.ask("POST", "composite/sobjects", json={"records": records, "allOrNone": True})
        assert answer.status_code == 200, answer.text
        return [one["success"] for one in answer.json]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(make, range(16))) == [[True] * 10] * 16
    for query in (
        "SELECT COUNT() FROM Account WHERE Name LIKE 'New %'",
        "SELECT COUNT() FROM Contact WHERE LastName LIKE 'New %'",
    ):
        assert api.query(query).json["totalSize"] == 80


def test_deleting_parents_and_making_children_at_once_never_leaves_one_hanging_nor_stuck(either_api: Any) -> None:
    api = either_api
    accounts = [api.create("Account", Name="Going") for _ in range(8)]

    def use(number: int) -> None:
        parent = accounts[number % 8]
        if number % 3 == 0:
            query = {"ids": parent, "allOrNone": "true"}
            answer = api.ask("DELETE", "composite/sobjects", query_string=query)
        else:
            children = [{**contact("New child"), "AccountId": parent}, account("x")]
            answer = api.ask("POST", "composite/sobjects", json={"records": children, "allOrNone": number % 2 == 0})
        assert answer.status_code == 200, answer.text

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(use, range(48)))
    assert api.records("SELECT Id FROM Account WHERE Name = 'Going'") == []
    assert api.records("SELECT Id FROM Contact WHERE LastName = 'New child'") == []


def test_what_one_request_undoes_another_one_never_sees(either_api: Any) -> None:
    api = either_api

    def fail(number: int) -> list[Any]:
        records = [account(f"New {number}"), account("")]
        return [
            one["success"]
            for one in api.ask("POST", "composite/sobjects", json={"records": records, "allOrNone": True}).json
        ]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(fail, range(16))) == [[False, False]] * 16
    assert api.records("SELECT Name FROM Account WHERE Name LIKE 'New %'") == []


def test_ids_that_were_undone_are_given_out_again_or_never_but_not_twice(either_api: Any) -> None:
    api = either_api
    api.ask("POST", "composite/sobjects", json={"records": [account("x"), account("")], "allOrNone": True})
    made = api.ask("POST", "composite/sobjects", json={"records": [account("x"), account("y")]}).json
    assert len({one["id"] for one in made}) == 2
