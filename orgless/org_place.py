"""Where one org of a world lies: its files, what its servers remember, and its part of their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .told import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from .world import World

#: What the main org is called; a further org is called as its folder.
MAIN = "org1"


@dataclass(frozen=True, slots=True)
class OrgPlace:
    """The place of an org in its world; of its files only ``file`` must exist.

    Args:
        name: What commands call it.
        file: What its administrator decided.
    """

    name: str
    file: Path

    @property
    def is_main(self) -> bool:
        """Whether it is the org that answers where nobody asks for another."""
        return self.name == MAIN

    @property
    def objects_file(self) -> Path:
        """Its custom objects and fields."""
        return self.file.parent / "objects.toml"

    @property
    def records_file(self) -> Path:
        """The records that its REST API begins with."""
        return self.file.parent / "records.json"

    @property
    def prefix(self) -> str:
        """What stands before its paths at the addresses that all orgs share."""
        return "" if self.is_main else f"/orgs/{self.name}"

    def state(self, state: Path) -> Path:
        """The folder in the servers' state for what is remembered of it."""
        return state if self.is_main else state / "orgs" / self.name


def find_place(world: World, name: str) -> OrgPlace:
    """The org of that name.

    Raises:
        BadInputError: The world has none.
        BadFileError: Its folder of orgs is not in order.
    """
    from plumbing.strict_toml import did_you_mean  # noqa: PLC0415  only for what was mistyped

    places = {place.name: place for place in world.places()}
    if name in places:
        return places[name]
    known = ", ".join(places)
    raise BadInputError(f"--org {name[:40]}: this world has no such org{did_you_mean(name, places)}; it has: {known}")
