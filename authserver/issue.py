"""Issues an access token: of the app's session with the user that lives already, or else of a new one.

A repeated grant gets the same opaque token, as was measured on a real org. Of JWTs nobody measured it: here it gets a
new JWT of the same session, since the old one's end is part of its text.
"""

from typing import NamedTuple

from .access_tokens import token_digest
from .connected_apps import ConnectedApp
from .jwt_access_tokens import Grant
from .services import Services
from .sessions import Lifetime
from .store import Login
from .users import User

#: Where tokens that are JWTs are good beside the instance. Nothing here serves that address.
_API_INSTANCE_URL = "https://api.salesforce.com"


class AppUser(NamedTuple):
    """An app, its user and the scope of the sessions between them (a tuple, since each exchange makes one)."""

    app: ConnectedApp
    user: User
    scope: str


def issue(made: Services, login: Login, to: AppUser, now: float) -> tuple[str, dict[str, str]]:
    """The token, and what stands in the answer beside it for its form's sake; ``now`` in seconds since the epoch."""
    seconds, minutes = made.org.session_seconds(to.app, to.user), to.app.jwt_access_token_minutes
    if not to.app.jwt_access_tokens:
        return _opaque(login, to, now, Lifetime.of_idle_session(seconds)), {}
    lifetime = Lifetime.of_dated_token(minutes * 60 if minutes else seconds)
    grant = Grant(
        app=to.app,
        user_id=to.user.user_id,
        identity_url=made.identity_url(to.user),
        scope=to.scope,
        digest=token_digest(_opaque(login, to, now, lifetime)),
        issued_at=int(now),
        expires_at=lifetime.end(now),
    )
    beside = {"token_format": "jwt", "api_instance_url": _API_INSTANCE_URL} if made.profile.salesforce_errors else {}
    return made.jwts.issue(grant), beside


def _opaque(login: Login, to: AppUser, now: float, lifetime: Lifetime) -> str:
    return login.open_session(to.app.consumer_key, to.user.user_id, to.scope, now, lifetime)
