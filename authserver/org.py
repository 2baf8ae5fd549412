"""Org1 as its administrator set it up: users, connected apps, policies."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from .connected_apps import (
    REFRESH_SCOPES,
    SHORTEST_TELLING_SECRET,
    AppElsewhere,
    Approval,
    ConnectedApp,
    ConsumerSecret,
    PermittedUsers,
    secret_digest,
)
from .users import User, UserProfile

#: The session timeout of an org that nobody changed it in, in minutes.
USUAL_SESSION_MINUTES = 120
#: The file of the keys that an org signs with, where its own file names none.
USUAL_SIGNING_KEY = "Org1_signing.key"
#: Salesforce's limit of logins per user and hour.
USUAL_LOGIN_RATE = 3600


class ApiRefusal(StrEnum):
    """Why a live token may not call the REST API."""

    NO_API_IN_ORG = "org_has_no_api"
    NO_API_FOR_USER = "user_has_no_api_permission"
    API_ACCESS_CONTROL = "api_access_control"


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
    profiles: tuple[UserProfile, ...] = ()
    is_active: bool = True
    api_enabled: bool = True
    api_access_control: bool = False
    session_timeout_minutes: int = USUAL_SESSION_MINUTES
    logins_per_user_and_hour: int = USUAL_LOGIN_RATE
    apps_elsewhere: tuple[AppElsewhere, ...] = ()

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
    def _apps_elsewhere_by_key(self) -> dict[str, AppElsewhere]:
        return {one.app.consumer_key: one for one in self.apps_elsewhere}

    @cached_property
    def _profiles_by_name(self) -> dict[str, UserProfile]:
        return {profile.name: profile for profile in self.profiles}

    @cached_property
    def _secrets(self) -> tuple[ConsumerSecret, ...]:
        """Those of the world's other orgs are among them: what is pasted here may be theirs."""
        apps = (*self.connected_apps, *(one.app for one in self.apps_elsewhere))
        return tuple(app.secret for app in apps if app.secret is not None)

    @cached_property
    def _secret_digests(self) -> frozenset[bytes]:
        return frozenset(secret.digest for secret in self._secrets)

    @cached_property
    def secret_lengths(self) -> tuple[int, ...]:
        """How long the apps' secrets are that can be told from other text, in characters, the shortest first."""
        lengths = {secret.length for secret in self._secrets}
        return tuple(sorted(length for length in lengths if length >= SHORTEST_TELLING_SECRET))

    def user(self, username: str) -> User | None:
        """The user of that name, without regard to letter case."""
        return self._users_by_name.get(username.casefold())

    def user_with_id(self, user_id: str) -> User | None:
        """The user with that id of 15 or 18 characters."""
        user = self._users_by_id.get(user_id[:15])
        return user if user is not None and user.user_id.startswith(user_id) else None

    def profile_of(self, user: User) -> UserProfile:
        """The user's profile; one that the file does not describe restricts nothing."""
        return self._profiles_by_name.get(user.profile) or UserProfile(name=user.profile)

    def app(self, consumer_key: str) -> ConnectedApp | None:
        """The connected app of this org with exactly that consumer key."""
        return self._apps_by_key.get(consumer_key)

    def app_elsewhere(self, consumer_key: str) -> AppElsewhere | None:
        """The app with that consumer key, where only another org of the world has registered it."""
        return None if consumer_key in self._apps_by_key else self._apps_elsewhere_by_key.get(consumer_key)

    def is_a_consumer_secret(self, text: str) -> bool:
        """Whether the text is the consumer secret of an app, and must not be shown."""
        return secret_digest(text) in self._secret_digests

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

    def session_seconds(self, app: ConnectedApp, user: User) -> int:
        """How long an idle session lives: by the app's policy, else by the user's profile, else by the org's."""
        described = self._profiles_by_name.get(user.profile)
        of_profile = described.session_timeout_minutes if described else None
        return 60 * (app.session_timeout_minutes or of_profile or self.session_timeout_minutes)

    def refusal_of_the_api(self, app: ConnectedApp, user: User) -> ApiRefusal | None:
        """Why a live token of this app and user may not call the REST API; None where it may."""
        if not self.api_enabled:
            return ApiRefusal.NO_API_IN_ORG
        if not self.profile_of(user).api_enabled:
            return ApiRefusal.NO_API_FOR_USER
        if self.api_access_control and not app.allowed_by_api_access_control:
            return ApiRefusal.API_ACCESS_CONTROL
        return None

    def may_use(self, app: ConnectedApp, user: User) -> bool:
        """Whether a good assertion for this user and app gets a token, asked from an address that is let in."""
        if app.permitted_users is PermittedUsers.PRE_AUTHORIZED:
            allowed = self.is_assigned(app, user)
        else:
            allowed = bool(self.approvals_that_count(app, user))
        is_usable = self.is_active and not app.blocked and app.jwt_bearer_flow and app.permitted_users is not None
        is_usable = is_usable and not REFRESH_SCOPES.isdisjoint(app.scopes)
        return is_usable and allowed and user.active and not user.frozen

    def users_who_may_use(self, app: ConnectedApp) -> tuple[User, ...]:
        """All users for whom a good assertion gets a token, in the order of the file."""
        return tuple(user for user in self.users if self.may_use(app, user))
