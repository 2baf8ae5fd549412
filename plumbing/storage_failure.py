"""Tells a storage that fails (a full disk, a lock that is not given back, a lost server) from a wrong program."""

import errno
import sqlite3
import sys

from sqlalchemy.exc import OperationalError


class StorageError(OSError):
    """A file beside the database could not be made, read or written."""


def is_failure(error: BaseException) -> bool:
    """Whether the database, or a file beside it, failed and not the program."""
    psycopg = sys.modules.get("psycopg")  # what was never imported has raised nothing
    others = (psycopg.OperationalError,) if psycopg else ()
    is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    return is_full or isinstance(error, (StorageError, sqlite3.OperationalError, OperationalError, *others))
