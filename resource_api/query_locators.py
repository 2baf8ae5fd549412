"""Remembers queries of which pages are still to be fetched, so that any worker can answer the next page.

A page runs the query again from where the last one ended, with date literals counted from the first page's time.
"""

import secrets
from dataclasses import astuple, dataclass, fields

from sqlalchemy import BigInteger, Column, MetaData, Table, bindparam, delete, insert, select

from plumbing.clock import Clock
from plumbing.database import Database, Statement
from plumbing.salesforce_id import id_for

from .errors import InvalidQueryLocatorError
from .salesforce_time import milliseconds
from .schema.tables import PLAIN_TEXT

#: How long the next page can be asked for, in milliseconds: two days.
LIFETIME = 2 * 24 * 60 * 60 * 1000

_KEY_PREFIX = "01g"


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """A query that has more pages.

    Args:
        text: The query.
        deleted_too: Whether it also finds deleted records: 1 or 0.
        asked_at: When the first page was asked for, in milliseconds since 1970.
        page_size: Records a page.
    """

    text: str
    deleted_too: int
    asked_at: int
    page_size: int


def locator_table(metadata: MetaData) -> Table:
    """The table of open queries."""
    return Table(
        "query_locators",
        metadata,
        Column("id", PLAIN_TEXT, primary_key=True),
        Column("user_id", PLAIN_TEXT, nullable=False),
        Column("text", PLAIN_TEXT, nullable=False),
        Column("deleted_too", BigInteger(), nullable=False),
        Column("asked_at", BigInteger(), nullable=False, index=True),
        Column("page_size", BigInteger(), nullable=False),
    )


class QueryLocators:
    """The open queries of all users."""

    def __init__(self, database: Database, table: Table, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        columns = [table.c[one.name] for one in fields(OpenQuery)]
        mine = (table.c.id == bindparam("id"), table.c.user_id == bindparam("user_id"))
        self._open = Statement(insert(table))
        self._find = Statement(select(*columns).where(*mine, table.c.asked_at >= bindparam("oldest")))
        self._forget = Statement(delete(table).where(table.c.asked_at < bindparam("oldest")))

    def open(self, query: OpenQuery, user_id: str) -> str:
        """Remembers the query and answers its locator; forgets those that are too old."""
        locator = id_for(_KEY_PREFIX, secrets.token_hex(16))
        row = {one.name: value for one, value in zip(fields(query), astuple(query), strict=True)}
        with self._database.transaction() as transaction:
            transaction.execute(self._forget, {"oldest": self._oldest()})
            transaction.execute(self._open, {**row, "id": locator, "user_id": user_id})
        return locator

    def find(self, locator: str, user_id: str) -> OpenQuery:
        """The query behind a locator.

        Raises:
            InvalidQueryLocatorError: There is none, it is too old, or it is another user's.
        """
        with self._database.transaction() as transaction:
            parameters = {"id": locator, "user_id": user_id, "oldest": self._oldest()}
            row = transaction.one(self._find, parameters)
        if row is None:
            raise InvalidQueryLocatorError
        return OpenQuery(*row)

    def _oldest(self) -> int:
        return milliseconds(self._clock()) - LIFETIME
