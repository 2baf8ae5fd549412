"""A WSGI app under gunicorn on a free loopback port, with the CPU time that its processes have used so far."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from orgless.listening import listen

#: What all measured servers have in common.
WORKERS, THREADS = 2, 4
_KEEP_ALIVE_SECONDS = 75
_START_SECONDS = 30
_STOP_SECONDS = 5
_TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")


class BenchmarkError(Exception):
    """The measurement is worth nothing; the text says why."""


class MeasuredServer:
    """A gunicorn master with its workers: started by the constructor, gone when the ``with`` block ends.

    Args:
        app: What to serve, as ``module:factory()``.
        name: What the log file is called.
        folder: Where the log is kept and the server runs.
        environment: What the app is told, beside this process's own environment.
    """

    def __init__(self, app: str, *, name: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        listener = listen("127.0.0.1", 0, "")
        self.port, self.url = listener.port, listener.url
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("GUNICORN_", "ORGLESS_"))
        }
        given = {name: value.replace("{url}", self.url) for name, value in environment.items()}
        with listener.socket, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *_options(listener.socket.fileno()), app],
                cwd=folder,
                env={**inherited, **given},
                pass_fds=(listener.socket.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        """Nothing more to do: see ``wait_for_workers``."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the whole process group."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def wait_for_workers(self) -> None:
        """Waits until the master has made all workers; what is asked before waits in the socket's queue.

        Raises:
            BenchmarkError: It does not make them; the text holds the end of its log.
        """
        deadline = time.monotonic() + _START_SECONDS
        while len(_ticks_of_group(self._process.pid)) <= WORKERS:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise BenchmarkError(f"{self.name} does not start\n{self.last_lines()}")
            time.sleep(0.05)

    def post(self, path: str, form: str) -> tuple[int, bytes]:
        """Status and body of one answer.

        Raises:
            BenchmarkError: There is none; the text holds the end of the server's log.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_START_SECONDS)
        try:
            connection.request("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise BenchmarkError(f"{self.name} does not answer: {error!r}\n{self.last_lines()}") from None
        finally:
            connection.close()

    def last_lines(self) -> str:
        """The end of the server's log."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-20:])

    def cpu_time(self) -> "CpuTime":
        """User and system time since the server started.

        Raises:
            BenchmarkError: The processes are not the master and the workers that there should be.
        """
        ticks = _ticks_of_group(self._process.pid)
        if len(ticks) != 1 + WORKERS:
            raise BenchmarkError(f"{self.name} has {len(ticks)} processes instead of {1 + WORKERS}")
        master = ticks.pop(self._process.pid)
        return CpuTime(master * _TICK_SECONDS, tuple(ticks[pid] * _TICK_SECONDS for pid in sorted(ticks)))

    def wait_until_idle(self) -> None:
        """Lets what is still being answered end, so that it counts here and disturbs nobody else."""
        before = self.cpu_time().total
        for _ in range(50):
            time.sleep(0.05)
            now = self.cpu_time().total
            if now == before:
                return
            before = now


@dataclass(frozen=True, slots=True)
class CpuTime:
    """User and system time of a server's processes, in seconds."""

    master: float
    workers: tuple[float, ...]

    @property
    def total(self) -> float:
        """Of the whole process tree."""
        return self.master + sum(self.workers)

    @property
    def least_share(self) -> float:
        """Which part of the work the worker did that did the least: 0 to 0.5 with two workers."""
        return min(self.workers) / (sum(self.workers) or 1)

    def __sub__(self, earlier: "CpuTime") -> "CpuTime":
        """What was used in between."""
        workers = tuple(now - then for now, then in zip(self.workers, earlier.workers, strict=True))
        return CpuTime(self.master - earlier.master, workers)


def _options(descriptor: int) -> list[str]:
    return [
        "--preload",
        "--worker-class=gthread",
        f"--workers={WORKERS}",
        f"--threads={THREADS}",
        f"--keep-alive={_KEEP_ALIVE_SECONDS}",
        f"--bind=fd://{descriptor}",
        f"--pythonpath={Path(__file__).parent}",
        "--no-control-socket",
    ]


def _ticks_of_group(leader: int) -> dict[int, int]:
    """User and system time of each process of the group, in clock ticks (proc(5), /proc/PID/stat)."""
    ticks = {}
    for process in Path("/proc").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError, NotADirectoryError):
            if process.name.isdigit():
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == leader:
                    ticks[int(process.name)] = int(fields[11]) + int(fields[12])
    return ticks
