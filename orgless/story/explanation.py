"""Tells what Org1 would say to a pasted JWT or token request."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from authserver.assertion.claim_checks import audience_is_this_server
from orgless.explanation import Explanation
from orgless.pasted.reading import Pasted
from plumbing.redaction import printable, redacted

from .ending import cause_facts
from .jwt_view import decoded
from .report_view import refused_checks, tell_checks
from .terminal import Barred, facts, heading, marked, plain


def tell_explanation(console: Console, pasted: Pasted, explanation: Explanation, *, org: str, short: bool) -> None:
    """Prints the verdict, the JWT, the checks, the answer and the cause.

    Args:
        console: Where to.
        pasted: What was pasted.
        explanation: What came of it.
        org: By which org it was judged, for people.
        short: Leave the list of all checks out.
    """
    report = explanation.report.to_json()
    told = f"Read as {pasted.kind}, judged by {org} as of {report['at']} (profile {report['profile']})"
    console.print(plain(told, "bold"))
    for note in pasted.notes:
        console.print(marked(Text("!", style="yellow"), plain(note), indent=0))
    console.print(_verdict(explanation, refused_checks(report)))
    if explanation.header or report["claims"]:
        console.print(heading("The JWT" if report["claims_are_proven"] else "The JWT; its signature is not proven"))
        console.print(decoded(explanation.header, report["claims"], _safe))
    if not short:
        console.print(heading("Org1's checks"))
        tell_checks(console, report)
    console.print(heading("What Org1 would answer", "bold yellow"))
    console.print(Barred(_answer(report, explanation)))
    _tell_causes(console, explanation, refused_checks(report))


def _verdict(explanation: Explanation, refusals: list[Any]) -> Padding:
    """In one paragraph what comes of it, why, and how much there is to repair."""
    report, elsewhere, told = explanation.report, explanation.misdirection, ""
    if elsewhere:
        told = f"It does not reach Org1: it is {elsewhere['got']}: {elsewhere['likely_cause']}. "
    if refusals:
        first = refusals[0]
        why = first["likely_cause"] or f"expected {first['expected']}, got {first['got']}"
        told += f"Org1 would refuse it with “{report.error_description}”: {why}"
        told = told if told.endswith("?") else f"{told}."
    elif not elsewhere:
        provided = " and that ".join(explanation.provisos)
        told = f"Org1 would issue an access token{f', provided that {provided}' if provided else ''}."
    count = len(refusals) + bool(elsewhere)
    told += f" {count} {'thing' if count == 1 else 'things'} to repair." if count else ""
    return Padding(plain(" ".join(told.split()), "bold red" if count else "bold green"), (1, 0, 0, 0))


def _answer(report: dict[str, Any], explanation: Explanation) -> Iterator[Text]:
    if explanation.elsewhere:
        yield Text("Nothing, because the request does not reach it. To the same request at the right address:")
    if report["error"] is None:
        yield plain(f"200, and an access token for {report['username']} through “{report['connected_app']}”", "green")
        for proviso in explanation.provisos:
            yield plain(f"… provided that {proviso}")
        return
    body = {"error": report["error"], "error_description": report["error_description"]}
    yield plain(json.dumps(body, ensure_ascii=False), "bold red")


def _tell_causes(console: Console, explanation: Explanation, refusals: list[Any]) -> None:
    causes = [*filter(None, [explanation.misdirection]), *refusals]
    for number, check in enumerate(causes):
        console.print(heading("The cause", "bold yellow") if number == 0 else Text("\n  and after that:", style="dim"))
        rows = list(cause_facts(check))
        if explanation.doubt and check["name"] == audience_is_this_server.name:
            rows.insert(-1, ("", explanation.doubt))
        console.print(facts(rows))
    for hint in _hints(explanation, [str(check["name"]) for check in refusals]):
        console.print()
        console.print(plain(hint, "dim"))


def _hints(explanation: Explanation, refused_by: list[str]) -> Iterator[str]:
    """What was not judged; and a JWT that was kept for a day is old for that reason alone."""
    if refused_by and explanation.provisos:
        yield f"Not judged, because it is not known: whether {' and whether '.join(explanation.provisos)}."
    if "has_not_expired" in refused_by and explanation.made_at is not None:
        then = datetime.fromtimestamp(explanation.made_at, UTC)
        yield f"To judge it as of the time when it was made: orgless explain --at {then:%Y-%m-%dT%H:%M:%SZ} …"


def _safe(text: str) -> str:
    return printable(redacted(text))
