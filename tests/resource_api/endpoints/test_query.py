"""Queries as clients see them, page by page."""

from collections.abc import Callable
from typing import Any

import pytest

LOST = '[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]'
BATCH = "Sforce-Query-Options"


def fill(api: Any) -> Any:
    """Puts 450 accounts in besides the sample records."""
    org = api.app.extensions["orgless_resource_api"]
    account = org.schema.object("Account")
    with org.database.transaction() as transaction:
        for number in range(450):
            values = {"Name": f"Bulk {number:03d}", "NumberOfEmployees": number}
            org.records.create_in(transaction, account, values, "005xx000001SvogAAC")
    return api


@pytest.fixture
def api(new_api: Callable[..., Any]) -> Any:
    return fill(new_api())


def ask(api: Any, path: str, batch: str = "batchSize=200") -> Any:
    answer = api.get(path, headers={"Authorization": f"Bearer {api.token}", BATCH: batch})
    assert answer.status_code == 200, answer.text
    return answer.json


def pages(api: Any, soql: str, resource: str = "query") -> list[Any]:
    """All pages of a query, by the addresses that they give."""
    found = [ask(api, f"{resource}?q={soql}")]
    while "nextRecordsUrl" in found[-1]:
        found.append(ask(api, found[-1]["nextRecordsUrl"]))
    return found


@pytest.mark.parametrize("path", ["query?q=", "query/?q="])
def test_a_query_is_answered_byte_for_byte(api: Any, path: str) -> None:
    answer = api.get(path + "SELECT+Name+FROM+Account+WHERE+NumberOfEmployees=449")
    assert answer.text == (
        '{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Account",'
        '"url":"/services/data/v67.0/sobjects/Account/001xx000000007QAAQ"},"Name":"Bulk 449"}]}'
    )


def test_a_count_has_no_records(api: Any) -> None:
    answer = api.query("SELECT COUNT() FROM Account WHERE Name LIKE 'bulk%'")
    assert answer.text == '{"totalSize":450,"done":true,"records":[]}'


def test_without_a_size_up_to_2000_records_are_one_page(api: Any) -> None:
    answer = api.query("SELECT Id FROM Account").json
    assert (answer["done"], answer["totalSize"], len(answer["records"])) == (True, 460, 460)
    assert "nextRecordsUrl" not in answer


def test_all_pages_together_are_all_records_in_their_order(either_api: Any) -> None:
    found = pages(
        fill(either_api), "SELECT+Name+FROM+Account+WHERE+Name+LIKE+'bulk%25'+ORDER+BY+NumberOfEmployees+DESC"
    )
    assert [len(page["records"]) for page in found] == [200, 200, 50]
    assert [page["done"] for page in found] == [False, False, True]
    assert {page["totalSize"] for page in found} == {450}
    names = [record["Name"] for page in found for record in page["records"]]
    assert names == [f"Bulk {number:03d}" for number in range(449, -1, -1)]


def test_the_address_of_the_next_page_has_the_evidenced_form(api: Any) -> None:
    address = ask(api, "query?q=SELECT+Id+FROM+Account")["nextRecordsUrl"]
    path, _, locator = address.rpartition("/")
    assert path == "/services/data/v67.0/query"
    assert (locator[:3], len(locator), locator[18:]) == ("01g", 22, "-200")


@pytest.mark.parametrize(
    ("ending", "sizes", "total"),
    [
        ("LIMIT+250", [200, 50], 250),
        ("LIMIT+200", [200], 200),
        ("LIMIT+201+OFFSET+300", [160], 160),
        ("LIMIT+400+OFFSET+10", [200, 200], 400),
        ("OFFSET+459", [1], 1),
        ("OFFSET+2000", [0], 0),
        ("LIMIT+0", [0], 0),
    ],
)
def test_limit_and_offset_hold_over_pages(api: Any, ending: str, sizes: list[int], total: int) -> None:
    found = pages(api, f"SELECT+Id+FROM+Account+{ending}")
    assert [len(page["records"]) for page in found] == sizes
    assert {page["totalSize"] for page in found} == {total}


@pytest.mark.parametrize("ending", ["", "+LIMIT+5", "+LIMIT+5+OFFSET+458", "+OFFSET+500"])
def test_a_count_with_limit_and_offset_counts_what_is_left(api: Any, ending: str) -> None:
    counted = {"": 460, "+LIMIT+5": 5, "+LIMIT+5+OFFSET+458": 2, "+OFFSET+500": 0}
    assert ask(api, f"query?q=SELECT+COUNT()+FROM+Account{ending}")["totalSize"] == counted[ending]


@pytest.mark.parametrize(
    ("header", "size"),
    [
        ("batchSize=200", 200),
        ("BATCHSIZE = 300", 300),
        ("foo=1, batchSize=250", 250),
        ("batchSize=1", 200),
        ("batchSize=999999", 460),
        ("batchSize=x", 460),
        ("", 460),
        ("batchSize=" + "9" * 5000, 460),
    ],
)
def test_the_page_size_is_between_200_and_2000(api: Any, header: str, size: int) -> None:
    assert len(ask(api, "query?q=SELECT+Id+FROM+Account", header)["records"]) == size


def test_query_all_pages_find_deleted_records_too(either_api: Any) -> None:
    api = fill(either_api)
    for (identifier,) in api.records("SELECT Id FROM Account WHERE NumberOfEmployees < 10 AND Name LIKE 'bulk%'"):
        assert api.ask("DELETE", f"sobjects/Account/{identifier}").status_code == 204
    kept, all_of_them = (pages(api, "SELECT+Id+FROM+Account", kind) for kind in ("query", "queryAll"))
    assert sum(len(page["records"]) for page in kept) == 450
    assert sum(len(page["records"]) for page in all_of_them) == 460
    assert all_of_them[0]["nextRecordsUrl"].startswith("/services/data/v67.0/queryAll/")


def test_the_next_page_is_known_to_every_worker_and_can_be_asked_for_again(
    api: Any, new_api: Callable[..., Any]
) -> None:
    address = ask(api, "query?q=SELECT+Id+FROM+Account")["nextRecordsUrl"]
    assert ask(new_api(), address) == ask(api, address)


def test_a_page_counts_days_from_when_the_first_page_was_asked_for(api: Any, clock: Any) -> None:
    address = ask(api, "query?q=SELECT+Id+FROM+Account+WHERE+CreatedDate=TODAY")["nextRecordsUrl"]
    clock.now += 24 * 60 * 60
    assert len(ask(api, address)["records"]) == 200


@pytest.mark.parametrize("days", [2.1, 30])
def test_a_locator_ends_after_two_days(api: Any, clock: Any, days: float) -> None:
    address = ask(api, "query?q=SELECT+Id+FROM+Account")["nextRecordsUrl"]
    clock.now += days * 24 * 60 * 60
    answer = api.get(address)
    assert (answer.status_code, answer.text) == (400, LOST)
    assert ask(api, "query?q=SELECT+Id+FROM+Account")["done"] is False


def test_a_locator_is_its_own_users(api: Any) -> None:
    address = ask(api, "query?q=SELECT+Id+FROM+Account")["nextRecordsUrl"]
    other = "http://127.0.0.1:8001/id/00Dxx0000001gPLEAY/005xx000001SvohAAC"
    api.token = api.server.let("of-another-user", identity=other)
    answer = api.get(address)
    assert (answer.status_code, answer.text) == (400, LOST)


@pytest.mark.parametrize(
    "locator",
    ["01gxx0000004RpzAAE-2000", "01gxx0000004RpzAAE", "x", "01gxx0000004RpzAAE--1", "01gxx0000004RpzAAE-" + "9" * 40],
)
def test_a_locator_that_there_is_not_is_refused(api: Any, locator: str) -> None:
    answer = api.get(f"query/{locator}")
    assert (answer.status_code, answer.text) == (400, LOST)
