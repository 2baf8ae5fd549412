"""Options that several commands have."""

from pathlib import Path

import click

#: Where `orgless serve` puts Org2 unless told otherwise.
DEFAULT_ORG2_URL = "http://127.0.0.1:8003"

world_option = click.option(
    "--world",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with org1.toml and org2.toml. [default: ORGLESS_WORLD, else the demo world that ships]",
)
