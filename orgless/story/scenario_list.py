"""The list of scenarios, by theme."""

from collections.abc import Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from orgless.scenarios.catalogue import ALL_SCENARIOS, THEMES
from orgless.scenarios.scenario import Scenario

from .terminal import heading


def tell_scenarios(console: Console, wanted: Sequence[Scenario] = ALL_SCENARIOS) -> None:
    """Prints each scenario's name, what went wrong in it, and what refuses it.

    Args:
        console: Where to.
        wanted: Those to print.
    """
    ways = f"{len(wanted)} of {len(ALL_SCENARIOS)} ways" if len(wanted) < len(ALL_SCENARIOS) else f"{len(wanted)} ways"
    console.print(Text(f"{ways} in which set-ups go wrong, most of them from what people reported."))
    for title, scenarios in THEMES:
        listed = [scenario for scenario in scenarios if scenario in wanted]
        if listed:
            console.print(heading(title))
        for scenario in listed:
            console.print(_item(scenario))
    console.print()
    console.print("Play one:  orgless demo --scenario NAME", style="bold")


def _item(scenario: Scenario) -> Padding:
    answer = Text(f"{scenario.error}: {scenario.error_description}", style="dim")
    lines = Group(Text(scenario.summary), answer, Text(f"refused by {scenario.refused_by.name}", style="dim"))
    return Padding(Group(Text(scenario.name, style="bold"), Padding(lines, (0, 0, 0, 2))), (0, 0, 0, 2))
