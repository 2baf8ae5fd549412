"""Where the three servers listen, how the outside reaches them, and what part of that is which org's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .loading import LoadedOrg
    from .org_place import OrgPlace


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the three servers are, without slashes at the end.

    Args:
        login_url: Where the authorization server listens.
        instance_url: Where the REST API listens.
        org2_url: Where Org2 listens.
        public_login_url: How the outside reaches the authorization server, behind a front; empty where there is none.
        public_instance_url: Likewise for the REST API.
    """

    login_url: str
    instance_url: str
    org2_url: str
    public_login_url: str = ""
    public_instance_url: str = ""

    def login_url_of(self, place: OrgPlace) -> str:
        """The authorization server's address as clients of that org use it."""
        return (self.public_login_url or self.login_url) + place.prefix

    def instance_url_of(self, place: OrgPlace) -> str:
        """The REST API's address as clients of that org use it."""
        return (self.public_instance_url or self.instance_url) + place.prefix

    def book(self, orgs: Iterable[LoadedOrg]) -> dict[str, str]:
        """The orgs' addresses in life, and those of a front, each with where it leads to on this machine.

        The login hosts are shared in life as well; here each is the first org's of its kind.
        """
        book: dict[str, str] = {}
        for one in orgs:
            book.setdefault(one.org.login_audience, self.login_url)
            book.setdefault(one.org.my_domain_url, self.instance_url)
        if self.public_login_url:
            book.setdefault(self.public_login_url, self.login_url)
        if self.public_instance_url:
            book.setdefault(self.public_instance_url, self.instance_url)
        return book


def hosts_of(orgs: Iterable[LoadedOrg]) -> Iterator[tuple[LoadedOrg, tuple[str, ...]]]:
    """Each org with the host names that mean it: its My Domain, and the login host of the first org of each kind."""
    taken: set[str] = set()
    for one in orgs:
        names = [url for url in (one.org.login_audience, one.org.my_domain_url) if url not in taken]
        taken.update(names)
        yield one, tuple(urlsplit(name).netloc for name in names)
