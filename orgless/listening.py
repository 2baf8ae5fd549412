"""Binds the servers' sockets before anything starts, so that a taken port is one clear line and 0 a free one."""

import errno
import socket
from dataclasses import dataclass

from plumbing.loopback import is_loopback_address

from .told import BadInputError, ToldError

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  recognised to be warned of


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that listens already, and the address that others reach it by."""

    socket: socket.socket
    host: str

    @property
    def port(self) -> int:
        """The port, which the system chose where 0 was asked for."""
        port: int = self.socket.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def listen(host: str, port: int, option: str) -> Listener:
    """A socket that listens on the host's address.

    Args:
        host: An address or a name of this machine.
        port: 0 to 65535; 0 lets the system choose a free one.
        option: The command line option that decides the port, for the messages.

    Raises:
        ToldError: The port is taken or not allowed, or the host is not this machine.
    """
    family, address = _resolved(host, port)
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise ToldError(_told(error, host, port, option)) from None
    return Listener(listener, _WILDCARDS.get(host, host))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    _, address = _resolved(host, 0)
    return is_loopback_address(address[0])


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise BadInputError(f"--host {host}: this is neither an address nor a name that can be resolved") from None
    found.sort(key=lambda one: one[0] != socket.AF_INET)  # a name with both kinds of address means the IPv4 one
    family, _, _, _, address = found[0]
    return family, (str(address[0]), int(address[1]))


def _told(error: OSError, host: str, port: int, option: str) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} is taken: something listens there; choose another with {option} (0 = any free one)"
        case errno.EACCES | errno.EPERM:
            return f"port {port} is not allowed for this user; choose one above 1023 with {option} (0 = any free one)"
        case errno.EADDRNOTAVAIL:
            return f"--host {host}: this machine has no such address"
        case _:
            return f"port {port} on {host} cannot be used: {error.strerror}; {option} chooses another"
