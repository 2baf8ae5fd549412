"""A file that all workers append lines to, each in one system call; a line's number is the offset at which it ends.

Appending costs a tenth of a write to a database, and is as durable: the line is the kernel's before the answer leaves.
A line that was begun when the disk was full is no line: each begins on a new one, and readers leave out what is torn.
"""

import errno
import fcntl
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

from plumbing.storage_failure import StorageError

#: From so many bytes on disk on, a file of which every line was taken over is replaced by an empty one.
LARGEST_BYTES = 32 * 1024 * 1024


class Journal:
    """One file, opened by each process when it first appends, so that nothing is carried over a fork.

    Args:
        path: Where the file is; it is made, for its owner alone, when it is missing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()  # a lock on a file is its opener's: threads share it
        self._opened: dict[int, int] = {}  # descriptors by process: of the parent's, a fork finds only the number
        weakref.finalize(self, _close_own, self._opened)  # a journal that nobody holds any more leaves nothing open

    def append(self, line: bytes) -> int:
        """Writes the line, which holds no line feed, and answers its number.

        Raises:
            StorageError: It cannot be written; nothing counts as written then.
        """
        try:
            with self._lock:
                return self._append(b"\n" + line + b"\n")
        except OSError as error:
            raise StorageError(error.errno, error.strerror, str(self.path)) from error

    def after(self, number: int) -> Iterator[tuple[int, bytes]]:
        """The lines behind that number, each with its own, as far as they are complete."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            file.seek(number)
            end = number
            for line in file:
                end += len(line)
                if line.endswith(b"\n") and len(line) > 1:
                    yield end, line[:-1]

    def shrink(self, take_over: Callable[[], None], *, largest_bytes: int = LARGEST_BYTES) -> None:
        """Gives the disk back what was taken over already; ``take_over`` takes the rest while nobody writes.

        The new file is as long as the old one and empty inside, so that numbers go on growing.
        """
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            if os.fstat(descriptor).st_blocks * 512 < largest_bytes:
                return
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_nlink:  # else another process replaced it meanwhile
                take_over()
                self._replace(os.fstat(descriptor).st_size)
        finally:
            os.close(descriptor)

    def grow_to(self, number: int) -> None:
        """Makes sure that new lines get greater numbers than this one."""
        if number and (not self.path.exists() or self.path.stat().st_size < number):
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if os.fstat(descriptor).st_size < number:
                    os.truncate(descriptor, number)
            finally:
                os.close(descriptor)

    def close(self) -> None:
        """Closes this process's descriptor."""
        with self._lock:
            _close_own(self._opened)

    def _append(self, data: bytes) -> int:
        descriptor = self._locked()
        try:
            if os.write(descriptor, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return os.lseek(descriptor, 0, os.SEEK_CUR)
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _locked(self) -> int:
        """The descriptor of the file that the path names now, with a shared lock: it is not replaced meanwhile."""
        process = os.getpid()
        while True:
            descriptor = self._opened.get(process)
            if descriptor is None:
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
                descriptor = self._opened[process] = os.open(self.path, flags, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if os.fstat(descriptor).st_nlink:
                return descriptor
            _close_own(self._opened)

    def _replace(self, length: int) -> None:
        beside = self.path.with_name(f".{self.path.name}.new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.truncate(descriptor, length)
        finally:
            os.close(descriptor)
        beside.replace(self.path)


def _close_own(opened: dict[int, int]) -> None:
    """Closes this process's descriptor, if it has one."""
    descriptor = opened.pop(os.getpid(), None)
    if descriptor is not None:
        os.close(descriptor)
