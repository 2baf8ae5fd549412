"""One connection of a client, of which every read and write ends in time."""

import socket
import time
from typing import Any

from gunicorn.http import get_parser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn

from .arrival import Arrival, State

#: How long a request may take to arrive, in seconds; then the same again for what a thread reads of it.
ARRIVAL_SECONDS = 10
#: How long a client may refuse to take a piece of its answer, in seconds.
ANSWER_SECONDS = 30
#: How much is read at once, in bytes.
PIECE = 16_384


class BoundedUnreader(SocketUnreader):
    """Reads for the parser; what has not come in time never comes, as if the client had closed the connection."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self.read_until = 0.0
        self.gave_up = False

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece, or nothing."""
        if self.gave_up:
            return b""
        self.sock.settimeout(max(0.0, self.read_until - time.monotonic()))
        try:
            return bytes(super().chunk(size_hint))
        except (TimeoutError, BlockingIOError):
            self.gave_up = True
            return b""
        finally:
            self.sock.settimeout(ANSWER_SECONDS)


class Connection(TConn):
    """One connection, with what has arrived of its next request."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.data_ready = True  # gunicorn's own wait for a first byte is not needed
        self.parser = get_parser(cfg, self.sock, client)
        self.parser.unreader = BoundedUnreader(self.sock)
        self.arrival = Arrival()
        self.is_handed_over = False
        self.left_bytes = 0

    def init(self) -> None:
        """Called by the thread before each request, on a socket that blocks: from here on only for so long."""
        super().init()
        self.sock.settimeout(ANSWER_SECONDS)

    def take_in(self, seconds: float = 0.0) -> State:
        """Reads what has arrived, and for so many seconds what arrives."""
        until = time.monotonic() + seconds
        state = self._take_piece()
        while state is State.PARTLY_HERE and (left := until - time.monotonic()) > 0:
            self.sock.settimeout(left)
            state = self._take_piece()
        return state

    def hand_over(self) -> None:
        """Gives the parser what has arrived."""
        self.parser.unreader.unread(bytes(self.arrival.data))
        self.parser.unreader.read_until = time.monotonic() + ARRIVAL_SECONDS
        self.arrival = Arrival()
        self.is_handed_over = True

    def _take_piece(self) -> State:
        try:
            piece = self.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError, TimeoutError):
            return State.PARTLY_HERE
        except OSError:
            return State.GONE
        if not piece:  # where the end came too early, the parser knows what to say
            return State.READY if self.arrival.data else State.GONE
        return self.arrival.add(piece)
