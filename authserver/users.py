"""The users of Org1 and their profiles, as its administrator set them up."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from plumbing.salesforce_id import id_for

#: The settings of a user who never changed them.
TIME_ZONE, LOCALE, LANGUAGE = "GMT", "en_US", "en_US"

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class AddressRange:
    """A range of IP addresses, both ends included, as the page "Login IP Ranges" of a profile has them."""

    first: Address
    last: Address

    @staticmethod
    def of(text: str) -> "AddressRange":
        """The range that a text like ``10.0.0.0-10.0.0.255``, ``10.0.0.0/24`` or ``10.0.0.7`` names.

        Raises:
            ValueError: It names none.
        """
        if "/" in text:
            network = ip_network(text.strip())
            return AddressRange(network[0], network[-1])
        start, hyphen, end = text.partition("-")
        first = ip_address(start.strip())
        last = ip_address(end.strip()) if hyphen else first
        if first.version != last.version or int(first) > int(last):
            raise ValueError(f"{text} ends before it begins")
        return AddressRange(first, last)

    def holds(self, address: Address) -> bool:
        """Whether the address lies in the range; an IPv4 address written as an IPv6 one is the same address."""
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        plain = mapped or address
        return plain.version == self.first.version and int(self.first) <= int(plain) <= int(self.last)

    def __str__(self) -> str:
        """As Setup shows it."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserProfile:
    """A profile: what holds for all users who have it. Without ranges its users may log in from anywhere."""

    name: str
    login_ip_ranges: tuple[AddressRange, ...] = ()
    session_timeout_minutes: int | None = None
    api_enabled: bool = True

    @property
    def profile_id(self) -> str:
        """The id, which is always the same for the same name."""
        return id_for("00e", self.name.casefold())

    def admits(self, remote_address: str) -> bool:
        """Whether its users may log in from that address; where there are ranges, a text that is none is in none."""
        if not self.login_ip_ranges:
            return True
        try:
            address = ip_address(remote_address)
        except ValueError:
            return False
        return any(one.holds(address) for one in self.login_ip_ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of Org1."""

    username: str
    email: str
    first_name: str
    last_name: str
    profile: str
    permission_sets: tuple[str, ...] = ()
    active: bool = True
    frozen: bool = False
    user_id: str = field(init=False)

    def __post_init__(self) -> None:
        """Makes the id, which is always the same for the same username."""
        object.__setattr__(self, "user_id", id_for("005", self.username.casefold()))

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()
