"""What each app is told through its environment: where the others are, and only the secrets that it needs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from plumbing.strict_toml import BadFileError, Problem

from .addresses import Addresses, hosts_of
from .databases import DATABASE_URL, database_url, problems_with_databases
from .org_dispatch import VARIABLE, OrgOfServer, to_variable
from .server_process import Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .loading import LoadedOrg, LoadedWorld
    from .org_place import OrgPlace

__all__ = ["INSTANCE", "LOGIN", "ORG2", "Addresses", "address_book", "environments", "inherited_environment"]

LOGIN = Part("Org1's authorization server", "--auth-port", "orgless.login_host:create_login_host()")
INSTANCE = Part("Org1's REST API", "--api-port", "orgless.instance:create_instance()")
ORG2 = Part("Org2", "--client-port", "client_demo:create_app()")


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
        BadFileError: An org has no connected app as which its REST API could ask about tokens, or no database.
    """
    wiring = _Wiring(loaded, addresses, state, inherited)
    main, for_all = loaded.orgs[0], wiring.for_all()
    login = {**for_all, "ORGLESS_PROFILE": profile, **wiring.behind_a_front(main.place)}
    made = {
        LOGIN: {**login, **wiring.further_orgs(with_rest_api=False)},
        INSTANCE: {**login, **wiring.rest_api(main), **wiring.further_orgs(with_rest_api=True)},
        ORG2: {**for_all, "ORGLESS_ADDRESS_BOOK": address_book(loaded, addresses)},
    }
    if wiring.problems:
        raise BadFileError(wiring.problems)
    return made


def address_book(loaded: LoadedWorld, addresses: Addresses) -> str:
    """Where Org2 finds the hosts that it knows by their names in life."""
    return " ".join(f"{logical}={actual}" for logical, actual in addresses.book(loaded.orgs).items())


def inherited_environment() -> dict[str, str]:
    """This process's environment without what would set the servers up behind orgless's back."""
    replaced = (
        "ORGLESS_WORLD",
        "ORGLESS_ORG_FILE",
        "ORGLESS_ORGS",
        "ORGLESS_CERTS",
        "ORGLESS_ADDRESS_BOOK",
        "ORGLESS_PROFILE",
        "ORGLESS_LOGIN_ALSO_KNOWN_AS",
        "ORGLESS_API_",
        "GUNICORN_",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(replaced)}


class _Wiring:
    """Finds the variables of single orgs; problems gather."""

    def __init__(self, loaded: LoadedWorld, addresses: Addresses, state: Path, inherited: Mapping[str, str]) -> None:
        self._loaded = loaded
        self._addresses = addresses
        self._state = state
        self._inherited = inherited
        self.problems = dict.fromkeys(problems_with_databases(loaded.orgs, inherited, state))  # each is told once

    def for_all(self) -> dict[str, str]:
        """What all three servers are told."""
        main, addresses, world = self._loaded.orgs[0].place, self._addresses, self._loaded.world
        return {
            **self._inherited,
            "ORGLESS_STATE": str(self._state),
            "ORGLESS_LOGIN_URL": addresses.login_url_of(main),
            "ORGLESS_INSTANCE_URL": addresses.instance_url_of(main),
            "ORGLESS_ORG2_URL": addresses.org2_url,
            "ORGLESS_WORLD": str(world.folder),
            "ORGLESS_CERTS": str(world.certs),
            "ORGLESS_LOGIN_URLS": self._login_urls(),
        }

    def _login_urls(self) -> str:
        """All orgs' authorization servers, where there are several."""
        orgs = self._loaded.orgs if len(self._loaded.orgs) > 1 else ()
        return " ".join(f"{one.place.name}={self._addresses.login_url_of(one.place)}" for one in orgs)

    def behind_a_front(self, place: OrgPlace) -> dict[str, str]:
        """Where the org is found without the front, if there is one."""
        addresses = self._addresses
        if not (addresses.public_login_url or addresses.public_instance_url):
            return {}
        listening = (addresses.login_url, addresses.instance_url)
        return {"ORGLESS_LOGIN_ALSO_KNOWN_AS": " ".join(url + place.prefix for url in listening)}

    def rest_api(self, one: LoadedOrg) -> dict[str, str]:
        """What an org's REST API serves, where it asks about tokens, and as which connected app."""
        place, addresses = one.place, self._addresses
        files = {"ORGLESS_API_OBJECTS": place.objects_file, "ORGLESS_API_RECORDS": place.records_file}
        return {
            "ORGLESS_API_ALSO_KNOWN_AS": f"{one.org.my_domain_url} {addresses.instance_url}",
            "ORGLESS_API_AUTHORIZATION_SERVER_URL": addresses.login_url + place.prefix,
            **{name: str(file) if file.exists() else "" for name, file in files.items()},
            **self._asking_app(one),
        }

    def _asking_app(self, one: LoadedOrg) -> dict[str, str]:
        for app in one.file.connected_apps:
            if app.introspect_all_tokens and app.consumer_secret_file:
                return {
                    "ORGLESS_API_CONSUMER_KEY": app.consumer_key,
                    "ORGLESS_API_CONSUMER_SECRET_FILE": str(self._loaded.world.certs / app.consumer_secret_file),
                }
        told = (
            f"none has introspect_all_tokens = true and a consumer_secret_file; {one.org.name}'s REST API needs such "
            "an app, as which it asks the authorization server about tokens: copy “Org1 REST API” from a starter "
            "(`orgless init DIR`)"
        )
        self.problems[Problem(one.place.file, "connected_apps", told)] = None
        return {}

    def further_orgs(self, *, with_rest_api: bool) -> dict[str, str]:
        """What a server is told of all orgs, where there are further ones; nothing where there are none."""
        if len(self._loaded.orgs) == 1:
            return {}
        orgs = [
            OrgOfServer(
                prefix=one.place.prefix,
                hosts=hosts,
                org_id=one.org.org_id,
                variables={} if one.place.is_main else self._of_further_org(one, with_rest_api=with_rest_api),
            )
            for one, hosts in hosts_of(self._loaded.orgs)
        ]
        return {VARIABLE: to_variable(orgs)}

    def _of_further_org(self, one: LoadedOrg, *, with_rest_api: bool) -> dict[str, str]:
        place = one.place
        return {
            "ORGLESS_ORG_FILE": str(place.file),
            "ORGLESS_STATE": str(place.state(self._state)),
            "ORGLESS_TOKEN_KEY_FILE": "",
            "ORGLESS_LOGIN_URL": self._addresses.login_url_of(place),
            "ORGLESS_INSTANCE_URL": self._addresses.instance_url_of(place),
            DATABASE_URL: database_url(place, self._inherited),
            **self.behind_a_front(place),
            **(self.rest_api(one) if with_rest_api else {}),
        }
