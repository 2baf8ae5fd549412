"""``orgless serve``: the three servers, until Ctrl-C."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgless.told import ToldError, tell

from .options import DEFAULT_ORG2_URL, origin_or_nothing, world_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgless.loading import LoadedWorld
    from orgless.servers import ServerOptions

_PORT = click.IntRange(0, 65535)


@click.command("serve")
@world_option
@click.option(
    "--auth-port", type=_PORT, default=8001, show_default=True, help="Authorization server; 0 = any free port."
)
@click.option(
    "--api-port", type=_PORT, default=8002, show_default=True, help="REST API (My Domain); 0 = any free port."
)
@click.option("--client-port", type=_PORT, default=8003, show_default=True, help="Org2; 0 = any free port.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; warns unless it is loopback."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes per server.")
@click.option(
    "--profile",
    type=click.Choice(["salesforce", "strict"]),
    default="salesforce",
    show_default=True,
    help="Tolerate what Salesforce tolerates, or RFC 7523 and RFC 8725 to the letter.",
)
@click.option(
    "--state",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Keep tokens, records and history here. [default: ORGLESS_STATE, else a clean org at each start]",
)
@click.option(
    "--login-url",
    metavar="URL",
    callback=origin_or_nothing,
    help="How clients reach the authorization server through a front with TLS. [default: where it listens]",
)
@click.option("--instance-url", metavar="URL", callback=origin_or_nothing, help="Likewise for the REST API.")
@click.option("--json", "as_json", is_flag=True, help="Print exactly one line of JSON when all is ready.")
def command(  # noqa: PLR0913  one parameter per option
    *,
    world: Path | None,
    auth_port: int,
    api_port: int,
    client_port: int,
    host: str,
    workers: int,
    profile: str,
    state: Path | None,
    login_url: str,
    instance_url: str,
    as_json: bool,
) -> None:
    """Start Org1's authorization server, Org1's REST API and Org2, and stop them on Ctrl-C.

    Ends with exit code 1 when one of them dies, after the others were stopped.
    """
    from orgless.loading import load  # noqa: PLC0415
    from orgless.servers import ServerOptions  # noqa: PLC0415  `orgless --help` need not pay for it
    from orgless.world import find_world  # noqa: PLC0415

    found = find_world(world, os.environ)
    if state:
        found = replace(found, state=state.absolute())
    options = ServerOptions(
        host=host,
        auth_port=auth_port,
        api_port=api_port,
        client_port=client_port,
        workers=workers,
        profile=profile,
        login_url=login_url,
        instance_url=instance_url,
    )
    _warn_of_strangers(host)
    with _ends_by_signal():
        _serve(load(found, tell), options, as_json=as_json)


def _serve(loaded: LoadedWorld, options: ServerOptions, *, as_json: bool) -> None:
    from orgless.foreign_hosts import foreign_hosts  # noqa: PLC0415
    from orgless.integration import first_integration  # noqa: PLC0415
    from orgless.ready import line_for_scripts, tell_people  # noqa: PLC0415
    from orgless.servers import Servers  # noqa: PLC0415

    integration = first_integration(loaded)
    for told in (*foreign_hosts(loaded), *filter(None, [integration.problem])):
        tell(f"orgless: {told}")
    with Servers(loaded, options) as servers:
        if as_json:
            click.echo(line_for_scripts(loaded, servers, integration))
        else:
            tell_people(loaded, servers, integration, usual_org2_url=DEFAULT_ORG2_URL)
        why = servers.wait_until_one_ends()
    raise ToldError(f"{why}\nall servers were stopped because of that")


def _warn_of_strangers(host: str) -> None:
    from orgless.listening import is_loopback  # noqa: PLC0415

    if not is_loopback(host):
        tell(f"orgless: --host {host} lets other machines in, over plain HTTP; keys and tokens here are for tests only")


class _AskedToStop(BaseException):
    """Somebody pressed Ctrl-C, sent SIGTERM or closed the terminal."""


@contextmanager
def _ends_by_signal() -> Iterator[None]:
    """Turns the first signal to end into an orderly end; further ones are ignored while that goes on."""
    ours = [one for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if _is_wanted(one)]

    def end(_number: int, _frame: object) -> None:
        for one in ours:
            signal.signal(one, signal.SIG_IGN)
        raise _AskedToStop

    before = {one: signal.signal(one, end) for one in ours}
    try:
        yield
    except _AskedToStop:
        tell("orgless: stopped")
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _is_wanted(one: signal.Signals) -> bool:
    """Under ``nohup`` the terminal's end is to be ignored."""
    return one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN
