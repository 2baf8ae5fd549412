"""How a performance ended: what Apex sees, the cause, the setting to change, and whether that was expected."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from orgless.scenarios.play import Played

from .report_view import reason_facts, refused_checks
from .terminal import Barred, facts, heading, marked, plain


def tell_ending(console: Console, played: Played) -> None:
    """Prints the end of the story."""
    refusals = refused_checks(played.entry) if played.entry else []
    if played.result.apex_error or not _is_good(played):
        console.print(heading("What an Apex developer sees", "bold yellow"))
        console.print(Barred(plain(line) for line in apex_lines(played)))
    if refusals or played.api_check[0]:
        console.print(heading("The cause", "bold yellow"))
        _tell_cause(console, played, refusals)
    elif played.result.diagnosis:
        console.print(heading("The cause", "bold yellow"))
        console.print(facts([("", played.shown(played.result.diagnosis))]))
    console.print()
    for line in _verdict(played):
        console.print(line)


def apex_lines(played: Played) -> Iterator[str]:
    """The exception, or the response that is none."""
    if played.result.apex_error:
        yield played.shown(played.result.apex_error)
    elif played.result.response:
        yield "No exception. The HttpResponse has"
        yield f"getStatusCode()  {played.result.response.status}"
        yield f"getBody()        {played.shown(played.result.response.body)}"


def _tell_cause(console: Console, played: Played, refusals: list[Mapping[str, Any]]) -> None:
    if not refusals:
        name, reason = played.api_check
        scenario = played.scenario
        told: list[tuple[str, str | Text]] = [("refused by", name), ("reason", played.shown(reason))]
        if scenario and scenario.refused_by.name == name:
            told.append(("change", Text(scenario.setting, style="bold")))
        console.print(facts(told))
        return
    first, *others = refusals
    console.print(facts(cause_facts(first)))
    for other in others:
        console.print(Text("\n  and after that:", style="dim"))
        console.print(facts(cause_facts(other)))


def cause_facts(check: Mapping[str, Any]) -> Iterator[tuple[str, str | Text]]:
    """Which check refuses, why, and which setting to change."""
    yield "refused by", str(check["name"])
    reasons = dict(reason_facts(check))
    if "likely cause" in reasons:
        yield "likely cause", reasons["likely cause"]
    else:
        yield from reasons.items()
    yield "change", plain(str(check["setting"]), "bold")


def _verdict(played: Played) -> Iterator[object]:
    if not played.went_well:
        what = f"The scenario {played.scenario.name} did not end as it declares:" if played.scenario else "This failed:"
        yield marked(
            Text("✗", style="bold red"),
            plain(what, "bold red"),
            *(plain(played.shown(one)) for one in played.unmet),
            indent=0,
        )
    elif played.scenario:
        told = f"Refused as expected: {played.scenario.error}, {played.scenario.error_description}."
        yield marked(Text("✓", style="bold green"), Text(told, style="bold green"), indent=0)
    else:
        told = f"All three steps worked: Org2 has {len(played.records)} records of Org1."
        yield marked(Text("✓", style="bold green"), Text(told, style="bold green"), indent=0)
        yield Text(
            "  How it goes wrong: orgless demo --scenario NAME; `orgless scenarios` lists the names.", style="dim"
        )


def _is_good(played: Played) -> bool:
    response = played.result.response
    return response is not None and response.status < 300  # noqa: PLR2004  where HTTP's successes end
