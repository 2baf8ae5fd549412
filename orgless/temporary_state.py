"""A folder for what the servers remember that goes with the last process that uses it, however the others ended."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def temporary_state() -> Iterator[Path]:
    """A new folder for its owner alone, which is gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="orgless-"))
    held = _held(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


@contextmanager
def using(folder: Path) -> Iterator[None]:
    """Uses another process's temporary folder; after the block it is removed unless somebody uses it still.

    Each user holds a shared lock. Whoever gets it for itself alone was the last one: the process that made the folder
    is gone too, and did not remove it. Processes that were forked meanwhile share their parent's lock.
    """
    user = os.getpid()
    held = _held(folder)
    try:
        yield
    finally:
        if os.getpid() == user and _is_alone(held):
            shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _held(folder: Path) -> int:
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_SH)
    return held


def _is_alone(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
