"""What date literals like ``LAST_N_MONTHS:3`` stand for (SOQL reference, Date Formats and Date Literals).

Weeks begin on Sunday, as in the locale en_US; days are those of UTC.
"""

from collections.abc import Callable
from datetime import date, timedelta

#: The furthest that a literal reaches, in days, weeks, months, quarters or years.
FURTHEST = 36_525

_DAY = timedelta(days=1)
_A_YEAR, _A_QUARTER, _A_WEEK = 12, 3, 7
_MOST_DIGITS = 10

#: Days counted from today: the first, and the one after the last.
_NEAR = {
    "YESTERDAY": (-1, 0),
    "TODAY": (0, 1),
    "TOMORROW": (1, 2),
    "LAST_90_DAYS": (-90, 1),
    "NEXT_90_DAYS": (1, 91),
}
_STEPS = {"THIS": 0, "LAST": -1, "NEXT": 1}


def days_meant(name: str, today: date) -> tuple[date, date]:
    """The first day and the day after the last that the literal, in capitals, stands for.

    Raises:
        ValueError: It reaches too far.
        OverflowError: The same.
    """
    if name in _NEAR:
        first, end = _NEAR[name]
        return today + first * _DAY, today + end * _DAY
    words, _, digits = name.partition(":")
    if not digits:
        step, _, unit = words.partition("_")
        number = _STEPS[step]
        return _start(unit, today, number), _start(unit, today, number + 1)
    count = int(digits[:_MOST_DIGITS])
    if count > FURTHEST:
        raise ValueError(name)
    return _counted(words, count, today)


def _counted(words: str, count: int, today: date) -> tuple[date, date]:
    if words.endswith("_AGO"):
        unit = words.removeprefix("N_").removesuffix("S_AGO")
        return _start(unit, today, -count), _start(unit, today, 1 - count)
    step, _, unit = words.removesuffix("S").partition("_N_")
    if step == "NEXT":
        return _start(unit, today, 1), _start(unit, today, 1 + count)
    # The last days reach up to now; the last weeks, months, quarters and years to the end of the one before.
    return _start(unit, today, -count), _start(unit, today, 1 if unit == "DAY" else 0)


def _start(unit: str, today: date, number: int) -> date:
    """The first day of this day, week, month …, or of that many later."""
    return _STARTS[unit](today, number)


def _week(today: date, number: int) -> date:
    return today - (today.isoweekday() % _A_WEEK) * _DAY + number * _A_WEEK * _DAY


def _month(today: date, number: int) -> date:
    months = today.year * _A_YEAR + today.month - 1 + number
    return date(months // _A_YEAR, months % _A_YEAR + 1, 1)


def _quarter(today: date, number: int) -> date:
    return _month(today, -((today.month - 1) % _A_QUARTER) + number * _A_QUARTER)


_STARTS: dict[str, Callable[[date, int], date]] = {
    "DAY": lambda today, number: today + number * _DAY,
    "WEEK": _week,
    "MONTH": _month,
    "QUARTER": _quarter,
    "YEAR": lambda today, number: date(today.year + number, 1, 1),
}
