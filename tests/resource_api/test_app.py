import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from resource_api.request_body import LONGEST_BODY

CAPTURED_HEADERS = {
    "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
    "Content-Type": "application/json;charset=UTF-8",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "none",
    "X-XSS-Protection": "1; mode=block",
}
EXPIRED = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'
NOT_FOUND = '[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]'


@pytest.mark.parametrize("path", ["/services/data", "limits", "sobjects/Account/nothing", "query"])
def test_every_answer_has_the_headers_that_were_captured(api: Any, path: str) -> None:
    answer = api.get(path)
    assert {name: answer.headers[name] for name in CAPTURED_HEADERS} == CAPTURED_HEADERS
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_a_refusal_has_the_headers_that_were_captured_and_no_challenge(api: Any) -> None:
    answer = api.get("limits", headers={})
    assert {name: answer.headers[name] for name in CAPTURED_HEADERS} == CAPTURED_HEADERS
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ANYTHING"])
@pytest.mark.parametrize(
    "path",
    [
        "/services/data/v67.0",
        "/services/data/latest",
        "/services/data/v1.0",
        "/services/data/v67.0/sobjects/Account/001xx0000000001AAA",
        "/services/data/v67.0/no/such/thing",
        "/services/data/v67.0//sobjects",
        "/services//data/v67.0/sobjects",
        "/services/data/../data/v67.0/sobjects",
        "/services/data/%2e%2e/data/v67.0/sobjects",
        "/services/data/v67.0/sobjects/Account.json",
        "/services/data/v67.0/limits/",
        "/SERVICES/DATA/v67.0/limits",
        "/healthz/../services/data/v67.0",
        "/services/data/v67.0/%00",
        "/services/data/v67.0/%ff",
    ],
)
def test_without_a_token_nothing_below_the_versions_answers_anything_but_401(api: Any, method: str, path: str) -> None:
    answer = api.app.test_client().open(path, method=method)
    assert answer.status_code == 401
    assert method == "HEAD" or answer.text == EXPIRED
    assert api.server.asked == []


def test_a_doubled_slash_at_the_beginning_is_no_way_around_the_guard(api: Any) -> None:
    raw = {"PATH_INFO": "//services/data/v67.0/sobjects"}
    assert api.app.test_client().get("/", environ_overrides=raw).status_code == 401


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/services/data/v67.0/no/such/thing", 404, NOT_FOUND),
        ("/services/data/v67.0//sobjects", 404, NOT_FOUND),
        ("/services/data/v68.0", 404, NOT_FOUND),
        ("/services/data/v67", 404, NOT_FOUND),
        (
            "/services/data/v30.0/limits",
            410,
            '[{"message":"Invalid Api version specified on URL","errorCode":"UNSUPPORTED_API_VERSION"}]',
        ),
        ("/services/data/v31.0/limits", 200, None),
        ("/services/data/latest/limits", 200, None),
        ("/services/data/v67.0/limits/", 200, None),
    ],
)
def test_with_a_token_a_path_answers(api: Any, path: str, status: int, body: str | None) -> None:
    answer = api.get(path)
    assert answer.status_code == status
    assert body is None or answer.text == body


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "sobjects/Account", "HEAD,GET,POST"),  # as captured
        ("POST", "sobjects/Account/001xx0000000001AAA", "HEAD,GET,PATCH,DELETE"),
        ("POST", "query", "HEAD,GET"),
        ("OPTIONS", "limits", "HEAD,GET"),
        ("DELETE", "/services/data", "HEAD,GET"),
    ],
)
def test_a_method_that_a_resource_does_not_know_is_refused_with_those_it_does(
    api: Any, method: str, path: str, allowed: str
) -> None:
    answer = api.ask(method, path)
    text = f"HTTP Method '{method}' not allowed. Allowed are {allowed}"
    assert (answer.status_code, answer.text) == (405, f'[{{"message":"{text}","errorCode":"METHOD_NOT_ALLOWED"}}]')
    assert answer.headers["Allow"] == allowed.replace(",", ", ")


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_and_no_parameter_changes_the_method(api: Any, header: str) -> None:
    path = "sobjects/Account/001xx0000000001AAA"
    headers = {"Authorization": f"Bearer {api.token}", header: "DELETE"}
    assert api.ask("POST", path + "?_HttpMethod=DELETE", headers=headers).status_code == 405
    assert api.get(path).status_code == 200


def test_an_unknown_host_name_is_refused_and_the_known_ones_are_served(new_api: Callable[..., Any]) -> None:
    api = new_api(instance_url="http://api.example:8002", also_known_as=("https://org1.my.salesforce.com",))
    for host in ("api.example:8002", "org1.my.salesforce.com", "127.0.0.1:9", "localhost"):
        assert api.get("/services/data", headers={"Host": host}).status_code == 200
    for host in ("evil.example", "api.example", "org1.my.salesforce.com.evil.example", "user@127.0.0.1"):
        answer = api.get("/services/data", headers={"Host": host})
        assert (answer.status_code, answer.json[0]["errorCode"]) == (421, "MISDIRECTED_REQUEST")


def test_an_address_of_more_than_16384_bytes_is_refused(api: Any) -> None:
    answer = api.query("SELECT Id FROM Account WHERE Name = '" + "x" * 17_000 + "'")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (414, "URI_TOO_LONG")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_above_the_limit_is_refused_before_it_is_parsed(api: Any, *, chunked: bool) -> None:
    body = b'{"Name":"x"}' + b" " * LONGEST_BODY
    environment = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""} if chunked else {}
    answer = api.ask(
        "POST", "sobjects/Account", data=body, content_type="application/json", environ_overrides=environment
    )
    assert (answer.status_code, answer.json[0]["errorCode"]) == (413, "REQUEST_ENTITY_TOO_LARGE")


def test_a_body_that_cannot_be_read_to_its_end_is_the_clients_mistake(api: Any) -> None:
    class Broken:
        def read(self, *_: int) -> bytes:
            raise RuntimeError("Invalid chunk size")

        readline = readinto = read

    environment = {"wsgi.input": Broken(), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = api.ask(
        "POST", "sobjects/Account", data=b"{}", content_type="application/json", environ_overrides=environment
    )
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


def test_what_nobody_foresaw_tells_nobody_anything(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    org = api.app.extensions["orgless_resource_api"]

    def fail(*_: object) -> None:
        raise LookupError("the secret of the cellar")

    monkeypatch.setattr(type(org.records), "recent", fail)
    answer = api.get("sobjects/Account")
    assert answer.status_code == 500
    assert answer.text == '[{"message":"internal error","errorCode":"UNKNOWN_EXCEPTION"}]'


def test_it_says_that_it_is_healthy_without_a_token(api: Any) -> None:
    assert api.app.test_client().get("/healthz").json == {"status": "ok"}


def test_a_database_that_cannot_be_opened_is_told_in_one_line(
    new_api: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        new_api(database_url="sqlite:////proc/nowhere/x.sqlite3")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("environment: ORGLESS_DATABASE_URL: ")
    assert "cannot be opened" in line


def test_a_disk_that_is_full_at_the_first_start_is_told_in_one_line(
    new_api: Callable[..., Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("resource_api.org.seed_once", fill)
    with pytest.raises(SystemExit):
        new_api()
    (line,) = capsys.readouterr().err.splitlines()
    assert "database or disk is full; ORGLESS_STATE, or this variable, names another place" in line


def test_a_disk_that_fills_while_it_serves_is_told_as_salesforce_would(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(type(api.app.extensions["orgless_resource_api"].records), "recent", fill)
    answer = api.get("sobjects/Account")
    assert answer.status_code == 503
    assert answer.text == '[{"message":"service unavailable","errorCode":"SERVER_UNAVAILABLE"}]'
