"""Finds a world, the two administrators' files with the keys between them, and loads it, telling all problems."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.strict_toml import BadFileError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from authserver.org import Org
    from authserver.org_file import OrgFile
    from client_demo.org2 import Org2
    from client_demo.org2_file import Org2File

    from .keys import KeyFile

    T = TypeVar("T")

# What Org2 finds suspicious in its file is told by Org2 itself when it starts, not by each command that looks into it.
logging.getLogger("client_demo").addHandler(logging.NullHandler())

#: The world that ships: the configuration of the question that the project started from.
DEMO_WORLD = Path(__file__).parent / "demo_world"


@dataclass(frozen=True, slots=True)
class World:
    """Where everything of a world lies; nothing of it need exist yet.

    Args:
        folder: Holds ``org1.toml`` and ``org2.toml``.
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
    def is_demo(self) -> bool:
        """Whether this is the world that ships, whose keys orgless makes unasked."""
        return self.folder == DEMO_WORLD

    @property
    def option(self) -> str:
        """What to write behind a command to mean this world; nothing for the one that ships."""
        return "" if self.is_demo else f" --world {self.folder}"


@dataclass(frozen=True, slots=True)
class LoadedWorld:
    """A world whose two files, certificates and keys were read and are good.

    Args:
        world: Where it lies.
        org1: The org that is called, with its certificates.
        org2: The org that calls, with its certificates.
        org1_file: What stands in ``org1.toml``, the names of files included.
        org2_file: What stands in ``org2.toml``.
    """

    world: World
    org1: Org
    org2: Org2
    org1_file: OrgFile
    org2_file: Org2File


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
    certs = _path(environment, "ORGLESS_CERTS") or (_own_state(environment) if world.is_demo else world.certs)
    return World(place, certs, world.state)


def load(world: World, announce: Callable[[str], None]) -> LoadedWorld:
    """Both orgs with their certificates; keys that the demo world lacks are made.

    Args:
        world: Where they lie.
        announce: Told before keys are made.

    Raises:
        BadFileError: With the problems of both files and of all keys and certificates that they name.
    """
    from authserver.org_file import load_org  # noqa: PLC0415  `orgless --help` need not pay for it
    from client_demo.org2_file import load_org2  # noqa: PLC0415

    from .keys import KeyMaker, problems_with_keys, wanted  # noqa: PLC0415

    org1_file, org2_file = read(world)
    missing = problems_with_keys(world, org1_file, org2_file)
    if missing and world.is_demo:
        announce(f"making the demo world's keys and certificates in {world.certs}")
        KeyMaker(wanted(world, org1_file, org2_file), announce=announce).make_all()
    elif missing:
        raise BadFileError(missing)
    problems: list[Problem] = []
    org1 = _gathering(problems, lambda: load_org(world.org1_file, world.certs))
    org2 = _gathering(problems, lambda: load_org2(world.org2_file, world.certs))
    if org1 is None or org2 is None:
        raise BadFileError(problems)
    return LoadedWorld(world, org1, org2, org1_file, org2_file)


def read(world: World) -> tuple[OrgFile, Org2File]:
    """What stands in the two files, without a look at keys and certificates.

    Raises:
        BadFileError: With the problems of both.
    """
    from authserver.org_file import read_org  # noqa: PLC0415
    from client_demo.org2_file import read_org2  # noqa: PLC0415

    problems: list[Problem] = []
    org1_file = _gathering(problems, lambda: read_org(world.org1_file))
    org2_file = _gathering(problems, lambda: read_org2(world.org2_file))
    if org1_file is None or org2_file is None:
        raise BadFileError(problems)
    return org1_file, org2_file


def make_keys(
    world: World, *, key_size: int | None = None, force: bool = False, announce: Callable[[str], None]
) -> list[KeyFile]:
    """Makes the keys, certificates and secrets that the two files name and that are missing; tells what became of each.

    Args:
        world: Whose.
        key_size: 2048 or 4096 bits; None takes what ``org2.toml`` says for each certificate.
        force: Replace what is there.
        announce: Told before something slow happens.

    Raises:
        BadFileError: A file is bad, a certificate has lost its key, or the folder cannot be written to.
    """
    from .keys import KeyMaker, wanted  # noqa: PLC0415

    return KeyMaker(wanted(world, *read(world)), key_size=key_size, force=force, announce=announce).make_all()


def _gathering(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except BadFileError as error:
        problems += error.problems
        return None


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name, "")
    return _absolute(Path(text)) if text else None


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:  # "~name" of nobody: then a folder is called so
        return path.absolute()


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
