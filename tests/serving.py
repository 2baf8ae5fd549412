"""Serves the tiny apps as ``orgless serve`` serves the real ones: in other processes, under gunicorn."""

import os
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from orgless.listening import listen
from orgless.server_process import Part, ServerProcess

SERVED = Path(__file__).parent / "orgless" / "served"


class Started:
    """Starts tiny apps and ends them after the test."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ended: SimpleQueue[ServerProcess] = SimpleQueue()
        self._servers: list[ServerProcess] = []
        self._lifelines: list[int] = []

    def __call__(self, app: str, *, workers: int = 2, state: Path | None = None, **environment: str) -> ServerProcess:
        listener = listen("127.0.0.1", 0, "--port")
        reading, writing = os.pipe()
        server = ServerProcess(
            Part("The tiny app", "--port", f"tiny_apps:{app}()"),
            listener=listener,
            environment={**os.environ, "PYTHONPATH": str(SERVED), **environment},
            workers=workers,
            lifeline=reading,
            state=state,
            on_line=lambda _server, line: self.lines.append(line),
            on_end=self.ended.put,
        )
        listener.socket.close()
        os.close(reading)
        self._servers.append(server)
        self._lifelines.append(writing)
        return server

    def cut_lifelines(self) -> None:
        """Does what the end of this process would do."""
        while self._lifelines:
            os.close(self._lifelines.pop())

    def stop(self) -> None:
        """Ends all."""
        for server in self._servers:
            server.ask_to_end()
            server.end_by(time.monotonic() + 2.5)
        self.cut_lifelines()


@pytest.fixture
def start() -> Iterator[Started]:
    started = Started()
    yield started
    started.stop()


def ask(server: ServerProcess, path: str = "/", **headers: str) -> str:
    """The body of the server's answer."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return str(answer.read().decode())


def until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it becomes true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
