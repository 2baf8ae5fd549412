"""How one instance of the authorization server is set up, read from the environment in this one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plumbing.environment import Environment

from .assertion.profile import PROFILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the world and the state are, and the server's own names."""

    world: Path
    certs: Path
    state: Path
    database_url: str = field(repr=False)  # may hold a password
    token_key_file: Path
    login_url: str = "http://127.0.0.1:8001"
    instance_url: str = "http://127.0.0.1:8002"
    profile: str = "salesforce"
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
            certs=environment.folder("ORGLESS_CERTS", world / "certs"),
            state=state,
            database_url=environment.text("ORGLESS_DATABASE_URL", f"sqlite:///{state / 'authserver.sqlite3'}"),
            token_key_file=environment.folder("ORGLESS_TOKEN_KEY_FILE", state / "token.key"),
            login_url=environment.url("ORGLESS_LOGIN_URL", "http://127.0.0.1:8001"),
            instance_url=environment.url("ORGLESS_INSTANCE_URL", "http://127.0.0.1:8002"),
            profile=environment.choice("ORGLESS_PROFILE", "salesforce", tuple(PROFILES)),
            show_login_history_to_everyone=environment.flag("ORGLESS_SHOW_LOGIN_HISTORY_TO_EVERYONE"),
        )
        environment.finish()
        return settings
