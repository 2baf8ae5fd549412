"""``orgless scenarios``: the misconfigurations that can be played."""

import json

import click


@click.command("scenarios")
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def command(*, as_json: bool) -> None:
    """List the misconfigurations that `orgless demo --scenario NAME` plays, with the check that refuses each."""
    from orgless.scenarios.catalogue import ALL_SCENARIOS  # noqa: PLC0415  `orgless --help` need not pay for it

    if as_json:
        listed = [scenario.to_json() for scenario in ALL_SCENARIOS]
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    from orgless.story.scenario_list import tell_scenarios  # noqa: PLC0415
    from orgless.story.terminal import open_terminal  # noqa: PLC0415

    tell_scenarios(open_terminal())
