"""One app's database: prepared statements, transactions, and many starts at once, on SQLite and PostgreSQL."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table, bindparam, delete, insert, select, update

from plumbing.database import Database, Statement
from plumbing.strict_toml import BadFileError

TABLES = MetaData()
ITEMS = Table(
    "items",
    TABLES,
    Column("name", String, primary_key=True),
    Column("number", BigInteger),
    Index("items_number", "number"),
)
ADD = Statement(insert(ITEMS).values(name=bindparam("name"), number=bindparam("number")))
FIND = Statement(select(ITEMS).where(ITEMS.c.name == bindparam("name")))
LIST = Statement(select(ITEMS.c.name).where(ITEMS.c.number >= 2).order_by(ITEMS.c.name).limit(bindparam("most")))
CHANGE = Statement(update(ITEMS).where(ITEMS.c.name == bindparam("who")).values(number=bindparam("to")))
REMOVE = Statement(delete(ITEMS).where(ITEMS.c.number > bindparam("above")))


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        found: str = request.getfixturevalue("postgres_url")
        return found
    return f"sqlite:///{tmp_path / 'state' / 'x.sqlite3'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url, TABLES)
    yield made
    made.close()


def add(database: Database, *names: str) -> None:
    with database.transaction() as transaction:
        for number, name in enumerate(names, 1):
            transaction.execute(ADD, {"name": name, "number": number})


def test_statements_take_parameters_constants_and_give_rows(database: Database) -> None:
    add(database, "a", "b", "c", "d")
    with database.transaction() as transaction:
        assert transaction.one(FIND, {"name": "b"}) == ("b", 2)
        assert transaction.one(FIND, {"name": "x"}) is None
        assert transaction.all(LIST, {"most": 2}) == [("b",), ("c",)]
        assert transaction.execute(CHANGE, {"who": "a", "to": 9}) == 1
        assert transaction.execute(CHANGE, {"who": "x", "to": 9}) == 0
        assert transaction.execute(REMOVE, {"above": 3}) == 2
    with database.transaction() as transaction:
        assert transaction.all(LIST, {"most": 9}) == [("b",), ("c",)]


@pytest.mark.parametrize("text", ["'; DROP TABLE items; --", "%s", ":name", "?", "ü😀", "\\", '"'])
def test_parameters_are_data(database: Database, text: str) -> None:
    add(database, text)
    with database.transaction() as transaction:
        assert transaction.one(FIND, {"name": text}) == (text, 1)


def test_a_transaction_that_raises_is_undone(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as transaction:
            transaction.execute(ADD, {"name": "a", "number": 1})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with database.transaction() as transaction:
        assert transaction.one(FIND, {"name": "a"}) is None


def test_a_failed_statement_leaves_a_connection_that_works(database: Database) -> None:
    add(database, "a")
    with pytest.raises(Exception, match=r"(?i)unique"):
        add(database, "a")
    add(database, "b")


def test_what_one_wrote_another_sees_at_once(url: str) -> None:
    one, two = Database(url, TABLES), Database(url, TABLES)
    add(one, "a")
    with two.transaction() as transaction:
        assert transaction.one(FIND, {"name": "a"}) == ("a", 1)
    one.close()
    two.close()


def test_many_threads_that_write_wait_for_each_other(database: Database) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: add(database, f"n{number}"), range(64)))
    with database.transaction() as transaction:
        assert len(transaction.all(FIND, {"name": "n63"})) == 1


def test_many_workers_may_start_at_once_on_an_empty_database(url: str) -> None:
    start = threading.Barrier(8)

    def begin(_number: int) -> Database:
        start.wait(30)
        return Database(url, TABLES)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(begin, range(8)))
    for database in made:
        database.close()


def test_many_processes_may_start_at_once_on_an_empty_file(tmp_path: Path) -> None:
    code = (
        "import sys; from sqlalchemy import *; from plumbing.database import Database; t = MetaData();"
        "Table('x', t, Column('n', String, primary_key=True), Column('m', String, index=True));"
        "sys.stdin.read(1); Database(sys.argv[1], t).close()"
    )
    words = [sys.executable, "-W", "error", "-c", code, f"sqlite:///{tmp_path / 'x.sqlite3'}"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    processes = [subprocess.Popen(words, stdin=subprocess.PIPE, env=environment) for _ in range(3)]
    for process in processes:
        process.communicate(b"x", timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]


def test_the_folder_of_a_file_is_made_and_is_private(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'a' / 'b' / 'x.sqlite3'}", TABLES).close()
    assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0


def test_a_file_and_those_beside_it_are_their_owners_alone_even_where_they_were_not(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    path.touch(0o644)
    database = Database(f"sqlite:///{path}", TABLES)
    with database.transaction() as transaction:
        transaction.execute(ADD, {"name": "a", "number": 1})
        beside = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
    assert beside == dict.fromkeys(("x.sqlite3", "x.sqlite3-wal", "x.sqlite3-shm"), 0o600)
    database.close()


def test_what_a_slip_named_instead_of_a_database_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database " * 100, encoding="utf-8")
    path.chmod(0o644)
    for url in (f"sqlite:///{path}", f"sqlite:///{tmp_path}"):
        with pytest.raises(BadFileError, match="cannot be opened"):
            Database(url, TABLES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_full_disk_at_the_start_is_told_with_the_place(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}", TABLES)
    with (
        pytest.raises(BadFileError, match=r"x\.sqlite3 cannot be opened: full; ORGLESS_STATE, or"),
        database.starting(),
    ):
        raise sqlite3.OperationalError("full")
    with pytest.raises(KeyError), database.starting():
        raise KeyError
    database.close()


def test_no_connection_is_left_open_by_the_start(database: Database) -> None:
    assert database.engine.pool.checkedin() == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "is no database URL like"),
        ("x", "is no database URL like"),
        ("sqlite:////proc/x/y.sqlite3", "cannot be opened"),
        ("postgresql://max:topsecret@127.0.0.1:1/x", "max:***@127.0.0.1:1/x cannot be opened"),
        ("postgresql://max@127.0.0.1:1/x?sslpassword=topsecret", "@127.0.0.1:1/x cannot be opened"),
        ("postgresql://max:topsecret@127.0.0.1:abc/x", "is no database URL like"),
        ("postgres://max:topsecret@127.0.0.1/x", "“postgres” is not supported (did you mean “postgresql”?)"),
        ("postgresql+psycopg2://max:topsecret@127.0.0.1/x", "“postgresql+psycopg2” is not supported"),
        ("mysql://max:topsecret@127.0.0.1/x", "“mysql” is not supported; write sqlite:////"),
        ("sqlite://", "name a file"),
        ("sqlite:///", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "name a file"),
        ("sqlite:////proc/x/y.sqlite3?timeout=soon", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_line_without_its_password(url: str, told: str) -> None:
    with pytest.raises(BadFileError) as error:
        Database(url, TABLES)
    text = str(error.value)
    assert text.startswith("environment: ORGLESS_DATABASE_URL: ")
    assert told in text
    assert "topsecret" not in text
    assert "\n" not in text


def test_connections_that_the_server_ended_meanwhile_are_made_anew(postgres_url: str) -> None:
    database = Database(postgres_url, TABLES)
    add(database, "a")
    with psycopg.connect(postgres_url, autocommit=True) as other:
        others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        assert other.execute(f"SELECT count(pg_terminate_backend(pid)) {others}").fetchone() == (1,)
    add(database, "b")
    database.close()
