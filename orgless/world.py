"""Finds a world: the folder with the two administrators' files, and the folders of its keys and of its state."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.strict_toml import BadFileError, Problem

from .org_place import MAIN, OrgPlace

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The world that ships: the configuration of the question that the project started from.
DEMO_WORLD = Path(__file__).parent / "demo_world"
#: Holds this package: the folder of its source where it runs from there, else where packages are installed.
_HOME = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class World:
    """Where everything of a world lies; nothing of it need exist yet.

    Args:
        folder: Holds ``org1.toml`` and ``org2.toml``, and in ``orgs`` a folder for each further org.
        certs: Holds keys, certificates and consumer secrets.
        state: Holds what the servers remember; None gives each start a fresh private folder.
    """

    folder: Path
    certs: Path
    state: Path | None

    @property
    def org1_file(self) -> Path:
        """What the administrator of the org that is called decided."""
        return self.folder / "org1.toml"

    @property
    def org2_file(self) -> Path:
        """What the administrator of the org that calls decided."""
        return self.folder / "org2.toml"

    @property
    def main(self) -> OrgPlace:
        """The org that answers where nobody asks for another."""
        return OrgPlace(MAIN, self.org1_file)

    def places(self) -> list[OrgPlace]:
        """All orgs that are called, the main one first.

        Raises:
            BadFileError: The folder of further orgs is not in order.
        """
        from authserver.neighbours import further_org_files  # noqa: PLC0415  slow to import, rarely needed

        return [self.main, *(OrgPlace(*one) for one in further_org_files(self.folder).items())]

    @property
    def is_demo(self) -> bool:
        """Whether this is the world that ships, whose keys orgless makes unasked."""
        return self.folder == DEMO_WORLD

    @property
    def option(self) -> str:
        """What to write behind a command to mean this world; nothing for the one that ships."""
        return "" if self.is_demo else f" --world {shlex.quote(str(self.folder))}"


def find_world(folder: Path | None, environment: Mapping[str, str]) -> World:
    """The world in ``folder``, else in ``ORGLESS_WORLD``, else the one that ships.

    Args:
        folder: What the user named, if anything.
        environment: Where ``ORGLESS_WORLD``, ``ORGLESS_CERTS`` and ``ORGLESS_STATE`` are looked up.

    Raises:
        BadFileError: The folder is missing, no folder, or may not be entered.
    """
    named = folder or _path(environment, "ORGLESS_WORLD")
    place = _absolute(named) if named else DEMO_WORLD
    _must_be_a_folder(place)
    world = World(place, place / "certs", _path(environment, "ORGLESS_STATE"))
    certs = _path(environment, "ORGLESS_CERTS") or (_demo_certs(environment) if world.is_demo else world.certs)
    return World(place, certs, world.state)


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name, "")
    return _absolute(Path(text)) if text else None


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:  # "~name" of nobody: then a folder is called so
        return path.absolute()


def _demo_certs(environment: Mapping[str, str]) -> Path:
    """One place for the demo world's keys, however orgless is called: beside the source, else the user's own."""
    return _HOME / "certs" if _is_checkout(_HOME) else _own_state(environment)


def _is_checkout(folder: Path) -> bool:
    try:
        project = (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return '\nname = "orgless"\n' in project and (folder / "certs" / "README.md").is_file()


def _own_state(environment: Mapping[str, str]) -> Path:
    """Where this user's keys of the demo world belong (XDG Base Directory Specification)."""
    base = Path(environment.get("XDG_STATE_HOME", ""))
    if not base.is_absolute():  # the specification has relative ones ignored
        try:
            base = Path.home() / ".local" / "state"
        except RuntimeError:
            told = "cannot be kept: this user has no home folder; set ORGLESS_CERTS to a folder for them"
            raise BadFileError([Problem(DEMO_WORLD, "keys", told)]) from None
    return base / "orgless" / "demo" / "certs"


def _must_be_a_folder(place: Path) -> None:
    try:
        next(place.iterdir(), None)
    except FileNotFoundError:
        told = f"no such folder; `orgless init {place}` writes a starter world there"
    except NotADirectoryError:
        told = "is a file; a world is a folder that holds org1.toml and org2.toml"
    except OSError as error:
        told = f"cannot be read: {error.strerror}"
    else:
        return
    raise BadFileError([Problem(place, "", told)])
