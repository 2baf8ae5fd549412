"""The authorization server's keys: from the configured address, remembered, and asked for again with measure."""

from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from resource_api import Settings
from resource_api.access_check.key_set import REMEMBERED_SECONDS, SECONDS_BETWEEN_QUESTIONS, KeySet, NoKey
from resource_api.authorization_server import AuthorizationServer, NoAnswerError

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
LOGIN = "http://login.example/orgs/two"


def jwk(kid: Any = "one", key: Any = KEY, **members: Any) -> dict[str, Any]:
    made: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    del made["key_ops"]
    return made | {"kid": kid, "use": "sig", "alg": "RS256"} | members


class Server:
    """Answers the keys, and remembers when it was asked for what."""

    def __init__(self, *keys: Any) -> None:
        self.now = 1_000.0
        self.keys = list(keys)
        self.asked: list[httpx.Request] = []
        self.answer: Any = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request) if self.answer else httpx.Response(200, json={"keys": self.keys})

    def key_set(self) -> KeySet:
        settings = Settings(database_url="", consumer_key="3MVG9api", consumer_secret="hush", login_url=LOGIN)
        return KeySet(AuthorizationServer(settings, httpx.MockTransport(self)), lambda: self.now)


def test_the_keys_are_asked_for_at_the_configured_address_without_credentials() -> None:
    server = Server(jwk())
    found = server.key_set().key_named("one")

    assert isinstance(found, rsa.RSAPublicKey)
    assert found.public_numbers() == KEY.public_key().public_numbers()
    (asked,) = server.asked
    assert (asked.method, str(asked.url)) == ("GET", f"{LOGIN}/id/keys")
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize("kid", ["", "ONE", "one ", "on", "one\0", "../../etc/passwd", "http://evil.example/keys"])
def test_a_kid_is_compared_to_the_letter(kid: str) -> None:
    assert Server(jwk()).key_set().key_named(kid) is NoKey.UNKNOWN


def test_known_keys_are_not_asked_for_again_before_their_time() -> None:
    server = Server(jwk())
    keys = server.key_set()
    for seconds in (0, 1, REMEMBERED_SECONDS - 2):
        server.now += seconds
        assert isinstance(keys.key_named("one"), rsa.RSAPublicKey)
    assert len(server.asked) == 1

    server.keys = []
    server.now += 1
    assert keys.key_named("one") is NoKey.UNKNOWN


def test_an_unknown_kid_makes_it_ask_again_but_not_for_each_request() -> None:
    server = Server(jwk())
    keys = server.key_set()
    keys.key_named("one")
    for number in range(100):
        assert keys.key_named(f"made up {number}") is NoKey.NOT_ASKED
    assert len(server.asked) == 1

    server.now += SECONDS_BETWEEN_QUESTIONS
    assert keys.key_named("made up") is NoKey.UNKNOWN
    for number in range(100):
        assert keys.key_named(f"made up {number}") is NoKey.NOT_ASKED
    assert len(server.asked) == 2


def test_a_new_key_is_found_after_a_rotation_and_until_then_never_called_unknown() -> None:
    server = Server(jwk())
    keys = server.key_set()
    keys.key_named("one")
    server.keys = [jwk(), jwk("two")]
    assert keys.key_named("two") is NoKey.NOT_ASKED
    server.now += SECONDS_BETWEEN_QUESTIONS

    assert isinstance(keys.key_named("two"), rsa.RSAPublicKey)


def test_what_another_thread_was_told_while_this_one_waited_may_be_older_than_the_key() -> None:
    server = Server(jwk())
    keys = server.key_set()
    keys.key_named("one")
    server.now += SECONDS_BETWEEN_QUESTIONS

    class AnotherThreadHadIt:
        def __enter__(self) -> None:
            keys._questions += 1

        def __exit__(self, *_: object) -> None:
            """Nothing to give back."""

    keys._lock = AnotherThreadHadIt()  # type: ignore[assignment]  it stands for the time of waiting
    assert keys.key_named("two") is NoKey.NOT_ASKED


def test_a_clock_that_was_set_back_makes_it_ask_again() -> None:
    server = Server(jwk())
    keys = server.key_set()
    keys.key_named("one")
    server.now -= 500
    keys.key_named("one")

    assert len(server.asked) == 2


ODD_KEYS = {
    "for encryption": jwk(use="enc"),
    "for another algorithm": jwk(alg="PS256"),
    "without a name": jwk(kid=None),
    "with a number as its name": jwk(kid=1),
    "without a modulus": jwk(n=None),
    "with a modulus that is no base64url": jwk(n="!"),
    "with a number as its exponent": jwk(e=3),
    "with the exponent 1": jwk(e="AQ"),
    "a shared secret": {"kty": "oct", "k": "c2VjcmV0", "kid": "one"},
    "of an elliptic curve": ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key(), as_dict=True)
    | {"kid": "one"},
    "of 1024 bits": jwk(key=rsa.generate_private_key(65537, 1024)),  # noqa: S505  too small on purpose
    "a text": "one",
    "nothing": None,
}


@pytest.mark.parametrize("odd", ODD_KEYS.values(), ids=ODD_KEYS)
def test_what_is_no_sound_rsa_key_for_rs256_is_left_out(odd: Any) -> None:
    assert Server(odd).key_set().key_named("one") is NoKey.UNKNOWN
    assert isinstance(Server(odd, jwk()).key_set().key_named("one"), rsa.RSAPublicKey)


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: httpx.Response(500, json={"keys": [jwk()]}),
        lambda _: httpx.Response(200, text="<html>"),
        lambda _: httpx.Response(200, json={"keys": "none"}),
        lambda _: httpx.Response(200, json=[jwk()]),
        lambda _: httpx.Response(302, headers={"Location": "http://evil.example/keys"}),
    ],
)
def test_an_answer_that_is_no_key_set_is_none(answer: Any) -> None:
    server = Server()
    server.answer = answer
    with pytest.raises(NoAnswerError, match="ORGLESS_LOGIN_URL"):
        server.key_set().key_named("one")
    assert len(server.asked) == 1


def test_after_a_failure_it_asks_again_at_once() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    server = Server(jwk())
    keys = server.key_set()
    server.answer = refuse
    with pytest.raises(NoAnswerError, match="cannot be reached"):
        keys.key_named("one")
    server.answer = None

    assert isinstance(keys.key_named("one"), rsa.RSAPublicKey)


def test_whoever_waited_while_another_thread_asked_in_vain_does_not_wait_once_more() -> None:
    server = Server(jwk())
    keys = server.key_set()

    class AnotherThreadHadIt:
        def __enter__(self) -> None:
            keys._questions, keys._failure = 1, "nobody answers"

        def __exit__(self, *_: object) -> None:
            """Nothing to give back."""

    keys._lock = AnotherThreadHadIt()  # type: ignore[assignment]  it stands for the time of waiting
    with pytest.raises(NoAnswerError, match="nobody answers"):
        keys.key_named("one")
    assert server.asked == []
