"""Opens an app's database and runs its few hot statements without paying for their construction each time."""

import time
import weakref
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Engine, Executable, MetaData, create_engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.sql import ClauseElement

from .database_url import read_database_url, shown
from .missing_tables import make_missing
from .private_files import close_to_others, make_private
from .storage_failure import is_failure
from .strict_toml import BadFileError, Problem

#: How long a statement waits for another process's write before it fails, in seconds.
BUSY_TIMEOUT_SECONDS = 10

#: The lock of PostgreSQL that whoever makes tables holds: any number that nobody else uses.
_CREATION_LOCK = 0x0076_1E55

Parameters = Mapping[str, Any]


class Database:
    """One app's tables, in an SQLite file or on PostgreSQL, shared by all its workers.

    An SQLite file is kept in write-ahead mode, so that readers and one writer do not wait for each other. A commit
    survives the end of the process at any moment; with SQLite it may be lost to a power cut, never torn.

    Args:
        url: An SQLAlchemy URL, for example ``sqlite:////var/lib/orgless/authserver.sqlite3``.
        tables: The tables, columns and indexes to make where they are missing. A column that is added to an existing
            table must take NULL or have a server default.

    Raises:
        BadFileError: The URL is none, its driver is missing, or the database cannot be opened.
    """

    def __init__(self, url: str, tables: MetaData) -> None:
        try:
            self._url = read_database_url(url)
        except ValueError as error:
            raise BadFileError([_problem(str(error))]) from None
        try:
            self._open(self._url, tables)
        except (SQLAlchemyError, OSError, ImportError, ValueError, TypeError) as error:  # the last two: bad options
            raise BadFileError([_problem(_told(self._url, error))]) from None

    def _open(self, parsed: URL, tables: MetaData) -> None:
        # Every transaction below ends by itself: the pool need not roll back once more.
        self._is_sqlite = parsed.get_backend_name() == "sqlite"
        # A server may have ended a connection meanwhile, a file has not: only there it is asked before each use.
        self.engine = create_engine(parsed, pool_reset_on_return=None, pool_pre_ping=not self._is_sqlite)
        self._idle: deque[Any] = deque()
        weakref.finalize(self, _close_all, self._idle)  # a database that nobody holds any more leaves nothing open
        self.file = Path(parsed.database) if self._is_sqlite and parsed.database else None
        if self._is_sqlite:
            make_private(Path(str(parsed.database)))
            event.listen(self.engine, "connect", _prepare_sqlite)
        try:
            self._create(tables)
        finally:
            self.engine.dispose()  # a connection must not be carried over a fork into the workers
        if self._is_sqlite:  # only now that it surely is a database of ours, and not any file that a slip named
            for suffix in ("", "-wal", "-shm"):
                close_to_others(Path(f"{parsed.database}{suffix}"))

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Within this block, what an app writes before it serves, a database that fails is a bad setting.

        Raises:
            BadFileError: It failed: its disk is full, it may only be read, its server is gone.
        """
        try:
            yield
        except Exception as error:
            if not is_failure(error):
                raise
            raise BadFileError([_problem(_told(self._url, error))]) from None

    def transaction(self) -> "Transaction":
        """Statements that hold together, in a ``with`` block: committed at its end, undone when it raises."""
        return Transaction(self)

    def take(self) -> Any:
        """A connection of the driver's own, to be given back."""
        if not self._is_sqlite:
            return self.engine.raw_connection()
        try:
            return self._idle.pop()  # a file's connections need no more care, and SQLAlchemy's pool costs more
        except IndexError:
            made = self.engine.raw_connection()
            made.detach()
            return made.dbapi_connection

    def give_back(self, connection: Any) -> None:
        """Keeps the connection for the next transaction."""
        if self._is_sqlite:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Gives all connections back to the system."""
        _close_all(self._idle)
        self.engine.dispose()

    def _create(self, tables: MetaData) -> None:
        for attempt in range(50):
            try:
                self._create_once(tables)
            except (OperationalError, IntegrityError):  # another worker makes the same tables at this moment
                if attempt == 49:  # noqa: PLR2004  the last of the fifty
                    raise
                time.sleep(0.02)
            else:
                return

    def _create_once(self, tables: MetaData) -> None:
        with self.engine.begin() as connection:
            if self._is_sqlite:
                connection.execute(text("PRAGMA journal_mode=WAL"))
            else:  # PostgreSQL's IF NOT EXISTS alone fails where two make the same table at once
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_CREATION_LOCK})"))
            make_missing(connection, tables)


class Statement:
    """An SQLAlchemy statement of which each dialect's text is made once.

    Only columns whose values the driver takes and gives as they are (text, numbers, bytes, NULL) may occur: the types'
    conversions are left out.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None, Parameters]] = {}

    def text_for(self, engine: Engine, parameters: Parameters) -> tuple[str, Sequence[Any] | Parameters]:
        """The driver's own text of the statement and its parameters in the driver's own form."""
        compiled = self._compiled.get(engine.dialect.name)
        if compiled is None:
            compiled = self._compiled[engine.dialect.name] = self._compile(engine)
        sql, order, constants = compiled
        values = {**constants, **parameters} if constants else parameters
        return sql, values if order is None else [values[name] for name in order]

    def _compile(self, engine: Engine) -> tuple[str, tuple[str, ...] | None, Parameters]:
        assert isinstance(self._statement, ClauseElement)  # noqa: S101  tells the type checker what it cannot know
        made = self._statement.compile(dialect=engine.dialect, compile_kwargs={"render_postcompile": True})
        constants = {name: value for name, value in made.params.items() if value is not None}
        positions = getattr(made, "positiontup", None)
        return str(made), tuple(positions) if positions is not None else None, constants


class Transaction:
    """A cursor that takes prepared statements; see ``Database.transaction``."""

    __slots__ = ("_connection", "_cursor", "_database", "_engine")

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine = database.engine

    def __enter__(self) -> Self:
        """Takes a connection; the database's own transaction begins with the first write."""
        self._connection = self._database.take()
        self._cursor = self._connection.cursor()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Commits or undoes."""
        try:
            if kind is None:
                self._connection.commit()
            else:
                self._connection.rollback()
        except BaseException:
            self._connection.rollback()
            raise
        finally:
            self._database.give_back(self._connection)

    def execute(self, statement: Statement, parameters: Parameters) -> int:
        """Runs a statement and answers how many rows it changed."""
        self._cursor.execute(*statement.text_for(self._engine, parameters))
        return int(self._cursor.rowcount)

    def execute_many(self, statement: Statement, rows: Sequence[Parameters]) -> None:
        """Runs a statement for each of the rows, of which there is at least one."""
        sql, _ = statement.text_for(self._engine, rows[0])
        self._cursor.executemany(sql, [statement.text_for(self._engine, row)[1] for row in rows])

    def one(self, statement: Statement, parameters: Parameters) -> tuple[Any, ...] | None:
        """The first row that the statement finds, or None."""
        self._cursor.execute(*statement.text_for(self._engine, parameters))
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def all(self, statement: Statement, parameters: Parameters) -> list[tuple[Any, ...]]:
        """All rows that the statement finds."""
        self._cursor.execute(*statement.text_for(self._engine, parameters))
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows


def _problem(told: str) -> Problem:
    return Problem(Path("environment"), "ORGLESS_DATABASE_URL", told)


def _told(url: URL, error: Exception) -> str:
    """What is wrong, in one line and without the password."""
    if isinstance(error, ImportError):
        return f"needs the Python package {error.name}: pip install 'orgless[postgres]'"
    reason = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error).partition("\n")[0]
    is_about_the_place = url.get_backend_name() == "sqlite" and (is_failure(error) or isinstance(error, OSError))
    repair = "; ORGLESS_STATE, or this variable, names another place" if is_about_the_place else ""
    return f"{shown(url)} cannot be opened: {reason}{repair}"


def _close_all(connections: deque[Any]) -> None:
    while connections:
        connections.pop().close()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
