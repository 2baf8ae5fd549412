"""A file that all workers append lines to, each in one system call; a line's number is the offset at which it ends.

Appending costs a tenth of a write to a database, and is as durable: the line is the kernel's before the answer leaves.
A line that was begun when the disk was full is no line: each begins on a new one, and readers leave out what is torn.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

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
        self._opened: tuple[int, int] | None = None  # process and descriptor

    def append(self, line: bytes) -> int:
        """Writes the line, which holds no line feed, and answers its number.

        Raises:
            OSError: It cannot be written; nothing counts as written then.
        """
        data = b"\n" + line + b"\n"
        with self._lock:
            descriptor = self._locked()
            try:
                if os.write(descriptor, data) != len(data):
                    raise OSError(28, os.strerror(28), str(self.path))
                return os.lseek(descriptor, 0, os.SEEK_CUR)
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)

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
            if self._opened is not None and self._opened[0] == os.getpid():
                os.close(self._opened[1])
            self._opened = None

    def _locked(self) -> int:
        """The descriptor of the file that the path names now, with a shared lock: it is not replaced meanwhile."""
        while True:
            if self._opened is None or self._opened[0] != os.getpid():
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
                self._opened = os.getpid(), os.open(self.path, flags, 0o600)
            descriptor = self._opened[1]
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if os.fstat(descriptor).st_nlink:
                return descriptor
            os.close(descriptor)
            self._opened = None

    def _replace(self, length: int) -> None:
        beside = self.path.with_name(f".{self.path.name}.new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.truncate(descriptor, length)
        finally:
            os.close(descriptor)
        beside.replace(self.path)
