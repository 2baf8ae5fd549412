"""Security contract E8: credentials beside a good assertion are right, or there is no token."""

import base64
from typing import Any

import pytest
from building import CONSUMER_KEY, SECRET, TOKEN, Server, a_form, an_assertion


def _basic(raw: bytes) -> str:
    return "Basic " + base64.b64encode(raw).decode()


WRONG_CREDENTIALS: dict[str, dict[str, Any]] = {
    "a wrong secret": {"form": {"client_secret": "x"}},
    "a wrong secret in the header": {"authorization": _basic(f"{CONSUMER_KEY}:x".encode())},
    "the secret in other letters": {"form": {"client_secret": SECRET.lower()}},
    "the secret with a blank": {"form": {"client_secret": SECRET + " "}},
    "another client_id": {"form": {"client_id": "x"}},
    "another client_id with the secret": {"form": {"client_id": "x", "client_secret": SECRET}},
    "another user in the header": {"authorization": _basic(f"x:{SECRET}".encode())},
    "another client_id beside the right header": {
        "authorization": _basic(f"{CONSUMER_KEY}:{SECRET}".encode()),
        "form": {"client_id": "zzzz"},
    },
    "another client_id beside a header with an empty secret": {
        "authorization": _basic(f"{CONSUMER_KEY}:".encode()),
        "form": {"client_id": "zzzz"},
    },
    "another client_id beside an empty header": {"authorization": _basic(b":"), "form": {"client_id": "zzzz"}},
    "two ways": {"authorization": _basic(f"{CONSUMER_KEY}:{SECRET}".encode()), "form": {"client_secret": SECRET}},
    "a client assertion": {"form": {"client_assertion": an_assertion()}},
    "no base64": {"authorization": "Basic ????"},
    "no colon": {"authorization": _basic(b"x")},
    "no UTF-8": {"authorization": _basic(b"\xff:\xfe")},
    "no ASCII": {"authorization": "Basic \xe9"},
    "nothing": {"authorization": "Basic"},
    "blanks": {"authorization": "Basic   "},
    "in small letters": {"authorization": "basic eA=="},
    "very long": {"authorization": _basic(b"x" * 6000 + b":y")},
}


@pytest.mark.parametrize("wrong", WRONG_CREDENTIALS.values(), ids=WRONG_CREDENTIALS.keys())
def test_credentials_beside_a_good_assertion_must_be_right(either_shared: Server, wrong: dict[str, Any]) -> None:
    headers = {"Authorization": wrong["authorization"]} if "authorization" in wrong else {}
    answer = either_shared.post(TOKEN, a_form(**wrong.get("form", {})), headers=headers)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "parts",
    [
        {"form": {"client_id": CONSUMER_KEY}},
        {"form": {"client_id": CONSUMER_KEY, "client_secret": SECRET}},
        {"form": {"client_secret": SECRET}},
        {"authorization": _basic(f"{CONSUMER_KEY}:{SECRET}".encode())},
        {
            "authorization": _basic(f"{CONSUMER_KEY}:{SECRET}".encode()),
            "form": {"client_id": CONSUMER_KEY},
        },
        {"authorization": _basic(f"{CONSUMER_KEY}:{SECRET}".encode()), "form": {"client_id": ""}},
        {"authorization": "Bearer garbage"},
        {"authorization": "Negotiate x"},
    ],
)
def test_right_credentials_and_other_schemes_do_no_harm(either_shared: Server, parts: dict[str, Any]) -> None:
    headers = {"Authorization": parts["authorization"]} if "authorization" in parts else {}
    assert either_shared.post(TOKEN, a_form(**parts.get("form", {})), headers=headers).status_code == 200
