from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from orgless.instance import Instance

App = Callable[..., Iterable[bytes]]


def _called(name: str) -> App:
    def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [name.encode()]

    return app


@pytest.fixture
def client() -> Client:
    return Client(Instance(_called("authorization server"), _called("rest api")))


@pytest.mark.parametrize(
    "path",
    [
        "/services/oauth2/token",
        "/services/oauth2/introspect",
        "/id/00Dxx0000001gPLEAY/005xx000001Sv6eAAC",
        "/id/keys",
        "/.well-known/openid-configuration",
        "/login-history",
        "/login-history/7",
    ],
)
def test_a_my_domain_has_what_the_login_host_has(path: str, client: Client) -> None:
    assert client.get(path).text == "authorization server"


def test_a_browser_is_led_from_the_address_itself_to_the_login_history(client: Client) -> None:
    html = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert client.get("/", headers=html).text == "authorization server"
    assert client.get("/services/data", headers=html).text == "rest api"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz",
        "/services/data",
        "/services/data/v62.0/query",
        "/services/oauth2x",
        "/identity",
        "/login-historyx",
    ],
)
def test_all_else_is_the_rest_api(path: str, client: Client) -> None:
    assert client.get(path).text == "rest api"
