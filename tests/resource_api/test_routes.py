"""The table of routes, walked through: what holds for every resource."""

import re
from collections import Counter
from typing import Any

import pytest

from resource_api.resource_route import Route
from resource_api.routes import ROUTES
from resource_api.versions import OLDEST

REAL = {
    "object_name": "Account",
    "record_id": "001xx0000000001AAA",
    "field_name": "Id",
    "value": "001xx0000000001AAA",
    "locator": "01gxx0000000001AAA-2000",
}
every_route = pytest.mark.parametrize("route", ROUTES, ids=[f"{one.method} {one.path or '/'}" for one in ROUTES])


def address(route: Route, version: str = "v67.0") -> str:
    path = re.sub(r"<(?:path:)?(\w+)>", lambda found: REAL[found[1]], route.path)
    return f"/services/data/{version}{path}"


def test_no_resource_stands_in_it_twice() -> None:
    assert max(Counter((one.method, one.path) for one in ROUTES).values()) == 1


@every_route
def test_without_a_session_a_resource_says_nothing(api: Any, route: Route) -> None:
    assert api.ask(route.method, address(route), headers={}, json={}).status_code == 401
    assert api.server.asked == []


@every_route
def test_a_resource_is_not_there_before_its_version(api: Any, route: Route) -> None:
    before = api.ask(route.method, address(route, f"v{route.since - 1}.0"), json={})
    assert before.status_code == (410 if route.since == OLDEST else 404)
    since = api.ask(route.method, address(route, f"v{route.since}.0"), json={})
    assert since.status_code not in {404, 410}, since.text


@every_route
def test_a_method_that_a_resource_does_not_know_is_refused_with_those_that_it_does(api: Any, route: Route) -> None:
    answer = api.ask("OPTIONS", address(route))
    assert (answer.status_code, answer.json[0]["errorCode"]) == (405, "METHOD_NOT_ALLOWED")
    allowed = answer.headers["Allow"].split(", ")
    assert route.method in allowed
    assert ("HEAD" in allowed) is ("GET" in allowed)


@pytest.mark.parametrize("route", [one for one in ROUTES if one.method == "GET"], ids=lambda one: one.path or "/")
def test_head_answers_as_get_does_without_a_body(api: Any, route: Route) -> None:
    get, head = api.get(address(route)), api.ask("HEAD", address(route))
    assert (head.status_code, head.data) == (get.status_code, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("route", [one for one in ROUTES if one.sends], ids=lambda one: f"{one.method} {one.path}")
@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{}", "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"{}", "application/xml", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"{", "application/json", 400, "JSON_PARSER_ERROR"),
        (b'"{}"', "application/json", 400, "JSON_PARSER_ERROR"),
        (b'{"a":"\xff"}', "application/json", 400, "JSON_PARSER_ERROR"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused_wherever_one_is_sent(  # noqa: PLR0913, PLR0917  a table's row
    api: Any, route: Route, body: bytes, kind: str, status: int, code: str
) -> None:
    answer = api.ask(route.method, address(route), data=body, content_type=kind)
    assert (answer.status_code, answer.json[0]["errorCode"]) == (status, code)
