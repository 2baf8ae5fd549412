"""What each app is told through its environment: where the others are, and only the secrets that it needs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.strict_toml import BadFileError, Problem

from .server_process import Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .loading import LoadedWorld

LOGIN = Part("Org1's authorization server", "--auth-port", "authserver:create_app()")
INSTANCE = Part("Org1's REST API", "--api-port", "orgless.instance:create_instance()")
ORG2 = Part("Org2", "--client-port", "client_demo:create_app()")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the three servers are, without slashes at the end."""

    login_url: str
    instance_url: str
    org2_url: str


def environments(
    loaded: LoadedWorld, addresses: Addresses, *, state: Path, profile: str, inherited: Mapping[str, str]
) -> dict[Part, dict[str, str]]:
    """The environment of each server.

    Args:
        loaded: The world that they serve.
        addresses: Where they find each other.
        state: The folder for what they remember.
        profile: ``salesforce`` or ``strict``.
        inherited: The environment to start from.

    Raises:
        BadFileError: Org1 has no connected app as which its REST API could ask about tokens.
    """
    for_all = {
        **inherited,
        "ORGLESS_STATE": str(state),
        "ORGLESS_LOGIN_URL": addresses.login_url,
        "ORGLESS_INSTANCE_URL": addresses.instance_url,
        "ORGLESS_ORG2_URL": addresses.org2_url,
    }
    with_world = {"ORGLESS_WORLD": str(loaded.world.folder), "ORGLESS_CERTS": str(loaded.world.certs)}
    login = {**for_all, **with_world, "ORGLESS_PROFILE": profile}
    return {
        LOGIN: login,
        INSTANCE: {**login, **_rest_api(loaded)},
        ORG2: {**for_all, **with_world, "ORGLESS_ADDRESS_BOOK": address_book(loaded, addresses)},
    }


def address_book(loaded: LoadedWorld, addresses: Addresses) -> str:
    """Where Org2 finds the hosts that it knows by their names in life."""
    org1 = loaded.org1
    return f"{org1.login_audience}={addresses.login_url} {org1.my_domain_url}={addresses.instance_url}"


def inherited_environment() -> dict[str, str]:
    """This process's environment without what would set the servers up behind orgless's back."""
    replaced = (
        "ORGLESS_WORLD",
        "ORGLESS_CERTS",
        "ORGLESS_ADDRESS_BOOK",
        "ORGLESS_PROFILE",
        "ORGLESS_API_",
        "GUNICORN_",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(replaced)}


def _rest_api(loaded: LoadedWorld) -> dict[str, str]:
    """As which connected app the REST API asks the authorization server about tokens, and its own address in life."""
    for app in loaded.org1_file.connected_apps:
        if app.introspect_all_tokens and app.consumer_secret_file:
            return {
                "ORGLESS_API_ALSO_KNOWN_AS": loaded.org1.my_domain_url,
                "ORGLESS_API_CONSUMER_KEY": app.consumer_key,
                "ORGLESS_API_CONSUMER_SECRET_FILE": str(loaded.world.certs / app.consumer_secret_file),
            }
    told = (
        "none has introspect_all_tokens = true and a consumer_secret_file; Org1's REST API needs such an app, as which "
        "it asks the authorization server about tokens: copy “Org1 REST API” from a starter (`orgless init DIR`)"
    )
    raise BadFileError([Problem(loaded.world.org1_file, "connected_apps", told)])
