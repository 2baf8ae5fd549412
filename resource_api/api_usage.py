"""Counts the calls of each day, for all workers together, as ``Sforce-Limit-Info`` tells them."""

from sqlalchemy import BigInteger, Column, MetaData, Table, text

from plumbing.clock import Clock
from plumbing.database import Database, Statement

#: What a Developer Edition org may call a day. It is told, not enforced.
DAILY_REQUESTS = 15_000

_SECONDS_A_DAY = 24 * 60 * 60


def usage_table(metadata: MetaData) -> Table:
    """The table of calls per day; a day is UTC's."""
    return Table(
        "api_usage",
        metadata,
        Column("day", BigInteger(), primary_key=True, autoincrement=False),
        Column("requests", BigInteger(), nullable=False),
    )


class ApiUsage:
    """How many calls were made today."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._count = Statement(
            text(
                "INSERT INTO api_usage (day, requests) VALUES (:day, 1) "
                "ON CONFLICT (day) DO UPDATE SET requests = api_usage.requests + 1 RETURNING requests"
            )
        )

    def count(self) -> int:
        """Counts one call and answers how many there were today, this one included."""
        with self._database.transaction() as transaction:
            row = transaction.one(self._count, {"day": int(self._clock() // _SECONDS_A_DAY)})
        assert row is not None  # noqa: S101  the statement always gives a row
        return int(row[0])
