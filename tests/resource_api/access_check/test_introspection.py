import logging
from base64 import b64encode
from typing import Any

import httpx
import pytest

UNAVAILABLE = (
    '[{"message":"The authorization server cannot be asked about this session at the moment",'
    '"errorCode":"SERVER_UNAVAILABLE"}]'
)


def _unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def test_it_asks_by_post_with_its_own_credentials_and_the_whole_token(api: Any) -> None:
    assert api.get("limits").status_code == 200
    (asked,) = api.server.asked
    assert (asked.method, str(asked.url)) == ("POST", "http://127.0.0.1:8001/services/oauth2/introspect")
    assert asked.headers["Authorization"] == "Basic " + b64encode(b"3MVG9api:hush").decode()
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.content == b"token=" + api.token.replace("!", "%21").encode()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (_unreachable, "ORGLESS_LOGIN_URL"),
        (lambda _: httpx.Response(401, json={"error": "invalid_client"}), "ORGLESS_API_CONSUMER_SECRET_FILE"),
        (lambda _: httpx.Response(200, text="<html>"), "ORGLESS_LOGIN_URL"),
        (lambda _: httpx.Response(200, json=[True]), "ORGLESS_LOGIN_URL"),
        (lambda _: httpx.Response(200, json={"active": "yes"}), "ORGLESS_LOGIN_URL"),
        (lambda _: httpx.Response(500, json={"active": True}), "ORGLESS_LOGIN_URL"),
        (lambda _: httpx.Response(302, headers={"Location": "http://evil.example"}), "ORGLESS_LOGIN_URL"),
        (lambda _: httpx.Response(400, json={"error": "invalid_request"}), "ORGLESS_LOGIN_URL"),
    ],
)
def test_no_answer_about_the_token_is_told_honestly_and_the_log_says_what_to_set(
    api: Any, caplog: pytest.LogCaptureFixture, answer: Any, told: str
) -> None:
    api.server.answer = answer
    with caplog.at_level(logging.ERROR):
        refused = api.get("limits")
    assert (refused.status_code, refused.text) == (503, UNAVAILABLE)
    assert refused.headers["Retry-After"] == "1"
    assert told in caplog.text
    assert "hush" not in caplog.text
    assert api.token not in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("error", ["unsupported_token_type", "invalid_token"])
def test_a_token_that_the_server_cannot_read_is_not_live(api: Any, error: str) -> None:
    api.server.answer = lambda _: httpx.Response(400, json={"error": error})
    assert api.get("limits").status_code == 401


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(api: Any) -> None:
    def once(request: httpx.Request) -> httpx.Response:
        api.server.answer = None
        raise httpx.RemoteProtocolError("closed", request=request)

    api.server.answer = once
    assert api.get("limits").status_code == 200
    assert len(api.server.asked) == 2
