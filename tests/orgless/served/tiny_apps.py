"""Apps that behave, and apps that do not, to be served in other processes."""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import Any

from orgless import connection, patient_worker

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


def reads() -> App:
    """Answers how long path, query and body are; ``/unread`` leaves the body alone, ``/big`` answers 50 megabytes."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        target = len(environ["PATH_INFO"]) + len(environ["QUERY_STRING"])
        body = 0 if environ["PATH_INFO"] == "/unread" else len(environ["wsgi.input"].read())
        answer = b"x" * 50_000_000 if environ["PATH_INFO"] == "/big" else f"{target} {body}".encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
        return [answer]

    return app


def impatient() -> App:
    """The same, behind a server that waits for a third of a second where it would wait for many."""
    connection.ARRIVAL_SECONDS = patient_worker.ARRIVAL_SECONDS = connection.ANSWER_SECONDS = 0.3
    return reads()


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
