"""The server's description: every route is in it, and what is answered is what it says."""

from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, SECRET, Server, a_form, an_assertion
from building.servers import HOST, INTROSPECT, REVOKE, TOKEN
from building.worlds import API_KEY, API_SECRET

from authserver.endpoints import ROUTES

PATH = "/openapi.json"
USERINFO = "/services/oauth2/userinfo"
API = (API_KEY, API_SECRET)


def document(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = server.get(PATH).json
    return found


def operation(server: Server, path: str, method: str = "post") -> dict[str, Any]:
    found: dict[str, Any] = document(server)["paths"][path][method]
    return found


def test_anybody_may_read_it(either_shared: Server) -> None:
    answer = either_shared.get(PATH)
    assert (answer.status_code, answer.json["openapi"]) == (200, "3.1.0")
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert answer.json["servers"] == [{"url": "http://127.0.0.1:8001"}]
    assert either_shared.settings.profile in answer.json["info"]["description"]


def test_every_route_is_in_it_with_its_methods(shared: Server, strict_shared: Server) -> None:
    paths = document(shared)["paths"]
    assert {path: set(methods) for path, methods in paths.items()} == {
        **{
            route.path.replace("<", "{").replace(">", "}"): {method.lower() for method in route.methods}
            for route in ROUTES
        },
        "/healthz": {"get"},
    }
    strict = document(strict_shared)["paths"]
    assert set(strict) == set(paths)
    assert set(strict[REVOKE]) == {"post"}


def test_every_operation_tells_its_refusals_and_its_parameters(either_shared: Server) -> None:
    for path, operations in document(either_shared)["paths"].items():
        for described in operations.values():
            assert described["summary"]
            assert {"421", "501", "503"} <= set(described["responses"])
            assert all(reply["description"] for reply in described["responses"].values())
            named = {one["name"] for one in described.get("parameters", ()) if one["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_its_security_schemes_exist(either_shared: Server) -> None:
    found = document(either_shared)
    known = set(found["components"]["securitySchemes"])
    for operations in found["paths"].values():
        for described in operations.values():
            assert {name for one in described["security"] for name in one} <= known


def test_each_profile_says_how_it_refuses_a_token(shared: Server, strict_shared: Server) -> None:
    assert {"200", "403"} <= set(operation(shared, USERINFO)["responses"]) - {"401"}
    assert {"200", "401"} <= set(operation(strict_shared, USERINFO)["responses"]) - {"403"}


Ask = Callable[[Server], Any]
ASKED: list[tuple[str, str, Ask]] = [
    ("post", TOKEN, lambda server: server.request_token()),
    ("post", TOKEN, lambda server: server.request_token(an_assertion(aud="x"))),
    ("post", TOKEN, lambda server: server.post(TOKEN, a_form(client_secret="x"))),
    ("post", TOKEN, lambda server: server.post(TOKEN, a_form(), headers={"Host": "evil.example"})),
    ("post", TOKEN, lambda server: server.post(TOKEN, b"x" * 70_000)),
    ("post", TOKEN, lambda server: server.post(TOKEN, a_form(), headers={"Transfer-Encoding": "gzip"})),
    ("post", INTROSPECT, lambda server: server.introspect(server.a_token())),
    ("post", INTROSPECT, lambda server: server.introspect("00Dxx0000001gPL!AQ" + "x" * 94)),
    ("post", INTROSPECT, lambda server: server.post(INTROSPECT, auth=API)),
    ("post", INTROSPECT, lambda server: server.post(INTROSPECT, {"token": "x"})),
    ("post", REVOKE, lambda server: server.post(REVOKE, {"token": server.a_token()}, auth=(CONSUMER_KEY, SECRET))),
    ("post", REVOKE, lambda server: server.post(REVOKE, auth=(CONSUMER_KEY, SECRET))),
    ("post", REVOKE, lambda server: server.post(REVOKE, {"token": "x"}, auth=("x", "y"))),
    ("get", USERINFO, lambda server: server.get(USERINFO, headers={"Authorization": f"Bearer {server.a_token()}"})),
    ("get", USERINFO, lambda server: server.get(USERINFO)),
    ("get", "/directory", lambda server: server.get("/directory", auth=API)),
    ("get", "/directory", lambda server: server.get("/directory")),
    ("get", "/id/keys", lambda server: server.get("/id/keys")),
    ("get", "/", lambda server: server.get("/")),
    ("get", "/login-history", lambda server: server.get("/login-history")),
    ("get", "/healthz", lambda server: server.get("/healthz", headers={"Host": HOST})),
    ("get", "/.well-known/openid-configuration", lambda server: server.get("/.well-known/openid-configuration")),
    ("get", "/.well-known/auth-configuration", lambda server: server.get("/.well-known/auth-configuration")),
]


@pytest.mark.parametrize(
    ("method", "path", "ask"), ASKED, ids=[f"{one[0]} {one[1]} {n}" for n, one in enumerate(ASKED)]
)
def test_what_is_answered_is_what_it_says(either_server: Server, method: str, path: str, ask: Ask) -> None:
    answer = ask(either_server)
    reply = operation(either_server, path, method)["responses"][str(answer.status_code)]
    schema = reply["content"][answer.mimetype]["schema"]
    assert set(reply.get("headers", ())) <= set(answer.headers.keys())
    if answer.is_json and "properties" in schema:
        assert set(schema["required"]) <= set(answer.json)
        assert schema.get("additionalProperties", True) or set(answer.json) <= set(schema["properties"])
