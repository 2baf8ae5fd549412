"""Requests inside a request: only the app itself can make them, and they bring nothing along but their caller."""

from typing import Any

import pytest
from flask import request

from resource_api.subrequests import current_request_is_inside


@pytest.mark.parametrize("name", ["orgless.inside", "Orgless-Inside", "orgless_inside"])
def test_no_header_makes_a_request_one_that_came_inside_another(api: Any, name: str) -> None:
    assert api.get("limits", headers={name: "yes"}).status_code == 401
    environment = {"orgless.inside": "yes"}  # as no server would do it
    assert api.app.test_client().get("/services/data/v67.0/limits", environ_overrides=environment).status_code == 401


def test_a_request_inside_another_one_has_neither_its_headers_nor_its_body_nor_its_query(api: Any) -> None:
    seen: list[dict[str, Any]] = []

    def remember() -> None:
        if current_request_is_inside():
            seen.append({name: value for name, value in request.environ.items() if name.startswith("HTTP_")})
            seen.append({"query": request.query_string, "body": request.get_data()})

    api.app.before_request_funcs.setdefault(None, []).insert(0, remember)
    headers = {"Authorization": f"Bearer {api.token}", "X-Secret": "x", "Cookie": "a=b", "If-Match": '"x"'}
    body = {"batchRequests": [{"method": "GET", "url": "v67.0/limits"}]}
    assert api.ask("POST", "composite/batch?q=outer", headers=headers, json=body).status_code == 200
    assert seen == [{"HTTP_HOST": "localhost", "HTTP_ACCEPT": "application/json"}, {"query": b"", "body": b""}]


def test_after_it_the_outer_request_goes_on_as_it_was(api: Any) -> None:
    good = {"method": "GET", "url": "v67.0/limits"}
    bad = {"method": "GET", "url": "v67.0/nothing"}
    first = api.ask("POST", "composite/batch", json={"batchRequests": [bad, good]})
    second = api.ask("POST", "composite/batch", json={"batchRequests": [good]})
    assert (first.headers["Sforce-Limit-Info"], second.headers["Sforce-Limit-Info"]) == (
        "api-usage=3/15000",
        "api-usage=5/15000",
    )
