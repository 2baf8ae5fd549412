"""A token request whose body comes in chunks, without a length, as some clients' HTTP libraries send it."""

import io
from typing import Any
from urllib.parse import urlencode

import pytest
from building import FORM, TOKEN, Server, a_form


def in_chunks(body: bytes) -> dict[str, Any]:
    """What a WSGI server that takes the chunks apart hands on."""
    return {
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": "",
    }


def test_a_body_in_chunks_gets_the_same_token(either_shared: Server) -> None:
    whole = either_shared.request_token().json
    answer = either_shared.post(TOKEN, environ_overrides=in_chunks(urlencode(a_form()).encode()))
    assert (answer.status_code, answer.json) == (200, whole)


@pytest.mark.parametrize("body", [b"", b"grant_type=x"])
def test_a_bad_body_in_chunks_is_refused_as_any_other(either_shared: Server, body: bytes) -> None:
    answer = either_shared.post(TOKEN, environ_overrides=in_chunks(body))
    assert answer.status_code == 400
    assert either_shared.login_of(answer)["outcome"] == "refused"
