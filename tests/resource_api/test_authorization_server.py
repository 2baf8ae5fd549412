import os

import httpx
import pytest

from resource_api import Settings
from resource_api.authorization_server import PATIENCE_SECONDS, AuthorizationServer, NoAnswerError


class Server:
    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.error: type[httpx.TransportError] | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.error is not None:
            raise self.error("lost", request=request)
        return httpx.Response(304)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def asker(server: Server) -> AuthorizationServer:
    settings = Settings(
        database_url="",
        consumer_key="3MVG9 api",
        consumer_secret="hush",
        login_url="https://login.example/orgs/two",
        authorization_server_url="http://127.0.0.1:8001/orgs/two",
    )
    return AuthorizationServer(settings, httpx.MockTransport(server))


def test_it_is_asked_where_this_api_reaches_it(asker: AuthorizationServer, server: Server) -> None:
    asker.post_form("/services/oauth2/introspect", b"token=x")
    asker.get("/id/keys")

    assert [str(asked.url) for asked in server.asked] == [
        "http://127.0.0.1:8001/orgs/two/services/oauth2/introspect",
        "http://127.0.0.1:8001/orgs/two/id/keys",
    ]


def test_credentials_are_sent_only_where_they_are_asked_for(asker: AuthorizationServer, server: Server) -> None:
    asker.post_form("/introspect", b"")
    asker.get_as_app("/directory", {"If-None-Match": "x"})
    asker.get("/id/keys")

    basic = "Basic M01WRzklMjBhcGk6aHVzaA=="  # the key is form-encoded first (RFC 6749 2.3.1)
    assert [asked.headers.get("Authorization") for asked in server.asked] == [basic, basic, None]
    assert server.asked[1].headers["If-None-Match"] == "x"


@pytest.mark.parametrize("error", [httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError])
def test_a_connection_that_was_lost_is_opened_once_more(
    asker: AuthorizationServer, server: Server, error: type[httpx.TransportError]
) -> None:
    server.error = error
    with pytest.raises(NoAnswerError, match="ORGLESS_LOGIN_URL"):
        asker.get("/id/keys")
    assert len(server.asked) == 2


def test_all_questions_of_one_request_together_have_less_than_five_seconds(
    asker: AuthorizationServer, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("resource_api.authorization_server.time.monotonic", lambda: now[0])
    asker.begin()
    for _ in range(3):
        asker.get("/id/keys")
        now[0] += sum(server.asked[-1].extensions["timeout"][what] for what in ("connect", "read"))
        assert now[0] <= 100 + PATIENCE_SECONDS < 105
        now[0] -= 1.0
    now[0] = 100 + PATIENCE_SECONDS
    with pytest.raises(NoAnswerError, match="was not asked"):
        asker.get("/id/keys")
    assert len(server.asked) == 3
    asker.begin()
    asker.get("/id/keys")


def test_a_forked_worker_makes_a_client_of_its_own(asker: AuthorizationServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asker._client is None
    asker.get("/id/keys")
    first = asker._client
    asker.get("/id/keys")
    assert asker._client is first
    monkeypatch.setattr(os, "getpid", lambda: 1)
    asker.get("/id/keys")
    assert asker._client is not first
    monkeypatch.undo()
    asker.close()
