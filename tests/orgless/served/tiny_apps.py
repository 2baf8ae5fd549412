"""Apps that behave, and apps that do not, to be served in other processes."""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import Any

App = Callable[..., Iterable[bytes]]


def well() -> App:
    """Answers with its process id; ``/kill-master`` kills the master of its workers, ``/sleep`` holds a request."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/kill-master":
            os.kill(os.getppid(), signal.SIGKILL)
        if environ["PATH_INFO"] == "/leak":
            sys.stderr.write("client_secret=0123456789ABCDEF \x1b[31m\n")
            sys.stderr.flush()
        start_response("200 OK", [("Content-Type", "text/plain")])
        scheme = environ["wsgi.url_scheme"]
        return [f"{os.getpid()} {os.getppid()} {scheme} {os.environ.get('ORGLESS_SAID')}".encode()]

    return app


def unwell() -> App:
    """Starts, and says that it cannot serve."""

    def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("503 Service Unavailable", [])
        return [b""]

    return app


def refuses_settings() -> App:
    """Ends as the apps do whose settings are wrong."""
    sys.stderr.write("environment: ORGLESS_X: is not set: 00Dxx0000001gPL!AQabcdefghijklmnopqrst\n")
    raise SystemExit(4)


def breaks() -> App:
    """Raises while it is loaded."""
    raise LookupError("no luck today")


def kills_itself() -> App:
    """Ends by a signal."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError
