"""What must hold in a named credential beyond the types of its fields, and what merely looks like a mistake."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from plumbing.loopback import LOOPBACK_HOSTS
from plumbing.redaction import excerpt
from plumbing.strict_toml import did_you_mean

from .errors import FormulaError
from .formula import parse_formula
from .org2 import JWT_TOKEN_EXCHANGE, NAMED_PRINCIPAL, PER_USER, UNIT_SECONDS

#: A row of the file as TOML reads it, however wrong its types are.
Row = Mapping[str, Any]
#: A key of the row and what is wrong with it.
Finding = tuple[str, str]

_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_LONGEST = {"label": 80, "issuer": 255, "per_user_subject": 255, "named_principal_subject": 255}
_OPENING, _CLOSING = "\"'\u201c\u2018", "\"'\u201d\u2019"
_LONGEST_URL = 1000
_LONGEST_VALIDITY_SECONDS = 365 * 24 * 3600


def findings(row: Row, certificates: tuple[str, ...]) -> Iterator[Finding]:
    """What is wrong with a named credential; fields of a wrong type are left to the reader of the shape.

    Args:
        row: The named credential.
        certificates: The names of Org2's certificates.
    """
    yield from name_findings(row)
    yield from _text_findings(row)
    yield from _url_findings(row)
    yield from _subject_findings(row)
    yield from _audience_findings(row)
    yield from _validity_findings(row)
    yield from _certificate_findings(row, certificates)


def name_findings(row: Row) -> Iterator[Finding]:
    """The form of a unique name (Object Reference: DeveloperName)."""
    name = row.get("name")
    if isinstance(name, str) and not _NAME.fullmatch(name):
        wrong = f"“{excerpt(name)}” is no unique name: letters, digits and single “_” inside, a letter first"
        yield "name", wrong


def suspicions(row: Row) -> Iterator[Finding]:
    """What Salesforce would store all the same, and what is a mistake nearly always."""
    ignored = "named_principal_subject" if row.get("identity_type") == PER_USER else "per_user_subject"
    if _text(row, ignored):
        yield ignored, f"is ignored, because the identity type is “{row.get('identity_type')}”"
    if row.get("identity_type") == NAMED_PRINCIPAL and _is_quoted(_text(row, "named_principal_subject")):
        yield "named_principal_subject", "is plain text: its quotes become part of the JWT's sub; leave them out"
    if any(_is_quoted(audience) for audience in _audiences(row)):
        yield "audiences", "the quotes inside the value become part of the JWT's aud; leave them out"
    if _text(row, "certificate"):
        yield "certificate", "is for mutual TLS, which is not played here; jwt_signing_certificate signs the JWT"


def url_fault(url: str) -> str:
    """Why a text is no address that a callout can go to, or nothing."""
    if not url.isascii() or re.search(r"[\s\x00-\x1f\x7f\\\"<>]", url):
        return "has characters that an address cannot have"
    try:
        parts = urlsplit(url)
        port = parts.port
        httpx.Request("GET", url)
        hosted = bool(_HOST.fullmatch(httpx.URL(url).host))
    except (ValueError, httpx.InvalidURL):
        return "is no address like https://org1.my.salesforce.com"
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or not hosted:
        return "is no address: it begins with https:// and a host name"
    if "@" in parts.netloc or "#" in url:
        return "must hold neither a user name nor a #"
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        return "would send tokens unencrypted: write https (ORGLESS_ADDRESS_BOOK may lead it to a local http address)"
    return ""


def _text_findings(row: Row) -> Iterator[Finding]:
    for key, longest in _LONGEST.items():
        if len(_text(row, key)) > longest:
            yield key, f"is longer than the {longest} characters that Salesforce stores"
    for key, words in (("label", "a label"), ("issuer", "the consumer key of Org1's connected app")):
        if isinstance(row.get(key), str) and not row[key].strip():
            yield key, f"is empty: it must hold {words}"


def _url_findings(row: Row) -> Iterator[Finding]:
    url, endpoint = row.get("url"), row.get("token_endpoint_url", "")
    if isinstance(url, str):
        if fault := url_fault(url):
            yield "url", f"“{excerpt(url)}” {fault}"
        elif urlsplit(url).query or url.endswith("?"):
            yield "url", f"“{excerpt(url)}” must not hold a query: that belongs to the callout's path"
    if not isinstance(endpoint, str):
        return
    if endpoint and (fault := url_fault(endpoint)):
        yield "token_endpoint_url", f"“{excerpt(endpoint)}” {fault}"
    if len(endpoint) > _LONGEST_URL:
        yield "token_endpoint_url", f"is longer than the {_LONGEST_URL} characters that Salesforce stores"
    if not endpoint and row.get("authentication_protocol") == JWT_TOKEN_EXCHANGE:
        example = "https://login.salesforce.com/services/oauth2/token"
        yield "token_endpoint_url", f"is missing: JWT Token Exchange posts the JWT there, for example to {example}"


def _subject_findings(row: Row) -> Iterator[Finding]:
    match row.get("identity_type"):
        case "Per User":
            wanted, other = "per_user_subject", "named_principal_subject"
            hint = 'a formula, like "max@org1.example" (with the quotes) or $User.FederationIdentifier'
        case "Named Principal":
            wanted, other = "named_principal_subject", "per_user_subject"
            hint = "the username in Org1 as plain text, without quotes"
        case _:
            return
    value = row.get(wanted, "")
    if not isinstance(value, str):
        return
    if not value.strip():
        beside = f"; {other} is filled, but is ignored: move it here" if _text(row, other) else ""
        yield wanted, f"is empty, and the identity type “{row['identity_type']}” needs it{beside}: {hint}"
    elif wanted == "per_user_subject":
        try:
            parse_formula(value)
        except FormulaError as error:
            yield wanted, f"is no formula: {error}"


def _audience_findings(row: Row) -> Iterator[Finding]:
    value = row.get("audiences")
    if not isinstance(value, list):
        return
    if not value:
        yield "audiences", 'is empty: name the authorization server, for example ["https://login.salesforce.com"]'
    if any(isinstance(audience, str) and not audience.strip() for audience in value):
        yield "audiences", "holds an empty text: leave it out"
    if sum(len(audience) for audience in _audiences(row)) > _LONGEST_URL:
        yield "audiences", f"is longer than the {_LONGEST_URL} characters that Salesforce stores"


def _validity_findings(row: Row) -> Iterator[Finding]:
    number, unit = row.get("token_valid_for"), row.get("token_valid_for_unit")
    if type(number) is not int:
        return
    seconds = number * UNIT_SECONDS.get(unit, 1) if isinstance(unit, str) else number
    if number < 1:
        yield "token_valid_for", f"is {number}: a JWT that is valid for no time is refused; 3 Minutes are enough"
    elif seconds > _LONGEST_VALIDITY_SECONDS:
        yield "token_valid_for", f"is {number} {unit}, more than a year: a JWT is used at once, 3 Minutes are enough"


def _certificate_findings(row: Row, certificates: tuple[str, ...]) -> Iterator[Finding]:
    for key in ("certificate", "jwt_signing_certificate"):
        name = row.get(key)
        if not isinstance(name, str) or name in certificates or (not name and key == "certificate"):
            continue
        listed = ", ".join(certificates) or "none; add one under [[certificates]]"
        yield key, f"“{excerpt(name)}” is no certificate of Org2{did_you_mean(name, certificates)}; there are: {listed}"


def _text(row: Row, key: str) -> str:
    value = row.get(key, "")
    return value if isinstance(value, str) else ""


def _audiences(row: Row) -> list[str]:
    value = row.get("audiences")
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _is_quoted(text: str) -> bool:
    return len(text) > 1 and text[0] in _OPENING and text[-1] in _CLOSING
