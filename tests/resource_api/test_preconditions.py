"""Conditions in a request's headers."""

from typing import Any

import pytest

ACCOUNT = "sobjects/Account/001xx0000000001AAA"
CONTACT = "sobjects/Contact/003xx0000000001AAA"
BEFORE, SAME, AFTER = (f"Fri, 15 Jan 2027 {time} GMT" for time in ("07:59:59", "08:00:00", "08:00:01"))


def ask(api: Any, method: str, path: str, **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {api.token}"} | {name.replace("_", "-"): text for name, text in headers.items()}
    return api.ask(method, path, headers=sent, json={"Description": "new"} if method == "PATCH" else None)


def test_an_account_has_an_etag_that_changes_with_it(api: Any, clock: Any) -> None:
    first = ask(api, "GET", ACCOUNT)
    assert first.headers["ETag"] == ask(api, "GET", f"{ACCOUNT}?fields=Name").headers["ETag"]
    assert first.headers["Last-Modified"] == SAME
    clock.now += 1
    ask(api, "PATCH", ACCOUNT)
    assert ask(api, "GET", ACCOUNT).headers["ETag"] != first.headers["ETag"]
    assert "ETag" not in ask(api, "GET", CONTACT).headers


def test_a_read_of_what_the_client_has_is_answered_with_nothing(api: Any, clock: Any) -> None:
    etag = ask(api, "GET", ACCOUNT).headers["ETag"]
    for sent in (etag, f'"x", {etag}', f"W/{etag}", "*"):
        answer = ask(api, "GET", ACCOUNT, If_None_Match=sent)
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    clock.now += 1
    ask(api, "PATCH", ACCOUNT)
    assert ask(api, "GET", ACCOUNT, If_None_Match=etag).json["Description"] == "new"


@pytest.mark.parametrize("path", [ACCOUNT, CONTACT])
def test_a_read_of_what_has_not_changed_since_is_answered_with_nothing(api: Any, path: str) -> None:
    assert ask(api, "GET", path, If_Modified_Since=BEFORE).status_code == 200
    for since in (SAME, AFTER):
        assert ask(api, "GET", path, If_Modified_Since=since).status_code == 304


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_done_to_another_state_of_the_record_is_refused(api: Any, method: str) -> None:
    answer = ask(api, method, ACCOUNT, If_Match='"other", "else"')
    assert (answer.status_code, answer.json[0]["errorCode"]) == (412, "PRECONDITION_FAILED")
    assert ask(api, method, ACCOUNT, If_Unmodified_Since=BEFORE).status_code == 412
    assert ask(api, "GET", ACCOUNT).json["Description"] != "new"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_done_to_the_state_that_is_meant_is_done(api: Any, method: str) -> None:
    etag = ask(api, "GET", ACCOUNT).headers["ETag"]
    answer = ask(api, method, ACCOUNT, If_Match=f'"old", {etag}', If_Unmodified_Since=SAME)
    assert answer.status_code == (200 if method == "GET" else 204)


def test_a_change_that_wants_no_such_record_is_refused(api: Any) -> None:
    etag = ask(api, "GET", ACCOUNT).headers["ETag"]
    assert ask(api, "PATCH", ACCOUNT, If_None_Match=etag).status_code == 412
    assert ask(api, "PATCH", ACCOUNT, If_None_Match='"other"').status_code == 204


@pytest.mark.parametrize("header", ["If_Match", "If_None_Match", "If_Unmodified_Since"])
@pytest.mark.parametrize("value", ["nonsense", "", '"a', "Fri, 99 Jan 2027 08:00:00 GMT"])
def test_a_condition_that_cannot_be_read_stops_a_change_and_no_read(api: Any, header: str, value: str) -> None:
    answer = ask(api, "PATCH", ACCOUNT, **{header: value})
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "BAD_REQUEST")
    assert ask(api, "GET", ACCOUNT, **{header: value}).status_code == 200


def test_etags_say_nothing_about_other_objects(api: Any) -> None:
    assert ask(api, "PATCH", CONTACT, If_Match='"other"').status_code == 204
    assert ask(api, "PATCH", CONTACT, If_Unmodified_Since=BEFORE).status_code == 412
