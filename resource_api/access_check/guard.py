"""Lets a request in, or refuses it as Salesforce does, and as RFC 6750 says in the profile strict."""

from dataclasses import dataclass

import httpx

from plumbing.checks import Judgement, Outcome, judge
from plumbing.clock import Clock
from plumbing.redaction import excerpt
from resource_api.errors import ApiError, InsufficientScopeError, ServerUnavailableError
from resource_api.settings import Settings

from .bearer_token import authorization_of
from .checks import CHECKS, OAUTH_SCHEME, Access, token_has_the_api_scope
from .introspection import Introspection, Introspector
from .token_cache import TokenCache

#: Names the check that refused.
CHECK_HEADER = "Orgless-Access"
#: Tells why, in words, without secrets.
REASON_HEADER = "Orgless-Access-Reason"

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Caller:
    """The user in whose name a request comes.

    Args:
        identity: The identity URL.
        username: The user's name.
    """

    identity: str
    username: str

    @property
    def user_id(self) -> str:
        """The user's 18-character id: the identity URL's last part."""
        return self.identity.rpartition("/")[2]


class Guard:
    """Checks every request's token.

    Args:
        settings: Profile, cache, and how to ask.
        clock: For the cache.
        transport: Asks through this instead of a socket.
    """

    def __init__(self, settings: Settings, clock: Clock, transport: httpx.BaseTransport | None) -> None:
        self._is_strict = settings.profile == "strict"
        self._introspector = Introspector(settings, transport)
        self._cache = TokenCache(settings.token_cache_seconds, clock)

    def caller(self, header: str | None) -> Caller:
        """Who is calling, by the Authorization header.

        Raises:
            ApiError: A check refuses. Its headers name the check.
            IntrospectionFailedError: Nobody can say whether the token is live.
        """
        authorization = authorization_of(header)
        introspection = self._introspection(authorization.token) if authorization.token else None
        access = Access(authorization, introspection)
        tolerated = () if self._is_strict else (OAUTH_SCHEME,)
        for judgement in judge(CHECKS, access, tolerated=tolerated):
            if judgement.outcome is Outcome.REFUSED:
                raise self._refusal(judgement, token_was_sent=bool(authorization.token))
        assert introspection is not None  # noqa: S101  the checks hold
        return Caller(introspection.identity, introspection.username)

    def close(self) -> None:
        """Gives the connections to the authorization server back."""
        self._introspector.close()

    def _introspection(self, token: str) -> Introspection:
        return self._cache.answer(token, self._introspector.introspect)

    def _refusal(self, judgement: Judgement, *, token_was_sent: bool) -> ApiError:
        refused = judgement.check
        lacks_scope = refused is token_has_the_api_scope
        error: ApiError = (InsufficientScopeError if self._is_strict and lacks_scope else refused.error)(refused.says)
        error.headers[CHECK_HEADER] = refused.name
        if judgement.reason is not None:
            reason = judgement.reason
            told = f"expected {reason.expected}; got {reason.got}" + (f"; {reason.cause}" if reason.cause else "")
            error.headers[REASON_HEADER] = excerpt(told, _LONGEST_REASON).encode("ascii", "replace").decode()
        if self._is_strict:
            error.headers["WWW-Authenticate"] = _challenge(lacks_scope=lacks_scope, token_was_sent=token_was_sent)
        return error


def unavailable() -> ServerUnavailableError:
    """The answer where nobody can say whether a token is live."""
    error = ServerUnavailableError("The authorization server cannot be asked about this session at the moment")
    error.headers["Retry-After"] = "1"
    return error


def _challenge(*, lacks_scope: bool, token_was_sent: bool) -> str:
    """RFC 6750 3: no error code where no token was sent."""
    challenge = 'Bearer realm="Salesforce REST API"'
    if lacks_scope:
        return challenge + ', error="insufficient_scope", scope="api"'
    return challenge + ', error="invalid_token"' if token_was_sent else challenge
