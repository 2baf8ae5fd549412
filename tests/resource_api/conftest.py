"""The REST API to test with, and an authorization server that knows the tokens a test tells it."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from building.api_set_up import DIRECTORY, OBJECTS
from flask import Flask
from werkzeug.test import TestResponse

from resource_api import Settings, create_app

NOW = 1_800_000_000.0  # 2027-01-15T08:00:00Z
TOKEN = "00Dxx0000001gPL!AQ" + "a" * 94
IDENTITY = "http://127.0.0.1:8001/id/00Dxx0000001gPLEAY/005xx000001SvogAAC"
V67 = "/services/data/v67.0"
USER = "005xx000001SvogAAC"


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass
class AuthorizationServer:
    """Answers introspection for the tokens in ``live``, the keys, the directory; ``asked`` counts the questions."""

    live: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=list)
    directory: dict[str, Any] | None = None
    asked: list[httpx.Request] = field(default_factory=list)
    answer: Callable[[httpx.Request], httpx.Response] | None = None

    def let(self, token: str, *, scope: str = "api web", identity: str = IDENTITY, **said: Any) -> str:
        """Makes the token live."""
        known = {"active": True, "scope": scope, "client_id": "3MVG9", "username": "max@org1.example"}
        self.live[token] = known | {"sub": identity, "exp": int(NOW) + 7200, "iat": int(NOW)} | said
        return token

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.answer is not None:
            return self.answer(request)
        if request.url.path == "/id/keys":
            return httpx.Response(200, json={"keys": self.keys})
        if request.url.path == "/directory":
            return self.directory_answer(request)
        (token,) = parse_qs(request.content.decode())["token"]
        return httpx.Response(200, json=self.live.get(token, {"active": False}))

    def directory_answer(self, request: httpx.Request) -> httpx.Response:
        if self.directory is None:
            return httpx.Response(404)
        etag = f'"{hash(json.dumps(self.directory))}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304, headers={"ETag": etag})
        return httpx.Response(200, json=self.directory, headers={"ETag": etag})

    @property
    def asked_for_the_directory(self) -> int:
        return sum(request.url.path == "/directory" for request in self.asked)


@dataclass
class Api:
    """The app, called with a good token unless ``headers`` say otherwise."""

    app: Flask
    clock: Clock
    server: AuthorizationServer
    token: str = TOKEN

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **request: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if headers is None else headers
        path = path if path.startswith("/services/") else f"{V67}/{path}"
        return self.app.test_client().open(path, method=method, headers=headers, **request)

    def get(self, path: str, **request: Any) -> TestResponse:
        return self.ask("GET", path, **request)

    def query(self, soql: str, resource: str = "query", **request: Any) -> TestResponse:
        return self.get(resource, query_string={"q": soql}, **request)

    def records(self, soql: str, resource: str = "query") -> list[Any]:
        """What the query finds, each record as the tuple of its values."""
        answer = self.query(soql, resource)
        assert answer.status_code == 200, answer.text
        return [
            tuple(value for name, value in record.items() if name != "attributes") for record in answer.json["records"]
        ]

    def complaint(self, soql: str) -> tuple[str, str]:
        """Code and text of the refusal of a query."""
        answer = self.query(soql)
        assert answer.status_code == 400, answer.text
        (error,) = answer.json
        assert list(error) == ["message", "errorCode"]
        return error["errorCode"], error["message"]

    def describe(self, name: str) -> dict[str, Any]:
        """The object's fields, by name."""
        described: dict[str, Any] = self.get(f"sobjects/{name}/describe").json
        return {one["name"]: one for one in described["fields"]}

    def create(self, name: str, **values: Any) -> str:
        answer = self.ask("POST", f"sobjects/{name}", json=values)
        assert answer.status_code == 201, answer.text
        return answer.json["id"]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ORGLESS_") and "TEST" not in name]:
        monkeypatch.delenv(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def authorization_server() -> AuthorizationServer:
    server = AuthorizationServer()
    server.let(TOKEN)
    return server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state' / 'resource_api.sqlite3'}"


@pytest.fixture
def new_api(clock: Clock, authorization_server: AuthorizationServer, sqlite_url: str) -> Iterator[Callable[..., Api]]:
    """Makes apps with the same database unless told otherwise, as several workers would be."""
    made: list[Api] = []

    def make(**changes: Any) -> Api:
        ready: dict[str, Any] = {"database_url": sqlite_url, "consumer_key": "3MVG9api", "consumer_secret": "hush"}
        transport = httpx.MockTransport(authorization_server)
        app = create_app(Settings(**ready | changes), clock=clock, transport=transport)
        made.append(Api(app, clock, authorization_server))
        return made[-1]

    yield make
    for api in made:
        api.app.extensions["orgless_resource_api"].close()


@pytest.fixture
def objects_file(tmp_path: Path) -> Path:
    """An ``objects.toml`` with a field that identifies accounts, and with deliveries."""
    file = tmp_path / "objects.toml"
    file.write_text(OBJECTS, encoding="utf-8")
    return file


@pytest.fixture
def directory(authorization_server: AuthorizationServer) -> dict[str, Any]:
    """The authorization server has a directory: this one."""
    authorization_server.directory = json.loads(DIRECTORY)
    return authorization_server.directory


@pytest.fixture
def custom_api(new_api: Callable[..., Api], objects_file: Path) -> Api:
    """The REST API with the objects of ``objects_file``, on SQLite."""
    return new_api(objects_file=objects_file)


@pytest.fixture
def api(new_api: Callable[..., Api]) -> Api:
    """The REST API with the sample records, on SQLite."""
    return new_api()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, sqlite_url: str) -> str:
    """An empty database of each kind."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return sqlite_url


@pytest.fixture
def either_api(new_api: Callable[..., Api], database_url: str) -> Api:
    """The REST API with the sample records, on each kind of database."""
    return new_api(database_url=database_url)
