"""The straight way of ordinary token requests: from the WSGI server to the grant and back, without Flask between.

Nearly all that this server is asked are token requests of one shape, and Flask would take a third of their time. What
is in any way out of the ordinary (another path, method or host, no length, an encoding) goes on to Flask, where the
same ``exchange`` answers it.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from flask import Flask

from plumbing.web import HostNames, logged

from .answers import Answer, http_error, standard_headers
from .assertion.circumstances import TOKEN_PATH
from .endpoints.reading import request_in
from .endpoints.token import exchange
from .oauth_server import OAuthServer
from .services import Services
from .token_request import LONGEST_BODY

Environment = dict[str, Any]
WsgiApp = Callable[[Environment, Any], Iterable[bytes]]

_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_LONGEST_LENGTH = len(str(LONGEST_BODY))


def with_straight_way(app: Flask, flask: WsgiApp, hosts: HostNames, made: Services) -> Any:
    """The WSGI callable ``flask`` of the app with the straight way before it."""
    oauth: OAuthServer = app.extensions["oauth"]

    def serve(environment: Environment, start_response: Any) -> Iterable[bytes]:
        if not _is_ordinary(environment, hosts):
            return flask(environment, start_response)
        try:
            answer = _answer(environment, made, oauth)
        except Exception as error:  # noqa: BLE001  what nobody foresaw is logged and told to nobody, as in Flask
            answer = http_error(*logged(app.logger, TOKEN_PATH, error))
        length = ("Content-Length", str(len(answer.body)))
        start_response(_STATUS_LINES[answer.status], [*answer.headers, length, *standard_headers(environment)])
        return [answer.body]

    return serve


def _is_ordinary(environment: Environment, hosts: HostNames) -> bool:
    length = environment.get("CONTENT_LENGTH", "")
    return (
        environment["PATH_INFO"] == TOKEN_PATH
        and environment["REQUEST_METHOD"] == "POST"
        and length.isascii()
        and length.isdigit()
        and len(length) <= _LONGEST_LENGTH
        and int(length) <= LONGEST_BODY
        and "HTTP_TRANSFER_ENCODING" not in environment
        and "HTTP_CONTENT_ENCODING" not in environment
        and environment.get("RAW_URI", "/").startswith("/")
        and environment.get("HTTP_HOST", "") in hosts
    )


def _answer(environment: Environment, made: Services, oauth: OAuthServer) -> Answer:
    length = int(environment["CONTENT_LENGTH"])
    try:
        body = environment["wsgi.input"].read(length)
    except Exception:  # noqa: BLE001  the HTTP server's own classes for a client that went away
        body = b""
    if len(body) != length:
        return http_error(400, "the body could not be read")
    return exchange(request_in(environment, body), made, oauth)
