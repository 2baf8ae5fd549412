"""Keys made per run, Org2 with good defaults, and an Org1 that answers as it is told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from client_demo.certificates import make_certificate
from client_demo.flow import Org2Caller
from client_demo.key_files import KeyPair, load_key_pair
from client_demo.org2 import Certificate, NamedCredential, Org2, User
from client_demo.token_cache import TokenCache
from plumbing.private_files import write_private

DEMO_FILE = Path(__file__).parents[2] / "orgless" / "demo_world" / "org2.toml"
NOW = 1_800_000_000.25
ORG_ID = "00Dyy0000002hQMEAY"
ISSUER = "3MVG9orglessDemoWorldOrg2Integration0000000000000000000000000000000000000000000000001"
OPAQUE_TOKEN = "00Dxx0000001gPL!AQEAQ" + "Zb4.xK_9" * 11 + "abcd"


@dataclass
class MovableClock:
    now_at: float = NOW

    def __call__(self) -> float:
        return self.now_at


@dataclass
class FakeOrg1:
    """Answers token requests and API calls from two lists, the last of which repeats; remembers what came."""

    tokens: list[httpx.Response] = field(default_factory=list)
    api: list[httpx.Response] = field(default_factory=list)
    seen: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        answers = self.tokens if request.url.path == "/services/oauth2/token" else self.api
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.seen]


@pytest.fixture(scope="session")
def pems() -> tuple[str, str]:
    return make_certificate("Org2_JWT", ORG_ID, "Org2", 2048, NOW)


@pytest.fixture(scope="session")
def other_pems() -> tuple[str, str]:
    return make_certificate("Old_Integration", ORG_ID, "Org2", 2048, NOW)


@pytest.fixture
def certs(tmp_path: Path, pems: tuple[str, str], other_pems: tuple[str, str]) -> Path:
    """The demo world's certificates' folder."""
    folder = tmp_path / "certs"
    for name, (key, certificate) in (("Org2_JWT", pems), ("Old_Integration", other_pems)):
        write_private(folder / f"{name}.key", key)
        (folder / f"{name}.crt").write_text(certificate)
    return folder


@pytest.fixture
def demo_text() -> str:
    return DEMO_FILE.read_text(encoding="utf-8")


@pytest.fixture
def world(tmp_path: Path, certs: Path, demo_text: str) -> Path:
    """A world folder with the demo world's org2.toml."""
    assert certs.parent == tmp_path
    (tmp_path / "org2.toml").write_text(demo_text, encoding="utf-8")
    return tmp_path


def _refuse(key: str, message: str) -> None:
    pytest.fail(f"{key}: {message}")


@pytest.fixture
def key_pair(certs: Path) -> KeyPair:
    pair = load_key_pair("Org2_JWT", certs / "Org2_JWT.key", certs / "Org2_JWT.crt", _refuse)
    assert pair is not None
    return pair


@pytest.fixture
def a_credential() -> Callable[..., NamedCredential]:
    """Builds the named credential of the demo world, with changes."""

    def build(**changes: Any) -> NamedCredential:
        good = NamedCredential(
            label="Org1",
            name="Org1",
            url="https://org1.my.salesforce.com",
            identity_type="Per User",
            authentication_protocol="JWT Token Exchange",
            token_endpoint_url="https://login.salesforce.com/services/oauth2/token",
            scope="api web refresh_token offline_access",
            issuer=ISSUER,
            per_user_subject='"max@org1.example"',
            audiences=("https://login.salesforce.com",),
            token_valid_for=1,
            token_valid_for_unit="Hours",
            jwt_signing_certificate="Org2_JWT",
        )
        return replace(good, **changes)

    return build


@pytest.fixture
def anna() -> User:
    return User(
        username="anna@org2.example",
        email="anna.schmidt@example.com",
        first_name="Anna",
        last_name="Schmidt",
        federation_id="max@org1.example",
    )


@pytest.fixture
def an_org2(a_credential: Callable[..., NamedCredential], key_pair: KeyPair, anna: User) -> Callable[..., Org2]:
    """Builds Org2 with one named credential, changed as said."""

    def build(*, users: tuple[User, ...] | None = None, **changes: Any) -> Org2:
        return Org2(
            id=ORG_ID,
            name="Org2",
            users=(anna,) if users is None else users,
            certificates=(
                Certificate(name="Org2_JWT", private_key_file="Org2_JWT.key", certificate_file="Org2_JWT.crt"),
            ),
            named_credentials=(a_credential(**changes),),
            key_pairs={"Org2_JWT": key_pair},
        )

    return build


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def org1() -> FakeOrg1:
    """An Org1 that gives a token and answers a query."""
    return FakeOrg1(
        tokens=[httpx.Response(200, json={"access_token": OPAQUE_TOKEN, "token_type": "Bearer", "scope": "api web"})],
        api=[httpx.Response(200, json={"totalSize": 1, "records": [{"Id": "001", "Name": "Acme"}]})],
    )


@pytest.fixture
def tokens(tmp_path: Path) -> Iterator[TokenCache]:
    cache = TokenCache(f"sqlite:///{tmp_path / 'state' / 'client_demo.sqlite3'}")
    yield cache
    cache.close()


@pytest.fixture
def a_caller(
    an_org2: Callable[..., Org2], org1: FakeOrg1, tokens: TokenCache, clock: MovableClock
) -> Callable[..., Org2Caller]:
    """Builds what makes callouts to the fake Org1, as Org2 with a changed named credential."""

    def build(**changes: Any) -> Org2Caller:
        client = httpx.Client(transport=httpx.MockTransport(org1), trust_env=False)
        return Org2Caller(an_org2(**changes), client, tokens, clock)

    return build
