"""gunicorn's threaded worker, except that nobody who stalls in the middle of a request holds a thread for long.

A thread waits for the rest of a request for a moment only. Then the connection goes back to the worker's one loop,
where any number of them wait side by side, for a bounded time. What does not fit in there, a long body or one that
waits to be asked for, is read by a thread that gives up in time.
"""

import contextlib
import errno
import socket
import time
from collections import deque
from collections.abc import Iterator
from functools import partial
from selectors import EVENT_READ
from typing import TYPE_CHECKING, Any

from gunicorn import util
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from .arrival import State
from .connection import ARRIVAL_SECONDS, PIECE, Connection

if TYPE_CHECKING:
    from concurrent.futures import Future

#: How long a thread waits for the rest of a request, in seconds: many clients send head and body one after the other.
MOMENT_SECONDS = 0.1
#: How long, in seconds and in bytes, a client may go on sending after the last answer.
LEAVING_SECONDS, LEAVING_BYTES = 2, 1_048_576

_TRANSIENT = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EMFILE, errno.ENFILE}


class PatientWorker(ThreadWorker):
    """All methods run in the worker's loop and never wait, except for ``handle`` and what it calls."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.leaving_conns: deque[Connection] = deque()

    def accept(self, listener: Any) -> None:
        """Lets a new connection in."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _TRANSIENT:
                return
            raise
        self.nr_conns += 1
        self.enqueue_req(Connection(self.cfg, client, address, listener.getsockname()))

    def on_pending_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """More of a request arrives that did not come at once."""
        state = conn.take_in()
        if state is not State.PARTLY_HERE:
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self._proceed(conn, state)

    def on_leaving_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """A client that has its last answer still sends, or is gone at last."""
        try:
            piece = client.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        conn.left_bytes += len(piece)
        if not piece or conn.left_bytes > LEAVING_BYTES:
            self.poller.unregister(client)
            self.leaving_conns.remove(conn)
            self._drop(conn)

    def finish_request(self, conn: Connection, fs: "Future[Any]") -> None:
        """A thread is done with a request, or the rest of it did not come at once."""
        outcome = None if fs.cancelled() or fs.exception() else fs.result()
        try:
            conn.sock.setblocking(False)
            if isinstance(outcome, State):
                self._proceed(conn, outcome)
            elif not outcome:
                self._see_off(conn)
            elif ahead := conn.parser.unreader.take_buffered():  # of the next request
                self._proceed(conn, conn.arrival.add(ahead))
            else:
                self._keep(conn)
        except OSError:
            self._drop(conn)

    def murder_pending(self) -> None:
        """Ends what has waited for too long; called about once a second."""
        for conn in self._expired(self.pending_conns):
            if conn.arrival.data:
                self._refuse(conn, 408, "Request Timeout")
            else:
                self._drop(conn)
        for conn in self._expired(self.leaving_conns):
            self._drop(conn)

    def _expired(self, conns: "deque[Connection]") -> Iterator[Connection]:
        now = time.monotonic()
        while conns and conns[0].timeout <= now:
            conn = conns.popleft()
            self.poller.unregister(conn.sock)
            yield conn

    def _proceed(self, conn: Connection, state: State) -> None:
        match state:
            case State.READY:
                conn.hand_over()
                self.enqueue_req(conn)
            case State.PARTLY_HERE:
                self._watch(conn, self.pending_conns, ARRIVAL_SECONDS, self.on_pending_socket_readable)
            case State.TOO_LONG if conn.arrival.has_line:
                self._refuse(conn, 431, "Request Header Fields Too Large")
            case State.TOO_LONG:
                self._refuse(conn, 414, "URI Too Long")
            case State.GONE:
                self._drop(conn)

    def _keep(self, conn: Connection) -> None:
        seconds = self.cfg.keepalive if self.alive else min(self.cfg.keepalive, STOP_KEEPALIVE_LINGER)
        self._watch(conn, self.keepalived_conns, seconds, self.on_client_socket_readable)

    def _refuse(self, conn: Connection, status: int, reason: str) -> None:
        with contextlib.suppress(OSError):
            util.write_error(conn.sock, status, reason, "")
        self._see_off(conn)

    def _see_off(self, conn: Connection) -> None:
        """Closes only when the client has its answer: were it still sending, it would lose that (RFC 9112 9.6)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            self._watch(conn, self.leaving_conns, LEAVING_SECONDS, self.on_leaving_socket_readable)

    def _watch(self, conn: Connection, conns: "deque[Connection]", seconds: float, on_readable: Any) -> None:
        conn.timeout = time.monotonic() + seconds
        conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(on_readable, conn))

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle(self, conn: Connection) -> Any:
        """Answers a request; the state of one that cannot be answered yet."""
        if not conn.is_handed_over:
            state = conn.take_in(MOMENT_SECONDS)
            if state is not State.READY:
                return state
            conn.hand_over()
        conn.is_handed_over = False
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Lets the app answer."""
        if any(name == "TRANSFER-ENCODING" and value.lower() != "chunked" for name, value in req.headers):
            req.force_close()  # where such a body ends, others may see otherwise
        try:
            return super().handle_request(req, conn)
        except TimeoutError:  # the client does not take its answer
            raise StopIteration from None

    def _keepalive_after(self, conn: Connection, keepalive: Any) -> bool:
        return bool(super()._keepalive_after(conn, keepalive)) and not conn.parser.unreader.gave_up
