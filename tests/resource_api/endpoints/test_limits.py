from collections.abc import Callable
from typing import Any


def test_the_limits_tell_what_is_left_of_the_day(api: Any) -> None:
    assert [api.get("limits").text for _ in range(2)] == [
        '{"DailyApiRequests":{"Max":15000,"Remaining":14999}}',
        '{"DailyApiRequests":{"Max":15000,"Remaining":14998}}',
    ]


def test_all_workers_count_together_and_each_day_anew(new_api: Callable[..., Any], clock: Any) -> None:
    one, other = new_api(), new_api()
    assert one.get("limits").headers["Sforce-Limit-Info"] == "api-usage=1/15000"
    assert other.get("no/such/thing").headers["Sforce-Limit-Info"] == "api-usage=2/15000"
    clock.now += 24 * 60 * 60
    assert one.get("limits").headers["Sforce-Limit-Info"] == "api-usage=1/15000"


def test_calls_are_counted_on_each_kind_of_database(either_api: Any) -> None:
    counted = [either_api.get("limits").headers["Sforce-Limit-Info"] for _ in range(2)]
    assert counted == ["api-usage=1/15000", "api-usage=2/15000"]
