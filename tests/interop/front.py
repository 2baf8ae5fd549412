"""A CONNECT proxy that ends TLS itself, for clients that insist on ``https://….salesforce.com``.

A client that is told of it by ``HTTPS_PROXY``, and of its authority by whatever the client reads, finds the servers of
this machine under the names that they have in life. Bytes are passed on as they are, the Host header among them. No
other host is let through: nothing leaves the machine.
"""

import select
import socket
import socketserver
import ssl
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Self, cast

import trustme

#: How long a connection may be silent before it is closed, in seconds.
IDLE_SECONDS = 60
_LONGEST_HEAD = 8192


class Front(socketserver.ThreadingTCPServer):
    """The proxy, as a context manager: it listens inside.

    Args:
        routes: The port of this machine's loopback that answers for each host.
        folder: Where the authority's certificate is put.
    """

    daemon_threads = True

    def __init__(self, routes: Mapping[str, int], folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.routes = routes
        self.refused: list[str] = []
        authority = trustme.CA()
        self.authority_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.authority_file)
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(*routes).configure_cert(self.tls)
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        """What ``HTTPS_PROXY`` is set to."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Connection(socketserver.BaseRequestHandler):
    """One connection of a client."""

    request: socket.socket

    def handle(self) -> None:
        front = cast("Front", self.server)
        self.request.settimeout(IDLE_SECONDS)
        with suppress(OSError):  # whoever hangs up ends the connection
            method, target = self._asked_for()
            host, _, port = target.rpartition(":")
            if method != "CONNECT" or port != "443" or host not in front.routes:
                front.refused.append(f"{method} {target}")
                self.request.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with (
                front.tls.wrap_socket(self.request, server_side=True) as outside,
                socket.create_connection(("127.0.0.1", front.routes[host]), IDLE_SECONDS) as inside,
            ):
                _pass_on(outside, inside)

    def _asked_for(self) -> tuple[str, str]:
        """The method and target of the head, which is read byte by byte: what follows it is TLS."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.request.recv(1)
            if not byte or len(head) == _LONGEST_HEAD:
                raise ConnectionResetError
            head += byte
        method, target, *_ = head.decode("latin-1").split(maxsplit=2)
        return method, target


def _pass_on(outside: ssl.SSLSocket, inside: socket.socket) -> None:
    """Carries bytes both ways until one side ends; by one thread, since a TLS connection may be used by one only."""
    while True:
        decrypted = outside.pending() > 0
        ready = [outside] if decrypted else select.select([outside, inside], [], [], IDLE_SECONDS)[0]
        if not ready:
            return
        for one in ready:
            data = one.recv(65536)
            if not data:
                return
            (inside if one is outside else outside).sendall(data)
