"""What is said when all servers are well: one line of JSON to scripts, addresses and next steps to people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from .integration import integration_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .integration import Integration
    from .loading import LoadedOrg, LoadedWorld
    from .servers import Servers

Rows = list[tuple[str, str]]


def line_for_scripts(loaded: LoadedWorld, servers: Servers, integration: Integration) -> str:
    """One line of JSON for scripts in any language; null is what the world does not hold, and no problem."""
    return json.dumps(
        {
            "login_url": servers.login_url,
            "instance_url": servers.instance_url,
            "org2_url": servers.org2_url,
            **_for_a_script(integration, loaded.orgs[0], servers),
            "orgs": [_org(loaded, one, servers) for one in loaded.orgs],
        }
    )


def tell_people(loaded: LoadedWorld, servers: Servers, integration: Integration, *, usual_org2_url: str) -> None:
    """Prints the addresses, the next command and what a client signs with.

    Args:
        loaded: The world that is served.
        servers: Where.
        integration: What a client needs to begin.
        usual_org2_url: The address that the next command takes for granted.
    """
    console = Console(highlight=False, soft_wrap=True)
    console.print("[bold green]orgless is ready.[/]")
    for title, rows in _sections(loaded, servers, integration, usual_org2_url):
        console.print(f"\n[bold]{title}[/]")
        for label, value in rows:  # never broken over lines: people copy these
            console.print(Text(f"  {label:30}"), Text(value, "cyan"), sep="")
    console.print("\nCtrl-C stops all.")


def _for_a_script(integration: Integration, one: LoadedOrg, servers: Servers) -> dict[str, str | None]:
    """What a client of the org needs."""
    return {
        "connected_app": integration.connected_app,
        "consumer_key": integration.consumer_key,
        "consumer_secret": integration.consumer_secret,
        "private_key_file": _text(integration.private_key_file),
        "certificate_file": _text(integration.certificate_file),
        "username": integration.username,
        "audience": integration.audience,
        "token_endpoint": _token_endpoint(servers, integration, one),
        "problem": integration.problem or None,
    }


def _org(loaded: LoadedWorld, one: LoadedOrg, servers: Servers) -> dict[str, str | None]:
    return {
        "name": one.place.name,
        "org_id": one.org.org_id,
        "kind": "sandbox" if one.org.is_sandbox else "production",
        "login_url": servers.addresses.login_url_of(one.place),
        "instance_url": servers.addresses.instance_url_of(one.place),
        "my_domain_url": one.org.my_domain_url,
        **_for_a_script(integration_of(loaded, one), one, servers),
    }


def _sections(
    loaded: LoadedWorld, servers: Servers, integration: Integration, usual_org2_url: str
) -> Iterator[tuple[str, Rows]]:
    yield "Addresses", _addresses(servers)
    if further := [(one.place.name, _for_people(one, servers)) for one in loaded.orgs[1:]]:
        yield "Further orgs", further
    if loaded.org2.named_credentials:
        name = loaded.org2.named_credentials[0].name
        elsewhere = "" if servers.org2_url == usual_org2_url else f" --org2-url {servers.org2_url}"
        command = f"orgless callout {name} /services/data{elsewhere} -v"
        yield (
            "Next",
            [
                ("the three steps in a browser", f"open {servers.org2_url} and press Run"),
                ("in another terminal", command),
            ],
        )
    if integration.consumer_key:
        yield "A client of yours signs its assertions with", _for_a_client(loaded, servers, integration)


def _addresses(servers: Servers) -> Rows:
    return [
        ("Org1's authorization server", servers.login_url),
        ("  its Login History", f"{servers.login_url}/login-history"),
        ("Org1's REST API", servers.instance_url),
        ("Org2", servers.org2_url),
    ]


def _for_people(one: LoadedOrg, servers: Servers) -> str:
    urls = servers.addresses.login_url_of(one.place), servers.addresses.instance_url_of(one.place)
    kind = "a sandbox" if one.org.is_sandbox else "production"
    return f"{one.org.name}, {kind}: {urls[0]} and {urls[1]}, aud {one.org.login_audience}"


def _for_a_client(loaded: LoadedWorld, servers: Servers, integration: Integration) -> Rows:
    return [
        ("connected app", str(integration.connected_app)),
        ("private key", str(integration.private_key_file or "the one of the app's certificate")),
        ("iss", str(integration.consumer_key)),
        ("sub", integration.username or "the org has no user"),
        ("aud", integration.audience),
        ("token endpoint", _token_endpoint(servers, integration, loaded.orgs[0])),
    ]


def _token_endpoint(servers: Servers, integration: Integration, one: LoadedOrg) -> str:
    addresses = servers.addresses
    host = addresses.instance_url_of(one.place) if integration.asks_at_my_domain else addresses.login_url_of(one.place)
    return f"{host}/services/oauth2/token"


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
