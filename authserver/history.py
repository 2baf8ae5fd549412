"""The Login History: every exchange with its report, kept in the database, and before that in a journal beside it.

On SQLite a login appends one line to the journal. Whoever reads the history, and each process once in a while, takes
the new lines over into the database, many at once. On PostgreSQL, which several hosts share, each is a row at once.
"""

import json
import logging
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic_core import to_json

from plumbing.database import Database, Transaction

from . import statements
from .access_tokens import TokenForge
from .assertion.report import Report, restored
from .journal import Journal

#: How many logins the history holds at the least before the oldest go.
HISTORY_LENGTH = 20_000
#: How many lines are taken over in one transaction: others wait meanwhile.
_AT_ONCE = 1000
_COLUMNS = ("at", "profile", "app_label", "username", "error", "error_description")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoginEntry:
    """One line of the Login History."""

    number: int
    entry: str
    report: Report


class History:
    """All exchanges of all workers, the newest at least.

    Args:
        database: Where they are kept.
        forge: Makes their names.
    """

    def __init__(self, database: Database, forge: TokenForge) -> None:
        self._database = database
        self._forge = forge
        self._journal = Journal(database.file.with_suffix(".logins")) if database.file else None
        if self._journal is not None:
            self._journal.grow_to(self._newest())  # where somebody deleted it: numbers must go on growing

    def record(self, transaction: Transaction, report: Report) -> str:
        """Writes the exchange down within its transaction, where there is no journal, and answers the entry's name."""
        if self._journal is not None:
            return ""
        columns = {name: getattr(report, name) for name in _COLUMNS}
        row = transaction.one(statements.RECORD_LOGIN, {**columns, "kept": report.kept()})
        if row is None:
            raise RuntimeError("the database answered no number")
        return self._forge.entry_name(row[0])

    def append(self, report: Report) -> str:
        """Writes the exchange, whose transaction is over, into the journal and answers the entry's name."""
        if self._journal is None:
            raise RuntimeError("there is no journal")
        columns = [getattr(report, name) for name in _COLUMNS]
        return self._forge.entry_name(self._journal.append(to_json(columns) + b"\t" + report.kept().encode()))

    def find(self, entry: str) -> LoginEntry | None:
        """The entry of that name."""
        number = self._forge.entry_number(entry)
        if number is None:
            return None
        self._catch_up()
        with self._database.transaction() as transaction:
            row = transaction.one(statements.FIND_LOGIN, {"number": number})
        return None if row is None else self._entry(row)

    def newest(self, most: int, before: int | None = None) -> list[LoginEntry]:
        """The newest entries first, at most so many, older than the number ``before``."""
        self._catch_up()
        with self._database.transaction() as transaction:
            rows = transaction.all(statements.LIST_LOGINS, {"before": before or 2**62, "most": most})
        return [self._entry(row) for row in rows]

    def tidy(self) -> None:
        """Takes over what is new, and lets the oldest go."""
        self._catch_up()
        if self._journal is not None:
            self._journal.shrink(self._catch_up)
        with self._database.transaction() as transaction:
            oldest = transaction.one(statements.NEWEST_KEPT, {"one": 1, "kept": HISTORY_LENGTH})
            if oldest is not None:
                transaction.execute(statements.FORGET_LOGINS, {"number": oldest[0]})

    def close(self) -> None:
        """Closes the journal."""
        if self._journal is not None:
            self._journal.close()

    def _catch_up(self) -> None:
        """Takes the journal's new lines over; where two processes do it at once, each line is taken once."""
        while self._journal is not None:
            with self._database.transaction() as transaction:
                lines = list(islice(self._journal.after(_newest_of(transaction)), _AT_ONCE))
                rows = [{"number": number, **columns} for number, line in lines if (columns := _columns(line))]
                if rows:
                    transaction.execute_many(statements.TAKE_OVER_LOGIN, rows)
            if len(lines) < _AT_ONCE:
                return

    def _newest(self) -> int:
        with self._database.transaction() as transaction:
            return _newest_of(transaction)

    def _entry(self, row: tuple[Any, ...]) -> LoginEntry:
        number, at, profile, app_label, username, error, description, kept = row
        columns = {"at": at, "profile": profile, "app_label": app_label, "username": username, "error": error}
        report = restored(kept, error_description=description, **columns)
        return LoginEntry(number, self._forge.entry_name(number), report)


def _newest_of(transaction: Transaction) -> int:
    row = transaction.one(statements.NEWEST_KEPT, {"one": 1, "kept": 0})
    return int(row[0]) if row else 0


def _columns(line: bytes) -> dict[str, Any] | None:
    """A line's columns; None where it was torn, by a full disk or a power cut."""
    try:
        head, kept = line.decode().split("\t")
        columns = dict(zip(_COLUMNS, json.loads(head), strict=True))
    except (ValueError, TypeError):
        columns, kept = {}, ""
    if not kept.endswith("]"):
        _log.warning("a torn line of the login journal was left out")
        return None
    return {**columns, "kept": kept}
