"""Reads a database's URL strictly: only what the apps can use, and no word of a password in what is told."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from .redaction import excerpt
from .strict_toml import did_you_mean

_EXAMPLES = "sqlite:////var/lib/orgless/x.sqlite3 or postgresql://user@host/database"
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_SHOWN = ("sqlite", "postgresql")
#: Of PostgreSQL, where a URL leaves them out.
_DEFAULT_HOST, _DEFAULT_PORT = "localhost", 5432


def read_database_url(text: str) -> URL:
    """The URL, with the driver that the project installs.

    Raises:
        ValueError: It is none, of another database, or of an SQLite database in memory; the text holds the repair.
    """
    try:
        parsed = make_url(text)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise ValueError(f"is no database URL like {_EXAMPLES}") from None
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        named = excerpt(parsed.drivername)
        raise ValueError(f"“{named}” is not supported{did_you_mean(named, _SHOWN)}; write {_EXAMPLES}")
    if driver == "sqlite" and _is_in_memory(parsed.database or ""):
        raise ValueError("names no file, and a database in memory serves nobody but one connection: name a file")
    return parsed.set(drivername=driver)


def shown(url: URL) -> str:
    """The URL without password and options, which may hold another."""
    return url.set(query={}, drivername=url.get_backend_name()).render_as_string(hide_password=True)


def same_database(one: str, other: str) -> bool:
    """Whether two URLs lead to one database, as far as they tell: as another user, or in other words, it is the same.

    What is no URL equals nothing but itself.
    """
    return one == other or _place(one) == _place(other)


def _place(text: str) -> tuple[str, ...]:
    """Where the database is, and which of its schemas is meant where the URL's options say that."""
    try:
        url = read_database_url(text)
    except ValueError:
        return (text,)
    if url.get_backend_name() == "sqlite":
        return ("sqlite", str(Path(url.database or "").resolve()))
    host, port, options = (str(url.query.get(name, "")) for name in ("host", "port", "options"))
    at = (url.host or host or _DEFAULT_HOST).lower()
    return (at, str(url.port or port or _DEFAULT_PORT), url.database or url.username or "", options)


def _is_in_memory(database: str) -> bool:
    return database in {"", ":memory:"} or database.startswith("file:")
