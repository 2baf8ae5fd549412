"""``orgless init``: a world to begin with."""

import shlex
from pathlib import Path

import click

from orgless.starter import write_starter


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--force", is_flag=True, help="Write into a folder that is not empty, and replace the starter's files there."
)
def command(folder: Path, *, force: bool) -> None:
    """Write a commented starter world into DIR: org1.toml, org2.toml, objects.toml and what keeps the keys private.

    It is the demo world with consumer keys of its own, and works as it is.
    """
    for file in write_starter(folder, force=force):
        click.echo(f"{file.outcome:8} {file.path}")
    world = shlex.quote(str(folder))
    click.echo(f"""
Next:
  orgless certs --world {world}
  orgless serve --world {world}
and, in another terminal:
  orgless callout Org1 /services/data
Then change {folder / "org1.toml"}, {folder / "org2.toml"} and {folder / "objects.toml"}: their comments say what each
key means.""")
