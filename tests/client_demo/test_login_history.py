import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from client_demo.callout import Callout, CalloutResult
from client_demo.login_history import LoginHistory, Refusal

BOOK = {"https://login.salesforce.com": "http://127.0.0.1:8001"}
ENTRY = "http://127.0.0.1:8001/login-history/7"
SECRET = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYXgifQ.c2lnbmF0dXJlLW9mLWl0"
REFUSED = CalloutResult(
    callout=Callout("Org1", "/x"),
    username=None,
    assertion=None,
    exchanges=(),
    response=None,
    apex_error="System.CalloutException: Unable to complete the JWT token exchange.",
    diagnosis=None,
    login_url_of_entry=ENTRY,
    used_cached_token=False,
    renewed=False,
    secrets=(SECRET,),
)
CHECK = {
    "name": "subject_is_a_user",
    "outcome": "refused",
    "expected": "an active user",
    "got": f"\x1b[31m {SECRET}",
    "likely_cause": "the quotes",
    "setting": "Org2: Named Credential",
}


class Org1:
    """Tells what it is told to and remembers who asked for what."""

    def __init__(self, content: object, status: int = 200) -> None:
        self.asked: list[httpx.Request] = []
        self._answer = httpx.Response(status, content=content if isinstance(content, bytes) else json.dumps(content))

    def history(self) -> LoginHistory:
        def answer(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return self._answer

        return LoginHistory(httpx.Client(transport=httpx.MockTransport(answer)), BOOK, lambda: 0.0)


def test_each_refusal_is_told_without_secrets_and_control_characters() -> None:
    org1 = Org1({"checks": [{"name": "is_signed", "outcome": "held"}, CHECK, CHECK | {"likely_cause": None}]})
    first, second = org1.history().refusals(REFUSED)
    assert (first.check, first.expected, first.likely_cause, first.setting) == (
        "subject_is_a_user",
        "an active user",
        "the quotes",
        "Org2: Named Credential",
    )
    assert SECRET not in first.got
    assert "\x1b" not in first.got
    assert second == Refusal("subject_is_a_user", "an active user", first.got, "", "Org2: Named Credential")
    assert org1.asked[0].headers["Accept"] == "application/json"
    assert "Authorization" not in org1.asked[0].headers


@pytest.mark.parametrize(
    "address",
    [
        None,
        "http://127.0.0.1:9999/login-history/7",
        "http://127.0.0.1:8001.evil.example/login-history/7",
        "https://127.0.0.1:8001/login-history/7",
        "https://test.salesforce.com/login-history/7",
        "http://[",
        "http://a\x00b",
    ],
)
def test_nothing_but_what_stands_in_the_address_book_is_asked(address: str | None) -> None:
    org1 = Org1({"checks": [CHECK]})
    assert org1.history().refusals(replace(REFUSED, login_url_of_entry=address)) == ()
    assert org1.asked == []


@pytest.mark.parametrize("host", ["http://127.0.0.1:8001", "https://login.salesforce.com"])
def test_what_stands_in_the_address_book_is_asked_by_either_of_its_names(host: str) -> None:
    org1 = Org1({"checks": [CHECK]})
    assert org1.history().refusals(replace(REFUSED, login_url_of_entry=f"{host}/login-history/7"))
    assert str(org1.asked[0].url) == f"{host}/login-history/7"


def test_what_was_not_refused_is_not_asked_about() -> None:
    org1 = Org1({"checks": [CHECK]})
    assert org1.history().refusals(replace(REFUSED, apex_error=None)) == ()
    assert org1.asked == []


@pytest.mark.parametrize(
    "content", [b"no json", b"[" * 100_000, [], {"checks": 1}, {"checks": ["x", 1, None]}, {}, b"x" * 600_000]
)
def test_an_entry_that_is_none_is_passed_over(content: object) -> None:
    assert Org1(content).history().refusals(REFUSED) == ()


def test_an_entry_that_is_gone_is_passed_over() -> None:
    assert Org1({"checks": [CHECK]}, 404).history().refusals(REFUSED) == ()
    assert Org1({"checks": [CHECK]}, 302).history().refusals(REFUSED) == ()


def test_values_of_other_kinds_and_great_length_are_bounded() -> None:
    strange: dict[str, Any] = CHECK | {"expected": {"a": 1}, "got": "x" * 5000}
    [*found] = Org1({"checks": [strange] * 50}).history().refusals(REFUSED)
    assert len(found) == 20
    assert found[0].expected == ""
    assert len(found[0].got) == 600
