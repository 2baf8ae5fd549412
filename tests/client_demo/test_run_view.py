import json
from collections.abc import Callable
from typing import Any

import pytest

from client_demo.flow import Callout, Org2Caller
from client_demo.org2 import NamedCredential
from client_demo.run_view import RecordsTable, as_apex, records_table, view_of


def test_each_member_stands_beside_its_field(
    a_caller: Callable[..., Org2Caller], a_credential: Callable[..., NamedCredential]
) -> None:
    view = view_of(a_caller().make(Callout("Org1", "/x")), a_credential())
    rows = {member.name: member for member in view.members}
    assert [member.name for member in view.members] == ["kid", "typ", "alg", "iss", "sub", "aud", "nbf", "iat", "exp"]
    assert rows["sub"].value == '"max@org1.example"'
    assert rows["sub"].field == "Per User Subject"
    assert rows["exp"].field_value == "1 Hours"
    assert rows["exp"].value == "1800003600 (2027-01-15 09:00:00 UTC)"
    assert rows["typ"].field_value == ""
    assert view.assertion_text.endswith(".…")


def test_the_exchanges_keep_their_place_in_the_order_of_the_wire(
    a_caller: Callable[..., Org2Caller], a_credential: Callable[..., NamedCredential]
) -> None:
    view = view_of(a_caller().make(Callout("Org1", "/x")), a_credential())
    assert [one.number for one in view.token_exchanges] == [1]
    assert [one.number for one in view.api_exchanges] == [2]


def test_a_stored_token_leaves_the_first_step_empty(
    a_caller: Callable[..., Org2Caller], a_credential: Callable[..., NamedCredential]
) -> None:
    a_caller().make(Callout("Org1", "/x"))
    view = view_of(a_caller().make(Callout("Org1", "/x")), a_credential())
    assert view.members == ()
    assert view.assertion_text == ""


def test_a_time_beyond_the_calendar_stays_a_number(
    a_caller: Callable[..., Org2Caller], a_credential: Callable[..., NamedCredential]
) -> None:
    view = view_of(a_caller(token_valid_for=10**15).make(Callout("Org1", "/x")), a_credential())
    assert next(member.value for member in view.members if member.name == "exp").isdigit()


def test_the_callout_is_shown_as_apex() -> None:
    callout = Callout("Org1", "/q?x='1'", "POST", (("Accept", "application/json"),), "a\\b\nc")
    assert as_apex(callout) == (
        "HttpRequest request = new HttpRequest();\n"
        "request.setEndpoint('callout:Org1/q?x=\\'1\\'');\n"
        "request.setMethod('POST');\n"
        "request.setHeader('Accept', 'application/json');\n"
        "request.setBody('a\\\\b\\nc');\n"
        "HttpResponse response = new Http().send(request);"
    )


def test_records_become_a_table_with_related_fields() -> None:
    answer = {
        "totalSize": 5,
        "records": [
            {"attributes": {"type": "Contact"}, "Name": "Max", "Account": {"attributes": {}, "Name": "Acme"}, "Age": 3},
            {"attributes": {}, "Name": None, "Email": "a@example.com", "Tags": ["x"]},
        ],
    }
    assert records_table(json.dumps(answer)) == RecordsTable(
        columns=("Name", "Account.Name", "Age", "Email", "Tags"),
        rows=(("Max", "Acme", "3", "", ""), ("", "", "", "a@example.com", '["x"]')),
        total="5",
    )


@pytest.mark.parametrize(
    "body", ["", "x", "[]", "{}", '{"records": 1}', '{"records": [1]}', pytest.param("[" * 100_000, id="deeply nested")]
)
def test_what_is_no_query_result_is_no_table(body: str) -> None:
    assert records_table(body) is None


def test_a_long_result_is_cut() -> None:
    many: Any = {"totalSize": 500, "records": [{"Id": str(number)} for number in range(500)]}
    table = records_table(json.dumps(many))
    assert table is not None
    assert len(table.rows) == 200
    assert table.total == "500"
