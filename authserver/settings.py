"""How one instance of the authorization server is set up, read from the environment in this one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plumbing.environment import Environment

from .assertion.profile import PROFILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the world and the state are, and the server's own names.

    Args:
        world: The folder of the org's file, and of the folder ``orgs`` with the other orgs of the same world.
        org_file: The file of the org that is served; None is ``org1.toml`` in the world.
        certs: Certificates, secrets and the signing key.
        state: The folder of the database and of the token key.
        database_url: Where sessions, used ids and the Login History are, as an SQLAlchemy URL.
        token_key_file: Holds the key that tokens are made with; made where it is missing.
        login_url: The authorization server's own address, as clients reach it.
        instance_url: The REST API's, which token responses name.
        also_known_as: Further addresses whose host names it answers for.
        profile: ``salesforce`` or ``strict``.
        login_urls: The authorization servers of all orgs of a world of several, by name, for links between their Login
            Histories.
        show_login_history_to_everyone: Shows the Login History to other machines as well.
    """

    world: Path
    org_file: Path | None = None
    certs: Path
    state: Path
    database_url: str = field(repr=False)  # may hold a password
    token_key_file: Path
    login_url: str = "http://127.0.0.1:8001"
    instance_url: str = "http://127.0.0.1:8002"
    also_known_as: tuple[str, ...] = ()
    profile: str = "salesforce"
    login_urls: Mapping[str, str] = field(default_factory=dict)
    show_login_history_to_everyone: bool = False

    @staticmethod
    def from_environment(variables: Mapping[str, str]) -> "Settings":
        """The settings that the variables ``ORGLESS_…`` say.

        Raises:
            BadFileError: With every variable that is missing or wrong.
        """
        environment = Environment(variables)
        why = "name the folder that holds org1.toml; `orgless init DIR` writes one"
        world = environment.folder("ORGLESS_WORLD", why=why)
        state = environment.folder("ORGLESS_STATE", world / ".state")
        settings = Settings(
            world=world,
            org_file=environment.folder("ORGLESS_ORG_FILE", world / "org1.toml"),
            certs=environment.folder("ORGLESS_CERTS", world / "certs"),
            state=state,
            database_url=environment.text("ORGLESS_DATABASE_URL", f"sqlite:///{state / 'authserver.sqlite3'}"),
            token_key_file=environment.folder("ORGLESS_TOKEN_KEY_FILE", state / "token.key"),
            login_url=environment.address("ORGLESS_LOGIN_URL", "http://127.0.0.1:8001"),
            instance_url=environment.address("ORGLESS_INSTANCE_URL", "http://127.0.0.1:8002"),
            also_known_as=environment.addresses("ORGLESS_LOGIN_ALSO_KNOWN_AS"),
            profile=environment.choice("ORGLESS_PROFILE", "salesforce", tuple(PROFILES)),
            login_urls=environment.named_addresses("ORGLESS_LOGIN_URLS"),
            show_login_history_to_everyone=environment.flag("ORGLESS_SHOW_LOGIN_HISTORY_TO_EVERYONE"),
        )
        environment.finish()
        return settings
