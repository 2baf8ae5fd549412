"""The other orgs of the same world: which there are, and which apps they registered that this org did not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from plumbing.strict_toml import BadFileError, Problem

from .connected_apps import AppElsewhere
from .org import Org
from .org_file import load_org

_FOLDER, _FILE = "orgs", "org.toml"
_NAME = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_NO_NAME = "is no name of an org: letters, digits and single hyphens; rename the folder"


def main_org_file(world: Path) -> Path:
    """The file of the world's main org."""
    return world / "org1.toml"


def further_org_files(world: Path) -> dict[str, Path]:
    """The files of the world's other orgs, by the names of their folders, in the order of these.

    Raises:
        BadFileError: A folder's name is none, or another's in other letters, its file is missing, or what looks like
            an org is no folder.
    """
    try:
        entries = sorted((world / _FOLDER).iterdir())
    except FileNotFoundError:
        return {}
    except OSError as error:
        told = f"cannot be read: {error.strerror}; it is the folder of the world's further orgs, each a folder"
        raise BadFileError([Problem(world / _FOLDER, "", told)]) from None
    problems = [problem for entry in entries if (problem := _problem(entry))]
    found = [entry for entry in entries if entry.is_dir() and not entry.name.startswith(".")]
    problems += _twins(found)
    if problems:
        raise BadFileError(problems)
    return {entry.name: entry / _FILE for entry in found}


def load_org_of_world(file: Path, world: Path, certs: Path) -> Org:
    """An org of the world, with the apps of its neighbours.

    Args:
        file: The org's own file.
        world: The folder of the world.
        certs: The folder of all certificates and secrets that its files name.

    Raises:
        BadFileError: With the problems of its file and of its neighbours'.
    """
    problems: list[Problem] = []
    org = _gathering(problems, file, certs)
    neighbours = [_gathering(problems, other, certs) for other in _files_beside(file, world, problems)]
    if org is None or problems:
        raise BadFileError(problems)
    return beside(org, (one for one in neighbours if one))


def beside(org: Org, neighbours: Iterable[Org]) -> Org:
    """The org, knowing the apps of its neighbours."""
    elsewhere = tuple(
        AppElsewhere(app, neighbour.name, neighbour.my_domain_url)
        for neighbour in neighbours
        for app in neighbour.connected_apps
    )
    return replace(org, apps_elsewhere=elsewhere) if elsewhere else org


def _files_beside(file: Path, world: Path, problems: list[Problem]) -> list[Path]:
    try:
        others = further_org_files(world)
    except BadFileError as error:
        problems += error.problems
        return []
    everybody = [main_org_file(world), *others.values()]
    return [other for other in everybody if other.resolve() != file.resolve()]


def _gathering(problems: list[Problem], file: Path, certs: Path) -> Org | None:
    try:
        return load_org(file, certs)
    except BadFileError as error:
        problems += error.problems
        return None


def _twins(entries: list[Path]) -> Iterator[Problem]:
    """One for each name that differs from an earlier one in capitals only, as variables and some disks have none."""
    first: dict[str, Path] = {}
    for entry in entries:
        twin = first.setdefault(entry.name.casefold(), entry)
        if twin is not entry:
            told = f"“{entry.name}” is “{twin.name}” but for its capitals; rename one of the two folders"
            yield Problem(entry, "", told)


def _problem(entry: Path) -> Problem | None:
    """Why the entry of the folder of orgs is none; other files, as one that explains, may lie there."""
    if entry.name.startswith("."):
        return None
    if not entry.is_dir():
        told = f"is a file; a further org is a folder with the file {_FILE} in it"
        return Problem(entry, "", told) if entry.suffix == ".toml" else None
    if not _NAME.fullmatch(entry.name):
        return Problem(entry, "", f"“{entry.name}” {_NO_NAME}")
    if entry.name.casefold() == "org1":
        return Problem(entry, "", f"“{entry.name}” is what the world's main org is called; rename the folder")
    if not (entry / _FILE).exists():
        return Problem(entry / _FILE, "", "no such file; write it in the form of org1.toml, or remove the folder")
    return None
