"""The authorization server's report: its checks, each of them ticked, noted, refused or not reached."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from authserver.assertion.check_lists import CHECK_LISTS
from plumbing.checks import Outcome

from .terminal import facts, marked, plain

_MARKS = {
    Outcome.HELD: Text("✓", style="green"),
    Outcome.NOTED: Text("!", style="yellow"),
    Outcome.REFUSED: Text("✗", style="bold red"),
    Outcome.NOT_REACHED: Text("·", style="dim"),
}


def tell_checks(console: Console, report: Mapping[str, Any]) -> None:
    """Prints every check of a report, in the form of ``Report.to_json``, and what the marks mean."""
    by_name = {check["name"]: check for check in report["checks"]}
    for title, checks in CHECK_LISTS:
        console.print(f"  {title}", style="bold")
        judged = [by_name[check.name] for check in checks if check.name in by_name]
        if all(check["outcome"] == Outcome.NOT_REACHED for check in judged):
            console.print(marked(_MARKS[Outcome.NOT_REACHED], Text("cannot be judged after that", "dim"), indent=4))
            continue
        for check in judged:
            console.print(_line(check))
    console.print(Padding(Text(summary(report), style="dim"), (0, 0, 0, 2)))


def refused_checks(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All checks that refuse; the first of them decided the answer."""
    return [check for check in report["checks"] if check["outcome"] == Outcome.REFUSED]


def reason_facts(check: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a check expected and got, and the likely cause."""
    yield "expected", str(check["expected"])
    yield "got", str(check["got"])
    if check["likely_cause"]:
        yield "likely cause", str(check["likely_cause"])


def summary(report: Mapping[str, Any]) -> str:
    """How many checks hold, and how many do not."""
    outcomes = [check["outcome"] for check in report["checks"]]
    noted, refused = outcomes.count(Outcome.NOTED), outcomes.count(Outcome.REFUSED)
    not_reached = outcomes.count(Outcome.NOT_REACHED)
    told = f"{len(outcomes)} checks: {outcomes.count(Outcome.HELD) + noted} hold"
    told += f" (at a strict server {noted} of these would refuse)" if noted else ""
    told += f", {refused} {'refuses' if refused == 1 else 'refuse'}" if refused else ""
    return told + (f", {not_reached} cannot be judged{' after that' if refused else ' here'}" if not_reached else "")


def _line(check: Mapping[str, Any]) -> RenderableType:
    outcome = Outcome(check["outcome"])
    styles = {Outcome.REFUSED: "bold", Outcome.NOT_REACHED: "dim"}
    sentence = plain(str(check["sentence"]), styles.get(outcome, ""))
    if "expected" not in check:
        return marked(_MARKS[outcome], sentence, indent=4)
    return marked(_MARKS[outcome], Group(sentence, facts(reason_facts(check), indent=0)), indent=4)
