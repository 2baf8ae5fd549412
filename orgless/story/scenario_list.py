"""The list of scenarios, by theme."""

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from orgless.scenarios.catalogue import ALL_SCENARIOS, THEMES
from orgless.scenarios.scenario import Scenario

from .terminal import heading


def tell_scenarios(console: Console) -> None:
    """Prints each scenario's name, what went wrong in it, and what refuses it."""
    console.print(Text(f"{len(ALL_SCENARIOS)} ways in which set-ups go wrong, most of them from what people reported."))
    for title, scenarios in THEMES:
        console.print(heading(title))
        for scenario in scenarios:
            console.print(_item(scenario))
    console.print()
    console.print("Play one:  orgless demo --scenario NAME", style="bold")


def _item(scenario: Scenario) -> Padding:
    answer = Text(f"{scenario.error}: {scenario.error_description}", style="dim")
    lines = Group(Text(scenario.summary), answer, Text(f"refused by {scenario.refused_by.name}", style="dim"))
    return Padding(Group(Text(scenario.name, style="bold"), Padding(lines, (0, 0, 0, 2))), (0, 0, 0, 2))
