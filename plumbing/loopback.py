"""This machine's own addresses, in all their spellings."""

from ipaddress import IPv6Address, ip_address

#: As the host name in a URL.
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
#: As a Host header says them, before a port.
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def is_address(text: str) -> bool:
    """Whether that is an IP address: a peer on a Unix socket has none."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback_address(text: str) -> bool:
    """Whether an IP address is this machine's own loopback, also where it is written as an IPv6 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
