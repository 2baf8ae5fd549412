"""Recognises what was pasted and makes it the token request that it stands for; nothing is sent or kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from authserver.token_request import FORM, JWT_BEARER, LONGEST_BODY, TokenRequest, read_token_request
from orgless.told import BadInputError

from .curl_command import read_curl_command
from .jwt_text import bare_jwt
from .nothing_to_judge import refuse_addresses, refuse_bytes, refuse_decoded_claims, refuse_other_encodings

#: More bytes than this are not read.
LARGEST_INPUT = LONGEST_BODY + 16 * 1024

_REQUEST_LINE = re.compile(rb"\A(?P<method>[A-Z]{3,7}) (?P<target>\S{1,8192})(?: HTTP/[0-9.]+)?\r?\n")
_FORM_NAMES = re.compile(rb"(?:\A|&)(?:grant_type|assertion)=")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted.

    Args:
        kind: What it is, for people.
        request: The token request that it is, or that a client would make of it.
        url: Where it was sent, as far as that is told; without a scheme it begins with ``//``.
        notes: What was done to it before it was judged.
    """

    kind: str
    request: TokenRequest
    url: str = ""
    notes: tuple[str, ...] = ()


def read_pasted(data: bytes) -> Pasted:
    """The token request that the pasted bytes stand for.

    Raises:
        BadInputError: There is nothing, too much, or something that is no part of this protocol.
    """
    if len(data) > LARGEST_INPUT:
        raise BadInputError(f"that is more than {LARGEST_INPUT:,} bytes: no token request is so long")
    refuse_other_encodings(data)
    text = data.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n")
    if not text:
        raise BadInputError("there is nothing to explain: give a JWT, a token request, or a file that holds one")
    refuse_addresses(text)
    if re.match(rb"(?:\$ )?curl\s", text):
        command = read_curl_command(text.decode("utf-8", "replace"))
        return Pasted("a curl command", command.request, command.url, command.notes)
    if _REQUEST_LINE.match(text + b"\n"):
        return _http_request(text)
    if text.startswith(b"{"):
        refuse_decoded_claims(text)
        return Pasted("a JSON body", _posted("application/json", text))
    if _FORM_NAMES.search(text):
        return Pasted("a form body", _posted(FORM, text))
    return _bare(text)


def _bare(text: bytes) -> Pasted:
    refuse_bytes(text)
    jwt, taken = bare_jwt(text.decode("utf-8"))
    note = f"left out before it was judged: {', '.join(taken)}; in a token request each would be a fault"
    request = TokenRequest(parameters={"grant_type": JWT_BEARER, "assertion": jwt})
    return Pasted("a JWT", request, notes=(note,) if taken else ())


def _posted(content_type: str, body: bytes) -> TokenRequest:
    return read_token_request(method="POST", content_type=content_type, body=body, query=b"", headers={})


def _http_request(text: bytes) -> Pasted:
    head, _, body = text.replace(b"\r\n", b"\n").partition(b"\n\n")
    request_line, *header_lines = head.decode("latin-1").split("\n")
    method, target = request_line.split(" ")[:2]
    headers = _headers(header_lines)
    request = read_token_request(
        method=method,
        content_type=headers.get("content-type", ""),
        body=body,
        query=target.partition("?")[2].partition("#")[0].encode("latin-1"),
        headers={name: headers.get(name.lower(), "") for name in ("Authorization", "Host", "User-Agent")},
    )
    url = f"//{headers.get('host', '')}{target}" if target.startswith("/") else target
    return Pasted("an HTTP request", request, url)


def _headers(lines: list[str]) -> Mapping[str, str]:
    pairs = [line.partition(":") for line in lines]
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
