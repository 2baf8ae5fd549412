"""The apps that may ask Org1 for tokens, as its administrator registered them, and who approved which."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


class AppKind(StrEnum):
    """The two kinds of apps; since Spring '26 new ones are external client apps."""

    CONNECTED_APP = "connected app"
    EXTERNAL_CLIENT_APP = "external client app"


class PermittedUsers(StrEnum):
    """A connected app's OAuth policy "Permitted Users", in the words of Setup."""

    SELF_AUTHORIZE = "all users may self-authorize"
    PRE_AUTHORIZED = "admin approved users are pre-authorized"


class IpRelaxation(StrEnum):
    """An app's OAuth policy "IP Relaxation". The JWT bearer flow enforces a profile's ranges whatever it says."""

    ENFORCE = "enforce IP restrictions"
    RELAX_FOR_REFRESH = "enforce IP restrictions, but relax for refresh tokens"
    RELAX_FOR_ACTIVATED_DEVICES = "relax IP restrictions for activated devices"
    RELAX = "relax IP restrictions"


@dataclass(frozen=True, slots=True)
class RegisteredCertificate:
    """The certificate that was uploaded to a connected app; only its key counts for the signature."""

    file_name: str
    subject: str
    fingerprint: str  # SHA-256, as aa:bb:…
    not_before_at: datetime
    not_after_at: datetime
    public_key: RSAPublicKey


#: Shorter secrets are not looked for in what is sent, in characters: they would turn up in anything.
SHORTEST_TELLING_SECRET = 8


@dataclass(frozen=True, slots=True)
class ConsumerSecret:
    """A connected app's secret, of which no more is kept than recognises it: SHA-256 and length."""

    digest: bytes = field(repr=False)
    length: int = field(repr=False)

    @staticmethod
    def of(text: str) -> "ConsumerSecret":
        """The secret that the text is."""
        return ConsumerSecret(secret_digest(text), len(text))

    def is_it(self, text: str) -> bool:
        """Whether this is the secret; takes the same time whatever it is."""
        return hmac.compare_digest(secret_digest(text), self.digest)


def secret_digest(text: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


#: The two names of the scope that the flow demands although it never gives out a refresh token.
REFRESH_SCOPES = frozenset({"refresh_token", "offline_access"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedApp:
    """A connected app or external client app of Org1: who calls, with which key, and who may use it.

    Args:
        label: What people call it.
        consumer_key: What the issuer claim names.
        certificate: Whose key its assertions are signed with.
        next_certificate: Whose key counts as well, while the client goes over to it; Salesforce has no such thing.
        secret: With which it authenticates itself.
        scopes: The selected OAuth scopes.
        permitted_users: None only for an external client app whose policies nobody made.
        profiles: Assigned profiles.
        permission_sets: Assigned permission sets.
        blocked: An administrator blocked it.
        introspect_all_tokens: It may ask about the tokens of other apps.
        kind: Connected app or external client app.
        jwt_bearer_flow: Whether an external client app has the flow enabled.
        jwt_access_tokens: Its access tokens are JWTs.
        jwt_access_token_minutes: How long such a token lives; the session's own timeout where it is None.
        session_timeout_minutes: The app's own session policy.
        ip_relaxation: Does not matter in this flow; people change it in vain.
        allowed_by_api_access_control: An administrator installed it and put it on the list of API Access Control.
    """

    label: str
    consumer_key: str
    certificate: RegisteredCertificate | None
    secret: ConsumerSecret | None
    scopes: tuple[str, ...]
    permitted_users: PermittedUsers | None
    profiles: tuple[str, ...]
    permission_sets: tuple[str, ...]
    blocked: bool
    introspect_all_tokens: bool
    kind: AppKind = AppKind.CONNECTED_APP
    jwt_bearer_flow: bool = True
    jwt_access_tokens: bool = False
    jwt_access_token_minutes: int | None = None
    session_timeout_minutes: int | None = None
    ip_relaxation: IpRelaxation = IpRelaxation.ENFORCE
    allowed_by_api_access_control: bool = False
    next_certificate: RegisteredCertificate | None = None

    @property
    def certificates(self) -> tuple[RegisteredCertificate, ...]:
        """All that are registered: one, two while keys are rotated, or none."""
        return tuple(one for one in (self.certificate, self.next_certificate) if one is not None)

    @property
    def is_external(self) -> bool:
        """Whether it is an external client app."""
        return self.kind is AppKind.EXTERNAL_CLIENT_APP

    def has_secret(self, secret: str) -> bool:
        """Whether this is the consumer secret; never where the app has none."""
        return self.secret is not None and self.secret.is_it(secret)

    @property
    def granted_scopes(self) -> tuple[str, ...]:
        """The scopes of the tokens that it gets, less the refresh token's, which this flow never issues."""
        return tuple(scope for scope in self.scopes if scope not in REFRESH_SCOPES)


@dataclass(frozen=True, slots=True)
class AppElsewhere:
    """An app that another org of the same world registered, and this org did not."""

    app: ConnectedApp
    org_name: str
    my_domain_url: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A user authorized an app in an interactive flow."""

    username: str
    connected_app: str
    scopes: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Only an approval that gave out a refresh token counts in this flow."""
        return not REFRESH_SCOPES.isdisjoint(self.scopes)
