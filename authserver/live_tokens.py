"""Finds what an access token stands for, in either of its forms, and lets a session live on that is used."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from plumbing.clock import Clock

from .access_tokens import TokenForge
from .connected_apps import ConnectedApp
from .jwt_access_tokens import JwtAccessTokens
from .org import Org
from .sessions import Lifetime, Session
from .store import Store
from .users import User


@dataclass(frozen=True, slots=True)
class LiveToken:
    """A token that may be used, with its own times in seconds since the epoch.

    Args:
        session: What it stands for.
        app: To which it was issued.
        user: Whose it is.
        issued_at: Of an opaque token, when its session began.
        not_before_at: From when on it is good.
        expires_at: Until when it is good.
        slides: Whether use prolongs it: what a JWT says of its end cannot be changed any more.
    """

    session: Session
    app: ConnectedApp
    user: User
    issued_at: int
    not_before_at: int
    expires_at: int
    slides: bool


class LiveTokens:
    """All tokens of one org.

    Args:
        org: The org.
        store: Where its sessions are.
        forge: Recognises opaque tokens.
        jwts: Recognises those that are JWTs.
        clock: Decides which are live.
    """

    def __init__(self, org: Org, store: Store, forge: TokenForge, jwts: JwtAccessTokens, clock: Clock) -> None:
        self._org = org
        self._store = store
        self._forge = forge
        self._jwts = jwts
        self._clock = clock

    def has_form(self, token: str) -> bool:
        """Whether the text could be a token of this org."""
        return self._forge.has_form(token) or self._jwts.has_form(token)

    def find(self, token: str) -> LiveToken | None:
        """What the token stands for, if it is live, and neither the org nor its user or app was shut out meanwhile."""
        if self._forge.has_form(token):
            session = self._store.find_session(token)
            return self._live(session, (session.issued_at, session.issued_at, session.expires_at)) if session else None
        dated = self._jwts.verified(token, self._clock())
        if dated is None:
            return None
        session = self._store.find_session_with_digest(dated.digest)
        if session is None:
            return None
        times = dated.issued_at, dated.not_before_at, min(dated.expires_at, session.expires_at)
        return self._live(session, times, slides=False)

    def why_dead(self, token: str) -> str:
        """Why a token that could be one of this org is not live: a clause for who repairs it, without secrets."""
        dated = None if self._forge.has_form(token) else self._jwts.verified(token, self._clock())
        if dated is None and not self._forge.has_form(token):
            return "a JWT that this org did not sign, or whose own time is over"
        session = self._store.find_session_with_digest(dated.digest) if dated else self._store.find_session(token)
        if session is None:
            return "no session of this org has it: altered, or forgotten with the state folder"
        if session.revoked:
            return "revoked"
        if not session.is_live(self._clock()):
            ended = datetime.fromtimestamp(session.expires_at, UTC)
            return f"its session ended, for nobody used it, at {ended:%Y-%m-%d %H:%M:%S} UTC"
        user, app = self._org.user_with_id(session.user_id), self._org.app(session.consumer_key)
        if user is None or app is None:
            return f"its {'app' if user else 'user'} is no longer in the org's file"
        return self._why_shut_out(app, user)

    def _why_shut_out(self, app: ConnectedApp, user: User) -> str:
        """Whom an administrator shut out since the token was issued, or empty."""
        if not self._org.is_active:
            return f"{self._org.name} is locked, closed or suspended"
        if user.frozen:
            return f"its user {user.username} is frozen"
        if not user.active:
            return f"its user {user.username} is not active"
        return f"its app {app.label} is blocked" if app.blocked else ""

    def use(self, token: LiveToken) -> LiveToken:
        """The token after one more use, from which on its session's idle time counts anew."""
        if not token.slides:
            return token
        now, lifetime = self._clock(), Lifetime.of_idle_session(self._org.session_seconds(token.app, token.user))
        if token.app.jwt_access_tokens and token.session.expires_at > lifetime.end(now):
            return token  # JWTs of the same session may say that they are good for so long
        return replace(token, expires_at=self._store.use(token.session, now, lifetime))

    def _live(self, session: Session, times: tuple[int, int, int], *, slides: bool = True) -> LiveToken | None:
        user, app = self._org.user_with_id(session.user_id), self._org.app(session.consumer_key)
        if user is None or app is None or not session.is_live(self._clock()):
            return None
        return None if self._why_shut_out(app, user) else LiveToken(session, app, user, *times, slides)
