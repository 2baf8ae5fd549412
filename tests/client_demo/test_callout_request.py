import json

import pytest

from client_demo.callout import Callout
from client_demo.callout_request import callout_from_json
from client_demo.errors import BadCalloutError


def test_a_name_is_enough() -> None:
    assert callout_from_json(b'{"named_credential": "Org1"}') == Callout("Org1", "")


@pytest.mark.parametrize("headers", [{"Accept": "a/b"}, [["Accept", "a/b"]]])
def test_everything_can_be_said(headers: object) -> None:
    asked = {
        "named_credential": "Org1",
        "path": "/x",
        "method": "POST",
        "headers": headers,
        "body": "{}",
        "username": "anna@org2.example",
        "new_token": True,
    }
    assert callout_from_json(json.dumps(asked).encode()) == Callout(
        "Org1", "/x", "POST", (("Accept", "a/b"),), "{}", "anna@org2.example", new_token=True
    )


def test_null_is_the_same_as_nothing() -> None:
    text = b'{"named_credential":"Org1","path":null,"method":null,"headers":null,"body":null,"username":null}'
    assert callout_from_json(text) == Callout("Org1", "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        pytest.param(b"[" * 100_000, "is not JSON", id="deeply nested"),
        (b"\xff", "is not UTF-8"),
        (b"[]", "is no JSON object"),
        (b'{"named_credential": "\\ud800"}', "holds half a character"),
        (b'"x"', "is no JSON object"),
        (b"{}", "named_credential is missing"),
        (b'{"named_credential": 1}', "named_credential must be text"),
        (b'{"named_credential": "Org1", "paths": "/"}', "unknown key “paths” (did you mean “path”?)"),
        (b'{"named_credential": "Org1", "headers": "x"}', "headers must be an object of texts"),
        (b'{"named_credential": "Org1", "headers": {"x": 1}}', "headers must be an object of texts"),
        (b'{"named_credential": "Org1", "headers": [["x"]]}', "headers must be an object of texts"),
        (b'{"named_credential": "Org1", "body": {}}', "body must be text"),
        (b'{"named_credential": "Org1", "new_token": "yes"}', "new_token must be true or false"),
    ],
)
def test_what_cannot_be_read_is_told(content: bytes, told: str) -> None:
    with pytest.raises(BadCalloutError) as caught:
        callout_from_json(content)
    assert told in str(caught.value)
