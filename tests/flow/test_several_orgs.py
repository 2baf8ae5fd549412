"""Two orgs in one world, under gunicorn: the right one answers, and a token of one is worth nothing in the other."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from click.testing import CliRunner
from several_orgs import PAGE, SANDBOX_ID, SANDBOX_USER, with_keys, write_two_orgs

from orgless.cli import main
from orgless.loading import LoadedOrg, LoadedWorld, load
from orgless.servers import Servers
from orgless.world import find_world

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN = "/services/oauth2/token"
PRODUCTION_USER = "max@org1.example"
LOGIN, TEST = "https://login.salesforce.com", "https://test.salesforce.com"


#: What the page's sandbox has beside.
EXTERNAL_APP = "3MVG9orglessTestsExternalClientAppOfTheSandbox01"
EXTERNAL_APP_TOML = f"""
[[connected_apps]]
label = "Packaged Integration"
kind = "external client app"
consumer_key = "{EXTERNAL_APP}"
certificate_file = "Org2_JWT.crt"
scopes = ["api", "refresh_token"]
permitted_users = "admin approved users are pre-authorized"
profiles = ["System Administrator"]
jwt_access_tokens = true
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    folder = with_keys(write_two_orgs(tmp_path_factory.mktemp("several") / "my-world"))
    with (folder / "orgs" / "uat" / "org.toml").open("a", encoding="utf-8") as file:
        file.write(EXTERNAL_APP_TOML)
    return load(find_world(folder, {}), lambda _line: None)


@pytest.fixture(scope="module")
def servers(loaded: LoadedWorld) -> Iterator[Servers]:
    with Servers(loaded) as started:
        yield started


class Client:
    """Signs for either org, with Org2's one key."""

    def __init__(self, loaded: LoadedWorld, servers: Servers) -> None:
        self.production, self.sandbox = loaded.orgs
        self._key = loaded.org2.key_pairs["Org2_JWT"].private_key
        self.certs = loaded.world.certs
        self.addresses = servers.addresses

    def login_url(self, one: LoadedOrg) -> str:
        return self.addresses.login_url_of(one.place)

    def instance_url(self, one: LoadedOrg) -> str:
        return self.addresses.instance_url_of(one.place)

    def assertion(self, one: LoadedOrg, audience: str, issuer: str = "") -> str:
        claims = {
            "iss": issuer or one.org.connected_apps[0].consumer_key,
            "sub": SANDBOX_USER if one is self.sandbox else PRODUCTION_USER,
            "aud": audience,
            "exp": int(time.time()) + 180,
        }
        return jwt.encode(claims, self._key, algorithm="RS256")

    def request_token(self, one: LoadedOrg, *, url: str = "", host: str = "", **claims: str) -> httpx.Response:
        """Asks for a token of the org, where and as is given."""
        assertion = self.assertion(one, claims.get("audience", one.org.login_audience), claims.get("issuer", ""))
        form = {"grant_type": GRANT, "assertion": assertion}
        return httpx.post(f"{url or self.login_url(one)}{TOKEN}", data=form, headers={"Host": host} if host else None)

    def a_token(self, one: LoadedOrg) -> str:
        answer = self.request_token(one)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def introspect(self, one: LoadedOrg, token: str) -> dict[str, Any]:
        """What the org's authorization server says to the org's own REST API about a token."""
        app = next(app for app in one.file.connected_apps if app.introspect_all_tokens)
        secret = (self.certs / str(app.consumer_secret_file)).read_text(encoding="utf-8").strip()
        answer = httpx.post(
            f"{self.login_url(one)}/services/oauth2/introspect", data={"token": token}, auth=(app.consumer_key, secret)
        )
        assert answer.status_code != 401, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
def client(loaded: LoadedWorld, servers: Servers) -> Client:
    return Client(loaded, servers)


def _bearer(token: str, host: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | ({"Host": host} if host else {})


def _of(answer: httpx.Response) -> str:
    """The org that issued a token, as the identity URL says."""
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"]).split("/")[-2]


def test_a_prefix_leads_to_its_org_which_names_it_in_its_answers(client: Client) -> None:
    answer = client.request_token(client.sandbox)
    assert _of(answer) == SANDBOX_ID
    assert answer.json()["instance_url"] == f"{client.addresses.instance_url}/orgs/uat"
    assert answer.json()["id"].startswith(f"{client.addresses.login_url}/orgs/uat/id/{SANDBOX_ID}/005")
    assert answer.headers["Orgless-Login"].startswith(f"{client.addresses.login_url}/orgs/uat/login-history/")


def test_without_a_prefix_the_main_org_answers(client: Client) -> None:
    answer = client.request_token(client.production)
    assert _of(answer) == client.production.org.org_id
    assert answer.json()["instance_url"] == client.addresses.instance_url


@pytest.mark.parametrize("host", ["test.salesforce.com", "org1--uat.sandbox.my.salesforce.com"])
def test_a_sandboxs_hosts_lead_to_it_on_either_server(client: Client, host: str) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        assert _of(client.request_token(client.sandbox, url=url, host=host)) == SANDBOX_ID


@pytest.mark.parametrize("host", ["login.salesforce.com", "org1.my.salesforce.com"])
def test_a_production_orgs_hosts_lead_to_it_on_either_server(client: Client, host: str) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        assert _of(client.request_token(client.production, url=url, host=host)) == client.production.org.org_id


def test_an_identity_url_leads_to_the_org_that_it_names(client: Client) -> None:
    for one in (client.production, client.sandbox):
        token = client.a_token(one)
        user = httpx.get(f"{client.login_url(one)}/services/oauth2/userinfo", headers=_bearer(token)).json()["user_id"]
        answer = httpx.get(f"{client.addresses.login_url}/id/{one.org.org_id}/{user}", headers=_bearer(token))
        assert (answer.status_code, answer.json()["organization_id"]) == (200, one.org.org_id)


def test_the_identity_url_of_a_token_response_works_as_it_is(client: Client) -> None:
    for one in (client.production, client.sandbox):
        answer = client.request_token(one).json()
        described = httpx.get(answer["id"], headers=_bearer(answer["access_token"]))
        assert described.json()["id"] == answer["id"]


@pytest.mark.parametrize("host", ["evil.example", "test.salesforce.com.evil.example", "org2.my.salesforce.com"])
@pytest.mark.parametrize("prefix", ["", "/orgs/uat"])
def test_hosts_that_are_nobodys_are_refused_by_every_org(client: Client, host: str, prefix: str) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        for path in (TOKEN, "/services/data", "/healthz"):
            assert httpx.get(f"{url}{prefix}{path}", headers={"Host": host}).status_code == 421


def test_behind_a_prefix_the_host_of_another_org_is_refused(client: Client) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        answer = httpx.get(f"{url}/orgs/uat/id/keys", headers={"Host": "org1.my.salesforce.com"})
        assert answer.status_code == 421


def test_an_org_that_is_none_is_not_found(client: Client) -> None:
    assert httpx.get(f"{client.addresses.login_url}/orgs/dev/id/keys").status_code == 404


def _told(answer: httpx.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["error"], answer.json()["error_description"]


def test_a_sandbox_takes_assertions_for_test_and_refuses_those_for_login(client: Client) -> None:
    assert client.request_token(client.sandbox, audience=TEST).status_code == 200
    refused = client.request_token(client.sandbox, audience=LOGIN)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")


def test_a_production_org_takes_assertions_for_login_and_refuses_those_for_test(client: Client) -> None:
    assert client.request_token(client.production, audience=LOGIN).status_code == 200
    refused = client.request_token(client.production, audience=TEST)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")


def test_an_org_refuses_assertions_that_are_made_out_to_another_orgs_address(client: Client) -> None:
    other = client.addresses.login_url_of(client.sandbox.place)
    refused = client.request_token(client.production, audience=other)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")
    refused = client.request_token(client.sandbox, audience=client.addresses.login_url)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")


def test_an_external_client_app_is_found_in_the_org_that_installed_it_and_in_no_other(client: Client) -> None:
    host = "org1--uat.sandbox.my.salesforce.com"
    installed = client.request_token(client.sandbox, url=client.addresses.instance_url, host=host, issuer=EXTERNAL_APP)
    assert _of(installed) == SANDBOX_ID
    refused = client.request_token(client.production, url=client.addresses.instance_url, issuer=EXTERNAL_APP)
    assert _told(refused) == (400, "app_not_found", "External client app is not installed in this org")
    entry = httpx.get(refused.headers["Orgless-Login"], headers={"Accept": "application/json"}).json()
    assert entry["refused_by"] == "external_client_app_is_installed_here"
    assert "of Org1 UAT" in json.dumps(entry["checks"], ensure_ascii=False)


@pytest.fixture(params=["production", "sandbox"])
def pair(client: Client, request: pytest.FixtureRequest) -> tuple[LoadedOrg, LoadedOrg]:
    """Either org with the other one."""
    orgs = (client.production, client.sandbox)
    return orgs if request.param == "production" else orgs[::-1]


Pair = tuple[LoadedOrg, LoadedOrg]


def test_a_token_is_active_in_its_own_org_only(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    assert client.introspect(own, token)["active"] is True
    assert client.introspect(other, token).get("active") is not True


def test_userinfo_of_another_org_refuses_a_token(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    for one, expected in ((own, 200), (other, 403)):
        for url in (client.login_url(one), client.instance_url(one)):
            answer = httpx.get(f"{url}/services/oauth2/userinfo", headers=_bearer(token))
            assert answer.status_code == expected
    assert answer.text == "Bad_OAuth_Token"


def test_the_identity_of_another_orgs_user_is_refused(client: Client, pair: Pair) -> None:
    own, other = pair
    identity = client.request_token(other).json()["id"]
    answer = httpx.get(identity, headers=_bearer(client.a_token(own)))
    assert (answer.status_code, answer.text) == (403, "Bad_OAuth_Token")


def test_the_rest_api_of_another_org_refuses_a_token(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    assert httpx.get(f"{client.instance_url(own)}/services/data/v67.0/limits", headers=_bearer(token)).is_success
    for url, host in (
        (client.instance_url(other), ""),
        (client.addresses.instance_url, f"{other.org.my_domain}.my.salesforce.com"),
    ):
        refused = httpx.get(f"{url}/services/data/v67.0/limits", headers=_bearer(token, host))
        assert (refused.status_code, refused.json()[0]["errorCode"]) == (401, "INVALID_SESSION_ID")


def test_a_jwt_access_token_is_worth_nothing_in_another_org(client: Client) -> None:
    at_my_domain = {"url": client.addresses.instance_url, "host": "org1--uat.sandbox.my.salesforce.com"}
    token = client.request_token(client.sandbox, issuer=EXTERNAL_APP, **at_my_domain).json()["access_token"]
    assert token.count(".") == 2
    assert client.introspect(client.sandbox, token)["active"] is True
    assert client.introspect(client.production, token).get("active") is not True
    for one, of_identity, of_api in ((client.sandbox, 200, 200), (client.production, 403, 401)):
        identity = httpx.get(f"{client.login_url(one)}/services/oauth2/userinfo", headers=_bearer(token))
        api = httpx.get(f"{client.instance_url(one)}/services/data/v67.0/limits", headers=_bearer(token))
        assert (identity.status_code, api.status_code) == (of_identity, of_api)


def test_another_org_revokes_nothing(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    httpx.post(f"{client.login_url(other)}/services/oauth2/revoke", data={"token": token})
    assert client.introspect(own, token)["active"] is True


def test_each_org_has_records_of_its_own(client: Client) -> None:
    accounts = "/services/data/v67.0/sobjects/Account"
    made = httpx.post(
        f"{client.instance_url(client.sandbox)}{accounts}",
        json={"Name": "Only in the sandbox"},
        headers=_bearer(client.a_token(client.sandbox)),
    )
    assert made.status_code == 201, made.text
    path = f"{accounts}/{made.json()['id']}"
    for one, expected in ((client.sandbox, 200), (client.production, 404)):
        found = httpx.get(f"{client.instance_url(one)}{path}", headers=_bearer(client.a_token(one)))
        assert found.status_code == expected


def test_each_org_has_keys_of_its_own(client: Client) -> None:
    published = [httpx.get(f"{client.login_url(one)}/id/keys").json() for one in (client.production, client.sandbox)]
    assert published[0] != published[1]
    assert httpx.get(f"{client.instance_url(client.sandbox)}/id/keys").json() == published[1]


def test_a_discovery_document_names_what_it_was_asked_under(client: Client) -> None:
    path, issuer = "/.well-known/openid-configuration", client.login_url(client.sandbox)
    document = httpx.get(f"{issuer}{path}").json()
    assert (document["issuer"], document["token_endpoint"]) == (issuer, f"{issuer}{TOKEN}")
    by_host = httpx.get(f"{client.addresses.login_url}{path}", headers={"Host": "test.salesforce.com"}).json()
    assert by_host["token_endpoint"] == f"{TEST}{TOKEN}"


def test_each_org_has_a_login_history_that_can_be_walked_through(client: Client) -> None:
    refused = client.request_token(client.sandbox, audience=LOGIN)
    entry = httpx.get(refused.headers["Orgless-Login"], headers={"Accept": "application/json"})
    assert entry.json()["refused_by"] == "audience_is_this_server"
    front = httpx.get(f"{client.login_url(client.sandbox)}/", headers={"Accept": "text/html"}, follow_redirects=True)
    assert front.url.path == "/orgs/uat/login-history"
    assert "Org1 UAT (" in front.text
    links = re.findall(r'(?:href|src)="([^"]+)"', front.text)
    assert len(links) > 1
    for link in links:
        assert link.startswith("/orgs/uat/")
        assert httpx.get(front.url.join(link)).status_code == 200
    back = re.search(r'href="([^"]+)">Login History', httpx.get(front.url.join(links[1])).text)
    assert back is not None
    assert back[1] == "/orgs/uat/login-history"


def test_what_one_org_tells_of_logins_the_other_does_not(client: Client) -> None:
    entry = client.request_token(client.sandbox).headers["Orgless-Login"].rpartition("/")[2]
    assert httpx.get(f"{client.login_url(client.production)}/login-history/{entry}").status_code == 404


def test_older_entries_of_a_further_org_are_found_behind_its_prefix(client: Client) -> None:
    for _ in range(2):
        client.request_token(client.sandbox)
    page = httpx.get(
        f"{client.login_url(client.sandbox)}/login-history?limit=1", headers={"Accept": "application/json"}
    ).json()
    assert page["older"].startswith("/orgs/uat/login-history?limit=1&before=")
    older = httpx.get(f"{client.addresses.login_url}{page['older']}", headers={"Accept": "application/json"})
    assert len(older.json()["entries"]) == 1


@pytest.mark.parametrize(("name", "org_id"), [("Org1_UAT", SANDBOX_ID), ("Org1", "00Dxx0000001gPLEAY")])
def test_org2_reaches_each_org_by_its_named_credential(servers: Servers, name: str, org_id: str) -> None:
    asked = {"named_credential": name, "path": "/services/data/v67.0/"}
    result = httpx.post(f"{servers.org2_url}/callouts", json=asked, timeout=30).json()
    assert result["diagnosis"] is None
    assert result["response"]["status"] == 200
    assert f"/id/{org_id}/" in result["response"]["body"]


def test_org2_shows_the_refusal_of_a_further_org_with_its_reason(
    loaded: LoadedWorld, tmp_path: Path, change_credential: Callable[[Path], None]
) -> None:
    folder = with_keys(write_two_orgs(tmp_path / "w"))
    change_credential(folder / "org2.toml")
    del loaded
    with Servers(load(find_world(folder, {}), lambda _line: None)) as servers:
        page = httpx.post(
            f"{servers.org2_url}/run",
            data={"named_credential": "Org1_UAT", "path": "/services/data", "method": "GET"},
            headers={"Origin": servers.org2_url},
            follow_redirects=True,
            timeout=30,
        )
        assert page.status_code == 200, page.text
        assert "audience_is_this_server" in page.text
        assert f"{servers.login_url}/orgs/uat/login-history/" in page.text


@pytest.fixture
def change_credential() -> Callable[[Path], None]:
    """Lets the second named credential name the audience of production."""

    def change(file: Path) -> None:
        head, mark, tail = file.read_text(encoding="utf-8").rpartition(f'audiences = ["{TEST}"]')
        assert mark
        file.write_text(f'{head}audiences = ["{LOGIN}"]{tail}', encoding="utf-8")

    return change


def test_what_is_remembered_of_a_further_org_is_private_and_apart(servers: Servers) -> None:
    place = servers.state / "orgs" / "uat"
    assert {"authserver.sqlite3", "resource_api.sqlite3", "token.key"} <= {file.name for file in place.iterdir()}
    assert [folder.stat().st_mode & 0o777 for folder in (place, place.parent)] == [0o700, 0o700]
    assert (place / "token.key").read_bytes() != (servers.state / "token.key").read_bytes()


def test_the_commands_of_the_page_work_as_it_says(
    loaded: LoadedWorld, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = re.findall(r"^orgless (callout \S+ \S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert commands == ["callout Org1_UAT /services/data"]
    monkeypatch.chdir(loaded.world.folder.parent)
    result = CliRunner().invoke(main, [*commands[0].split(), "--org2-url", servers.org2_url])
    assert result.exit_code == 0, result.output
    assert "/services/data/v67.0" in result.stdout
    again = CliRunner().invoke(main, ["certs", "--world", "my-world", "-q"])
    assert (again.exit_code, again.output) == (0, "")
