"""Times as the REST API writes them, ``2011-07-07T00:37:00.000+0000``, and as the tables hold them."""

import re
from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATETIME = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))", re.ASCII | re.IGNORECASE
)
_MILLISECONDS_A_MINUTE = 60_000
MILLISECONDS_A_DAY = 24 * 60 * _MILLISECONDS_A_MINUTE
_LAST_HOUR = 23
_LAST_MINUTE = 59


def milliseconds(seconds: float) -> int:
    """A clock's seconds as whole milliseconds since 1970."""
    return int(seconds * 1000)


def datetime_text(stored: int) -> str:
    """Milliseconds since 1970 as the API writes a time."""
    moment = _EPOCH + timedelta(milliseconds=stored)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def date_text(stored: int) -> str:
    """Days since 1970 as the API writes a date."""
    return date.fromordinal(stored + _EPOCH_DAY).isoformat()


def days_of(text: str) -> int | None:
    """The date's days since 1970, or None where the text is no date like ``2011-07-07``."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH_DAY
    except ValueError:
        return None


def milliseconds_of(text: str) -> int | None:
    """The time's milliseconds since 1970, or None where the text is no time with a zone, like ``…T00:37:00Z``."""
    found = _DATETIME.fullmatch(text)
    if not found:
        return None
    day, clock, fraction, sign, hours, minutes = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}+00:00")
    except ValueError:
        return None
    offset = 0
    if sign:
        if int(hours) > _LAST_HOUR or int(minutes) > _LAST_MINUTE:
            return None
        offset = (int(hours) * 60 + int(minutes)) * _MILLISECONDS_A_MINUTE * (1 if sign == "+" else -1)
    stored = (moment - _EPOCH) // timedelta(milliseconds=1) + int(f"{fraction or '0':0<3}"[:3]) - offset
    return stored if _FIRST <= stored <= _LAST else None


def midnight_of(days: int) -> int:
    """The first millisecond of a day, in UTC."""
    return days * MILLISECONDS_A_DAY


_FIRST = midnight_of(date.min.toordinal() - _EPOCH_DAY)
_LAST = midnight_of(date.max.toordinal() - _EPOCH_DAY + 1) - 1
