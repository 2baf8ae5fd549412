"""The authorization server in this process, with a clock that stands still."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from authserver import Settings, create_app

from .assertions import a_form, an_assertion
from .clocks import StoppedClock
from .worlds import API_KEY, API_SECRET, write_world

TOKEN = "/services/oauth2/token"
INTROSPECT, REVOKE = "/services/oauth2/introspect", "/services/oauth2/revoke"
FORM = "application/x-www-form-urlencoded"
HOST = "127.0.0.1:8001"


@dataclass
class Server:
    """An app and what a test does with it; paths are asked for under the login address."""

    app: Flask
    clock: StoppedClock
    settings: Settings
    headers: dict[str, str] = field(default_factory=lambda: {"Host": HOST})

    def ask(self, method: str, path: str, **request: Any) -> TestResponse:
        """One request; ``headers`` are added to the Host header."""
        request["headers"] = self.headers | dict(request.get("headers") or {})
        return self.app.test_client().open(path, method=method, **request)

    def get(self, path: str, **request: Any) -> TestResponse:
        return self.ask("GET", path, **request)

    def post(self, path: str, data: Any = None, **request: Any) -> TestResponse:
        return self.ask("POST", path, data=data, **request)

    def request_token(self, assertion: str | None = None, **parameters: Any) -> TestResponse:
        """A token request with this assertion, or a good one, and with these parameters."""
        form = {} if assertion is None else {"assertion": assertion}
        return self.post(TOKEN, a_form(**form | parameters))

    def a_token(self, **claims: Any) -> str:
        """The access token for a good assertion with these claims."""
        answer = self.request_token(an_assertion(**claims))
        assert answer.status_code == 200, answer.text
        return answer.json["access_token"]

    def introspect(self, token: str, **request: Any) -> TestResponse:
        """What the server says of a token to its own REST API."""
        return self.post(INTROSPECT, {"token": token}, auth=(API_KEY, API_SECRET), **request)

    def is_live(self, token: str) -> bool:
        """Whether the server says that the token is live."""
        return self.introspect(token).json.get("active", False)

    def revoke(self, token: str) -> TestResponse:
        return self.post(REVOKE, {"token": token})

    def login_of(self, answer: TestResponse) -> Any:
        """The Login History's entry of a token response, as JSON."""
        path = answer.headers["Orgless-Login"].removeprefix(self.settings.login_url)
        return self.get(path, headers={"Accept": "application/json"}).json

    def close(self) -> None:
        """Gives the database's connections back."""
        self.app.extensions["orgless_authserver"].store.close()


def a_server(folder: Path, *changes: tuple[str, str], clock: StoppedClock | None = None, **settings: Any) -> Server:
    """A server whose world is in ``folder``; the same folder again gives a second one beside it."""
    clock = clock or StoppedClock()
    world = write_world(folder, *changes)
    state = folder / "state"
    made = {
        "world": world,
        "certs": world / "certs",
        "state": state,
        "database_url": f"sqlite:///{state / 'authserver.sqlite3'}",
        "token_key_file": state / "token.key",
    }
    ready = Settings(**made | settings)
    return Server(create_app(ready, clock=clock), clock, ready)
