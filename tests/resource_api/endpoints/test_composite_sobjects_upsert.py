"""Several records in one request, each known by the value of a field: changed where it is there, made where not."""

from collections.abc import Callable
from typing import Any

import pytest
from building.record_collections import ROLLED_BACK, account, failed, names, patch

PATH = "composite/sobjects/Account/Customer_Number__c"


@pytest.fixture
def api(new_api: Callable[..., Any], objects_file: Any, database_url: str) -> Any:
    return new_api(objects_file=objects_file, database_url=database_url)


def test_records_are_changed_or_made_and_the_result_says_which(api: Any) -> None:
    known = api.create("Account", Name="New one", Customer_Number__c="1")
    answer = patch(
        api,
        account(Name="New uno", Customer_Number__c="1"),
        account(Name="New two", Customer_Number__c="2"),
        path=PATH,
    )
    made = answer.json[1]["id"]
    assert answer.json == [
        {"id": known, "success": True, "errors": [], "created": False},
        {"id": made, "success": True, "errors": [], "created": True},
    ]
    assert names(api) == {"New uno", "New two"}


def test_two_records_with_one_value_are_made_and_changed(api: Any) -> None:
    answer = patch(
        api,
        account(Name="New one", customer_number__c="1"),
        account(Name="New uno", Customer_Number__c="1"),
        path=PATH,
        all_or_none=True,
    )
    assert [one["created"] for one in answer.json] == [True, False]
    assert names(api) == {"New uno"}


def test_one_that_fails_undoes_all(api: Any) -> None:
    answer = patch(
        api,
        account(Name="New one", Customer_Number__c="1"),
        account(Name="New two"),
        path=PATH,
        all_or_none=True,
    )
    assert answer.json == [
        {"success": False, "errors": [ROLLED_BACK]},
        failed("MISSING_ARGUMENT", "Customer_Number__c not specified", "Customer_Number__c"),
    ]
    assert names(api) == set()


def test_a_record_of_another_object_is_refused(api: Any) -> None:
    answer = patch(api, {"attributes": {"type": "Contact"}, "LastName": "x"}, path=PATH)
    assert answer.json[0]["errors"][0]["statusCode"] == "INVALID_TYPE"


def test_a_field_by_which_no_record_is_found_is_refused(api: Any) -> None:
    answer = patch(api, account(Name="x"), path="composite/sobjects/Account/Industry")
    text = "Provided external ID field does not exist or is not accessible: Industry"
    assert (answer.status_code, answer.json) == (404, [{"message": text, "errorCode": "NOT_FOUND"}])


def test_an_unknown_object_is_not_found(api: Any) -> None:
    assert patch(api, account(), path="composite/sobjects/Foo/Bar__c").status_code == 404
