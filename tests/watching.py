"""Watches over this process: which connections it tries to open, which programs it starts, which files it reads."""

import sys
from types import TracebackType
from typing import Any, Self

_ALWAYS = ("socket.", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "urllib.Request", "webbrowser.")
_BY_NAME = ("open", "os.listdir", "os.scandir", "shutil.", "import")
_LOCAL = ("socket.__new__", "socket.gethostname")


class Watch:
    """A ``with`` block inside which audit events (PEP 578) are gathered in ``seen``.

    Connections and programs are always of interest, files only where their name holds one of the words. One object
    serves a whole run, for what it hooks into the interpreter cannot be taken out again.
    """

    def __init__(self, *words: str) -> None:
        self.seen: list[str] = []
        self._words = words
        self._is_watching = False
        sys.addaudithook(self._hear)

    def __enter__(self) -> Self:
        self.seen.clear()
        self._is_watching = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_watching = False

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_watching or event in _LOCAL:
            return
        is_named = event.startswith(_BY_NAME) and any(word in str(arguments) for word in self._words)
        if is_named or event.startswith(_ALWAYS):
            self.seen.append(f"{event} {arguments}")
