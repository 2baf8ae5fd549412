"""What Org1's REST API is started with: read from the environment, in this one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from plumbing.database_url import read_database_url
from plumbing.environment import Environment
from plumbing.web import authority

Profile = Literal["salesforce", "strict"]

#: The longest time for which a token may be believed without asking again, in seconds.
LONGEST_TOKEN_CACHE_SECONDS = 60.0

_PROFILES = ("salesforce", "strict")
_LOGIN_URL = "http://127.0.0.1:8001"
_INSTANCE_URL = "http://127.0.0.1:8002"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set.

    Args:
        database_url: Where the records are: an SQLAlchemy URL.
        consumer_key: Of the connected app as which this API asks the authorization server about tokens.
        consumer_secret: Of the same app.
        login_url: The authorization server.
        authorization_server_url: Where this API itself reaches it, where that is another address; else empty.
        instance_url: Where this API is reached.
        also_known_as: Further addresses whose host names it answers for, as ``https://org1.my.salesforce.com``.
        profile: ``salesforce`` refuses as Salesforce does, ``strict`` as RFC 6750 says.
        token_cache_seconds: How long a token is believed without asking again. While it is, a revocation goes
            unnoticed. 0 asks each time.
        objects_file: The ``objects.toml`` with custom fields and objects; without it there are the standard ones.
        records_file: The records that a new org begins with; without it the sample ones.
    """

    database_url: str = field(repr=False)  # it may hold a password
    consumer_key: str
    consumer_secret: str = field(repr=False)
    login_url: str = _LOGIN_URL
    authorization_server_url: str = ""
    instance_url: str = _INSTANCE_URL
    also_known_as: tuple[str, ...] = ()
    profile: Profile = "salesforce"
    token_cache_seconds: float = 0.0
    objects_file: Path | None = None
    records_file: Path | None = None

    @property
    def asked_url(self) -> str:
        """Where this API asks the authorization server: about tokens, keys and the org."""
        return self.authorization_server_url or self.login_url

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Settings":
        """Reads the ``ORGLESS_`` variables.

        Raises:
            BadFileError: One is missing or wrong; it tells all of them.
        """
        environment = Environment(variables)
        settings = cls(
            database_url=_database_url(environment),
            consumer_key=environment.text(
                "ORGLESS_API_CONSUMER_KEY", why="the consumer key of the connected app that introspects all tokens"
            ),
            consumer_secret=_consumer_secret(environment),
            login_url=environment.address("ORGLESS_LOGIN_URL", _LOGIN_URL),
            authorization_server_url=_authorization_server_url(environment),
            instance_url=environment.address("ORGLESS_INSTANCE_URL", _INSTANCE_URL),
            also_known_as=_also_known_as(environment),
            profile=cast("Profile", environment.choice("ORGLESS_PROFILE", "salesforce", _PROFILES)),
            token_cache_seconds=_token_cache_seconds(environment),
            objects_file=_file(environment, "ORGLESS_API_OBJECTS"),
            records_file=_file(environment, "ORGLESS_API_RECORDS"),
        )
        environment.finish()
        return settings


def _database_url(environment: Environment) -> str:
    given = environment.text("ORGLESS_DATABASE_URL", "")
    if not given:
        state = environment.folder("ORGLESS_STATE", why="the folder for the database (or set ORGLESS_DATABASE_URL)")
        return f"sqlite:///{state / 'resource_api.sqlite3'}"
    try:
        read_database_url(given)
    except ValueError as error:
        environment.reject("ORGLESS_DATABASE_URL", str(error))
    return given


def _file(environment: Environment, name: str) -> Path | None:
    text = environment.text(name, "")
    if not text:
        return None
    file = Path(text).expanduser().absolute()
    if not file.is_file():
        environment.reject(name, f"“{file}” is no file")
    return file


def _authorization_server_url(environment: Environment) -> str:
    name = "ORGLESS_API_AUTHORIZATION_SERVER_URL"
    return environment.address(name, "http://unused") if environment.text(name, "") else ""


def _consumer_secret(environment: Environment) -> str:
    name = "ORGLESS_API_CONSUMER_SECRET_FILE"
    file = environment.text(name, why="the file that holds the consumer secret of that connected app")
    if not file:
        return ""
    try:
        secret = Path(file).expanduser().read_text(encoding="utf-8").strip()
    except OSError as error:
        environment.reject(name, f"“{file}” cannot be read: {error.strerror}; `orgless certs` makes the demo world's")
        return ""
    except UnicodeDecodeError:
        environment.reject(name, f"“{file}” is no text file")
        return ""
    if not secret:
        environment.reject(name, f"“{file}” is empty")
    return secret


def _also_known_as(environment: Environment) -> tuple[str, ...]:
    name = "ORGLESS_API_ALSO_KNOWN_AS"
    urls = tuple(environment.text(name, "").split())
    for url in urls:
        if not authority(url):
            environment.reject(name, f"“{url}” is no address like https://org1.my.salesforce.com")
    return urls


def _token_cache_seconds(environment: Environment) -> float:
    name = "ORGLESS_TOKEN_CACHE_SECONDS"
    seconds = environment.number(name, 0.0)
    if seconds > LONGEST_TOKEN_CACHE_SECONDS:
        environment.reject(name, f"must be at most {LONGEST_TOKEN_CACHE_SECONDS:.0f}: a revoked token lives that long")
    return seconds
