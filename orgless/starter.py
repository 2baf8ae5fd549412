"""Writes a starter world: the demo world with consumer keys of its own and what people need to know to change it."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .told import BadInputError
from .world import DEMO_WORLD

_TEXTS = Path(__file__).parent / "starter"
_DEMO_KEY = re.compile(r"3MVG9orglessDemoWorld\w+")
_KEY_ALPHABET = string.ascii_letters + string.digits + "._"
#: A consumer key is as long as Salesforce's own.
KEY_LENGTH = 85


class Outcome(StrEnum):
    """What became of one file of the starter."""

    WRITTEN = "written"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class StarterFile:
    """A file that was written, and whether there was one of that name."""

    path: Path
    outcome: Outcome


def new_consumer_key() -> str:
    """A random consumer key in Salesforce's form."""
    return "3MVG9" + "".join(secrets.choice(_KEY_ALPHABET) for _ in range(KEY_LENGTH - 5))


def write_starter(folder: Path, *, force: bool) -> list[StarterFile]:
    """Writes the starter's files.

    Args:
        folder: Made where it is missing.
        force: Write into a folder that holds something already, and replace the starter's own files there.

    Raises:
        BadInputError: The folder holds something and ``force`` is not given, or it cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not force and (found := next(folder.iterdir(), None)):
            raise BadInputError(
                f"{folder} is not empty: it holds “{found.name}”; name another folder, or write into it with --force",
            )
        return [_write(folder / name, text) for name, text in starter_texts().items()]
    except (FileExistsError, NotADirectoryError):
        raise BadInputError(f"{folder}: is a file or lies below one; name a folder") from None
    except OSError as error:
        raise BadInputError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None


def starter_texts() -> dict[str, str]:
    """The files by name, with fresh consumer keys; the same key stands for the same app in both orgs' files."""
    fresh: dict[str, str] = {}

    def renewed(name: str) -> str:
        text = (DEMO_WORLD / name).read_text(encoding="utf-8")
        return _DEMO_KEY.sub(lambda found: fresh.setdefault(found[0], new_consumer_key()), text)

    return {
        "org1.toml": _text("org1_head.txt") + renewed("org1.toml"),
        "org2.toml": _text("org2_head.txt") + renewed("org2.toml"),
        "objects.toml": _text("objects_head.txt") + renewed("objects.toml"),
        "certs/README.md": _text("certs_readme.txt"),
        ".gitignore": _text("gitignore.txt"),
    }


def _text(name: str) -> str:
    return (_TEXTS / name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> StarterFile:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    outcome = Outcome.REPLACED if path.exists() else Outcome.WRITTEN
    path.write_text(text, encoding="utf-8")
    return StarterFile(path, outcome)
