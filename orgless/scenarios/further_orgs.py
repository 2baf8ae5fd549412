"""The further orgs of a draft: those that the world has beside Org1, and one that a scenario adds."""

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from orgless.loading import LoadedWorld
from plumbing import strict_toml
from plumbing.salesforce_id import id_for

from .changes import Change, differences

Table = dict[str, Any]

#: What an added org is called.
_NAME = "uat"


class FurtherOrgs:
    """The tables of each further org's file, by the org's name; what stands in them when ``write`` is called counts.

    Args:
        base: The world that they come from.
    """

    def __init__(self, base: LoadedWorld) -> None:
        self._files = {one.place.name: one.place.file for one in base.orgs if not one.place.is_main}
        self.tables: dict[str, Table] = {name: strict_toml.parse(file) for name, file in self._files.items()}
        self._before = copy.deepcopy(self.tables)

    def first(self, org1: Table) -> tuple[str, Table]:
        """The first of them, with its name; where there is none, one of the other kind than Org1 is added.

        Args:
            org1: The tables of Org1's file: the app of its REST API serves both.
        """
        if not self.tables:
            self.tables[_NAME] = _another(org1)
        return next(iter(self.tables.items()))

    def changes(self) -> Iterator[Change]:
        """What was changed in them; an added one is told in a line."""
        for name, table in self.tables.items():
            where = f"orgs/{name}/org.toml"
            if name in self._before:
                yield from differences(where, self._before[name], table)
            else:
                labels = " and ".join(f"“{app['label']}”" for app in table["connected_apps"])
                org = table["org"]
                yield Change(where, "", "", f"the {org['kind']} org “{org['name']}” with the apps {labels}")

    def write(self, folder: Path) -> None:
        """Writes the files into the world ``folder``."""
        for name, table in self.tables.items():
            place = folder / "orgs" / name
            place.mkdir(parents=True, exist_ok=True)
            (place / "org.toml").write_text(tomlkit.dumps(table), encoding="utf-8")


def _another(org1: Mapping[str, Any]) -> Table:
    org = org1["org"]
    is_sandbox = org.get("kind") != "sandbox"
    stem = str(org["my_domain"]).partition(".")[0].partition("--")[0]
    my_domain = f"{stem}--{_NAME}.sandbox" if is_sandbox else f"{stem}-{_NAME}"
    return {
        "org": {
            "id": id_for("00D", my_domain),
            "name": f"{org['name']} {_NAME.upper()}",
            "my_domain": my_domain,
            "kind": "sandbox" if is_sandbox else "production",
            "signing_key_file": f"{_NAME}_signing.key",
        },
        "users": [],
        "connected_apps": [copy.deepcopy(app) for app in org1["connected_apps"] if app.get("introspect_all_tokens")],
    }
