"""Tells what Org1 would say to a pasted JWT or token request."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from orgless.explanation import Explanation
from plumbing.redaction import printable, redacted

from .ending import cause_facts
from .jwt_view import decoded
from .report_view import refused_checks, tell_checks
from .terminal import Barred, facts, heading


def tell_explanation(console: Console, kind: str, explanation: Explanation) -> None:
    """Prints the JWT, the checks, the answer and the cause.

    Args:
        console: Where to.
        kind: What was pasted.
        explanation: What came of it.
    """
    report = explanation.report.to_json()
    console.print(Text(f"Read as {kind}, judged as of {report['at']} (profile {report['profile']})", style="bold"))
    if explanation.header or report["claims"]:
        console.print(heading("The JWT" if report["claims_are_proven"] else "The JWT; its signature is not proven"))
        console.print(decoded(explanation.header, report["claims"], _safe))
    console.print(heading("Org1's checks"))
    tell_checks(console, report)
    console.print(heading("What Org1 would answer", "bold yellow"))
    console.print(Barred(_answer(report)))
    refusals = refused_checks(report)
    for number, check in enumerate(refusals):
        console.print(heading("The cause", "bold yellow") if number == 0 else Text("\n  and after that:", style="dim"))
        console.print(facts(cause_facts(check)))
    hint = _hint(explanation, [str(check["name"]) for check in refusals])
    if hint:
        console.print()
        console.print(Text(hint, style="dim"))


def _answer(report: dict[str, Any]) -> Iterator[Text]:
    if report["error"] is None:
        yield Text(f"200, and an access token for {report['username']} through “{report['connected_app']}”", "green")
        return
    body = {"error": report["error"], "error_description": report["error_description"]}
    yield Text(json.dumps(body, ensure_ascii=False), style="bold red")


def _hint(explanation: Explanation, refused_by: list[str]) -> str:
    """A JWT that was kept for a day is old for that reason alone."""
    issued_at = explanation.issued_at
    if "has_not_expired" not in refused_by or issued_at is None or not 0 < issued_at < explanation.report.at:
        return ""
    then = datetime.fromtimestamp(issued_at, UTC)
    return f"To judge it as of the time when it was made: orgless explain --at {then:%Y-%m-%dT%H:%M:%SZ} …"


def _safe(text: str) -> str:
    return printable(redacted(text))
