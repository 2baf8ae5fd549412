import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from werkzeug.test import Client

from orgless.org_dispatch import VARIABLE, OrgOfServer, create_apps, to_variable

App = Callable[..., Iterable[bytes]]

MAIN_ID, SANDBOX_ID = "00Dxx0000001gPLEAY", "00Dzz0000003iSPEAY"
METADATA = "/.well-known/oauth-authorization-server"
ORGS = [
    OrgOfServer(
        prefix="",
        hosts=("login.salesforce.com", "org1.my.salesforce.com"),
        org_id=MAIN_ID,
        variables={},
    ),
    OrgOfServer(
        prefix="/orgs/uat",
        hosts=("test.salesforce.com", "org1--uat.sandbox.my.salesforce.com"),
        org_id=SANDBOX_ID,
        variables={"NAME": "sandbox"},
    ),
]


def _app(variables: Mapping[str, str]) -> App:
    """Says which org's it is, and what it takes for its own root and the path."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{variables['NAME']} {environ['SCRIPT_NAME']}|{environ['PATH_INFO']}".encode()]

    return app


@pytest.fixture
def client() -> Client:
    return Client(create_apps(_app, {"NAME": "main", VARIABLE: to_variable(ORGS)}))


def _answer(client: Client, path: str, host: str = "127.0.0.1:8001") -> str:
    return client.get(path, headers={"Host": host}).text


def test_where_no_org_is_meant_the_main_one_answers(client: Client) -> None:
    assert _answer(client, "/services/oauth2/token") == "main |/services/oauth2/token"
    assert _answer(client, "/", "stranger.example") == "main |/"


@pytest.mark.parametrize(
    ("host", "org"),
    [
        ("login.salesforce.com", "main"),
        ("org1.my.salesforce.com", "main"),
        ("test.salesforce.com", "sandbox"),
        ("TEST.salesforce.com", "sandbox"),
        ("org1--uat.sandbox.my.salesforce.com", "sandbox"),
        ("test.salesforce.com.evil.example", "main"),
        ("evil-test.salesforce.com", "main"),
    ],
)
def test_a_host_that_is_an_orgs_own_means_that_org(client: Client, host: str, org: str) -> None:
    assert _answer(client, "/services/data", host) == f"{org} |/services/data"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/orgs/uat/services/data", "sandbox /orgs/uat|/services/data"),
        ("/orgs/uat/", "sandbox /orgs/uat|/"),
        ("/orgs/uat", "sandbox /orgs/uat|/"),
        ("/orgs/uat/orgs/uat/x", "sandbox /orgs/uat|/orgs/uat/x"),
        ("/orgs/uat2/x", "main |/orgs/uat2/x"),
        ("/orgs/UAT/x", "main |/orgs/UAT/x"),
        ("//orgs/uat/x", "main |//orgs/uat/x"),
        ("/orgs", "main |/orgs"),
        ("/x/orgs/uat", "main |/x/orgs/uat"),
        (f"{METADATA}/orgs/uat", f"sandbox /orgs/uat|{METADATA}"),
        (f"/orgs/uat{METADATA}", f"sandbox /orgs/uat|{METADATA}"),
        (METADATA, f"main |{METADATA}"),
        (f"{METADATA}/orgs/uat/x", f"main |{METADATA}/orgs/uat/x"),
        (f"{METADATA}/orgs/uat2", f"main |{METADATA}/orgs/uat2"),
        (f"{METADATA}x/orgs/uat", f"main |{METADATA}x/orgs/uat"),
    ],
)
def test_a_prefix_means_its_org_which_finds_its_usual_paths(client: Client, path: str, told: str) -> None:
    environ = {"PATH_INFO": path, "HTTP_HOST": "127.0.0.1:8001"}
    assert client.open(environ_overrides=environ).text == told


def test_a_prefix_goes_before_the_host(client: Client) -> None:
    assert _answer(client, "/orgs/uat/x", "login.salesforce.com") == "sandbox /orgs/uat|/x"


@pytest.mark.parametrize("org_id", [SANDBOX_ID, SANDBOX_ID[:15]])
def test_an_identity_url_means_the_org_that_it_names(client: Client, org_id: str) -> None:
    assert _answer(client, f"/id/{org_id}/005000000000001") == f"sandbox |/id/{org_id}/005000000000001"


@pytest.mark.parametrize("path", ["/id", "/id/", "/id/keys", "/id/00Dunknown000001/005", f"/x/{SANDBOX_ID}"])
def test_other_paths_below_id_are_the_main_orgs(client: Client, path: str) -> None:
    assert _answer(client, path).startswith("main ")


def test_a_host_goes_before_an_identity_url(client: Client) -> None:
    assert _answer(client, f"/id/{SANDBOX_ID}/005", "login.salesforce.com").startswith("main ")


def test_the_login_host_of_two_production_orgs_is_the_first_ones() -> None:
    two = [ORGS[0], OrgOfServer(prefix="/orgs/b", hosts=("login.salesforce.com",), org_id="x", variables={"NAME": "b"})]
    client = Client(create_apps(_app, {"NAME": "main", VARIABLE: to_variable(two)}))
    assert _answer(client, "/", "login.salesforce.com") == "main |/"


def test_a_world_of_one_org_has_no_dispatcher_before_its_app() -> None:
    made: list[Mapping[str, str]] = []

    def make(variables: Mapping[str, str]) -> App:
        made.append(variables)
        return _app(variables)

    environment = {"NAME": "main"}
    assert Client(create_apps(make, environment)).get("/orgs/uat/x").text == "main |/orgs/uat/x"
    assert made == [environment]


def test_each_org_is_told_the_servers_environment_but_for_its_own_variables() -> None:
    seen: list[dict[str, str]] = []
    environment = {"NAME": "main", "PROFILE": "strict", VARIABLE: to_variable(ORGS)}
    create_apps(lambda variables: seen.append(dict(variables)) or _app(variables), environment)
    assert [(one["NAME"], one["PROFILE"]) for one in seen] == [("main", "strict"), ("sandbox", "strict")]


def test_the_orgs_are_one_line_of_text() -> None:
    text = to_variable(ORGS)
    assert "\n" not in text
    assert [one["org_id"] for one in json.loads(text)] == [MAIN_ID, SANDBOX_ID]
