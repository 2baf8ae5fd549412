"""Fixtures: the authorization server in this process, in a world of its own, with either profile."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from building import Server, a_server

from authserver.access_tokens import TokenForge
from authserver.store import Store

__all__ = [
    "_no_settings_from_outside",
    "_shared_servers",
    "database_url",
    "either_server",
    "either_shared",
    "new_server",
    "server",
    "shared",
    "store",
    "strict_server",
    "strict_shared",
]

FORGE = TokenForge(b"k" * 32, "00Dxx0000001gPLEAY")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ORGLESS_") and "TEST" not in name]:
        monkeypatch.delenv(name)


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Makes servers, all in the same world and with the same database unless told otherwise."""
    made: list[Server] = []

    def make(*changes: tuple[str, str], folder: Path = tmp_path / "world", **settings: Any) -> Server:
        made.append(a_server(folder, *changes, **settings))
        return made[-1]

    yield make
    for server in made:
        server.close()


@pytest.fixture
def server(new_server: Callable[..., Server]) -> Server:
    """The authorization server with the profile ``salesforce``."""
    return new_server()


@pytest.fixture
def strict_server(new_server: Callable[..., Server]) -> Server:
    """The authorization server with the profile ``strict``."""
    return new_server(profile="strict")


@pytest.fixture(params=["salesforce", "strict"])
def either_server(new_server: Callable[..., Server], request: pytest.FixtureRequest) -> Server:
    """The authorization server with each of the two profiles."""
    return new_server(profile=request.param)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """What a server remembers, without the server."""
    made = Store(database_url, FORGE)
    yield made
    made.close()


@pytest.fixture(scope="session")
def _shared_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    made = {name: a_server(tmp_path_factory.mktemp(name), profile=name) for name in ("salesforce", "strict")}
    yield made
    for one in made.values():
        one.close()


@pytest.fixture
def shared(_shared_servers: dict[str, Server]) -> Server:
    """A server for tests that leave no trace: none of them revokes anything or moves the clock."""
    return _shared_servers["salesforce"]


@pytest.fixture
def strict_shared(_shared_servers: dict[str, Server]) -> Server:
    """The same with the profile ``strict``."""
    return _shared_servers["strict"]


@pytest.fixture(params=["salesforce", "strict"])
def either_shared(_shared_servers: dict[str, Server], request: pytest.FixtureRequest) -> Server:
    """The same with each of the two profiles."""
    return _shared_servers[request.param]


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path / 'state' / 'authserver.sqlite3'}"
