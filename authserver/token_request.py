"""One request to the token endpoint, read from its raw bytes: what was sent and what is odd about it (RFC 6749 3.2)."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus, unquote_to_bytes

#: More bytes than this are refused before they are read (413).
LONGEST_BODY = 64 * 1024
#: A form of more fields than this is refused.
MOST_FIELDS = 100

FORM = "application/x-www-form-urlencoded"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"

#: What nearly every request sends: it need not be decoded each time.
_USUAL = {b"grant_type": "grant_type", b"assertion": "assertion", quote_plus(JWT_BEARER).encode(): JWT_BEARER}
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class UnreadableFormError(Exception):
    """A form's bytes are not what RFC 6749, Appendix B, admits; the text says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What a client sent; ``parameters`` holds the first value of each name, from the body alone.

    ``repeated`` and ``fault`` tell of the body and of the query alike (RFC 6749 3.2 and Appendix B).
    """

    method: str = "POST"
    media_type: str = FORM
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    repeated: tuple[str, ...] = ()
    fault: str = ""  # why body or query is no readable form
    has_query: bool = False  # whatever can be read of it
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    authorization: str = field(default="", repr=False)
    host: str = ""
    remote_address: str | None = None  # None: nobody connected, the request is only judged; "" is a peer without one
    user_agent: str = ""
    begins_with: str = field(default="", repr=False)  # of a body that is no form, for the diagnosis

    def parameter(self, name: str) -> str:
        """The parameter's value, from the body or else from the query; empty is as good as absent (RFC 6749 3.2)."""
        return self.parameters.get(name, "") or self.query.get(name, "")

    @property
    def has_basic_header(self) -> bool:
        """Whether the Authorization header's scheme is Basic, whatever follows it."""
        return self.authorization.partition(" ")[0].lower() == "basic"

    @property
    def basic_credentials(self) -> tuple[str, str] | None:
        """Consumer key and secret of a Basic header; None where there is no such header or it is malformed.

        The key is form-decoded (RFC 6749 2.3.1), which changes none that was sent as it is. The secret is left as it
        came: ``form_decoded`` is its other reading.
        """
        if not self.has_basic_header:
            return None
        encoded = self.authorization.partition(" ")[2].strip()
        try:
            user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:  # no base64, no ASCII, or no UTF-8 inside
            return None
        return (form_decoded(user), password) if colon else None


def form_decoded(text: str) -> str:
    """What a client meant that encoded its credentials as a form's value; the text itself where that is none."""
    try:
        return _decoded(text.encode())
    except UnreadableFormError:
        return text


def read_token_request(  # noqa: PLR0913  each is a part of an HTTP request
    *,
    method: str,
    content_type: str,
    body: bytes,
    query: bytes,
    headers: Mapping[str, str],
    remote_address: str | None = None,
) -> TokenRequest:
    """The request, whatever is wrong with it: the checks judge that later."""
    media_type = content_type.partition(";")[0].strip().lower()
    parameters: dict[str, str] = {}
    repeated: list[str] = []
    fault = _read_form(body, "body", parameters, repeated) if media_type == FORM else ""
    in_url: dict[str, str] = {}
    if query:
        fault_of_query = _read_form(query, "query", in_url, repeated)
        fault = fault or fault_of_query
        repeated += [name for name in in_url if name in parameters]
    return TokenRequest(
        method=method,
        media_type=media_type,
        parameters=parameters,
        repeated=tuple(repeated),
        fault=fault,
        has_query=bool(query),
        query=in_url,
        authorization=headers.get("Authorization", ""),
        host=headers.get("Host", ""),
        remote_address=remote_address,
        user_agent=headers.get("User-Agent", ""),
        begins_with="" if media_type == FORM else body[:200].decode("utf-8", "replace"),
    )


def _read_form(data: bytes, place: str, parameters: dict[str, str], repeated: list[str]) -> str:
    """Adds what can be read, and answers why the rest cannot."""
    try:
        _read_pairs(data, parameters, repeated)
    except UnreadableFormError as error:
        return f"a {place} that {error}"
    return ""


def _read_pairs(data: bytes, parameters: dict[str, str], repeated: list[str]) -> None:
    pairs = data.split(b"&")
    if len(pairs) > MOST_FIELDS:
        raise UnreadableFormError(f"has more than {MOST_FIELDS} fields")
    for pair in pairs:
        if not pair:
            continue
        name, _, value = pair.partition(b"=")
        text = _decoded(name)
        if text in parameters:
            repeated.append(text)
        else:
            parameters[text] = _decoded(value)


def _decoded(data: bytes) -> str:
    if (usual := _USUAL.get(data)) is not None:
        return usual
    if b"%" in data or b"+" in data:
        if _BAD_ESCAPE.search(data):
            raise UnreadableFormError("holds a “%” that is no escape")
        data = unquote_to_bytes(data.replace(b"+", b" "))
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise UnreadableFormError("is not UTF-8") from None
