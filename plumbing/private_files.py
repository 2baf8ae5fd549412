"""Writes files that only their owner can read, from the first byte on, and that nobody ever reads half written."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

_PRIVATE = 0o600
_OF_OTHERS = 0o077


def write_private(path: Path, text: str, *, overwrite: bool = False, mode: int = _PRIVATE) -> None:
    """Puts a whole file in place in one step; its folder is made, for its owner alone, where it is missing.

    Args:
        path: Where to.
        text: What to write, ASCII.
        overwrite: Replace a file that is there already.
        mode: Who may read it, if not only its owner.

    Raises:
        FileExistsError: There is a file already, and ``overwrite`` was not asked for. Of any number of processes that
            write the same file at once, all but one get this, and find the whole file of that one.
        OSError: It cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(text)
        if overwrite:
            beside.replace(path)
        else:
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Makes an empty file, for its owner alone, where there is none, and its folder likewise.

    Raises:
        OSError: It cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))


def close_to_others(path: Path) -> None:
    """Takes away what others than the owner may do with a file; does nothing where there is none or it is not ours."""
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) and mode & _OF_OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OF_OTHERS)
