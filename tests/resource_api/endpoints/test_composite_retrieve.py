"""Several records of one object, by their ids."""

from typing import Any

import pytest


@pytest.fixture
def accounts(api: Any) -> tuple[str, str]:
    return api.create("Account", Name="One"), api.create("Account", Name="Two", Phone="2")


def by_address(api: Any, name: str, ids: list[str], fields: list[str]) -> Any:
    query = {"ids": ",".join(ids), "fields": ",".join(fields)}
    return api.get(f"composite/sobjects/{name}", query_string=query)


def by_body(api: Any, name: str, ids: list[str], fields: list[str]) -> Any:
    return api.ask("POST", f"composite/sobjects/{name}", json={"ids": ids, "fields": fields})


both_ways = pytest.mark.parametrize("retrieve", [by_address, by_body])


@both_ways
def test_records_come_in_the_order_of_their_ids_and_null_for_what_is_not_there(
    api: Any, accounts: tuple[str, str], retrieve: Any
) -> None:
    one, two = accounts
    gone = api.create("Account", Name="Gone")
    api.ask("DELETE", f"sobjects/Account/{gone}")
    answer = retrieve(api, "account", [two[:15], gone, "nonsense", one, "003xx0000000001AAA"], ["name", "PHONE"])
    assert answer.status_code == 200

    def shown(identifier: str, **values: Any) -> dict[str, Any]:
        url = f"/services/data/v67.0/sobjects/Account/{identifier}"
        return {"attributes": {"type": "Account", "url": url}, **values, "Id": identifier}

    assert answer.json == [
        shown(two, Name="Two", Phone="2"),
        None,
        None,
        shown(one, Name="One", Phone=None),
        None,
    ]


@both_ways
def test_an_unknown_field_refuses_all(api: Any, accounts: tuple[str, str], retrieve: Any) -> None:
    answer = retrieve(api, "Account", list(accounts), ["Name", "Foo"])
    text = "No such column 'Foo' on sobject of type Account"
    assert (answer.status_code, answer.json) == (400, [{"message": text, "errorCode": "INVALID_FIELD"}])


@both_ways
@pytest.mark.parametrize(("ids", "fields"), [([], ["Name"]), (["x"], [])])
def test_ids_and_fields_must_be_there(api: Any, retrieve: Any, ids: list[str], fields: list[str]) -> None:
    answer = retrieve(api, "Account", ids, fields)
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "MISSING_ARGUMENT")


@both_ways
def test_an_unknown_object_is_not_found(api: Any, retrieve: Any) -> None:
    assert retrieve(api, "Foo", ["x"], ["Name"]).status_code == 404


def test_two_thousand_records_are_the_most(api: Any) -> None:
    assert by_body(api, "Account", ["x"] * 2_000, ["Id"]).json == [None] * 2_000
    answer = by_body(api, "Account", ["x"] * 2_001, ["Id"])
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")


@pytest.mark.parametrize("body", ['{"ids":"x"}', '{"ids":[1]}', '{"ids":["x"],"fields":{}}', '{"Ids":[]}', "[]"])
def test_a_body_of_another_form_is_refused(api: Any, body: str) -> None:
    answer = api.ask("POST", "composite/sobjects/Account", data=body, content_type="application/json")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


@pytest.mark.usefixtures("directory")
def test_users_are_retrieved_from_the_orgs_set_up(api: Any) -> None:
    answer = by_body(api, "User", ["005xx000001SvohAAC"], ["Username"])
    assert answer.json[0]["Username"] == "former@org1.example"
