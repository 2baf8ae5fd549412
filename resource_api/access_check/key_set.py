"""The authorization server's public keys (RFC 7517 5), fetched from its configured address and from nowhere else."""

import threading
from enum import Enum, auto
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import InvalidKeyError
from jwt.algorithms import RSAAlgorithm

from plumbing.clock import Clock
from resource_api.authorization_server import AuthorizationServer, NoAnswerError

PATH = "/id/keys"

#: For so long keys are believed without asking again, in seconds.
REMEMBERED_SECONDS = 300.0
#: A ``kid`` that is not among the keys makes this API ask again, but not more often than this, in seconds. So whoever
#: makes names up causes few questions.
SECONDS_BETWEEN_QUESTIONS = 5.0

_SMALLEST_KEY, _LARGEST_KEY = 2_048, 8_192
_MOST_KEYS = 100
_OK = 200


class NoKey(Enum):
    """Why there is no key of a name.

    ``UNKNOWN``: the authorization server was last asked for its keys because of this name, and has none.
    ``NOT_ASKED``: it was asked a moment ago, and may have made one since. Nothing is known of the token then.
    """

    UNKNOWN = auto()
    NOT_ASKED = auto()


class KeySet:
    """The keys by their ``kid``. All are RSA keys for RS256; whatever else the set holds is left out.

    Args:
        server: The authorization server.
        clock: For how long the keys are remembered.
    """

    def __init__(self, server: AuthorizationServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, RSAPublicKey] = {}
        self._asked_at: float | None = None
        self._asked_for = ""  # the name because of which it was asked last
        self._questions = 0
        self._failure = ""

    def key_named(self, kid: str) -> RSAPublicKey | NoKey:
        """The key with exactly that ``kid``, asked for where it is not known and the last question was not just now.

        Raises:
            NoAnswerError: The authorization server cannot be reached, or answers no key set.
        """
        if self._age() < REMEMBERED_SECONDS and kid in self._keys:
            return self._keys[kid]
        questions = self._questions
        with self._lock:
            if self._questions != questions:  # somebody else asked while this thread waited
                if self._failure:  # it need not wait as long once more
                    raise NoAnswerError(self._failure)
            elif self._age() >= (SECONDS_BETWEEN_QUESTIONS if kid not in self._keys else REMEMBERED_SECONDS):
                self._ask()
                self._asked_for = kid
            return self._keys.get(kid, NoKey.UNKNOWN if kid == self._asked_for else NoKey.NOT_ASKED)

    def _age(self) -> float:
        """The seconds since the last answer; of a clock that went back, endless."""
        passed = float("inf") if self._asked_at is None else self._clock() - self._asked_at
        return passed if passed >= 0 else float("inf")

    def _ask(self) -> None:
        self._questions += 1
        try:
            self._keys, self._failure = self._answer(), ""
        except NoAnswerError as error:
            self._failure = str(error)
            raise
        self._asked_at = self._clock()

    def _answer(self) -> dict[str, RSAPublicKey]:
        answer = self._server.get(PATH)
        said = _json(answer)
        listed = said.get("keys") if isinstance(said, dict) else None
        if answer.status_code != _OK or not isinstance(listed, list):
            raise NoAnswerError(
                f"{self._server.url}{PATH} answered {answer.status_code} and no key set: is ORGLESS_LOGIN_URL the "
                "address of the authorization server?"
            )
        return dict(found for found in map(_named_key, listed[:_MOST_KEYS]) if found is not None)


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None


def _named_key(jwk: Any) -> tuple[str, RSAPublicKey] | None:
    """The key and its name; None where it is not meant for RS256 signatures, or is too small to be believed."""
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256":
        return None
    kid, public = jwk.get("kid"), {name: jwk.get(name) for name in ("kty", "n", "e")}
    if not isinstance(kid, str) or not all(isinstance(value, str) for value in public.values()):
        return None
    try:
        key = RSAAlgorithm.from_jwk(public)
    except (InvalidKeyError, ValueError):
        return None
    is_sound = isinstance(key, RSAPublicKey) and _SMALLEST_KEY <= key.key_size <= _LARGEST_KEY
    return (kid, key) if is_sound and isinstance(key, RSAPublicKey) else None
