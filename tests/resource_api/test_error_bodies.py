"""The refusals of the REST API, byte for byte: each row is a request, its status and its whole body.

Rows marked ``evidenced`` are captured or documented; in the others the code is, and the text is inferred.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest

GOOD, NONE = "good", "none"
ACCOUNT = "sobjects/Account"
MISSING_ID = "001xx0000000zzzAAA"


@dataclass(frozen=True)
class Row:
    """A request and the answer that it gets."""

    name: str
    method: str
    path: str
    status: int
    body: str
    sent: str | None = None
    token: str = GOOD
    content_type: str = "application/json"
    said: dict[str, Any] = field(default_factory=dict)


def soql(text: str) -> str:
    return "query?q=" + quote(text)


EXPIRED = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'
NOT_FOR_REST = '[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]'
NOT_FOUND = '[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]'
NOT_WRITABLE = (
    '[{"message":"Unable to create/update fields: CreatedDate. Please check the security settings of this field and '
    'verify that it is read/write for your profile or permission set.","errorCode":"INVALID_FIELD_FOR_INSERT_UPDATE",'
    '"fields":["CreatedDate"]}]'
)
NO_COLUMN = (
    '[{"message":"\\nSELECT Foo FROM Account\\n       ^\\nERROR at Row:1:Column:8\\nNo such column \'Foo\' on entity '
    "'Account'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. "
    'Please reference your WSDL or the describe call for the appropriate names.","errorCode":"INVALID_FIELD"}]'
)
NO_TYPE = (
    '[{"message":"\\nSELECT Id FROM Foo\\n               ^\\nERROR at Row:1:Column:16\\nsObject type \'Foo\' is not '
    "supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. "
    'Please reference your WSDL or the describe call for the appropriate names.","errorCode":"INVALID_TYPE"}]'
)
UNEXPECTED = (
    '[{"message":"\\nSELECT Id FORM Account\\n         ^\\nERROR at Row:1:Column:10\\nunexpected token: \'FORM\'",'
    '"errorCode":"MALFORMED_QUERY"}]'
)

EVIDENCED = [
    Row("no token", "GET", "limits", 401, EXPIRED, token=NONE),
    Row("a token that nobody knows", "GET", "limits", 401, EXPIRED, token="00Dxx0000001gPL!AQunknown"),
    Row("a token of another org", "GET", "limits", 401, EXPIRED, token="00Dxx0000009zzz!AQ" + "b" * 94),
    Row("a token without the scope api", "GET", "limits", 401, NOT_FOR_REST, said={"scope": "web"}),
    Row("API Access Control", "GET", "limits", 401, NOT_FOR_REST, said={"orgless_api_refusal": "api_access_control"}),
    Row(
        "an edition without API",
        "GET",
        "limits",
        403,
        '[{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]',
        said={"orgless_api_refusal": "org_has_no_api"},
    ),
    Row(
        "a user without API Enabled",
        "GET",
        "limits",
        403,
        '[{"message":"API is disabled for this User","errorCode":"API_CURRENTLY_DISABLED"}]',
        said={"orgless_api_refusal": "user_has_no_api_permission"},
    ),
    Row("a field that is not writable", "POST", ACCOUNT, 400, NOT_WRITABLE, '{"Name":"x","CreatedDate":null}'),
    Row("an unknown object", "GET", "sobjects/Foo", 404, NOT_FOUND),
    Row(
        "a required field that is missing",
        "POST",
        ACCOUNT,
        400,
        '[{"message":"Required fields are missing: [Name]","errorCode":"REQUIRED_FIELD_MISSING","fields":["Name"]}]',
        "{}",
    ),
    Row(
        "an unknown field",
        "POST",
        ACCOUNT,
        400,
        '[{"message":"No such column \'foo\' on sobject of type Account","errorCode":"INVALID_FIELD"}]',
        '{"foo":1}',
    ),
    Row(
        "an unknown id",
        "GET",
        f"{ACCOUNT}/{MISSING_ID}",
        404,
        '[{"message":"Provided external ID field does not exist or is not accessible: '
        f'{MISSING_ID}","errorCode":"NOT_FOUND"}}]',
    ),
    Row(
        "an unknown external id field",
        "GET",
        f"{ACCOUNT}/Foo__c/1",
        404,
        '[{"message":"Provided external ID field does not exist or is not accessible: Foo__c",'
        '"errorCode":"NOT_FOUND"}]',
    ),
    Row(
        "an id of another object",
        "GET",
        f"{ACCOUNT}/003xx0000000001AAA",
        400,
        '[{"fields":["Id"],"message":"Account ID: id value of incorrect type: 003xx0000000001AAA",'
        '"errorCode":"MALFORMED_ID"}]',
    ),
    Row("a query with a slip", "GET", soql("SELECT Id FORM Account"), 400, UNEXPECTED),
    Row("an unknown column in a query", "GET", soql("SELECT Foo FROM Account"), 400, NO_COLUMN),
    Row("an unknown object in a query", "GET", soql("SELECT Id FROM Foo"), 400, NO_TYPE),
]

INFERRED = [
    Row(
        "a method that the resource does not know",
        "PATCH",
        ACCOUNT,
        405,
        '[{"message":"HTTP Method \'PATCH\' not allowed. Allowed are HEAD,GET,POST","errorCode":"METHOD_NOT_ALLOWED"}]',
        "{}",
    ),
    Row(
        "a body that is no JSON by its type",
        "POST",
        ACCOUNT,
        415,
        '[{"message":"MediaType of \'text/plain\' is not supported by this resource",'
        '"errorCode":"UNSUPPORTED_MEDIA_TYPE"}]',
        "{}",
        content_type="text/plain",
    ),
    Row(
        "a body that is cut off",
        "POST",
        ACCOUNT,
        400,
        '[{"message":"Unexpected end-of-input: was expecting comma to separate OBJECT entries at [line:1, column:12]",'
        '"errorCode":"JSON_PARSER_ERROR"}]',
        '{"Name":"x"',
    ),
    Row(
        "a retired version",
        "GET",
        "/services/data/v30.0",
        410,
        '[{"message":"Invalid Api version specified on URL","errorCode":"UNSUPPORTED_API_VERSION"}]',
    ),
    Row("a version that is yet to come", "GET", "/services/data/v68.0", 404, NOT_FOUND),
    Row("a path that leads nowhere", "GET", "no/such/thing", 404, NOT_FOUND),
]


def answer_to(api: Any, row: Row) -> Any:
    token = api.server.let(api.token, **row.said) if row.token == GOOD else row.token
    headers = {} if row.token == NONE else {"Authorization": f"Bearer {token}"}
    return api.ask(row.method, row.path, headers=headers, data=row.sent, content_type=row.content_type)


@pytest.mark.parametrize("row", [*EVIDENCED, *INFERRED], ids=lambda row: row.name)
def test_a_refusal_is_exactly_this_text(api: Any, row: Row) -> None:
    answer = answer_to(api, row)
    assert (answer.status_code, answer.get_data(as_text=True)) == (row.status, row.body)
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert "WWW-Authenticate" not in answer.headers


def test_a_record_in_the_recycle_bin_is_refused_with_exactly_this_text(api: Any) -> None:
    identifier = api.create("Account", Name="x")
    assert api.ask("DELETE", f"{ACCOUNT}/{identifier}").status_code == 204
    answer = api.get(f"{ACCOUNT}/{identifier}")
    assert (answer.status_code, answer.text) == (
        404,
        '[{"errorCode":"ENTITY_IS_DELETED","message":"entity is deleted","fields":[]}]',
    )
