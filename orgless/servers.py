"""Starts Org1's two servers and Org2, tells when all are well, and leaves nothing behind when they are stopped."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from . import wiring
from .addresses import Addresses
from .listening import Listener, listen
from .server_process import ServerProcess
from .temporary_state import temporary_state
from .told import BadInputError, tell
from .wiring import INSTANCE, LOGIN, ORG2

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from .loading import LoadedWorld
    from .server_process import Part

#: How long all servers together get to end before they are killed, in seconds.
STOP_SECONDS = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How the servers are started.

    Args:
        host: The address or name of this machine to listen on.
        auth_port: For the authorization server; 0 is any free one, here and below.
        api_port: For the REST API.
        client_port: For Org2.
        workers: Processes per server.
        profile: ``salesforce`` or ``strict``.
        login_url: How the outside reaches the authorization server, where a front with TLS stands before it; empty
            where there is none.
        instance_url: Likewise for the REST API.
    """

    host: str = "127.0.0.1"
    auth_port: int = 0
    api_port: int = 0
    client_port: int = 0
    workers: int = 2
    profile: str = "salesforce"
    login_url: str = ""
    instance_url: str = ""

    def ports(self) -> dict[Part, int]:
        """The port that each server is to have."""
        return {LOGIN: self.auth_port, INSTANCE: self.api_port, ORG2: self.client_port}

    def refuse_shared_ports(self) -> None:
        """Two servers cannot have one port.

        Raises:
            BadInputError: Two are to have the same.
        """
        options: dict[int, str] = {}
        for part, port in self.ports().items():
            if port and options.setdefault(port, part.option) != part.option:
                told = f"{options[port]} and {part.option} name the same port, {port}; give each its own"
                raise BadInputError(f"{told} (0 = any free one)")


class Servers:
    """The three servers of a loaded world, as a context manager: started and well inside, gone outside.

    Args:
        loaded: The world to serve.
        options: How to start them.
        on_line: Called with each line that a server logs, already redacted; it goes to stderr unless told otherwise.

    Raises:
        ToldError: On entry, where a port is taken or a server does not start.
        BadFileError: On entry, where the world has no app for the REST API.
    """

    def __init__(
        self,
        loaded: LoadedWorld,
        options: ServerOptions | None = None,
        *,
        on_line: Callable[[str], None] = tell,
    ) -> None:
        self._loaded = loaded
        self._options = options or ServerOptions()
        self._on_line = on_line
        self._ended: SimpleQueue[ServerProcess] = SimpleQueue()
        self._processes: list[ServerProcess] = []
        self._stack = ExitStack()
        self._held_back: list[str] = []
        self._is_telling = False
        self._addresses = Addresses("", "", "")
        self._state = Path()

    @property
    def state(self) -> Path:
        """The folder of what they remember."""
        return self._state

    @property
    def addresses(self) -> Addresses:
        """Where they listen, and how they are reached."""
        return self._addresses

    @property
    def login_url(self) -> str:
        """Org1's authorization server, as clients reach it."""
        return self._addresses.login_url_of(self._loaded.world.main)

    @property
    def instance_url(self) -> str:
        """Org1's REST API, which has the OAuth endpoints too, as clients reach it."""
        return self._addresses.instance_url_of(self._loaded.world.main)

    @property
    def org2_url(self) -> str:
        """Org2."""
        return self._addresses.org2_url

    def __enter__(self) -> Self:
        """Starts all three side by side and waits until each is well."""
        try:
            self._start()
            for process in self._processes:
                process.wait_until_healthy()
        except BaseException:
            self.stop()
            raise
        self._tell_what_was_held_back()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops all three."""
        self.stop()

    def wait_until_one_ends(self) -> str:
        """Blocks as long as all three run; answers which ended and how."""
        return self._ended.get().how_it_ended()

    def stop(self) -> None:
        """Stops all three within ``STOP_SECONDS``; does nothing where they are stopped already."""
        self._is_telling = False  # what the end of the servers makes them log is no news
        for process in self._processes:
            process.ask_to_end()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._processes:
            process.end_by(deadline)
        self._processes = []
        self._stack.close()

    def _start(self) -> None:
        self._state = self._make_state()
        with ExitStack() as until_started:
            listeners = self._listen(until_started)
            login, instance, org2 = (listeners[part].url for part in (LOGIN, INSTANCE, ORG2))
            self._addresses = Addresses(login, instance, org2, self._options.login_url, self._options.instance_url)
            environments = wiring.environments(
                self._loaded,
                self._addresses,
                state=self._state,
                profile=self._options.profile,
                inherited=wiring.inherited_environment(),
            )
            reading, writing = os.pipe()
            until_started.callback(os.close, reading)
            self._stack.callback(os.close, writing)
            for part, listener in listeners.items():
                self._processes.append(self._process(part, listener, environments[part], lifeline=reading))

    def _process(
        self, part: Part, listener: Listener, environment: Mapping[str, str], *, lifeline: int
    ) -> ServerProcess:
        return ServerProcess(
            part,
            listener=listener,
            environment=environment,
            workers=self._options.workers,
            lifeline=lifeline,
            state=None if self._loaded.world.state else self._state,
            on_line=self._log,
            on_end=self._ended.put,
        )

    def _listen(self, until_started: ExitStack) -> dict[Part, Listener]:
        listeners = {}
        self._options.refuse_shared_ports()
        for part, port in self._options.ports().items():
            listeners[part] = listen(self._options.host, port, part.option)
            until_started.callback(listeners[part].socket.close)
        return listeners

    def _make_state(self) -> Path:
        """The folder for what the servers remember: the one that was asked for, or one that is removed at the end."""
        asked = self._loaded.world.state
        if asked is None:
            return self._with_orgs(self._stack.enter_context(temporary_state()))
        try:
            asked.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._with_orgs(asked)
        except (FileExistsError, NotADirectoryError):
            raise BadInputError(f"--state {asked}: is a file or lies below one; name a folder") from None
        except OSError as error:
            raise BadInputError(f"--state {asked}: no folder can be made there: {error.strerror}") from None

    def _with_orgs(self, state: Path) -> Path:
        """The folder, with one for each further org in it."""
        for one in self._loaded.orgs:
            folder = one.place.state(state)
            for missing in (folder.parent, folder):  # a parent that mkdir makes by itself would not be private
                missing.mkdir(mode=0o700, exist_ok=True)
        return state

    def _log(self, process: ServerProcess, line: str) -> None:
        """Passes a line on; while they start it is held back, since a failure is told with the lines before it."""
        told = f"[{process.part.name}] {line}"
        if self._is_telling:
            self._on_line(told)
        else:
            self._held_back.append(told)

    def _tell_what_was_held_back(self) -> None:
        self._is_telling = True
        for line in self._held_back:
            self._on_line(line)
