"""``docs/profiles.md``: what each of the two profiles does, rule by rule, from the tables that both run from."""

from collections.abc import Iterator, Sequence
from typing import Any

from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.profile import ENDPOINT_TOLERANCES, PROFILES, TOLERANCES, WORDINGS, Tolerance, Wording
from plumbing.checks import Check

from .markdown import GENERATED, code, page, table

_INTRODUCTION = """\
# The two profiles

`salesforce`, the default, accepts what Salesforce accepts, and answers as Salesforce does. `strict` is RFC 7523 with
RFC 8725 to the letter, for third parties' APIs. Choose with `orgless serve --profile strict`, or with
`ORGLESS_PROFILE`.

Where `salesforce` tolerates something, the report of the exchange notes it, and says what `strict` would have refused:
`orgless explain --profile strict` shows the same for one JWT. Everything that is not in these tables is the same in
both: algorithms, keys, signatures, encodings, bounds, duplicates, replay, secrets, hosts."""

_ASSERTION = """\
## The token request and its assertion

A note in the profile `salesforce`, a refusal in `strict`."""

_ENDPOINTS = """\
## The other endpoints of the authorization server

These have no report, so nothing is noted."""

_WORDINGS = """\
## The same refusal, in other words"""

_API = """\
## Org1's REST API"""

_CODES = """\
## Error codes

`strict` uses the codes of RFC 6749 alone, and the texts are the same in both. The checks without a line here have the
same code in both profiles."""

_LEFT_OPEN = """\
## Left open by the RFCs

Chosen here, the same in both profiles."""

#: The REST API's own differences; it knows nothing of the authorization server's tables, and runs from its checks.
API_DIFFERENCES = (
    Tolerance(
        "the scheme OAuth",
        "RFC 6750 2.1",
        "`Authorization: OAuth <token>` counts as well",
        "the scheme Bearer alone, in any case",
    ),
)
API_WORDINGS = (
    Wording("a 401", "RFC 6750 3 and 9110 15.5.2", "no `WWW-Authenticate`", "`WWW-Authenticate: Bearer …`"),
    Wording(
        "a live token without the scope `api`",
        "RFC 6750 3.1",
        "401 `INVALID_SESSION_ID`, This session is not valid for use with the REST API",
        "403 `INSUFFICIENT_SCOPE`, the same text, and `insufficient_scope` in `WWW-Authenticate`",
    ),
)

#: What the RFCs leave to the server, and what this one does.
CHOICES = (
    ("an assertion without `jti`", "accepted; it may be sent again until it expires"),
    ("replay protection", "always on, for assertions with `jti`: one success per issuer and `jti`"),
    ("`exp` with a fraction of a second", "accepted"),
    ("a very old `iat`", "accepted"),
    ("`kid` and other members of the header", "ignored: the key is the one that is registered"),
    ("a `scope` parameter in this flow", "ignored: the scopes come from policies and approvals"),
    ("a repeated request for the same user, app and scopes", "the same access token while it lives"),
    ("wrong client credentials, wherever they were sent", "401 `invalid_client`"),
    ("the scheme `OAuth` at the identity endpoints", "counts as well"),
    ("a malformed `Authorization` header at the REST API", "401 `INVALID_SESSION_ID`"),
)


def profiles_page() -> str:
    """The page's Markdown."""
    return page(_lines())


def _lines() -> Iterator[str]:
    yield GENERATED
    yield from (_INTRODUCTION, "")
    yield from (_ASSERTION, "", *_tolerances(TOLERANCES), "")
    yield from (_ENDPOINTS, "", *_tolerances(ENDPOINT_TOLERANCES), "")
    yield from (_WORDINGS, "", *_wordings(WORDINGS), "")
    yield from (_API, "", *_tolerances(API_DIFFERENCES), "", *_wordings(API_WORDINGS), "")
    yield from (_CODES, "", *_codes(), "")
    yield from (_LEFT_OPEN, "", *table(("what", "here"), CHOICES))


def _tolerances(rows: Sequence[Tolerance]) -> list[str]:
    return table(
        ("what", "rule", code("salesforce"), code("strict")),
        [(one.deviation, one.rule, one.salesforce, one.strict) for one in rows],
    )


def _wordings(rows: Sequence[Wording]) -> list[str]:
    return table(
        ("what", "rule", code("salesforce"), code("strict")),
        [(one.case, one.rule, one.salesforce, one.strict) for one in rows],
    )


def _codes() -> list[str]:
    """One line for each pair of codes that differ, with the checks that answer so."""
    named: dict[tuple[str, str], list[str]] = {}
    for check in ALL_CHECKS:
        codes = _code(check, "salesforce"), _code(check, "strict")
        if codes[0] != codes[1]:
            named.setdefault(codes, []).append(f"[{check.name}](checks.md#{check.name})")
    return table(
        (code("salesforce"), code("strict"), "checks"),
        [(code(here), code(there), ", ".join(checks)) for (here, there), checks in named.items()],
    )


def _code(check: Check[Any], profile: str) -> str:
    return str(PROFILES[profile].error_of(check).error)
