import pytest

from resource_api.salesforce_time import date_text, datetime_text, days_of, milliseconds, milliseconds_of


def test_a_time_is_written_as_salesforce_writes_it() -> None:
    assert datetime_text(milliseconds(1_310_000_000.25)) == "2011-07-07T00:53:20.250+0000"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2011-07-07T00:37:00.000+0000", "2011-07-07T00:37:00.000+0000"),
        ("2011-07-07T00:37:00Z", "2011-07-07T00:37:00.000+0000"),
        ("2011-07-07t02:37:00.5+02:00", "2011-07-07T00:37:00.500+0000"),
        ("2011-07-06T19:37:00.123456-0500", "2011-07-07T00:37:00.123+0000"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999+0000"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999+0000"),
    ],
)
def test_a_time_is_read_in_its_zone(text: str, written: str) -> None:
    read = milliseconds_of(text)
    assert read is not None
    assert datetime_text(read) == written


@pytest.mark.parametrize(
    "text",
    [
        "2011-07-07T00:37:00",
        "2011-07-07",
        "2011-02-30T00:00:00Z",
        "2011-07-07T24:30:00Z",
        "2011-07-07T00:37:00+24:00",
        "2011-07-07T00:37:00+00:60",
        "9999-12-31T23:59:59-01:00",
        "0001-01-01T00:00:00+01:00",
        "٢٠١١-07-07T00:37:00Z",
        "",
    ],
)
def test_what_is_no_time_with_a_zone_is_none(text: str) -> None:
    assert milliseconds_of(text) is None


def test_a_date_comes_back_as_it_was() -> None:
    assert [date_text(days_of(text) or 0) for text in ("1968-11-02", "2024-02-29")] == ["1968-11-02", "2024-02-29"]


@pytest.mark.parametrize("text", ["2023-02-29", "2023-2-9", "20230209", "0000-01-01", "2023-02-09T00:00:00Z", ""])
def test_what_is_no_date_is_none(text: str) -> None:
    assert days_of(text) is None
