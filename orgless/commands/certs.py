"""``orgless certs``: the keys and certificates that a world needs."""

import os
import sys
from pathlib import Path

import click

from orgless.told import tell

from .options import world_option


@click.command("certs")
@world_option
@click.option(
    "--key-size",
    type=click.Choice(["2048", "4096"]),
    help="Bits of the RSA keys; otherwise what org2.toml says for each certificate.",
)
@click.option("--force", is_flag=True, help="Replace what is there already.")
@click.option(
    "--rotate-signing-key",
    "rotate",
    is_flag=True,
    help="Give each org a new key to sign tokens with; the old ones go on to verify. Running servers take it at once.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing of what is kept.")
def command(world: Path | None, key_size: str | None, *, force: bool, rotate: bool, quiet: bool) -> None:
    """Make the key pairs, self-signed certificates, consumer secrets and signing keys that a world's files name.

    What is there already is kept. Private files get mode 0600. A certificate that org1.toml names and org2.toml does
    not is somebody else's: where it is missing, that is said, and the exit code is 1.
    """
    from orgless.keys import Outcome  # noqa: PLC0415  `orgless --help` need not pay for it
    from orgless.loading import make_keys, read  # noqa: PLC0415
    from orgless.wanted_keys import wanted  # noqa: PLC0415
    from orgless.world import find_world  # noqa: PLC0415

    found = find_world(world, os.environ)
    files = make_keys(found, key_size=int(key_size) if key_size else None, force=force, rotate=rotate, announce=tell)
    for file in files:
        if not (quiet and file.outcome is Outcome.KEPT):
            click.echo(f"{file.outcome:8} {file.path}")
    if not quiet and any(file.outcome is Outcome.KEPT for file in files):
        click.echo("What is kept was there already; --force replaces it.")
    for problem in (of_others := wanted(found, *read(found)).missing_of_others()):
        tell(f"orgless: {problem}")
    sys.exit(1 if of_others else 0)
