"""Org1 whole, in this process: the authorization server, and the REST API that asks it about every token."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from building import Server, a_server
from building.worlds import API_KEY, API_SECRET
from flask import Flask
from werkzeug.test import TestResponse

from resource_api import Settings, create_app

V67 = "/services/data/v67.0"


@dataclass
class Org1:
    """Both servers; paths of the API that do not begin with a slash are below version 67.0's."""

    login: Server
    api: Flask

    def call(self, token: str, path: str = "limits", method: str = "GET", **request: Any) -> TestResponse:
        """Calls the API with the token as bearer token."""
        return self.ask(path, method, headers={"Authorization": f"Bearer {token}"}, **request)

    def ask(self, path: str = "limits", method: str = "GET", **request: Any) -> TestResponse:
        """Calls the API with what is given and nothing else."""
        path = path if path.startswith("/") else f"{V67}/{path}"
        return self.api.test_client().open(path, method=method, **request)

    def lets_in(self, token: str) -> bool:
        """Whether the API takes the token, which it answers with 200 or 401."""
        answer = self.call(token)
        assert answer.status_code in {200, 401}, answer.text
        return answer.status_code == 200

    def close(self) -> None:
        self.login.close()
        self.api.extensions["orgless_resource_api"].close()


def make_org1(folder: Path, *changes: tuple[str, str], profile: str = "salesforce", **settings: Any) -> Org1:
    """Org1 in a folder of its own."""
    login = a_server(folder, *changes, profile=profile, **settings)
    api = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'state' / 'resource_api.sqlite3'}",
            consumer_key=API_KEY,
            consumer_secret=API_SECRET,
            profile="strict" if profile == "strict" else "salesforce",
        ),
        clock=login.clock,
        transport=httpx.WSGITransport(app=login.app),
    )
    return Org1(login, api)


@pytest.fixture
def new_org1(tmp_path: Path) -> Iterator[Callable[..., Org1]]:
    """Makes Org1 in a folder, with changes to its file and settings."""
    made: list[Org1] = []

    def make(*changes: tuple[str, str], name: str = "org1", **settings: Any) -> Org1:
        made.append(make_org1(tmp_path / name, *changes, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def org1(new_org1: Callable[..., Org1]) -> Org1:
    """Org1 with the profile ``salesforce``."""
    return new_org1()


@pytest.fixture(scope="session")
def _shared_org1s(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Org1]]:
    made = {name: make_org1(tmp_path_factory.mktemp("org1"), profile=name) for name in ("salesforce", "strict")}
    yield made
    for one in made.values():
        one.close()


@pytest.fixture
def shared_org1(_shared_org1s: dict[str, Org1]) -> Org1:
    """Org1 for tests that leave no trace but records."""
    return _shared_org1s["salesforce"]


@pytest.fixture(params=["salesforce", "strict"])
def either_org1(_shared_org1s: dict[str, Org1], request: pytest.FixtureRequest) -> Org1:
    """The same with each of the two profiles."""
    return _shared_org1s[request.param]
