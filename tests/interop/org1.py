"""Org1 under the names that it has in life, and what a client needs to log in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from orgless.integration import first_integration
from orgless.loading import LoadedWorld
from orgless.servers import ServerOptions, Servers

from .front import Front

LOGIN_URL = "https://login.salesforce.com"
INSTANCE_URL = "https://org1.my.salesforce.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Org1:
    """What a client is told.

    Args:
        consumer_key: Of a connected app.
        username: Of a user who may use it.
        key_file: The private key of its certificate.
        wrong_key_file: Another private key.
        environment: Leads HTTP clients here, and has them trust the certificates that they meet here.
        revocation_url: Where an administrator ends a session, past the front.
    """

    consumer_key: str
    username: str
    key_file: Path
    wrong_key_file: Path
    environment: Mapping[str, str]
    revocation_url: str

    def end_session(self, access_token: str) -> None:
        """Revokes the token behind the client's back."""
        httpx.post(self.revocation_url, data={"token": access_token}, trust_env=False).raise_for_status()


@contextmanager
def served(world: LoadedWorld, folder: Path) -> Iterator[Org1]:
    """Org1 while its servers run. No client may have asked for another host meanwhile."""
    app = first_integration(world)
    assert app.private_key_file
    options = ServerOptions(workers=1, login_url=LOGIN_URL, instance_url=INSTANCE_URL)
    with Servers(world, options) as servers, Front(routes(servers), folder) as front:
        yield Org1(
            consumer_key=str(app.consumer_key),
            username=str(app.username),
            key_file=app.private_key_file,
            wrong_key_file=world.world.certs / "Old_Integration.key",
            environment=environment(front),
            revocation_url=f"{servers.addresses.login_url}/services/oauth2/revoke",
        )
    assert front.refused == []


def routes(servers: Servers) -> dict[str, int]:
    """The port that answers for each host. The Salesforce CLI asks ``test`` too, when ``login`` refuses it."""
    there = servers.addresses
    login, instance = (httpx.URL(url).port or 80 for url in (there.login_url, there.instance_url))
    return {"login.salesforce.com": login, "test.salesforce.com": login, "org1.my.salesforce.com": instance}


def environment(front: Front) -> dict[str, str]:
    """How each kind of client is told of the proxy, and of the authority whose certificates it is to trust."""
    trusted = str(front.authority_file)
    return {
        "HTTPS_PROXY": front.url,
        "https_proxy": front.url,
        "NO_PROXY": "",
        "no_proxy": "",
        "REQUESTS_CA_BUNDLE": trusted,
        "NODE_EXTRA_CA_CERTS": trusted,
    }
