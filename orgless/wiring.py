"""What each app is told through its environment: where the others are, and only the secrets that it needs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.strict_toml import BadFileError, Problem

from .addresses import Addresses, hosts_of
from .org_dispatch import VARIABLE, OrgOfServer, to_variable
from .server_process import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .loading import LoadedOrg, LoadedWorld
    from .org_place import OrgPlace

__all__ = ["INSTANCE", "LOGIN", "ORG2", "Addresses", "address_book", "environments", "inherited_environment"]

LOGIN = Part("Org1's authorization server", "--auth-port", "orgless.login_host:create_login_host()")
INSTANCE = Part("Org1's REST API", "--api-port", "orgless.instance:create_instance()")
ORG2 = Part("Org2", "--client-port", "client_demo:create_app()")

_DATABASE_URL = "ORGLESS_DATABASE_URL"


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
    main = loaded.orgs[0]
    for_all = {
        **inherited,
        "ORGLESS_STATE": str(state),
        "ORGLESS_LOGIN_URL": addresses.login_url_of(main.place),
        "ORGLESS_INSTANCE_URL": addresses.instance_url_of(main.place),
        "ORGLESS_ORG2_URL": addresses.org2_url,
        "ORGLESS_WORLD": str(loaded.world.folder),
        "ORGLESS_CERTS": str(loaded.world.certs),
    }
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
        self.problems: dict[Problem, None] = {}  # each is told once, in order

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
            _DATABASE_URL: self._database_url(one),
            **self.behind_a_front(place),
            **(self.rest_api(one) if with_rest_api else {}),
        }

    def _database_url(self, one: LoadedOrg) -> str:
        """Empty means SQLite in the org's state; where the main org's database is elsewhere, this org's is too."""
        name = f"{_DATABASE_URL}_{one.place.name.upper().replace('-', '_')}"
        of_main, url = self._inherited.get(_DATABASE_URL, ""), self._inherited.get(name, "")
        if of_main and url in {"", of_main}:
            told = f"must name a database of {one.org.name}'s own, since {_DATABASE_URL} names the main org's"
            self.problems[Problem(Path("environment"), name, told)] = None
        return url
