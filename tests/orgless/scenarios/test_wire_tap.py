import json
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from orgless.scenarios.own_client import HEADERS, JSON, QUERY, OwnClient
from orgless.scenarios.wire_tap import WireTap

TOKEN_URL = "https://login.example/services/oauth2/token"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"

Send = Callable[[OwnClient], httpx.Request]


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture
def send(key: RSAPrivateKey) -> Send:
    """Sends a good token request through a tap and answers what came out on the other side."""

    def _send(client: OwnClient) -> httpx.Request:
        arrived: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            arrived.append(request)
            return httpx.Response(200, content=iter([b'{"access_token":"t"}']))

        tap = WireTap(client, key, TOKEN_URL, httpx.MockTransport(answer))
        with httpx.Client(transport=tap) as sender:
            form = {"grant_type": GRANT_TYPE, "assertion": signed(key), "scope": "api"}
            assert sender.post(TOKEN_URL, data=form).json() == {"access_token": "t"}
        assert bytes(tap.seen[-1].body) == b'{"access_token":"t"}'
        return arrived[-1]

    return _send


def signed(key: RSAPrivateKey) -> str:
    return jwt.encode({"iss": "key", "sub": "max@org1.example", "iat": 1000}, key, algorithm="RS256")


def assertion_in(request: httpx.Request) -> str:
    return parse_qs(request.content.decode())["assertion"][0]


def test_without_edits_a_request_passes_as_it_is(send: Send, key: RSAPrivateKey) -> None:
    request = send(OwnClient())

    assert assertion_in(request) == signed(key)
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_changed_claims_are_signed_again(send: Send, key: RSAPrivateKey) -> None:
    client = OwnClient()
    client.sets_claims(sub="erika@org1.example")
    client.leaves_out("iss")
    client.adds_to_claim("iat", 60, "a minute later")

    claims = jwt.decode(assertion_in(send(client)), key.public_key(), ["RS256"], options={"verify_iat": False})

    assert claims == {"sub": "erika@org1.example", "iat": 1060}


def test_another_algorithm_really_signs(send: Send, key: RSAPrivateKey) -> None:
    client = OwnClient()
    client.sets_header(alg="RS512")

    options = {"verify_iat": False}
    assert jwt.decode(assertion_in(send(client)), key.public_key(), ["RS512"], options=options)["iss"] == "key"


def test_a_shared_secret_really_signs(send: Send) -> None:
    secret = "a-secret-of-more-than-thirty-two-characters"
    client = OwnClient()
    client.signs_with_secret("HS256", secret)

    assert jwt.decode(assertion_in(send(client)), secret, ["HS256"], options={"verify_iat": False})["iss"] == "key"


def test_claims_that_are_encoded_twice_are_a_string(send: Send) -> None:
    client = OwnClient()
    client.encodes_claims_twice()

    payload = jwt.utils.base64url_decode(assertion_in(send(client)).split(".")[1])
    assert json.loads(json.loads(payload))["iss"] == "key"


def test_something_else_is_sent_as_the_assertion(send: Send, key: RSAPrivateKey) -> None:
    client = OwnClient()
    client.sends_as_assertion("the word Bearer and the JWT", lambda text: f"Bearer {text}")

    assert assertion_in(send(client)) == f"Bearer {signed(key)}"


def test_parameters_are_sent_as_json(send: Send) -> None:
    client = OwnClient()
    client.sends_parameters(JSON)

    request = send(client)
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.content)["grant_type"] == GRANT_TYPE


def test_parameters_are_sent_in_the_query(send: Send) -> None:
    client = OwnClient()
    client.sends_parameters(QUERY, method="GET")

    request = send(client)
    assert request.method == "GET"
    assert request.url.params["grant_type"] == GRANT_TYPE
    assert request.content == b""
    assert "Content-Type" not in request.headers


def test_parameters_are_sent_as_headers(send: Send) -> None:
    client = OwnClient()
    client.sends_parameters(HEADERS)

    request = send(client)
    assert request.headers["grant_type"] == GRANT_TYPE
    assert request.content == b""


def test_a_parameter_gets_another_value_and_one_more_is_sent(send: Send) -> None:
    client = OwnClient()
    client.sets_parameter("scope", "")
    client.adds_parameter("client_id", "key")

    sent = parse_qs(send(client).content.decode(), keep_blank_values=True)
    assert (sent["scope"], sent["client_id"]) == ([""], ["key"])


def test_what_is_joined_on_is_not_encoded(send: Send) -> None:
    client = OwnClient()
    client.joins_on_unescaped("label", "100%")

    assert send(client).content.endswith(b"&scope=api&label=100%")


def test_a_request_is_sent_twice_and_both_are_kept(key: RSAPrivateKey) -> None:
    client = OwnClient()
    client.repeats_the_request("sent twice")
    tap = WireTap(client, key, TOKEN_URL, httpx.MockTransport(lambda _request: httpx.Response(200)))

    with httpx.Client(transport=tap) as sender:
        sender.post(TOKEN_URL, data={"grant_type": GRANT_TYPE, "assertion": signed(key)})

    assert [one.is_token_request for one in tap.seen] == [True, True]


def test_the_call_of_the_api_is_edited_alone(key: RSAPrivateKey) -> None:
    client = OwnClient()
    client.edits_api_request("X", "set", lambda request: request.headers.update({"X": "1"}))
    tap = WireTap(client, key, TOKEN_URL, httpx.MockTransport(lambda _request: httpx.Response(200)))

    with httpx.Client(transport=tap) as sender:
        sender.post(TOKEN_URL, data={"grant_type": GRANT_TYPE, "assertion": signed(key)})
        sender.get("https://org1.example/services/data")

    assert [one.request.headers.get("X") for one in tap.seen] == [None, "1"]


def test_every_edit_is_told() -> None:
    client = OwnClient()
    assert not client.is_itself

    client.sets_claims(sub="x")
    client.leaves_out("exp")
    client.sets_header(x5c=["A" * 200])

    assert [(one.key, one.after) for one in client.changes[:2]] == [("claim sub", '"x"'), ("claim exp", "left out")]
    assert client.changes[2].after.endswith("(204 characters)")
