"""Loads a world, all its files with the keys between them, and makes missing keys; all problems are told at once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from plumbing.strict_toml import BadFileError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from authserver.org import Org
    from authserver.org_file import OrgFile
    from client_demo.org2 import Org2
    from client_demo.org2_file import Org2File

    from .keys import KeyFile
    from .org_place import OrgPlace
    from .world import World

    T = TypeVar("T")

# What Org2 finds suspicious in its file is told by Org2 itself when it starts, not by each command that looks into it.
logging.getLogger("client_demo").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class LoadedOrg:
    """One org that is called.

    Args:
        place: Where it lies.
        org: The org, with its certificates and the apps of its neighbours.
        file: What stands in its file, the names of files included.
    """

    place: OrgPlace
    org: Org
    file: OrgFile


@dataclass(frozen=True, slots=True)
class LoadedWorld:
    """A world whose files, certificates and keys were read and are good.

    Args:
        world: Where it lies.
        orgs: The orgs that are called, the main one first.
        org2: The org that calls, with its certificates.
        org2_file: What stands in ``org2.toml``.
    """

    world: World
    orgs: tuple[LoadedOrg, ...]
    org2: Org2
    org2_file: Org2File

    @property
    def org1(self) -> Org:
        """The main one of the orgs that are called."""
        return self.orgs[0].org

    @property
    def org1_file(self) -> OrgFile:
        """What stands in ``org1.toml``."""
        return self.orgs[0].file


def load(world: World, announce: Callable[[str], None]) -> LoadedWorld:
    """All orgs with their certificates; keys that the demo world lacks are made.

    Args:
        world: Where they lie.
        announce: Told before keys are made.

    Raises:
        BadFileError: With the problems of all files and of all keys and certificates that they name.
    """
    problems: list[Problem] = []
    files = _gathering(problems, lambda: read(world))
    missing = _missing_keys(world, *files, announce) if files else {}
    places = _places(world, problems)
    orgs = _load_all(world, places, problems)
    if missing or files is None or orgs is None:
        _look_at_objects(places, problems)
        others = (one for one in problems if not any(str(path) in one.message for path in missing))
        raise BadFileError(dict.fromkeys([*missing.values(), *others]))  # what was found twice is told once
    loaded, org2 = orgs
    found = zip(places, _as_neighbours(loaded), files[0], strict=True)
    return LoadedWorld(world, tuple(LoadedOrg(*one) for one in found), org2, files[1])


def read(world: World) -> tuple[tuple[OrgFile, ...], Org2File]:
    """What stands in the files of the orgs that are called, the main one first, and in ``org2.toml``.

    Keys and certificates are not looked at.

    Raises:
        BadFileError: With the problems of all, and with what two orgs have in common that they must not.
    """
    from authserver.org_file import read_org  # noqa: PLC0415
    from client_demo.org2_file import read_org2  # noqa: PLC0415

    problems: list[Problem] = []
    places = _places(world, problems)
    org_files = [_gathering(problems, partial(read_org, place.file)) for place in places]
    org2_file = _gathering(problems, lambda: read_org2(world.org2_file))
    if len(places) > 1:
        from .clashes import clashes  # noqa: PLC0415  only worlds of several orgs pay for it

        problems += clashes(places)
    if org2_file is None or problems:
        raise BadFileError(problems)
    return tuple(one for one in org_files if one), org2_file


def make_keys(
    world: World,
    *,
    key_size: int | None = None,
    force: bool = False,
    rotate: bool = False,
    announce: Callable[[str], None],
) -> list[KeyFile]:
    """Makes the keys, certificates and secrets that the files name and that are missing; tells what became of each.

    Args:
        world: Whose.
        key_size: 2048 or 4096 bits; None takes what ``org2.toml`` says for each certificate.
        force: Replace what is there.
        rotate: Put a new key before those of each signing key file that is there.
        announce: Told before something slow happens.

    Raises:
        BadFileError: A file is bad, a certificate has lost its key, or the folder cannot be written to.
    """
    from .keys import KeyMaker  # noqa: PLC0415
    from .wanted_keys import wanted  # noqa: PLC0415

    named = wanted(world, *read(world))
    return KeyMaker(named, key_size=key_size, force=force, announce=announce).make_all(rotate=rotate)


def _missing_keys(
    world: World, orgs: tuple[OrgFile, ...], org2: Org2File, announce: Callable[[str], None]
) -> dict[Path, Problem]:
    """The keys and certificates that are not there, and what is told of each; the demo world's are made instead."""
    from .keys import KeyMaker  # noqa: PLC0415
    from .wanted_keys import problems_with_keys, wanted  # noqa: PLC0415

    named = wanted(world, orgs, org2)
    missing = problems_with_keys(world, named)
    if not missing or not world.is_demo:
        return {one.file: one for one in missing}
    announce(f"making the demo world's keys and certificates in {world.certs}")
    KeyMaker(named, announce=announce).make_all()
    return {}


def _load_all(world: World, places: list[OrgPlace], problems: list[Problem]) -> tuple[list[Org], Org2] | None:
    """All orgs with all that their files name, or None when there are problems."""
    from authserver.org_file import load_org  # noqa: PLC0415  `orgless --help` need not pay for it
    from client_demo.org2_file import load_org2  # noqa: PLC0415

    orgs = [_gathering(problems, partial(load_org, place.file, world.certs)) for place in places]
    org2 = _gathering(problems, lambda: load_org2(world.org2_file, world.certs))
    loaded = [org for org in orgs if org]
    return None if org2 is None or len(loaded) < len(places) else (loaded, org2)


def _look_at_objects(places: list[OrgPlace], problems: list[Problem]) -> None:
    """Adds what is wrong with custom objects; where all else is good, the REST API tells it when it starts."""
    from resource_api.schema.objects_tables import read_objects  # noqa: PLC0415  slow to import

    for file in (place.objects_file for place in places):
        if file.exists():
            _gathering(problems, partial(read_objects, file))


def _as_neighbours(orgs: list[Org]) -> list[Org]:
    from authserver.neighbours import beside  # noqa: PLC0415

    return [beside(org, (other for other in orgs if other is not org)) for org in orgs]


def _places(world: World, problems: list[Problem]) -> list[OrgPlace]:
    """All orgs; the main one alone where the folder of the further ones is not in order."""
    return _gathering(problems, world.places) or [world.main]


def _gathering(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except BadFileError as error:
        problems += error.problems
        return None
