from datetime import date, timedelta

import pytest

from resource_api.soql.date_literals import FURTHEST, days_meant

TODAY = date(2027, 1, 15)  # a Friday


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("YESTERDAY", "2027-01-14", "2027-01-14"),
        ("TODAY", "2027-01-15", "2027-01-15"),
        ("TOMORROW", "2027-01-16", "2027-01-16"),
        ("LAST_90_DAYS", "2026-10-17", "2027-01-15"),
        ("NEXT_90_DAYS", "2027-01-16", "2027-04-15"),
        ("LAST_WEEK", "2027-01-03", "2027-01-09"),
        ("THIS_WEEK", "2027-01-10", "2027-01-16"),
        ("NEXT_WEEK", "2027-01-17", "2027-01-23"),
        ("LAST_MONTH", "2026-12-01", "2026-12-31"),
        ("THIS_MONTH", "2027-01-01", "2027-01-31"),
        ("NEXT_MONTH", "2027-02-01", "2027-02-28"),
        ("LAST_QUARTER", "2026-10-01", "2026-12-31"),
        ("THIS_QUARTER", "2027-01-01", "2027-03-31"),
        ("NEXT_QUARTER", "2027-04-01", "2027-06-30"),
        ("LAST_YEAR", "2026-01-01", "2026-12-31"),
        ("THIS_YEAR", "2027-01-01", "2027-12-31"),
        ("NEXT_YEAR", "2028-01-01", "2028-12-31"),
        ("LAST_N_DAYS:0", "2027-01-15", "2027-01-15"),
        ("LAST_N_DAYS:2", "2027-01-13", "2027-01-15"),
        ("NEXT_N_DAYS:2", "2027-01-16", "2027-01-17"),
        ("N_DAYS_AGO:2", "2027-01-13", "2027-01-13"),
        ("LAST_N_WEEKS:2", "2026-12-27", "2027-01-09"),
        ("NEXT_N_WEEKS:2", "2027-01-17", "2027-01-30"),
        ("N_WEEKS_AGO:1", "2027-01-03", "2027-01-09"),
        ("LAST_N_MONTHS:2", "2026-11-01", "2026-12-31"),
        ("NEXT_N_MONTHS:2", "2027-02-01", "2027-03-31"),
        ("N_MONTHS_AGO:13", "2025-12-01", "2025-12-31"),
        ("LAST_N_QUARTERS:2", "2026-07-01", "2026-12-31"),
        ("NEXT_N_QUARTERS:1", "2027-04-01", "2027-06-30"),
        ("N_QUARTERS_AGO:3", "2026-04-01", "2026-06-30"),
        ("LAST_N_YEARS:2", "2025-01-01", "2026-12-31"),
        ("NEXT_N_YEARS:2", "2028-01-01", "2029-12-31"),
        ("N_YEARS_AGO:7", "2020-01-01", "2020-12-31"),
    ],
)
def test_a_literal_stands_for_days(name: str, first: str, last: str) -> None:
    begin, end = days_meant(name, TODAY)
    assert (begin.isoformat(), (end - timedelta(days=1)).isoformat()) == (first, last)


@pytest.mark.parametrize("day", ["2027-01-10", "2027-01-16"])
def test_a_week_is_from_sunday_to_saturday(day: str) -> None:
    assert days_meant("THIS_WEEK", date.fromisoformat(day))[0] == date(2027, 1, 10)


@pytest.mark.parametrize("unit", ["DAYS", "WEEKS", "MONTHS", "QUARTERS", "YEARS"])
@pytest.mark.parametrize("form", ["LAST_N_{}:{}", "NEXT_N_{}:{}", "N_{}_AGO:{}"])
def test_a_literal_beyond_all_time_is_refused(form: str, unit: str) -> None:
    for number in (FURTHEST + 1, 10**50):
        with pytest.raises(ValueError, match=unit):
            days_meant(form.format(unit, number), TODAY)


def test_a_literal_beyond_the_calendar_is_refused() -> None:
    for name in ("N_YEARS_AGO:2027", "NEXT_N_YEARS:9000", "LAST_N_QUARTERS:9000"):
        with pytest.raises((ValueError, OverflowError)):
            days_meant(name, TODAY)
