"""What Org2 was started with, read from the environment in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plumbing.environment import Environment

from .address_book import read_address_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Org2's settings.

    Args:
        world: The folder that holds ``org2.toml``.
        certs: The folder of the keys and certificates.
        database_url: Where the access tokens are stored, as an SQLAlchemy URL.
        org2_url: Under which address browsers reach this app.
        login_url: Where Org1's Login History is shown, or empty: then no page points there.
        login_urls: The authorization servers of all orgs of a world of several, by name, for links to their histories.
        address_book: Logical origins and the actual origins they lead to.
        call_real_salesforce: Lets Salesforce's own hosts be called over the internet.
    """

    world: Path
    certs: Path
    database_url: str = field(repr=False)  # it may hold a password
    org2_url: str = "http://127.0.0.1:8003"
    login_url: str = ""
    login_urls: Mapping[str, str] = field(default_factory=dict)
    address_book: Mapping[str, str]
    call_real_salesforce: bool = False

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Settings":
        """Reads the variables that begin with ``ORGLESS_``.

        Raises:
            BadFileError: One is missing or wrong; all are told.
        """
        environment = Environment(variables)
        world = environment.folder("ORGLESS_WORLD", why="the folder that holds org2.toml")
        state = environment.folder("ORGLESS_STATE", world / ".state")
        settings = cls(
            world=world,
            certs=environment.folder("ORGLESS_CERTS", world / "certs"),
            database_url=environment.text("ORGLESS_DATABASE_URL", f"sqlite:///{state / 'client_demo.sqlite3'}"),
            org2_url=environment.url("ORGLESS_ORG2_URL", "http://127.0.0.1:8003"),
            login_url=environment.url("ORGLESS_LOGIN_URL", "") if variables.get("ORGLESS_LOGIN_URL") else "",
            login_urls=environment.named_addresses("ORGLESS_LOGIN_URLS"),
            address_book=_address_book(environment),
            call_real_salesforce=environment.flag("ORGLESS_CALL_REAL_SALESFORCE"),
        )
        environment.finish()
        return settings


def _address_book(environment: Environment) -> dict[str, str]:
    try:
        return read_address_book(environment.text("ORGLESS_ADDRESS_BOOK", ""))
    except ValueError as error:
        environment.reject("ORGLESS_ADDRESS_BOOK", str(error))
        return {}
