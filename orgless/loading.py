"""Loads a world, both files with the keys between them, and makes missing keys; all problems are told at once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
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
    from .world import World

    T = TypeVar("T")

# What Org2 finds suspicious in its file is told by Org2 itself when it starts, not by each command that looks into it.
logging.getLogger("client_demo").addHandler(logging.NullHandler())


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


def load(world: World, announce: Callable[[str], None]) -> LoadedWorld:
    """Both orgs with their certificates; keys that the demo world lacks are made.

    Args:
        world: Where they lie.
        announce: Told before keys are made.

    Raises:
        BadFileError: With the problems of both files and of all keys and certificates that they name.
    """
    problems: list[Problem] = []
    files = _gathering(problems, lambda: read(world))
    missing = _missing_keys(world, *files, announce) if files else {}
    orgs = _load_both(world, problems)
    if missing or files is None or orgs is None:
        others = (one for one in problems if not any(str(path) in one.message for path in missing))
        raise BadFileError(dict.fromkeys([*missing.values(), *others]))  # what was found twice is told once
    return LoadedWorld(world, *orgs, *files)


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
    from .keys import KeyMaker  # noqa: PLC0415
    from .wanted_keys import wanted  # noqa: PLC0415

    return KeyMaker(wanted(world, *read(world)), key_size=key_size, force=force, announce=announce).make_all()


def _missing_keys(
    world: World, org1_file: OrgFile, org2_file: Org2File, announce: Callable[[str], None]
) -> dict[Path, Problem]:
    """The keys and certificates that are not there, and what is told of each; the demo world's are made instead."""
    from .keys import KeyMaker  # noqa: PLC0415
    from .wanted_keys import problems_with_keys, wanted  # noqa: PLC0415

    missing = problems_with_keys(world, org1_file, org2_file)
    if not missing or not world.is_demo:
        return {one.file: one for one in missing}
    announce(f"making the demo world's keys and certificates in {world.certs}")
    KeyMaker(wanted(world, org1_file, org2_file), announce=announce).make_all()
    return {}


def _load_both(world: World, problems: list[Problem]) -> tuple[Org, Org2] | None:
    """Both orgs with all that their files name, or None when there are problems."""
    from authserver.org_file import load_org  # noqa: PLC0415  `orgless --help` need not pay for it
    from client_demo.org2_file import load_org2  # noqa: PLC0415

    org1 = _gathering(problems, lambda: load_org(world.org1_file, world.certs))
    org2 = _gathering(problems, lambda: load_org2(world.org2_file, world.certs))
    return None if org1 is None or org2 is None else (org1, org2)


def _gathering(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except BadFileError as error:
        problems += error.problems
        return None
