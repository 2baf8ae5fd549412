"""Org1 as its administrator set it up: users, connected apps, policies."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from plumbing.salesforce_id import id_for


class PermittedUsers(StrEnum):
    """A connected app's OAuth policy "Permitted Users", in the words of Setup."""

    SELF_AUTHORIZE = "all users may self-authorize"
    PRE_AUTHORIZED = "admin approved users are pre-authorized"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of Org1."""

    username: str
    email: str
    first_name: str
    last_name: str
    profile: str
    permission_sets: tuple[str, ...] = ()
    active: bool = True
    user_id: str = field(init=False)

    def __post_init__(self) -> None:
        """Makes the id, which is always the same for the same username."""
        object.__setattr__(self, "user_id", id_for("005", self.username.casefold()))

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


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
        return ConsumerSecret(_digest(text), len(text))

    def is_it(self, text: str) -> bool:
        """Whether this is the secret; takes the same time whatever it is."""
        return hmac.compare_digest(_digest(text), self.digest)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedApp:
    """A connected app of Org1: who calls, with which key, and who may use it."""

    label: str
    consumer_key: str
    certificate: RegisteredCertificate | None
    secret: ConsumerSecret | None
    scopes: tuple[str, ...]
    permitted_users: PermittedUsers
    profiles: tuple[str, ...]
    permission_sets: tuple[str, ...]
    blocked: bool
    introspect_all_tokens: bool

    def has_secret(self, secret: str) -> bool:
        """Whether this is the consumer secret; never where the app has none."""
        return self.secret is not None and self.secret.is_it(secret)

    @property
    def granted_scopes(self) -> tuple[str, ...]:
        """The scopes of the tokens that it gets, less the refresh token's, which this flow never issues."""
        return tuple(scope for scope in self.scopes if scope not in REFRESH_SCOPES)


#: The two names of the scope that the flow demands although it never gives out a refresh token.
REFRESH_SCOPES = frozenset({"refresh_token", "offline_access"})


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


@dataclass(frozen=True, kw_only=True)
class Org:
    """Org1: what its administrator decided, and nothing of what its users do."""

    org_id: str  # 18 characters
    name: str
    my_domain: str
    is_sandbox: bool
    signing_key_file: str
    users: tuple[User, ...]
    connected_apps: tuple[ConnectedApp, ...]
    approvals: tuple[Approval, ...]

    @property
    def login_audience(self) -> str:
        """Whom an assertion must be made out to."""
        return f"https://{'test' if self.is_sandbox else 'login'}.salesforce.com"

    @property
    def my_domain_url(self) -> str:
        """The org's own address in life."""
        return f"https://{self.my_domain}.my.salesforce.com"

    @cached_property
    def _users_by_name(self) -> dict[str, User]:
        return {user.username.casefold(): user for user in self.users}

    @cached_property
    def _users_by_id(self) -> dict[str, User]:
        return {user.user_id[:15]: user for user in self.users}

    @cached_property
    def _apps_by_key(self) -> dict[str, ConnectedApp]:
        return {app.consumer_key: app for app in self.connected_apps}

    @cached_property
    def _secret_digests(self) -> frozenset[bytes]:
        return frozenset(app.secret.digest for app in self.connected_apps if app.secret is not None)

    @cached_property
    def secret_lengths(self) -> tuple[int, ...]:
        """How long the apps' secrets are that can be told from other text, in characters, the shortest first."""
        lengths = {app.secret.length for app in self.connected_apps if app.secret is not None}
        return tuple(sorted(length for length in lengths if length >= SHORTEST_TELLING_SECRET))

    def user(self, username: str) -> User | None:
        """The user of that name, without regard to letter case."""
        return self._users_by_name.get(username.casefold())

    def user_with_id(self, user_id: str) -> User | None:
        """The user with that id of 15 or 18 characters."""
        user = self._users_by_id.get(user_id[:15])
        return user if user is not None and user.user_id.startswith(user_id) else None

    def app(self, consumer_key: str) -> ConnectedApp | None:
        """The connected app with exactly that consumer key."""
        return self._apps_by_key.get(consumer_key)

    def is_a_consumer_secret(self, text: str) -> bool:
        """Whether the text is the consumer secret of an app, and must not be shown."""
        return _digest(text) in self._secret_digests

    def is_assigned(self, app: ConnectedApp, user: User) -> bool:
        """Whether the user's profile or one of the permission sets is assigned to the app."""
        return user.profile in app.profiles or not set(app.permission_sets).isdisjoint(user.permission_sets)

    def approvals_that_count(self, app: ConnectedApp, user: User) -> list[Approval]:
        """The user's earlier approvals of the app that gave out a refresh token."""
        name = user.username.casefold()
        return [
            approval
            for approval in self.approvals
            if approval.counts
            and approval.connected_app.casefold() == app.label.casefold()
            and approval.username.casefold() == name
        ]

    def scopes_for(self, app: ConnectedApp, user: User) -> tuple[str, ...]:
        """The scopes of a token for this user: the app's own, or of these the ones that the user approved."""
        if app.permitted_users is PermittedUsers.PRE_AUTHORIZED:
            return app.granted_scopes
        approved = {scope for approval in self.approvals_that_count(app, user) for scope in approval.scopes}
        return tuple(scope for scope in app.granted_scopes if scope in approved or "full" in approved)

    def may_use(self, app: ConnectedApp, user: User) -> bool:
        """Whether a good assertion for this user and app gets a token."""
        if app.permitted_users is PermittedUsers.PRE_AUTHORIZED:
            allowed = self.is_assigned(app, user)
        else:
            allowed = bool(self.approvals_that_count(app, user))
        return user.active and allowed and not app.blocked and not REFRESH_SCOPES.isdisjoint(app.scopes)

    def users_who_may_use(self, app: ConnectedApp) -> tuple[User, ...]:
        """All users for whom a good assertion gets a token, in the order of the file."""
        return tuple(user for user in self.users if self.may_use(app, user))
