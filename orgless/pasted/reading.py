"""Recognises what was pasted and makes it the token request that it stands for; nothing is sent or kept."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from authserver.token_request import FORM, JWT_BEARER, LONGEST_BODY, TokenRequest, read_token_request
from orgless.told import BadInputError

from .curl_command import read_curl_command

#: More bytes than this are not read.
LARGEST_INPUT = LONGEST_BODY + 16 * 1024

_REQUEST_LINE = re.compile(rb"\A(?P<method>[A-Z]{3,7}) (?P<target>\S{1,8192})(?: HTTP/[0-9.]+)?\r?\n")
_CLAIM_NAMES = frozenset({"iss", "sub", "aud", "exp"})
_FORM_NAMES = re.compile(rb"(?:\A|&)(?:grant_type|assertion)=")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted.

    Args:
        kind: What it is, for people.
        request: The token request that it is, or that a client would make of it.
    """

    kind: str
    request: TokenRequest


def read_pasted(data: bytes) -> Pasted:
    """The token request that the pasted bytes stand for.

    Raises:
        BadInputError: There is nothing, too much, or something that is no part of this protocol.
    """
    if len(data) > LARGEST_INPUT:
        raise BadInputError(f"that is more than {LARGEST_INPUT:,} bytes: no token request is so long")
    text = data.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n")
    if not text:
        raise BadInputError("there is nothing to explain: give a JWT, a token request, or a file that holds one")
    if text.startswith(b"curl ") or re.match(rb"\$ curl ", text):
        return Pasted("a curl command", read_curl_command(text.decode("utf-8", "replace")))
    if _REQUEST_LINE.match(text + b"\n"):
        return Pasted("an HTTP request", _http_request(text))
    if text.startswith(b"{"):
        return Pasted("a JSON body", _json_body(text))
    if _FORM_NAMES.search(text):
        return Pasted("a form body", _posted(FORM, text))
    return Pasted("a JWT", _bare(text))


def _bare(text: bytes) -> TokenRequest:
    return TokenRequest(parameters={"grant_type": JWT_BEARER, "assertion": text.decode("utf-8", "replace")})


def _posted(content_type: str, body: bytes) -> TokenRequest:
    return read_token_request(method="POST", content_type=content_type, body=body, query=b"", headers={})


def _json_body(text: bytes) -> TokenRequest:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        members = {}
    if isinstance(members, dict) and len(_CLAIM_NAMES & members.keys()) > 1:
        raise BadInputError("these are the claims of a JWT: give the JWT itself, because its signature is judged too")
    return _posted("application/json", text)


def _http_request(text: bytes) -> TokenRequest:
    head, _, body = text.replace(b"\r\n", b"\n").partition(b"\n\n")
    request_line, *header_lines = head.decode("latin-1").split("\n")
    method, target = request_line.split(" ")[:2]
    headers = _headers(header_lines)
    return read_token_request(
        method=method,
        content_type=headers.get("content-type", ""),
        body=body,
        query=target.partition("?")[2].partition("#")[0].encode("latin-1"),
        headers={name: headers.get(name.lower(), "") for name in ("Authorization", "Host", "User-Agent")},
    )


def _headers(lines: list[str]) -> Mapping[str, str]:
    pairs = [line.partition(":") for line in lines]
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
