"""A PostgreSQL server for the run, from the binaries that Debian installs; thrown away at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=32MB")


@dataclass(frozen=True)
class PostgresServer:
    """A running server; ``address`` ends where a database's name belongs, ``query`` stands behind it."""

    address: str
    query: str = ""

    def url(self, database: str) -> str:
        return f"{self.address}/{database}{self.query}"

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of a new, empty database, which is dropped afterwards."""
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                yield self.url(name)
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server that ``ORGLESS_TEST_POSTGRES_URL`` names (its user may create databases), or one of our own."""
    if url := os.environ.get("ORGLESS_TEST_POSTGRES_URL"):
        address, _, query = url.partition("?")
        yield PostgresServer(address.rstrip("/").rsplit("/", 1)[0], f"?{query}" if query else "")
        return
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="orgless-postgres-") as folder, _running(binaries, Path(folder)) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres_server.fresh_database() as url:
        yield url


def _binaries() -> Path:
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve()] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    missing = "there is no PostgreSQL here; on Debian: apt install postgresql, or set ORGLESS_TEST_POSTGRES_URL"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def _running(binaries: Path, folder: Path) -> Iterator[PostgresServer]:
    owner = _owner(folder)
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **owner,
    )
    # A socket in our own folder and no port at all: nothing can clash and nobody else can connect.
    options = [f"--{setting}" for setting in (*_SPEED, "listen_addresses=", f"unix_socket_directories={folder}")]
    log = (folder / "log").open("w+")
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd=folder, **owner
    )
    try:
        server = PostgresServer("postgresql://postgres@", f"?host={folder}")
        _wait(server, process, folder / "log")
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # to PostgreSQL: end all sessions and stop
        process.wait(30)
        log.close()


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: it then runs as its own user, or as nobody."""
    if os.getuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {log.read_text()}")
