import errno
import sqlite3

import psycopg
import pytest

from plumbing.storage_failure import StorageError, is_failure


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("gone"),
        sqlite3.OperationalError("locked"),
        OSError(errno.ENOSPC, "No space left on device"),
        StorageError(errno.EMFILE, "Too many open files"),
    ],
)
def test_a_lost_server_or_a_disk_that_fails_is_a_failure_of_the_storage(error: Exception) -> None:
    assert is_failure(error)


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "No such file or directory"), KeyError(), sqlite3.IntegrityError()]
)
def test_a_mistake_of_the_program_is_none(error: Exception) -> None:
    assert not is_failure(error)
