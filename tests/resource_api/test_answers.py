"""What every answer carries."""

import re
from typing import Any

import pytest


def test_a_browser_that_has_no_mark_yet_gets_one(api: Any) -> None:
    first, second = (api.app.test_client().get("/services/data").headers["Set-Cookie"] for _ in range(2))
    assert re.fullmatch(r"BrowserId=[\w-]{22}; path=/; Max-Age=31536000", first)
    assert first.partition(";")[0] != second.partition(";")[0]


def test_a_mark_that_the_browser_has_is_kept(api: Any) -> None:
    client = api.app.test_client(use_cookies=False)
    answer = client.get("/services/data", headers={"Cookie": "a=b; BrowserId=x"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_the_mark_opens_nothing(api: Any) -> None:
    client = api.app.test_client()
    client.get("/services/data")
    assert client.get("/services/data/v67.0/limits").status_code == 401


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_an_answer_without_a_body_names_no_type_for_one(api: Any, method: str) -> None:
    account = api.create("Account", Name="x")
    answer = api.ask(method, f"sobjects/Account/{account}", json={"Name": "y"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Content-Type" not in answer.headers
