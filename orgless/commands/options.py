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

org_option = click.option(
    "--org",
    metavar="NAME",
    default="org1",
    show_default=True,
    help="The org that is asked, of a world that has several: the name of its folder in orgs.",
)


def origin_or_nothing(_context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """What was given, an address without path and without a slash at its end; else empty.

    Raises:
        BadParameter: It is none.
    """
    from plumbing.environment import is_origin  # noqa: PLC0415  `orgless --help` need not pay for it

    if value and not is_origin(value):
        told = f"“{value[:80]}” is no address like https://org1.my.salesforce.com (no path, no slash at the end)"
        raise click.BadParameter(told, param=parameter)
    return value or ""
