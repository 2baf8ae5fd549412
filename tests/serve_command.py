"""``orgless serve`` as a process of its own, and the processes below it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any


class Serving:
    """``orgless serve`` as a process of its own."""

    def __init__(self, *words: object, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "orgless", "serve", *(str(word) for word in words)],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.family: set[int] = set()

    def ready(self) -> dict[str, Any]:
        """What the line for scripts says; from then on the processes below are known."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        self.family = descendants(self.process.pid)
        found: dict[str, Any] = json.loads(line)
        return found

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Sends a signal; answers exit code and what was written to stdout and stderr after the ready line."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=10)
        return self.process.returncode, out, err

    def survivors(self, seconds: float = 4.0) -> set[int]:
        """Which of the processes below are alive in the end."""
        deadline = time.monotonic() + seconds
        while (alive := self.family & set(processes())) and time.monotonic() < deadline:
            time.sleep(0.02)
        return alive


def processes() -> dict[int, int]:
    """The living processes and their parents."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}


def descendants(pid: int) -> set[int]:
    """All processes below one."""
    parents = processes()
    found: set[int] = set()
    while new := {one for one, parent in parents.items() if parent in {pid, *found}} - found:
        found |= new
    return found
