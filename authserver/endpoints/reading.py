"""Reads what came over HTTP into a ``TokenRequest``, bounded, whatever its framing."""

from collections.abc import Mapping
from typing import Any

from flask import abort, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from authserver.answers import oauth_error
from authserver.errors import InvalidRequestError
from authserver.token_request import FORM, LONGEST_BODY, TokenRequest, read_token_request
from plumbing.web import is_cut_off


def sent_request() -> TokenRequest:
    """The current request.

    Raises:
        HTTPException: The body is too large (413), or it is compressed or its framing is broken (400).
    """
    return request_in(request.environ, _body())


def request_in(environment: Mapping[str, Any], body: bytes) -> TokenRequest:
    """The request that a WSGI environment (PEP 3333) describes, of which ``body`` was read already."""
    return read_token_request(
        method=environment["REQUEST_METHOD"],
        content_type=environment.get("CONTENT_TYPE", ""),
        body=body,
        query=environment.get("QUERY_STRING", "").encode("latin-1"),
        headers={
            "Authorization": environment.get("HTTP_AUTHORIZATION", ""),
            "Host": environment.get("HTTP_HOST", ""),
            "User-Agent": environment.get("HTTP_USER_AGENT", ""),
        },
        remote_address=environment.get("REMOTE_ADDR", ""),
    )


def required_form(sent: TokenRequest, parameter: str) -> str:
    """The parameter of a request that must be a POST with a readable form (RFC 7662 2.1, RFC 7009 2.1).

    Raises:
        InvalidRequestError: It is none, repeats a parameter, or lacks this one.
    """
    if sent.media_type != FORM:
        raise InvalidRequestError(f"parameters must be sent as {FORM}")
    if sent.fault:
        raise InvalidRequestError("parameters could not be decoded")
    if sent.repeated:
        raise InvalidRequestError("parameter sent more than once")
    if not sent.parameters.get(parameter):
        raise InvalidRequestError(f"{parameter} is required")
    return sent.parameters[parameter]


def _body() -> bytes:
    if request.environ.get("HTTP_CONTENT_ENCODING", "identity").lower() not in {"", "identity"}:
        abort(oauth_error(400, "compressed bodies are not read"))
    try:
        data = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception:  # noqa: BLE001  the HTTP server's own classes for chunks that are none, or a client that went away
        abort(oauth_error(400, "the body could not be read"))
    if len(data) > LONGEST_BODY:
        raise RequestEntityTooLarge
    if is_cut_off(data):
        abort(oauth_error(400, "the body could not be read"))
    return data
