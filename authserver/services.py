"""What the endpoints of one app share: the org, the store, the clock and the server's own names."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import current_app

from plumbing.clock import Clock
from plumbing.strict_toml import BadFileError, Problem

from .access_tokens import TokenForge, read_token_key
from .assertion.circumstances import Addresses, Circumstances, JtiRegister, lenient_audiences
from .assertion.profile import PROFILES, Profile
from .org import Org
from .org_file import load_org
from .settings import Settings
from .signing_key import public_jwk, read_public_key
from .store import Session, Store
from .users import User

_NAME = "orgless_authserver"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Made once per app by ``load_services``; ``services()`` finds them again inside a request."""

    settings: Settings
    org: Org
    profile: Profile
    store: Store
    forge: TokenForge
    clock: Clock
    audiences: dict[str, str]
    keys: tuple[dict[str, Any], ...]

    def circumstances(self, now: float, register: JtiRegister) -> Circumstances:
        """What an assertion that arrives now is judged against."""
        return Circumstances(self.org, self.audiences, self.profile, now, register)

    def identity_url(self, user: User) -> str:
        """Where the user's identity is described; clients parse org and user from its last two segments."""
        return f"{self.settings.login_url}/id/{self.org.org_id}/{user.user_id}"

    def live_session(self, token: str) -> Session | None:
        """The token's session, if it is live, its user active and its app not blocked."""
        session = self.store.find_session(token) if self.forge.has_form(token) else None
        if session is None or not session.is_live(self.clock()):
            return None
        user, app = self.org.user_with_id(session.user_id), self.org.app(session.consumer_key)
        return session if user and user.active and app and not app.blocked else None


def load_services(settings: Settings, clock: Clock) -> Services:
    """Reads the org and opens the store.

    Raises:
        BadFileError: With every problem of the files.
    """
    problems: list[Problem] = []
    token_key = _read(settings.token_key_file, read_token_key, problems)
    org = _read(settings.world / "org1.toml", lambda file: load_org(file, settings.certs), problems)
    key = _read(settings.certs / org.signing_key_file, read_public_key, problems) if org else None
    if org is None or key is None or token_key is None:
        raise BadFileError(problems)
    forge = TokenForge(token_key, org.org_id)
    return Services(
        settings=settings,
        org=org,
        profile=PROFILES[settings.profile],
        store=Store(settings.database_url, forge),
        forge=forge,
        clock=clock,
        audiences=lenient_audiences(org, Addresses(settings.login_url, settings.instance_url)),
        keys=(public_jwk(key),),
    )


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
