"""Runs one app under gunicorn on a socket that its parent bound, and ends when the parent does.

Started as ``python -P -m orgless.gunicorn_master APP LISTENER LIFELINE WORKERS [STATE]``: what to import, two
inherited file descriptors, a number, and a temporary folder that goes with its last user. Nothing is ever written to
the lifeline. It ends when the parent ends, however that happens, because only the parent holds its other end.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from plumbing.redaction import RedactingFilter

from .temporary_state import using

#: Threads per worker, and how many all workers of a server have at least: a callout of Org2 may hold one for minutes.
THREADS, ALL_THREADS = 32, 64
#: How many connections a worker holds at once: they, and the databases' files, stay below the usual 1,024 open files.
CONNECTIONS = 500
#: How long requests that are being answered get when the server is stopped, in seconds.
GRACE_SECONDS = 1
#: How long an idle connection stays open, in seconds: longer than HTTP clients keep theirs in their pools.
KEEP_ALIVE_SECONDS = 75


class RedactingLogger(Logger):
    """gunicorn's logger, of which no secret and no control character comes out."""

    def setup(self, cfg: Any) -> None:
        """Sets the handlers up as gunicorn does."""
        super().setup(cfg)
        if not self.error_log.filters:
            self.error_log.addFilter(RedactingFilter())


class Master(BaseApplication):
    """One app, loaded before the workers are forked; no configuration file, option or variable of gunicorn counts."""

    def __init__(self, app: str, listener: int, workers: int) -> None:
        self._app = app
        self._settings = {
            "bind": f"fd://{listener}",
            "workers": workers,
            "worker_class": "orgless.patient_worker.PatientWorker",
            "threads": max(THREADS, -(-ALL_THREADS // workers)),
            "worker_connections": CONNECTIONS,
            "preload_app": True,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "limit_request_line": 0,  # gunicorn's bound is too low for SOQL in the URL; the worker has one of its own
            "loglevel": "warning",
            "logger_class": RedactingLogger,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # no X-Forwarded-… header is believed
            "secure_scheme_headers": {},
        }
        super().__init__()

    def load_config(self) -> None:
        """Takes the settings that were given, and only these."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Makes the app, and lets the workers share the memory that it takes."""
        app: Callable[..., Any] = util.import_app(self._app)
        gc.freeze()
        gc.enable()
        return app


def end_with(lifeline: int) -> None:
    """Asks this process to end, as Ctrl-C would, once the other end of the lifeline is closed."""

    def wait() -> None:
        os.read(lifeline, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


def main(arguments: list[str]) -> None:
    """Serves until a signal or the end of the parent."""
    gc.disable()  # nothing that is loaded is garbage, and looking for it takes a tenth of the start
    signal.signal(signal.SIGTERM, _end)
    app, listener, lifeline, workers, *state = arguments
    with using(Path(state[0])) if state else nullcontext():
        end_with(int(lifeline))
        Master(app, int(listener), int(workers)).run()


def _end(_number: int, _frame: object) -> None:
    """Ends in order also before gunicorn listens to signals."""
    raise SystemExit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
