"""What an examination found, check by check, in a form that can be kept and shown: redacted, without the signature."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json

from plumbing.checks import Check, Judgement, Outcome, Reason
from plumbing.redaction import may_hold_secrets, names_a_secret, printable, redacted

from .check_lists import ALL_CHECKS
from .pasted_secrets import without

#: Longer payloads are kept without their values.
_LONGEST_CLAIMS = 4096
_BY_NAME = {check.name: check for check in ALL_CHECKS}
_HEADER_MEMBERS = ("alg", "typ", "kid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One exchange: the request as far as it may be shown, and every check that did not simply hold.

    Args:
        at: When, in seconds since the epoch.
        profile: The name of the profile that was in force.
        found: The remarkable judgements, in the order of the lists; checks that are not among them held.
        claims_are_proven: Whether the signature held; else the claims are only what somebody wrote.
        request: Method, host, sender and the parameters' names.
        header: Of the JWT: alg, typ and kid.
        claims: The JWT's payload as JSON text, or empty.
        app_label: The connected app that the issuer named, or empty.
        username: The user that the subject named, or empty.
        error: The error code on the wire, or empty.
        error_description: The text on the wire, or empty.
    """

    at: float
    profile: str
    found: tuple[Judgement, ...]
    claims_are_proven: bool
    request: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    claims: str = ""
    app_label: str = ""
    username: str = ""
    error: str = ""
    error_description: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether a token was issued."""
        return not self.error

    @property
    def refusal(self) -> Judgement | None:
        """The first refusal, which decided the answer."""
        return next(self.refusals, None)

    @property
    def refusals(self) -> Iterator[Judgement]:
        """All that has to be repaired, in the order of the lists."""
        return (judgement for judgement in self.found if judgement.outcome is Outcome.REFUSED)

    @property
    def judgements(self) -> Iterator[Judgement]:
        """What became of every check, those that held included."""
        found = {judgement.check.name: judgement for judgement in self.found}
        return (found.get(check.name) or Judgement(check, Outcome.HELD) for check in ALL_CHECKS)

    def to_json(self) -> dict[str, Any]:
        """The report for a program: what the wire said, and what every check says."""
        refusal = self.refusal
        return {
            "at": datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds"),
            "outcome": "accepted" if self.is_accepted else "refused",
            "error": self.error or None,
            "error_description": self.error_description or None,
            "refused_by": refusal.check.name if refusal else None,
            "setting": refusal.check.setting if refusal else None,
            "connected_app": self.app_label or None,
            "username": self.username or None,
            "profile": self.profile,
            "request": self.request,
            "header": self.header,
            "claims": shown_claims(self.claims),
            "claims_are_proven": self.claims_are_proven,
            "checks": [_shown(judgement) for judgement in self.judgements],
        }

    def without(self, secrets: frozenset[str]) -> "Report":
        """The report with these secrets cut out of all that it quotes."""
        if not secrets:
            return self
        return replace(
            self,
            found=tuple(replace(one, reason=_reason_without(one.reason, secrets)) for one in self.found),
            request=without(self.request, secrets),
            header=without(self.header, secrets),
            claims=json.dumps(without(json.loads(self.claims), secrets)) if self.claims else "",
        )

    def kept(self) -> str:
        """The parts that have no column of their own, as JSON text; ``restored`` reads it."""
        found = [[one.check.name, one.outcome.value, *_reason(one.reason)] for one in self.found]
        kept = [found, self.claims_are_proven, self.request, self.header, _kept_claims(self.claims)]
        return to_json(kept).decode()  # several times as fast as the standard library


def restored(kept: str, **columns: Any) -> Report:
    """The report of which ``kept`` holds one part and ``columns`` the others."""
    found, proven, request, header, claims = json.loads(kept)
    judgements = tuple(
        Judgement(_BY_NAME[name], Outcome(outcome), Reason(*reason) if reason else None)
        for name, outcome, *reason in found
        if name in _BY_NAME  # an entry of an earlier version may name a check that is gone
    )
    return Report(found=judgements, claims_are_proven=proven, request=request, header=header, claims=claims, **columns)


def shown_header(header: dict[str, Any] | None) -> dict[str, Any]:
    """Of a JWT's header what a report needs."""
    return {name: _bounded(header[name]) for name in _HEADER_MEMBERS if name in header} if header else {}


def shown_claims(claims: str) -> dict[str, Any]:
    """The claims as an object whose values are printable and hold no secrets."""
    parsed = json.loads(claims) if claims else {}
    return {_bounded(name): "…" if names_a_secret(name) else _bounded(value) for name, value in parsed.items()}


def _kept_claims(claims: str) -> str:
    if len(claims) > _LONGEST_CLAIMS:
        names = list(json.loads(claims))[:50]
        return json.dumps({str(_bounded(name)): "…" for name in names})
    # An escape could hide a secret from the search; the rest is kept as it came, which costs nothing.
    return json.dumps(shown_claims(claims)) if "\\" in claims or may_hold_secrets(claims) else claims


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return printable(redacted(value))[:300]
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return printable(redacted(json.dumps(value)))[:300]


def _reason(reason: Reason | None) -> tuple[str, ...]:
    return (reason.expected, reason.got, reason.cause, reason.deviation) if reason else ()


def _reason_without(reason: Reason | None, secrets: frozenset[str]) -> Reason | None:
    if reason is None:
        return None
    return replace(reason, got=without(reason.got, secrets), cause=without(reason.cause, secrets))


def _shown(judgement: Judgement) -> dict[str, Any]:
    check: Check[Any] = judgement.check
    shown = {"name": check.name, "sentence": check.sentence, "rule": check.rule, "outcome": judgement.outcome.value}
    if judgement.reason is not None:
        reason = judgement.reason
        shown |= {
            "setting": check.setting,
            "expected": reason.expected,
            "got": reason.got,
            "likely_cause": reason.cause,
        }
    return shown
