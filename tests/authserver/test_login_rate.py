"""The count of logins: exact for all threads and processes, for the hour alone, and gone when the hour is over."""

import gc
import logging
import os
import shutil
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from building import NOW, Server, an_assertion
from descriptors import open_below

from authserver import login_rate, statements
from authserver.login_rate import LoginRate
from plumbing.database import Database
from plumbing.storage_failure import StorageError

MAX, ERIKA = "005000000000001AAA", "005000000000002AAA"
HOUR = 3600


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url, statements.TABLES)
    yield made
    made.close()


@pytest.fixture
def rate(database: Database) -> Iterator[LoginRate]:
    made = LoginRate(database)
    yield made
    made.close()


def counted(database: Database, rate: LoginRate, user: str = MAX, now: float = NOW) -> int:
    with database.transaction() as transaction:
        return rate.count(transaction, user, now)


def test_each_user_is_counted_apart(database: Database, rate: LoginRate) -> None:
    assert [counted(database, rate) for _ in range(3)] == [1, 2, 3]
    assert counted(database, rate, ERIKA) == 1


def test_an_hour_begins_anew_at_the_full_hour(database: Database, rate: LoginRate) -> None:
    begins = NOW - NOW % HOUR
    assert [counted(database, rate, now=begins + passed) for passed in (0, 3599.9, 3600, 7199, 7200)] == [1, 2, 1, 2, 1]


def test_workers_on_both_sides_of_a_full_hour_count_each_their_own(database: Database, rate: LoginRate) -> None:
    times = (NOW, NOW + HOUR, NOW, NOW + HOUR, NOW)
    assert [counted(database, rate, now=now) for now in times] == [1, 1, 2, 2, 3]


def test_no_two_of_many_simultaneous_logins_get_the_same_count(database: Database, rate: LoginRate) -> None:
    others = [LoginRate(database) for _ in range(3)]  # each as another worker's: with files of its own
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda number: counted(database, (rate, *others)[number % 4]), range(200)))
    for other in others:
        other.close()
    assert sorted(counts) == list(range(1, 201))


def test_earlier_hours_are_forgotten(database: Database, rate: LoginRate) -> None:
    for user in (MAX, ERIKA):
        counted(database, rate, user)
    counted(database, rate, now=NOW + 2 * HOUR)
    assert counted(database, rate, now=NOW) == 1


def test_more_users_than_files_may_be_open(
    database: Database, rate: LoginRate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_rate, "_MOST_OPEN", 2)
    users = [f"00500000000000{number}AAA" for number in range(5)]
    assert [[counted(database, rate, user) for user in users] for _ in range(2)] == [[1] * 5, [2] * 5]


def test_a_fork_counts_on_in_files_of_its_own(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}", statements.TABLES)
    rate = LoginRate(database)
    assert counted(database, rate) == 1
    rate._process = os.getpid() + 1  # as a child finds it
    assert counted(database, rate) == 2
    rate.close()
    database.close()


def test_the_files_are_private_and_hold_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}", statements.TABLES)
    rate = LoginRate(database)
    for _ in range(3):
        counted(database, rate)
    folder = tmp_path / "x.login-rate"
    (file,) = folder.iterdir()
    assert file.name == f"{MAX}.{int(NOW // HOUR)}"
    assert file.read_bytes() == b"..."
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, file)] == [0o700, 0o600]
    (folder / "README").write_text("what somebody put there stays")
    counted(database, rate, now=NOW + 5 * HOUR)
    assert {one.name.partition(".")[0] for one in folder.iterdir()} == {MAX, "README"}
    assert not file.exists()
    rate.close()
    database.close()


@pytest.fixture
def on_a_file(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}", statements.TABLES)
    yield database
    database.close()


def test_a_folder_that_somebody_removed_is_made_again(on_a_file: Database, tmp_path: Path) -> None:
    rate = LoginRate(on_a_file)
    counted(on_a_file, rate)
    shutil.rmtree(tmp_path / "x.login-rate")
    assert counted(on_a_file, rate, ERIKA) == 1
    assert [file.name.partition(".")[0] for file in (tmp_path / "x.login-rate").iterdir()] == [ERIKA]
    rate.close()


def test_a_counter_that_cannot_be_written_is_a_failure_of_the_storage(on_a_file: Database, tmp_path: Path) -> None:
    (tmp_path / "x.login-rate").touch()
    with pytest.raises(StorageError, match=r"File exists: .*x\.login-rate"):
        counted(on_a_file, LoginRate(on_a_file))


def test_a_login_that_cannot_be_counted_is_answered_503_and_told_in_one_line(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    folder = server.settings.state / "authserver.login-rate"
    folder.touch()
    with caplog.at_level(logging.ERROR):
        answer = server.request_token(an_assertion(jti="once"))
    assert (answer.status_code, answer.json["error"]) == (503, "server_error")
    (record,) = caplog.records
    assert record.exc_info is None
    assert "the database failed at /services/oauth2/token" in record.getMessage()
    folder.unlink()
    assert server.request_token(an_assertion(jti="once")).status_code == 200


def test_counts_that_nobody_holds_any_more_leave_no_file_open(on_a_file: Database, tmp_path: Path) -> None:
    rate = LoginRate(on_a_file)
    counted(on_a_file, rate)
    assert open_below(tmp_path / "x.login-rate")
    del rate
    gc.collect()
    assert not open_below(tmp_path / "x.login-rate")


LIMIT = ('my_domain = "org1"', 'my_domain = "org1"\nlogins_per_user_and_hour = 3')


def test_the_limit_holds_for_all_workers_together_and_ends_with_the_hour(new_server: object) -> None:
    assert callable(new_server)
    one: Server = new_server(LIMIT)
    two: Server = new_server(LIMIT, clock=one.clock)
    one.clock.now = NOW - NOW % HOUR

    def status(server: Server) -> int:
        return server.request_token(an_assertion(exp=int(one.clock()) + 60)).status_code

    assert [status(server) for server in (one, two, one, two, one)] == [200, 200, 200, 400, 400]
    one.clock.advance(HOUR)
    assert [status(server) for server in (two, one)] == [200, 200]
