"""Which records changed between two times, and which were deleted."""

from typing import Any

import pytest

HOUR = 3_600


def ask(api: Any, what: str, name: str = "Account", start: str = "", end: str = "") -> Any:
    query = {"start": start or "2027-01-15T08:00:00+00:00", "end": end or "2027-01-16T08:00:00+00:00"}
    return api.get(f"sobjects/{name}/{what}", query_string=query)


def test_records_that_were_made_or_changed_are_listed_up_to_now(either_api: Any) -> None:
    api = either_api
    api.clock.now += HOUR
    before = api.create("Account", Name="Before")
    api.clock.now += HOUR
    made = api.create("Account", Name="Made")
    api.ask("PATCH", f"sobjects/Account/{before}", json={"Name": "Changed"})
    gone = api.create("Account", Name="Gone")
    api.ask("DELETE", f"sobjects/Account/{gone}")
    api.clock.now += HOUR
    answer = ask(api, "updated", start="2027-01-15T09:30:00+00:00")
    assert (answer.status_code, answer.text) == (
        200,
        f'{{"ids":["{before}","{made}"],"latestDateCovered":"2027-01-15T11:00:00.000+0000"}}',
    )


def test_records_that_were_deleted_are_listed_with_the_time(either_api: Any) -> None:
    api = either_api
    api.create("Account", Name="Stays")
    gone = api.create("Account", Name="Gone")
    api.clock.now += HOUR
    api.ask("DELETE", f"sobjects/Account/{gone}")
    api.clock.now += HOUR
    answer = ask(api, "deleted", end="2027-01-15T09:30:00Z")
    assert answer.text == (
        f'{{"deletedRecords":[{{"id":"{gone}","deletedDate":"2027-01-15T09:00:00.000+0000"}}],'
        '"earliestDateAvailable":"2026-12-16T10:00:00.000+0000","latestDateCovered":"2027-01-15T09:30:00.000+0000"}'
    )
    assert ask(api, "deleted", start="2027-01-15T09:30:00Z").json["deletedRecords"] == []


@pytest.mark.parametrize("what", ["updated", "deleted"])
def test_a_plus_sign_that_was_not_encoded_is_understood(api: Any, what: str) -> None:
    query = "start=2027-01-15T07:00:00+00:00&end=2027-01-15T08:00:00.5+00:00"
    assert api.get(f"sobjects/Account/{what}?{query}").status_code == 200


@pytest.mark.parametrize("what", ["updated", "deleted"])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "MISSING_ARGUMENT"),
        ("start=2027-01-15T07:00:00Z", "MISSING_ARGUMENT"),
        ("start=yesterday&end=2027-01-15T08:00:00Z", "INVALID_REPLICATION_DATE"),
        ("start=2027-01-15T07:00:00&end=2027-01-15T08:00:00Z", "INVALID_REPLICATION_DATE"),
        ("start=2027-01-15T08:00:00Z&end=2027-01-15T08:00:00Z", "INVALID_REPLICATION_DATE"),
        ("start=2027-01-15T08:00:00Z&end=2027-01-15T07:00:00Z", "INVALID_REPLICATION_DATE"),
        ("start=2026-12-16T07:59:59Z&end=2027-01-15T07:00:00Z", "INVALID_REPLICATION_DATE"),
        ("start=%ff&end=2027-01-15T07:00:00Z", "MALFORMED_QUERY"),
    ],
)
def test_times_that_are_none_or_too_old_or_out_of_order_are_refused(api: Any, what: str, query: str, code: str) -> None:
    answer = api.get(f"sobjects/Account/{what}?{query}")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, code)


def test_a_span_that_is_to_come_holds_nothing_and_only_what_is_up_to_now_is_covered(api: Any) -> None:
    answer = ask(api, "updated", start="2027-02-15T08:00:00Z", end="2027-02-16T08:00:00Z")
    assert answer.json == {"ids": [], "latestDateCovered": "2027-01-15T08:00:00.000+0000"}
    deleted = ask(api, "deleted", start="2027-02-15T08:00:00Z", end="2027-02-16T08:00:00Z").json
    assert (deleted["deletedRecords"], deleted["latestDateCovered"]) == ([], "2027-01-15T08:00:00.000+0000")


def test_the_times_asked_for_take_no_place_among_the_plans_that_are_remembered(api: Any) -> None:
    planner = api.app.extensions["orgless_resource_api"].planner
    api.query("SELECT Id FROM Account")
    for what in ("updated", "deleted"):
        assert ask(api, what).status_code == 200
    assert planner._remembered.cache_info().currsize == 1


@pytest.mark.usefixtures("directory")
def test_the_orgs_set_up_can_be_asked_about_as_well(api: Any) -> None:
    assert ask(api, "updated", "User").status_code == 200
    assert ask(api, "deleted", "User").json["deletedRecords"] == []


def test_an_unknown_object_is_not_found(api: Any) -> None:
    assert ask(api, "updated", "Foo").status_code == 404


def test_too_many_changes_for_one_answer_are_refused(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource_api.endpoints.changes.MOST_CHANGES", 2)
    answer = ask(api, "updated", start="2027-01-15T07:00:00Z")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")
