"""The table of routes: what it says that a path serves is what the server says too, in an ``Allow`` header."""

import pytest
from building import Server
from building.servers import HOST
from werkzeug.test import create_environ

from authserver.endpoints import ROUTES, Route

every_route = pytest.mark.parametrize("route", ROUTES, ids=[route.path for route in ROUTES])


def _path(route: Route) -> str:
    return route.path.replace("<", "").replace(">", "")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO", "PROPFIND", "PUT"])
@every_route
def test_allow_names_what_a_path_serves_and_nothing_else(either_shared: Server, route: Route, method: str) -> None:
    answer = either_shared.app.test_client().open(create_environ(_path(route), method=method, headers={"Host": HOST}))
    assert answer.status_code == 405
    serves = set(route.methods)
    if not route.is_asked_for_all:
        serves |= {"HEAD", "OPTIONS"}
    elif either_shared.settings.profile == "strict":
        serves = {"POST"}
    assert set(answer.headers["Allow"].split(", ")) == serves


@every_route
def test_what_allow_names_is_served(shared: Server, route: Route) -> None:
    for method in route.methods:
        assert shared.ask(method, _path(route)).status_code != 405


def test_an_unheard_of_method_at_the_token_endpoint_is_an_entry_of_the_history_as_others_are(shared: Server) -> None:
    answer = shared.ask("FOO", "/services/oauth2/token")
    assert answer.json == {"error": "invalid_request", "error_description": "must use HTTP POST"}
    assert shared.login_of(answer)["refused_by"] == "method_is_post"
