"""A database that lacks tables, columns or indexes gets them, and keeps what it has."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table, insert, inspect, select, text

from plumbing.database import Database, Statement
from plumbing.strict_toml import BadFileError

_ROOT = Path(__file__).parents[2]
_START = """
import sys
from sqlalchemy import BigInteger, Column, MetaData, String, Table, text
from plumbing.database import Database
tables = MetaData()
Table("items", tables, Column("name", String, primary_key=True),
      *(Column(f"n{number}", BigInteger, server_default=text("0")) for number in range(8)))
sys.stdin.readline()
Database(sys.argv[1], tables).close()
"""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        found: str = request.getfixturevalue("postgres_url")
        return found
    return f"sqlite:///{tmp_path / 'state' / 'x.sqlite3'}"


def items(*columns: Column[object], indexed: str = "") -> tuple[MetaData, Table]:
    metadata = MetaData()
    table = Table("items", metadata, Column("name", String, primary_key=True), *columns)
    if indexed:
        Index(f"items_by_{indexed}", table.c[indexed])
    return metadata, table


def test_a_new_column_is_added_with_its_default_and_its_index(url: str) -> None:
    metadata, table = items()
    first = Database(url, metadata)
    with first.transaction() as transaction:
        transaction.execute(Statement(insert(table).values(name="old")), {})
    first.close()

    added: list[Column[object]] = [
        Column("Mixed__c", String),
        Column("flag", BigInteger, server_default=text("0")),
    ]
    metadata, table = items(*added, indexed="Mixed__c")
    second = Database(url, metadata)
    with second.transaction() as transaction:
        assert transaction.all(Statement(select(table)), {}) == [("old", None, 0)]
    with second.engine.connect() as connection:
        assert [index["name"] for index in inspect(connection).get_indexes("items")] == ["items_by_Mixed__c"]
    second.close()


def test_a_column_that_is_gone_keeps_its_values(url: str) -> None:
    metadata, table = items(Column("number", BigInteger))
    first = Database(url, metadata)
    with first.transaction() as transaction:
        transaction.execute(Statement(insert(table).values(name="old", number=7)), {})
    first.close()
    Database(url, items()[0]).close()

    third = Database(url, metadata)
    with third.transaction() as transaction:
        assert transaction.all(Statement(select(table)), {}) == [("old", 7)]
    third.close()


def test_processes_that_add_the_same_columns_at_once_do_not_hinder_each_other(url: str) -> None:
    Database(url, items()[0]).close()
    started = [
        subprocess.Popen([sys.executable, "-c", _START, url], stdin=subprocess.PIPE, cwd=_ROOT) for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.close()
    assert [process.wait(60) for process in started] == [0, 0, 0]


def test_a_column_that_old_rows_cannot_have_is_told(url: str) -> None:
    metadata, table = items()
    first = Database(url, metadata)
    with first.transaction() as transaction:
        transaction.execute(Statement(insert(table).values(name="old")), {})
    first.close()
    with pytest.raises(BadFileError, match="ORGLESS_DATABASE_URL"):
        Database(url, items(Column("needed", BigInteger, nullable=False))[0])
