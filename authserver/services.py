"""What the endpoints of one app share: the org, the store, the clock and the server's own names."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import current_app

from plumbing.clock import Clock
from plumbing.strict_toml import BadFileError, Problem

from .access_tokens import TokenForge, read_token_key
from .assertion.circumstances import LOGIN_HOSTS, Addresses, Circumstances, LoginRegister, ServerNames, names_of
from .assertion.profile import PROFILES, Profile
from .directory import Directory
from .jwt_access_tokens import JwtAccessTokens
from .live_tokens import LiveTokens
from .neighbours import load_org_of_world, main_org_file
from .org import Org
from .settings import Settings
from .signing_key import SigningKeys
from .store import Store
from .users import User

_NAME = "orgless_authserver"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Made once per app by ``load_services``; ``services()`` finds them again inside a request.

    Args:
        settings: Of this server.
        org: Whose authorization server it is.
        org_changed_at: When the org's file was last changed, in seconds since the epoch.
        profile: The profile in force.
        store: Sessions, used ids, logins.
        tokens: What access tokens stand for.
        jwts: Makes those that are JWTs.
        signing_keys: The org's.
        clock: The time.
        names: What this server is called.
        directory: What the org's own REST API is told of the org.
    """

    settings: Settings
    org: Org
    org_changed_at: float
    profile: Profile
    store: Store
    tokens: LiveTokens
    jwts: JwtAccessTokens
    signing_keys: SigningKeys
    clock: Clock
    names: ServerNames
    directory: Directory

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses that this server answers for, its own first; each describes itself."""
        settings = self.settings
        in_life = (*(f"https://{host}" for host in sorted(LOGIN_HOSTS)), self.org.my_domain_url)
        return (settings.login_url, settings.instance_url, *settings.also_known_as, *in_life)

    def circumstances(self, now: float, register: LoginRegister) -> Circumstances:
        """What an assertion that arrives now is judged against."""
        return Circumstances(self.org, self.names, self.profile, now, register)

    def identity_url(self, user: User) -> str:
        """Where the user's identity is described; clients parse org and user from its last two segments."""
        return f"{self.settings.login_url}/id/{self.org.org_id}/{user.user_id}"


def load_services(settings: Settings, clock: Clock) -> Services:
    """Reads the org and opens the store.

    Raises:
        BadFileError: With every problem of the files.
    """
    problems: list[Problem] = []
    token_key = _read(settings.token_key_file, read_token_key, problems)
    org_file = settings.org_file or main_org_file(settings.world)
    org = _read(org_file, lambda file: load_org_of_world(file, settings.world, settings.certs), problems)
    keys = _read_signing_keys(org, settings.certs / org.signing_key_file, problems) if org else None
    if org is None or keys is None or token_key is None:
        raise BadFileError(problems)
    forge = TokenForge(token_key, org.org_id)
    return _assembled(settings, clock, org, keys, forge=forge, org_changed_at=org_file.stat().st_mtime)


def _assembled(  # noqa: PLR0913  each was read from another place
    settings: Settings, clock: Clock, org: Org, keys: SigningKeys, *, forge: TokenForge, org_changed_at: float
) -> Services:
    profile, store = PROFILES[settings.profile], Store(settings.database_url, forge)
    jwts = JwtAccessTokens(org.org_id, settings.instance_url, keys, is_strict=not profile.salesforce_errors)
    return Services(
        settings=settings,
        org=org,
        org_changed_at=org_changed_at,
        profile=profile,
        store=store,
        tokens=LiveTokens(org, store, forge, jwts, clock),
        jwts=jwts,
        signing_keys=keys,
        clock=clock,
        names=names_of(org, Addresses(settings.login_url, settings.instance_url)),
        directory=Directory(org),
    )


def _read_signing_keys(org: Org, file: Path, problems: list[Problem]) -> SigningKeys | None:
    """The org's keys; an app that held one of them could make access tokens (RFC 8725 3.1)."""
    keys = _read(file, lambda path: SigningKeys(path, org.org_id), problems)
    own = {key.public.public_numbers() for key in keys.current()} if keys else set()
    for app in org.connected_apps:
        if any(one.public_key.public_numbers() in own for one in app.certificates):
            told = f"holds the key of the certificate of “{app.label}”; delete it, then `orgless certs` makes a new one"
            problems.append(Problem(file, "", told))
            return None
    return keys


def _read(file: Path, reader: Callable[[Path], T], problems: list[Problem]) -> T | None:
    """What the reader makes of the file; None where that failed, and why stands among the problems then."""
    try:
        return reader(file)
    except BadFileError as error:
        problems.extend(error.problems)
    except ValueError as error:
        problems.append(Problem(file, "", str(error).removeprefix(f"{file}: ")))
    return None


def keep(app: Any, made: Services) -> None:
    """Hangs the services on the app."""
    app.extensions[_NAME] = made


def services() -> Services:
    """The services of the app that serves the current request."""
    return cast("Services", current_app.extensions[_NAME])
