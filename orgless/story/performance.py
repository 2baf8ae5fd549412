"""The story of one performance: what was changed, the three steps, and how it ended."""

from collections.abc import Iterator
from typing import Any

import httpx
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from client_demo.address_book import origin
from orgless.scenarios.changes import Change
from orgless.scenarios.play import Played
from orgless.scenarios.wire_tap import Seen

from .jwt_view import beside_the_form
from .report_view import refused_checks, summary, tell_checks
from .terminal import Barred, facts, heading, marked, plain
from .wire_view import request_lines, response_lines

_ARROW_OUT, _ARROW_IN = "→", "←"
_STEP3 = "Step 3   Org2 calls Org1's API with the access token"


def tell(console: Console, played: Played) -> None:
    """Prints the title, what was changed, and the three steps."""
    _tell_title(console, played)
    if played.scenario:
        console.print(heading("What was changed"))
        for change in played.changes:
            _tell_change(console, change)
    _tell_step1(console, played)
    tokens, calls, again = in_order(played)
    _tell_step2(console, played, tokens)
    if calls:
        _tell_step3(console, played, calls[0])
    elif unanswered := _not_reached(played, 3):
        console.print(heading(_STEP3))
        console.print(unanswered)
    if again:
        told = "; ".join(_again(one) for one in again)
        console.print(_aside(f"Org2 takes the 401 for an old token, asks for another one and tries again. {told}."))


def in_order(played: Played) -> tuple[list[Seen], list[Seen], list[Seen]]:
    """What crossed the wire: the token requests before the first call of the API, that call, and all that followed."""
    first = next((index for index, one in enumerate(played.seen) if not one.is_token_request), len(played.seen))
    return list(played.seen[:first]), list(played.seen[first : first + 1]), list(played.seen[first + 1 :])


def _tell_title(console: Console, played: Played) -> None:
    credential, scenario = played.credential, played.scenario
    title = f"Scenario {scenario.name}" if scenario else "One org calls another one's API"
    console.print(Text(title, style="bold"))
    if scenario:
        console.print(Text(scenario.summary))
        console.print(Text(f"From life: {scenario.source}.", style="dim"))
    console.print()
    console.print(
        facts(
            [
                ("Org2", f"calls through its named credential “{credential.name}”"),
                *((("Org1", _where(credential.token_endpoint_url, played)),) if credential.token_endpoint_url else ()),
                ("" if credential.token_endpoint_url else "Org1", _where(credential.url, played)),
            ]
        )
    )


def _where(url: str, played: Played) -> str:
    logical = origin(httpx.URL(url))
    actual = played.book.get(logical)
    return f"{logical} is played at {actual}" if actual else f"{logical} is no address of this Org1, and is not played"


def _tell_change(console: Console, change: Change) -> None:
    console.print(Text("  ") + plain(change.where, "bold") + plain(f"  {change.key}" if change.key else ""))
    if change.before:
        console.print(Barred([plain(f"- {change.before}", "red")], indent=2))
    console.print(Barred([plain(f"+ {change.after or 'nothing'}", "green")], indent=2))


def _tell_step1(console: Console, played: Played) -> None:
    console.print(heading("Step 1   Org2 signs a JWT"))
    if played.result.assertion is None:
        console.print("  Left out: Generate Authorization Header is off.")
        return
    if played.jwt is None:
        console.print("  What is sent in its place is no JWT any more; see the request below.")
        return
    console.print(beside_the_form(played.jwt, played.credential, played.shown))


def _tell_step2(console: Console, played: Played, tokens: list[Seen]) -> None:
    console.print(heading("Step 2   Org1's authorization server exchanges it for an access token"))
    if not tokens:
        console.print(_not_reached(played, 2) or plain(f"  Left out: {_why_no_exchange(played)}."))
        return
    for one in tokens[:-1]:
        console.print(_aside(f"{_again(one)}; the client does not see the answer, and sends the same again:"))
    _tell_wire(console, f"{_ARROW_OUT} Org2 asks", request_lines(tokens[-1], played.shown))
    _tell_wire(console, f"{_ARROW_IN} Org1 answers", response_lines(tokens[-1], played.shown))
    if played.entry is None:
        return
    console.print(f"\n  Org1's checks, as its Login History tells them (profile {played.profile})\n", style="bold")
    if played.scenario and not refused_checks(played.entry):
        console.print(marked(Text("✓", style="green"), Text(summary(played.entry))))
    else:
        tell_checks(console, played.entry)


def _why_no_exchange(played: Played) -> str:
    if not played.result.assertion:
        return "no token is wanted"
    return f"the protocol {played.credential.authentication_protocol} knows no exchange"


def _not_reached(played: Played, step: int) -> RenderableType | None:
    """What was tried in this step without an answer; None where nothing was tried."""
    tried = [one for one in played.result.exchanges if one.step == step]
    if not tried:
        return None
    url = played.credential.token_endpoint_url if step == 2 else played.credential.url  # noqa: PLR2004
    return facts([("tried", played.shown(url)), ("not reached", played.shown(tried[-1].meaning))])


def _tell_step3(console: Console, played: Played, call: Seen) -> None:
    console.print(heading(_STEP3))
    _tell_wire(console, f"{_ARROW_OUT} Org2 asks", request_lines(call, played.shown))
    records = played.records
    _tell_wire(console, f"{_ARROW_IN} Org1 answers", response_lines(call, played.shown, with_body=not records))
    if records:
        console.print()
        console.print(Padding(_records(records, played), (0, 0, 0, 2)))


def _tell_wire(console: Console, title: str, lines: Iterator[str]) -> None:
    console.print(Text(f"  {title}", style="bold"))
    console.print(Barred(_styled(lines)))


def _styled(lines: Iterator[str]) -> Iterator[Text]:
    """The first line, then header names, then the body."""
    in_body = False
    for number, line in enumerate(lines):
        text = plain(line.expandtabs(4))
        if number == 0:
            status = line.split(" ")[1]
            good = not line.startswith("HTTP/") or status.startswith("2")
            text.stylize("bold green" if good else "bold red")
        in_body = in_body or not line
        if not in_body and number and ": " in line:
            text.stylize("dim", 0, line.index(":") + 1)
        yield text


def _records(records: list[dict[str, Any]], played: Played) -> Table:
    columns = [name for name in records[0] if name != "attributes"]
    table = Table(header_style="bold", border_style="dim")
    for name in columns:
        is_number = isinstance(records[0][name], (int, float))
        table.add_column(plain(name), overflow="fold", justify="right" if is_number else "left")
    for record in records:
        table.add_row(*(played.shown(_cell(record.get(name))) for name in columns))
    return table


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _aside(text: str) -> Padding:
    return Padding(plain(text, "dim"), (0, 0, 0, 2))


def _again(one: Seen) -> str:
    what = "Token request" if one.is_token_request else "Call of the API"
    return f"{what}: {one.response.status_code} {one.response.reason_phrase}"
