"""``orgless scenarios``: the misconfigurations that can be played."""

import json

import click

from orgless.told import BadInputError

_NO_ERROR = (
    "%s names no error: “Unable to complete the JWT token exchange” alone is what Apex shows for every failure; paste "
    "what follows it as well, as “Error: invalid_grant. Error description: …”, or else look into Org1's Login History"
)


@click.command("scenarios")
@click.option("--search", "text", metavar="TEXT", help="Only those that speak of it; a message from life will do.")
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def command(*, text: str | None, as_json: bool) -> None:
    """List the misconfigurations that `orgless demo --scenario NAME` plays, with the check that refuses each."""
    from orgless.pasted.answer import read_answer  # noqa: PLC0415  `orgless --help` need not pay for it
    from orgless.scenarios.catalogue import search_scenarios  # noqa: PLC0415

    answer = read_answer((text or "").encode("utf-8", "replace"))
    if answer and not answer.error and not answer.description:
        raise BadInputError(_NO_ERROR % answer.what)
    found = search_scenarios(f"{answer.error} {answer.description}" if answer else text or "")
    if not found and not as_json:
        raise BadInputError(f"no scenario speaks of “{text}”; `orgless scenarios` lists all, and fewer words find more")
    if as_json:
        listed = [scenario.to_json() for scenario in found]
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    from orgless.story.scenario_list import tell_scenarios  # noqa: PLC0415
    from orgless.story.terminal import open_terminal  # noqa: PLC0415

    tell_scenarios(open_terminal(), found)
