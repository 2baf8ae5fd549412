"""Several requests in one: each is judged like a request of its own, by the same app, for the same caller."""

import json
from typing import Any

import pytest

ACCOUNT = "v67.0/sobjects/Account"
NOT_FOUND = [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}]
HALTED = {
    "statusCode": 412,
    "result": [
        {
            "message": "Batch processing was halted because an earlier subrequest failed and haltOnError is true",
            "errorCode": "BATCH_PROCESSING_HALTED",
        }
    ],
}


def sub(method: str, url: str, **more: Any) -> dict[str, Any]:
    return {"method": method, "url": url, **more}


def batch(api: Any, *requests: Any, version: str = "v67.0", **members: Any) -> Any:
    return api.ask("POST", f"/services/data/{version}/composite/batch", json={"batchRequests": requests, **members})


def test_requests_are_answered_in_order_and_each_sees_what_those_before_it_did(api: Any) -> None:
    one = api.create("Account", Name="Old name", BillingPostalCode="94105")
    answer = batch(
        api,
        sub("PATCH", f"{ACCOUNT}/{one}", richInput={"Name": "NewName"}),
        sub("GET", f"{ACCOUNT}/{one}?fields=Name,BillingPostalCode"),
        sub("DELETE", f"{ACCOUNT}/{one}"),
        sub("GET", f"{ACCOUNT}/{one}"),
    )
    assert answer.status_code == 200
    url = f"/services/data/v67.0/sobjects/Account/{one}"
    assert answer.json == {
        "hasErrors": True,
        "results": [
            {"statusCode": 204, "result": None},
            {
                "statusCode": 200,
                "result": {
                    "attributes": {"type": "Account", "url": url},
                    "Name": "NewName",
                    "BillingPostalCode": "94105",
                    "Id": one,
                },
            },
            {"statusCode": 204, "result": None},
            {
                "statusCode": 404,
                "result": [{"errorCode": "ENTITY_IS_DELETED", "message": "entity is deleted", "fields": []}],
            },
        ],
    }


def test_a_record_is_made_and_found_and_there_were_no_errors(api: Any) -> None:
    answer = batch(
        api,
        sub("post", f"/services/data/{ACCOUNT}", richInput={"Name": "Zoë & Söhne"}),
        sub("GET", "/v67.0/query?q=SELECT Name FROM Account WHERE Name = 'Zoë %26 Söhne'"),
        sub("GET", "v67.0/query/?q=SELECT+COUNT()+FROM+Account+WHERE+Name+=+'Zo%C3%AB+%26+S%C3%B6hne'"),
        sub("GET", "latest/limits"),
    )
    assert answer.json["hasErrors"] is False
    made, found, counted, limits = answer.json["results"]
    assert (made["statusCode"], made["result"]["success"]) == (201, True)
    assert [record["Name"] for record in found["result"]["records"]] == ["Zoë & Söhne"]
    assert counted["result"]["totalSize"] == 1
    assert limits["statusCode"] == 200


@pytest.mark.parametrize("halt", [False, True])
def test_the_first_failure_halts_the_rest_where_that_is_wanted(api: Any, *, halt: bool) -> None:
    answer = batch(
        api,
        sub("POST", ACCOUNT, richInput={"Name": "New before"}),
        sub("POST", ACCOUNT, richInput={}),
        sub("POST", ACCOUNT, richInput={"Name": "New after"}),
        haltOnError=halt,
    )
    assert [one["statusCode"] for one in answer.json["results"]] == [201, 400, 412 if halt else 201]
    assert (answer.json["results"][2] == HALTED) is halt
    found = {name for (name,) in api.records("SELECT Name FROM Account WHERE Name LIKE 'New %'")}
    assert found == ({"New before"} if halt else {"New before", "New after"})


def test_each_request_counts_and_the_token_is_asked_about_once(api: Any) -> None:
    answer = batch(api, *[sub("GET", "v67.0/limits")] * 5)
    assert [one["result"]["DailyApiRequests"]["Remaining"] for one in answer.json["results"]] == [
        15_000 - number for number in range(2, 7)
    ]
    assert answer.headers["Sforce-Limit-Info"] == "api-usage=6/15000"
    assert len(api.server.asked) == 1


@pytest.mark.usefixtures("directory")
def test_the_orgs_set_up_is_asked_for_once_for_all_requests_of_a_batch(api: Any) -> None:
    owner = "005xx000001SvohAAC"
    query, made = (
        sub("GET", "v67.0/query?q=SELECT Id FROM User"),
        sub("POST", ACCOUNT, richInput={"Name": "x", "OwnerId": owner}),
    )
    answer = batch(api, *[query, made] * 12)
    assert answer.json["hasErrors"] is False
    assert api.server.asked_for_the_directory == 1
    api.query("SELECT Id FROM User")
    assert api.server.asked_for_the_directory == 2


def test_a_batch_without_a_token_is_refused_whole(api: Any) -> None:
    body = {"batchRequests": [sub("GET", "v67.0/limits")]}
    assert api.ask("POST", "composite/batch", headers={}, json=body).status_code == 401


def test_answers_within_a_batch_are_json_whatever_the_batch_itself_accepts(api: Any) -> None:
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/xml"}
    answer = api.ask("POST", "composite/batch", headers=headers, json={"batchRequests": [sub("GET", "v67.0/nothing")]})
    assert answer.json["results"] == [{"statusCode": 404, "result": NOT_FOUND}]


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("v67.0/nothing", 404, "NOT_FOUND"),
        ("v67.0//limits", 404, "NOT_FOUND"),
        ("v67.0/../../healthz", 404, "NOT_FOUND"),
        ("../../../healthz", 404, "NOT_FOUND"),
        ("http://evil.example/", 404, "NOT_FOUND"),
        ("//evil.example/services/data/v67.0/limits", 404, "NOT_FOUND"),
        ("v67.0/sobjects/Account/%00", 404, "NOT_FOUND"),
        ("v67.0/sobjects/Account/%ff%zz", 404, "NOT_FOUND"),
        ("v67.0/sobjects/\u0000", 404, "NOT_FOUND"),
        ("v67.0/sobjects/\ud800", 404, "NOT_FOUND"),
        ("v68.0/limits", 404, "NOT_FOUND"),
        ("v30.0/limits", 410, "UNSUPPORTED_API_VERSION"),
        ("v33.0/limits", 400, "INVALID_BATCH_OPERATION"),
        ("v67.0", 400, "INVALID_BATCH_OPERATION"),
        ("v67.0/composite/batch", 405, "METHOD_NOT_ALLOWED"),
        ("v67.0/composite", 400, "INVALID_BATCH_OPERATION"),
        ("v67.0/query", 400, "MALFORMED_QUERY"),
        ("v67.0/query?q=%ff", 400, "MALFORMED_QUERY"),
        ("v67.0/query?q=" + "x" * 16_365, 414, "URI_TOO_LONG"),
        ("?", 400, "INVALID_BATCH_OPERATION"),
        ("?x", 400, "INVALID_BATCH_OPERATION"),
        ("/services/data/?v67.0/limits", 400, "INVALID_BATCH_OPERATION"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_for_itself(api: Any, url: str, status: int, code: str) -> None:
    body = json.dumps({"batchRequests": [sub("GET", url), sub("GET", "v67.0/limits")]})
    answer = api.ask("POST", "composite/batch", data=body, content_type="application/json")
    bad, good = answer.json["results"]
    assert (bad["statusCode"], bad["result"][0]["errorCode"], good["statusCode"]) == (status, code, 200)


def test_a_later_version_than_the_batchs_own_is_refused(api: Any) -> None:
    answer = batch(api, sub("GET", "v50.0/limits"), sub("GET", "v51.0/limits"), version="v50.0")
    assert [one["statusCode"] for one in answer.json["results"]] == [200, 400]


@pytest.mark.parametrize("path", ["composite/batch", "%63omposite/batch", "composite%2fbatch", "composite/sobjects"])
def test_a_batch_holds_no_composite_resource_however_it_is_spelled(api: Any, path: str) -> None:
    inner: Any = {"batchRequests": [sub("POST", ACCOUNT, richInput={"Name": "New one"})]}
    for _ in range(40):
        inner = {"batchRequests": [sub("POST", f"v67.0/{path}", richInput=inner)]}
    answer = api.ask("POST", "composite/batch", json=inner)
    (result,) = answer.json["results"]
    assert result["statusCode"] == 400
    assert api.records("SELECT Name FROM Account WHERE Name = 'New one'") == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{}", "MISSING_ARGUMENT"),
        ('{"batchRequests":{}}', "JSON_PARSER_ERROR"),
        ('{"batchRequests":[1]}', "JSON_PARSER_ERROR"),
        ('{"batchRequests":[{"method":"GET"}]}', "INVALID_BATCH_OPERATION"),
        ('{"batchRequests":[{"url":"v67.0/limits"}]}', "INVALID_BATCH_OPERATION"),
        ('{"batchRequests":[{"url":"v67.0/limits","method":"HEAD"}]}', "INVALID_BATCH_OPERATION"),
        ('{"batchRequests":[{"url":"v67.0/limits","method":"GET /x HTTP/1.1"}]}', "INVALID_BATCH_OPERATION"),
        ('{"batchRequests":[{"url":1,"method":"GET"}]}', "JSON_PARSER_ERROR"),
        ('{"batchRequests":[{"url":"v67.0/limits","method":1}]}', "JSON_PARSER_ERROR"),
        ('{"batchRequests":[{"url":"v67.0/limits","method":"GET","binaryPartName":"x"}]}', "JSON_PARSER_ERROR"),
        ('{"batchRequests":[],"haltOnError":"maybe"}', "JSON_PARSER_ERROR"),
        ('{"batchRequests":[],"halt":true}', "JSON_PARSER_ERROR"),
    ],
)
def test_a_batch_that_is_malformed_is_refused_whole_and_nothing_is_done(api: Any, body: str, code: str) -> None:
    answer = api.ask("POST", "composite/batch", data=body, content_type="application/json")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, code)


def test_a_malformed_request_after_a_good_one_keeps_that_from_being_done(api: Any) -> None:
    answer = batch(api, sub("POST", ACCOUNT, richInput={"Name": "New one"}), sub("GET", ""))
    assert answer.status_code == 400
    assert api.records("SELECT Name FROM Account WHERE Name = 'New one'") == []


def test_twenty_five_requests_are_the_most(api: Any) -> None:
    assert len(batch(api, *[sub("GET", "v67.0/limits")] * 25).json["results"]) == 25
    answer = batch(api, *[sub("GET", "v67.0/limits")] * 26)
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "INVALID_BATCH_OPERATION")


def test_an_unforeseen_error_in_one_request_is_told_as_that_and_the_others_go_on(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("the secret of the cellar")

    monkeypatch.setattr(type(api.app.extensions["orgless_resource_api"].records), "recent", fail)
    answer = batch(api, sub("GET", ACCOUNT), sub("GET", "v67.0/limits"))
    assert [one["statusCode"] for one in answer.json["results"]] == [500, 200]
    assert "cellar" not in answer.text


def test_batches_came_with_version_34(api: Any) -> None:
    assert batch(api, version="v33.0").status_code == 404
    assert batch(api, version="v34.0").json == {"hasErrors": False, "results": []}


def test_a_body_may_be_anything_that_is_json(api: Any) -> None:
    answer = batch(api, *[sub("POST", ACCOUNT, richInput=value) for value in ([], "x", 1, True, {"Name": "x" * 300})])
    codes = [one["result"][0]["errorCode"] for one in answer.json["results"]]
    assert codes == ["JSON_PARSER_ERROR"] * 4 + ["STRING_TOO_LONG"]
