"""Counts the logins of each user and hour, exactly and for all workers, without a write to SQLite.

On SQLite a login appends one byte to a file of its user and hour; where that byte lands is the count. On PostgreSQL,
which several hosts share, each user and hour is a row. Hours are those of the clock, counted from the epoch: that the
limit is one per user and hour is Salesforce's, that its hours begin with the clock's is inferred.
"""

import os
import threading
import weakref
from contextlib import suppress
from pathlib import Path

from plumbing.database import Database, Transaction
from plumbing.storage_failure import StorageError

from . import statements

_SECONDS_OF_AN_HOUR = 3600
#: So many files a process keeps open at the most.
_MOST_OPEN = 128


class LoginRate:
    """The counts of this hour; those of earlier ones are forgotten.

    Files are opened by each process when it first needs them, so that nothing is carried over a fork.

    Args:
        database: The rows are in it, or the files beside it.
    """

    def __init__(self, database: Database) -> None:
        self._folder = database.file.with_suffix(".login-rate") if database.file else None
        self._lock = threading.Lock()  # a file's position is its opener's: threads share it
        self._process, self._hour = 0, -1
        self._opened: dict[str, int] = {}  # this process's descriptors of this hour, by user
        weakref.finalize(self, _close_all, self._opened)  # a count that nobody holds any more leaves nothing open

    def count(self, transaction: Transaction, user_id: str, now: float) -> int:
        """Counts a login, and answers how many the user has had in this hour, this one included.

        Raises:
            StorageError: It cannot be written; it does not count then.
        """
        hour = int(now // _SECONDS_OF_AN_HOUR)
        if self._folder is None:
            return self._count_row(transaction, user_id, hour)
        try:
            with self._lock:
                descriptor = self._descriptor(self._folder, user_id, hour)
                os.write(descriptor, b".")
                return os.lseek(descriptor, 0, os.SEEK_CUR)
        except OSError as error:
            raise StorageError(error.errno, error.strerror, str(self._folder)) from error

    def close(self) -> None:
        """Closes this process's files."""
        with self._lock:
            _close_all(self._opened)

    def _count_row(self, transaction: Transaction, user_id: str, hour: int) -> int:
        if hour != self._hour:
            self._hour = hour
            transaction.execute(statements.FORGET_LOGIN_COUNTS, {"oldest": hour - 1, "newest": hour + 1})
        row = transaction.one(statements.COUNT_LOGIN, {"user_id": user_id, "hour": hour, "logins": 1})
        if row is None:
            raise RuntimeError("the database answered no count")
        return int(row[0])

    def _descriptor(self, folder: Path, user_id: str, hour: int) -> int:
        if self._hour != hour or self._process != os.getpid():
            _close_all(self._opened)
            _forget(folder, hour)
            self._process, self._hour = os.getpid(), hour
        descriptor = self._opened.get(user_id)
        if descriptor is None:
            if len(self._opened) >= _MOST_OPEN:
                _close_all(self._opened)
            descriptor = self._opened[user_id] = _open(folder / f"{user_id}.{hour}")
        return descriptor


def _open(file: Path) -> int:
    """Opens the file to append to; its folder is made again where somebody removed it meanwhile."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(file, flags, 0o600)
    except FileNotFoundError:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(file, flags, 0o600)


def _close_all(opened: dict[str, int]) -> None:
    while opened:
        os.close(opened.popitem()[1])


def _forget(folder: Path, hour: int) -> None:
    """Deletes the files of other hours; a neighbouring hour may still be another worker's own."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.iterdir():
        of_hour = file.suffix[1:]
        if of_hour.isdecimal() and abs(int(of_hour) - hour) > 1:
            with suppress(FileNotFoundError):  # another worker was first
                file.unlink()
