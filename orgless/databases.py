"""Which database the servers of each org keep their tables in: never two orgs in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.database_url import same_database
from plumbing.strict_toml import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .loading import LoadedOrg
    from .org_place import OrgPlace

#: What the apps call theirs in a state folder, where nobody names another.
_USUAL_FILES = ("authserver.sqlite3", "resource_api.sqlite3")
#: Names the main org's database, and with a further org's name behind it that org's.
DATABASE_URL = "ORGLESS_DATABASE_URL"


def variable_of(place: OrgPlace) -> str:
    """Which variable names the org's database."""
    return DATABASE_URL if place.is_main else f"{DATABASE_URL}_{place.name.upper().replace('-', '_')}"


def database_url(place: OrgPlace, inherited: Mapping[str, str]) -> str:
    """The URL of the org's database; empty means SQLite files in its own state folder."""
    return inherited.get(variable_of(place), "")


def problems_with_databases(orgs: Iterable[LoadedOrg], inherited: Mapping[str, str], state: Path) -> Iterator[Problem]:
    """One for each org whose database is an earlier org's, or which names none where the main org's is elsewhere.

    Args:
        orgs: All orgs of the world, the main one first.
        inherited: The environment that the servers start from.
        state: The folder for what they remember.
    """
    taken: list[tuple[str, str]] = []  # what names a database, with its URL
    for one in orgs:
        name, url = variable_of(one.place), database_url(one.place, inherited)
        folder = one.place.state(state)
        own = [(name, url)] if url else [(f"{folder}", f"sqlite:///{folder / file}") for file in _USUAL_FILES]
        of_another = [other for other, known in taken if any(same_database(known, mine) for _, mine in own)]
        if of_another:
            why = f"that of {of_another[0]} is the same"
        elif not url and inherited.get(DATABASE_URL):
            why = f"{DATABASE_URL} names the main org's"
        else:
            taken += own
            continue
        yield Problem(Path("environment"), name, f"must name a database of {one.org.name}'s own, since {why}")
