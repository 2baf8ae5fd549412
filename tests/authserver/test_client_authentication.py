"""Basic credentials in both of their readings: as they are, and encoded as a form's values (RFC 6749 2.3.1)."""

import base64
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from building import a_token_request, an_app, an_assertion, an_org, examined, refusals

from authserver.client_authentication import authenticate_by_header
from authserver.connected_apps import ConsumerSecret
from authserver.errors import InvalidClientError

KEY, SECRET = "3MVG9.Org2Integration=0001", "a b+c%41:ü=/"
ORG = an_org(an_app(consumer_key=KEY, secret=ConsumerSecret.of(SECRET)))
SERVICES: Any = SimpleNamespace(org=ORG)


def basic(consumer_key: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{consumer_key}:{secret}".encode()).decode()


either_reading = pytest.mark.parametrize("encoded", [str, quote_plus, lambda text: quote(text, safe="")])


@either_reading
def test_credentials_are_understood_as_they_are_and_form_encoded(encoded: Callable[[str], str]) -> None:
    request = a_token_request(authorization=basic(encoded(KEY), encoded(SECRET)))
    assert authenticate_by_header(request, SERVICES).consumer_key == KEY


@either_reading
def test_so_they_are_beside_an_assertion(encoded: Callable[[str], str]) -> None:
    shown = basic(encoded(KEY), encoded(SECRET))
    request = a_token_request(assertion=an_assertion(iss=KEY), authorization=shown)
    assert refusals(examined(request, org=ORG)) == []


@pytest.mark.parametrize("secret", [SECRET.upper(), "a b+cA:ü=/", quote(quote(SECRET)), "%ff", "%", "%zz", ""])
def test_nothing_else_is(secret: str) -> None:
    with pytest.raises(InvalidClientError):
        authenticate_by_header(a_token_request(authorization=basic(KEY, secret)), SERVICES)


def test_no_header_is_no_credentials() -> None:
    for header in ("", "Basic", "Bearer x", f"Digest {KEY}:{SECRET}"):
        with pytest.raises(InvalidClientError):
            authenticate_by_header(a_token_request(authorization=header), SERVICES)


def test_a_form_is_decoded_once_only() -> None:
    form = {"client_id": KEY, "client_secret": quote_plus(SECRET)}
    sent = a_token_request(assertion=an_assertion(iss=KEY))
    request = a_token_request(parameters={**sent.parameters, **form})
    assert refusals(examined(request, org=ORG)) == ["client_credentials_are_right"]
