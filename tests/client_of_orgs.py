"""A client of two orgs that signs for either, with Org2's one key."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from several_orgs import SANDBOX_USER, with_keys, write_two_orgs

from orgless.loading import LoadedOrg, LoadedWorld, load
from orgless.servers import Servers
from orgless.world import find_world

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN = "/services/oauth2/token"
PRODUCTION_USER = "max@org1.example"
LOGIN = "https://login.salesforce.com"
TEST = "https://test.salesforce.com"
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


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedWorld:
    folder = with_keys(write_two_orgs(tmp_path_factory.mktemp("several") / "my-world"))
    with (folder / "orgs" / "uat" / "org.toml").open("a", encoding="utf-8") as file:
        file.write(EXTERNAL_APP_TOML)
    return load(find_world(folder, {}), lambda _line: None)


@pytest.fixture(scope="session")
def servers(loaded: LoadedWorld) -> Iterator[Servers]:
    with Servers(loaded) as started:
        yield started


@pytest.fixture(scope="session")
def client(loaded: LoadedWorld, servers: Servers) -> Client:
    return Client(loaded, servers)


def bearer(token: str, host: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | ({"Host": host} if host else {})


def org_of(answer: httpx.Response) -> str:
    """The org that issued a token, as the identity URL says."""
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"]).split("/")[-2]
