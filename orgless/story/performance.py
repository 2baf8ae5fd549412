"""The story of one performance: what was changed, the three steps, and how it ended."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orgless.scenarios.changes import Change
from orgless.scenarios.play import Played
from orgless.scenarios.wire_tap import Seen

from .jwt_view import beside_the_form
from .report_view import refused_checks, summary, tell_checks
from .terminal import Barred, facts, heading, marked
from .wire_view import request_lines, response_lines

_ARROW_OUT, _ARROW_IN = "→", "←"


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
                ("Org1", f"{_origin(credential.token_endpoint_url)} is played at {played.stage.login_url}"),
                ("", f"{_origin(credential.url)} is played at {played.stage.instance_url}"),
            ]
        )
    )


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3])


def _tell_change(console: Console, change: Change) -> None:
    console.print(Text.assemble("  ", (change.where, "bold"), f"  {change.key}" if change.key else ""))
    if change.before:
        console.print(Barred([Text(f"- {change.before}", style="red")], indent=2))
    console.print(Barred([Text(f"+ {change.after or 'nothing'}", style="green")], indent=2))


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
        protocol = played.credential.authentication_protocol
        why = f"the protocol {protocol} knows no exchange" if played.result.assertion else "no token is wanted"
        console.print(f"  Left out: {why}.")
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


def _tell_step3(console: Console, played: Played, call: Seen) -> None:
    console.print(heading("Step 3   Org2 calls Org1's API with the access token"))
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
        text = Text(line.expandtabs(4))
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
        table.add_column(name, overflow="fold", justify="right" if is_number else "left")
    for record in records:
        table.add_row(*(played.shown(_cell(record.get(name))) for name in columns))
    return table


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _aside(text: str) -> Padding:
    return Padding(Text(text, style="dim"), (0, 0, 0, 2))


def _again(one: Seen) -> str:
    what = "Token request" if one.is_token_request else "Call of the API"
    return f"{what}: {one.response.status_code} {one.response.reason_phrase}"
