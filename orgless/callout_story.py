"""Tells a callout's result as lines of text: what crossed the wire, or why nothing came back."""

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from plumbing.redaction import excerpt, printable

_STEPS = {2: "Step 2: Org1's authorization server exchanges it", 3: "Step 3: Org1's API takes the access token"}
_OF_A_REFUSAL = (
    ("refused by", "name"),
    ("expected", "expected"),
    ("got", "got"),
    ("likely cause", "likely_cause"),
    ("change", "setting"),
)
_CLASS_ALONE = {"System.CalloutException": ", with a text that depends on the failure; which one is not known here"}
_OF_AN_API_REFUSAL = (("refused by", "orgless-access"), ("reason", "orgless-access-reason"))


def wire_lines(result: dict[str, Any]) -> Iterator[str]:
    """The three steps, requests behind ``>`` and answers behind ``<``; the last body is left to standard output."""
    yield from _assertion_lines(result)
    exchanges, response = result["exchanges"], result["response"]
    for exchange in exchanges:
        is_printed = bool(response and response["body"]) and exchange is exchanges[-1]
        yield f"{_STEPS[exchange['step']]} ({exchange['duration_ms']:.0f} ms): {printable(exchange['meaning'])}"
        yield from _behind(">", exchange["request_text"])
        answer = exchange["response_text"]
        yield from _behind("<", answer.partition("\n\n")[0] if is_printed else answer)
        yield ""


def failure_lines(result: dict[str, Any]) -> Iterator[str]:
    """What an Apex developer sees, what is behind it, and where Org1 tells its side."""
    response = result["response"]
    if response:
        yield f"the API answered {response['status']} {_phrase(response['status'])}".rstrip()
    if result["apex_error"]:
        yield f"Apex: {printable(result['apex_error'])}{_CLASS_ALONE.get(result['apex_error'], '')}"
    if result["diagnosis"]:
        yield f"Diagnosis: {printable(result['diagnosis'])}"
    if result["login_url_of_entry"]:
        yield f"Login History of Org1: {printable(result['login_url_of_entry'])}"


def cause_lines(result: dict[str, Any], entry: dict[str, Any] | None) -> Iterator[str]:
    """Which checks refused, why, and which setting to change: Org1's own words, from wherever it tells them.

    Args:
        result: What came of the callout.
        entry: The Login History's entry of its token request, if it could be had.
    """
    checks = entry.get("checks") if entry else None
    for check in checks if isinstance(checks, list) else ():
        if isinstance(check, dict) and check.get("outcome") == "refused":
            yield from _facts((told, check.get(member)) for told, member in _OF_A_REFUSAL)
    headers = {name.lower(): value for name, value in (result["response"] or {}).get("headers", ())}
    if "orgless-access" in headers:
        yield from _facts((told, headers.get(name)) for told, name in _OF_AN_API_REFUSAL)


def succeeded(result: dict[str, Any]) -> bool:
    """Whether the API was reached and answered 2xx."""
    response = result["response"]
    return bool(response) and HTTPStatus.OK <= response["status"] < HTTPStatus.MULTIPLE_CHOICES


def pretty(body: str) -> str:
    """JSON with one member per line; other text as it is. Fit for a terminal."""
    try:
        text = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = body
    return printable(text)


def _assertion_lines(result: dict[str, Any]) -> Iterator[str]:
    assertion = result["assertion"]
    if not assertion:
        yield "Step 1: skipped, " + ("a stored token is used" if result["used_cached_token"] else "no token is sent")
        yield ""
        return
    yield "Step 1: Org2 signs a JWT"
    for part in ("header", "claims"):
        for name, value in assertion[part].items():
            origin = assertion["origins"].get(name, "")
            told = f"   ← {origin}" if origin else ""
            yield printable(f"  {part:6}  {name}: {json.dumps(value, ensure_ascii=False)}{told}")
    yield ""


def _facts(rows: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for told, value in rows:
        if value:
            yield f"  {told:12}  {excerpt(str(value), 500)}"


def _behind(mark: str, text: str) -> Iterator[str]:
    for line in text.rstrip("\n").split("\n"):
        yield f"{mark} {printable(line)}".rstrip()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
