"""The page of Org2: its named credentials, and a form that plays a callout and shows the three steps."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, abort, render_template

from plumbing.redaction import printable

from .callout import Callout
from .certificates import fingerprint
from .errors import BadCalloutError
from .flow import Org2Caller
from .formula import parse_formula
from .guard import read_body
from .login_history import LoginHistory
from .org2 import Org2
from .run_view import RunView, view_of
from .settings import Settings
from .step3_call_resource import METHODS

#: What the form holds at first: a query of the sample records.
FIRST_PATH = "/services/data/v67.0/query?q=SELECT+Id,+Name+FROM+Account"

_JSON = (("Accept", "application/json"), ("Content-Type", "application/json"))
_MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A line of the certificates' table."""

    name: str
    key_size: int
    fingerprint: str
    ends_at: str
    used_by: tuple[str, ...]


def blueprint(
    org2: Org2, settings: Settings, caller: Callable[[], Org2Caller], login_history: Callable[[], LoginHistory]
) -> Blueprint:
    """``GET /`` and ``POST /run``.

    Args:
        org2: What is shown.
        settings: Whether callouts may leave the machine, which the page warns of, and where Org1's Login History is.
        caller: Gives what makes callouts in this process.
        login_history: Gives what asks Org1 why it refused.
    """
    endpoints = Blueprint("pages", __name__)

    def page(asked: Callout, run: RunView | None = None, error: str = "") -> str:
        return render_template(
            "org2.html",
            org2=org2,
            certificates=_certificates(org2),
            mapped_to_one_user=_mapped_to_one_user(org2),
            methods=METHODS,
            asked=asked,
            run=run,
            error=error,
            calls_real_salesforce=settings.call_real_salesforce,
            login_url=settings.login_url,
            login_urls=settings.login_urls,
        )

    @endpoints.get("/")
    def show() -> str:
        first = org2.named_credentials[0].name if org2.named_credentials else ""
        return page(Callout(first, FIRST_PATH, new_token=True))

    @endpoints.post("/run")
    def run() -> str | tuple[str, int]:
        asked = _callout_from_form(read_body())
        try:
            result = caller().make(asked)
            credential = org2.named_credential(asked.named_credential)
        except BadCalloutError as error:
            return page(asked, error=printable(str(error))), 400
        return page(asked, view_of(result, credential, login_history().refusals(result)))

    return endpoints


def _callout_from_form(content: bytes) -> Callout:
    try:
        pairs = parse_qsl(content.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        abort(400)
    fields = dict(pairs)
    return Callout(
        named_credential=fields.get("named_credential", ""),
        path=fields.get("path", "").strip(),
        method=fields.get("method", "GET"),
        headers=_JSON,
        body=fields.get("body") or None,
        username=fields.get("username") or None,
        new_token="new_token" in fields,
    )


def _mapped_to_one_user(org2: Org2) -> frozenset[str]:
    """The named credentials with Per User whose formula gives every user the same subject."""
    per_user = (one for one in org2.named_credentials if one.is_per_user)
    return frozenset(one.name for one in per_user if parse_formula(one.per_user_subject).is_constant)


def _certificates(org2: Org2) -> list[CertificateRow]:
    return [
        CertificateRow(
            name=pair.name,
            key_size=pair.private_key.key_size,
            fingerprint=fingerprint(pair.certificate),
            ends_at=f"{pair.certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC",
            used_by=tuple(one.name for one in org2.named_credentials if one.jwt_signing_certificate == pair.name),
        )
        for pair in org2.key_pairs.values()
    ]
