"""The demo world with freshly made keys in a temporary folder, and assertions that its client signs."""

import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import bare_view
import jwt
import stock_grant
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from orgless.integration import first_integration
from orgless.loading import load
from orgless.world import DEMO_WORLD, find_world

_NO_LIMIT = "logins_per_user_and_hour = 1_000_000"
_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrg:
    """An org, one connected app of it with its private key, and a user who may use it.

    Args:
        folder: Where its keys lie and its server keeps what it remembers.
        consumer_key: The connected app's.
        private_key: The key of the app's certificate.
        certificate_file: The app's certificate.
        username: The user's.
        audience: The org's login host.
        validity_seconds: How long assertions are valid; the named credential says so.
    """

    folder: Path
    consumer_key: str
    private_key: RSAPrivateKey
    certificate_file: Path
    username: str
    audience: str
    validity_seconds: int

    def form(self, *, with_jti: bool) -> str:
        """A token request's body with a new assertion that has the claims of a named credential.

        Args:
            with_jti: Add an id, so that the assertion can be used once only; else it can be used until it expires.
        """
        now = int(time.time())
        claims = {
            "iss": self.consumer_key,
            "sub": self.username,
            "aud": self.audience,
            "nbf": now,
            "iat": now,
            "exp": now + self.validity_seconds,
            **({"jti": str(uuid4())} if with_jti else {}),
        }
        assertion = jwt.encode(claims, self.private_key, "RS256", {"kid": self.certificate_file.stem})
        return urlencode({"grant_type": _GRANT_TYPE, "assertion": assertion})

    def orgless_environment(self) -> dict[str, str]:
        """What our server is told; ``{url}`` is where it listens."""
        return {
            "ORGLESS_WORLD": str(DEMO_WORLD),
            "ORGLESS_ORG_FILE": str(self.folder / "org1.toml"),
            "ORGLESS_CERTS": str(self.folder / "certs"),
            "ORGLESS_STATE": str(self.folder / "state"),
            "ORGLESS_LOGIN_URL": "{url}",
        }

    def stock_environment(self) -> dict[str, str]:
        """What the stock grant is told."""
        return {
            stock_grant.CONSUMER_KEY: self.consumer_key,
            stock_grant.CERTIFICATE_FILE: str(self.certificate_file),
            stock_grant.USERNAME: self.username,
            stock_grant.AUDIENCE: self.audience,
            "AUTHLIB_INSECURE_TRANSPORT": "true",  # its integration takes no plain HTTP, not even on loopback
        }

    def bare_environment(self, answer: bytes) -> dict[str, str]:
        """What the bare view is told: an answer of ours, which it repeats."""
        return {bare_view.ANSWER: answer.decode()}


def make_demo_org(folder: Path) -> DemoOrg:
    """The demo world with new keys in ``folder``; its users may log in as often as is measured."""
    certs = folder / "certs"
    loaded = load(find_world(DEMO_WORLD, {"ORGLESS_CERTS": str(certs)}), lambda _: None)
    org1 = (DEMO_WORLD / "org1.toml").read_text(encoding="utf-8")
    (folder / "org1.toml").write_text(org1.replace("[org]\n", f"[org]\n{_NO_LIMIT}\n", 1), encoding="utf-8")
    found = first_integration(loaded)
    if not (found.consumer_key and found.private_key_file and found.certificate_file and found.username):
        raise RuntimeError("the demo world has an app and a user")
    key = load_pem_private_key(found.private_key_file.read_bytes(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the demo world's keys are RSA keys")
    return DemoOrg(
        folder=folder,
        consumer_key=found.consumer_key,
        private_key=key,
        certificate_file=found.certificate_file,
        username=found.username,
        audience=found.audience,
        validity_seconds=loaded.org2.named_credentials[0].validity_seconds,
    )
