"""``orgless demo``: the three steps against started servers, as they should go or as a scenario makes them go."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgless.told import BadInputError, tell

from .options import world_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgless.scenarios.play import Played
    from orgless.scenarios.scenario import Scenario


@click.command("demo")
@world_option
@click.option("--scenario", "name", metavar="NAME", help="Play a misconfiguration; `orgless scenarios` lists them.")
@click.option(
    "--profile",
    type=click.Choice(["salesforce", "strict"]),
    help="What Org1 tolerates. [default: what the scenario says, else salesforce]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON instead of the story.")
def command(*, world: Path | None, name: str | None, profile: str | None, as_json: bool) -> None:
    """Start the servers, let Org2 call Org1's API in three steps, tell all that happens, and stop the servers.

    The exit code is 0 where all was well: the records came back, or the scenario was refused as it declares.
    """
    scenario = None if name is None else _named(name)
    with _folder_for_keys() as folder:
        played = _play(scenario, world, profile or "", folder, quiet=as_json)
    if as_json:
        from orgless.story.as_json import to_json  # noqa: PLC0415  each way of telling imports its own

        click.echo(json.dumps(to_json(played), indent=2, ensure_ascii=False))
    else:
        from orgless.story.ending import tell_ending  # noqa: PLC0415
        from orgless.story.performance import tell as tell_story  # noqa: PLC0415
        from orgless.story.terminal import open_terminal  # noqa: PLC0415

        console = open_terminal()
        tell_story(console, played)
        tell_ending(console, played)
    sys.exit(0 if played.went_well else 1)


def _named(name: str) -> Scenario:
    from orgless.scenarios.catalogue import find_scenario, near_names  # noqa: PLC0415  `--help` need not pay for it

    found = find_scenario(name)
    if found is None:
        near = " or ".join(f"“{one}”" for one in near_names(name))
        repair = f"did you mean {near}?" if near else "`orgless scenarios` lists them"
        raise BadInputError(f"--scenario {name}: there is no such scenario; {repair}")
    return found


def _play(scenario: Scenario | None, world: Path | None, profile: str, folder: Path, *, quiet: bool) -> Played:
    from rich.console import Console  # noqa: PLC0415  `--help` need not pay for it

    from client_demo.errors import BadCalloutError  # noqa: PLC0415
    from orgless.foreign_hosts import foreign_hosts  # noqa: PLC0415
    from orgless.loading import load  # noqa: PLC0415
    from orgless.scenarios.draft import Draft  # noqa: PLC0415
    from orgless.scenarios.play import play  # noqa: PLC0415
    from orgless.scenarios.stage import on_servers  # noqa: PLC0415
    from orgless.world import find_world  # noqa: PLC0415

    base = load(find_world(world, os.environ), tell)
    for told in foreign_hosts(base):
        tell(f"orgless: {told}")
    draft, logged = Draft(base, folder / "world"), list[str]()
    try:
        with Console(stderr=True, quiet=quiet).status("Starting Org1's two servers, and Org2 …"):
            played = play(scenario, draft, partial(on_servers, on_line=logged.append), tell, profile)
    except BadCalloutError as error:
        raise BadInputError(str(error)) from None
    for line in [] if played.went_well else logged:
        tell(line)
    return played


@contextmanager
def _folder_for_keys() -> Iterator[Path]:
    """A private folder, which goes also when the process is told to end."""
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))
    try:
        with tempfile.TemporaryDirectory(prefix="orgless-demo-") as folder:
            yield Path(folder)
    finally:
        signal.signal(signal.SIGTERM, before)
