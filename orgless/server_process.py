"""One app under gunicorn as a process of its own: starts it, reads its log, waits for its health and ends it."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from plumbing.redaction import printable, redacted

from .listening import Listener
from .told import BadInputError, ToldError

#: How long a server may take until it answers for the first time, in seconds.
START_SECONDS = 30
#: How many of its last log lines a server's failure is told with.
TOLD_LINES = 20
#: How many are kept: a server whose files are bad says a line for each problem, and all are told.
KEPT_LINES = 500


@dataclass(frozen=True, slots=True)
class Part:
    """One of the servers: what people call it, and what it runs."""

    name: str
    option: str
    app: str


class ServerProcess:
    """A gunicorn master with its workers.

    Args:
        part: What to run.
        listener: The socket to serve on; the child keeps its own copy.
        environment: The app's settings.
        workers: How many processes serve.
        lifeline: The reading end of a pipe whose writing end only this process holds: when that closes, they end.
        state: A temporary folder that goes with its last user, if there is one.
        on_line: Called with each line that the server logs, from a thread.
        on_end: Called with this object when the master has ended, from a thread.
    """

    def __init__(  # noqa: PLR0913  what a process consists of
        self,
        part: Part,
        *,
        listener: Listener,
        environment: Mapping[str, str],
        workers: int,
        lifeline: int,
        state: Path | None = None,
        on_line: Callable[["ServerProcess", str], None],
        on_end: Callable[["ServerProcess"], None],
    ) -> None:
        self.part = part
        self.host, self.port = listener.host, listener.port
        self.last_lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._on_line, self._on_end = on_line, on_end
        handed = (listener.socket.fileno(), lifeline)
        self._process = subprocess.Popen(  # noqa: S603  this project's own module
            _command(part.app, *handed, workers, *([state] if state else [])),
            env=dict(environment),
            pass_fds=handed,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C in the terminal reaches only the parent, which ends all in order
        )
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read_log, self._watch)]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The master's process id, which is its process group's too."""
        return self._process.pid

    def wait_until_healthy(self) -> None:
        """Answers when the server does. The request waits in the socket's queue until a worker takes it.

        Raises:
            BadInputError: A file or setting is bad: its own lines, one for each problem.
            ToldError: The server ended or said something else than that it is well.
        """
        connection = http.client.HTTPConnection(self.host, self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise self._why_not(error) from None
        finally:
            connection.close()
        if status != http.client.OK:
            raise ToldError(f"{self.part.name} is not well: its health page answers {status}{self._log()}")

    def how_it_ended(self) -> str:
        """One line: by which exit code or signal."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        code = self._process.poll()
        return f"{self.part.name} " + ("closed its socket" if code is None else f"ended {_named(code)}")

    def ask_to_end(self) -> None:
        """Lets the server finish what it is answering; returns at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    def end_by(self, deadline: float) -> None:
        """Waits until the server and its workers are gone, and kills what is left at the deadline.

        Args:
            deadline: On the clock of ``time.monotonic``.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        _kill_group(self.pid)
        self._process.wait()
        for thread in self._threads:
            thread.join(1)

    def _read_log(self) -> None:
        log = self._process.stdout
        if log is not None:
            with log:
                for line in filter(None, map(str.rstrip, log)):
                    clean = printable(redacted(line))
                    self.last_lines.append(clean)
                    self._on_line(self, clean)

    def _watch(self) -> None:
        self._process.wait()
        self._on_end(self)

    def _why_not(self, error: Exception) -> ToldError:
        if isinstance(error, TimeoutError):
            return ToldError(f"{self.part.name} did not answer within {START_SECONDS} seconds{self._log()}")
        how = self.how_it_ended()
        self._threads[0].join(0.5)  # the rest of its log
        from plumbing.web import CANNOT_LOAD  # noqa: PLC0415  slow to import, and only for what did not start

        if self._process.poll() == CANNOT_LOAD and self.last_lines:
            return BadInputError("\n".join(self.last_lines))
        return ToldError(how + self._log())

    def _log(self) -> str:
        return "".join(f"\n  {line}" for line in list(self.last_lines)[-TOLD_LINES:])


def _command(app: str, *arguments: int | Path) -> list[str]:
    return [
        sys.executable,
        "-P",  # the folder that orgless is called from must not hide modules
        "-W",
        "ignore::DeprecationWarning:gunicorn.arbiter",  # it forks beside the thread that waits for the parent's end
        "-m",
        "orgless.gunicorn_master",
        app,
        *map(str, arguments),
    ]


def _kill_group(leader: int) -> None:
    """Kills what is left of a process group and gives it a moment to be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # the latter for a group of zombies
        os.killpg(leader, signal.SIGKILL)
        for _ in range(20):
            time.sleep(0.01)
            os.killpg(leader, 0)


def _named(code: int) -> str:
    if code >= 0:
        return f"with exit code {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"
