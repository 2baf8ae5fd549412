"""Lets a request in, or refuses it as Salesforce does, and as RFC 6750 says in the profile strict."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from plumbing.checks import Check, Judgement, Outcome, judge
from plumbing.clock import Clock
from plumbing.redaction import excerpt
from resource_api.authorization_server import AuthorizationServer
from resource_api.errors import ApiError, InsufficientScopeError, ServerUnavailableError
from resource_api.settings import Settings

from .bearer_token import OAUTH_SCHEME, authorization_header_holds_a_bearer_token, authorization_of
from .checks import SESSION_CHECKS, Access, token_has_the_api_scope
from .introspection import Introspection, Introspector
from .jwt_access_token import looks_like_a_jwt, read_jwt
from .jwt_checks import JWT_CHECKS
from .key_set import KeySet
from .presented_jwt import SALESFORCE_FORM, STRICT_FORM, PresentedJwt
from .token_cache import TokenCache

#: Names the check that refused.
CHECK_HEADER = "Orgless-Access"
#: Tells why, in words, without secrets.
REASON_HEADER = "Orgless-Access-Reason"

_LONGEST_REASON = 400
_UNAUTHORIZED = 401

T = TypeVar("T")


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
        settings: Profile, cache, and this API's own address.
        clock: For the cache, and for tokens that say when they expire.
        server: The authorization server.
    """

    def __init__(self, settings: Settings, clock: Clock, server: AuthorizationServer) -> None:
        self._is_strict = settings.profile == "strict"
        self._form = STRICT_FORM if self._is_strict else SALESFORCE_FORM
        self._instance_url = settings.instance_url
        self._clock = clock
        self._introspector = Introspector(server)
        self._keys = KeySet(server, clock)
        self._cache = TokenCache(settings.token_cache_seconds, clock)

    def caller(self, header: str | None) -> Caller:
        """Who is calling, by the Authorization header.

        Raises:
            ApiError: A check refuses. Its headers name the check.
            NoAnswerError: Nobody can say whether the token is live, or which keys there are.
        """
        authorization = authorization_of(header)
        token = authorization.token
        self._demand([authorization_header_holds_a_bearer_token], authorization, token_was_sent=bool(token))
        if looks_like_a_jwt(token):
            shown = PresentedJwt(read_jwt(token), self._form, self._instance_url, self._keys, self._clock())
            self._demand(JWT_CHECKS, shown)
        introspection = self._introspection(token)
        self._demand(SESSION_CHECKS, Access(token, introspection))
        return Caller(introspection.identity, introspection.username)

    def _introspection(self, token: str) -> Introspection:
        return self._cache.answer(token, self._introspector.introspect)

    def _demand(self, checks: Iterable[Check[T]], subject: T, *, token_was_sent: bool = True) -> None:
        """Raises the first refusal."""
        tolerated = () if self._is_strict else (OAUTH_SCHEME,)
        for judgement in judge(checks, subject, tolerated=tolerated):
            if judgement.outcome is Outcome.REFUSED:
                raise self._refusal(judgement, token_was_sent=token_was_sent)

    def _refusal(self, judgement: Judgement, *, token_was_sent: bool) -> ApiError:
        refused = judgement.check
        lacks_scope = refused is token_has_the_api_scope
        error: ApiError = (InsufficientScopeError if self._is_strict and lacks_scope else refused.error)(refused.says)
        error.headers[CHECK_HEADER] = refused.name
        if judgement.reason is not None:
            reason = judgement.reason
            told = f"expected {reason.expected}; got {reason.got}" + (f"; {reason.cause}" if reason.cause else "")
            error.headers[REASON_HEADER] = excerpt(told, _LONGEST_REASON).encode("ascii", "replace").decode()
        if self._is_strict and (lacks_scope or error.status == _UNAUTHORIZED):
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
