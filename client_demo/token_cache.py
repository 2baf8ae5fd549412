"""Keeps access tokens per named credential and user, in a database that all workers share."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass

from sqlalchemy import Column, Float, MetaData, String, Table, bindparam, delete, select, text

from plumbing.database import Database, Statement

from .org2 import NamedCredential

_TABLES = MetaData()
_TOKENS = Table(
    "tokens",
    _TABLES,
    Column("named_credential", String, primary_key=True),
    Column("username", String, primary_key=True),
    Column("definition", String, nullable=False),
    Column("access_token", String, nullable=False),
    Column("stored_at", Float, nullable=False),
)
_OF_ONE = (_TOKENS.c.named_credential == bindparam("of_credential")) & (_TOKENS.c.username == bindparam("of_user"))
_SELECT = Statement(select(_TOKENS.c.definition, _TOKENS.c.access_token).where(_OF_ONE))
_DELETE = Statement(delete(_TOKENS).where(_OF_ONE))
_DELETE_STALE = Statement(delete(_TOKENS).where(_OF_ONE & (_TOKENS.c.definition == bindparam("of_definition"))))
_STORE = (
    Statement(  # a second process may store at the same moment: the later one stays, on SQLite and PostgreSQL alike
        text(
            "INSERT INTO tokens (named_credential, username, definition, access_token, stored_at)"
            " VALUES (:named_credential, :username, :definition, :access_token, :stored_at)"
            " ON CONFLICT (named_credential, username) DO UPDATE SET"
            " definition = excluded.definition, access_token = excluded.access_token, stored_at = excluded.stored_at"
        )
    )
)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Whose token it is.

    Args:
        named_credential: The unique name.
        username: The user of Org2, empty for a named principal.
        definition: A digest of all that the token was asked for with; a token of another definition is not used.
    """

    named_credential: str
    username: str
    definition: str

    def parameters(self) -> dict[str, str]:
        """What the statements look it up by."""
        return {"of_credential": self.named_credential, "of_user": self.username}


def token_key(credential: NamedCredential, username: str | None, subject: str) -> TokenKey:
    """The key of the token that this user of Org2 gets through this named credential for this subject."""
    described = repr((astuple(credential), subject)).encode("utf-8", "backslashreplace")
    return TokenKey(credential.name, (username or "").casefold(), hashlib.sha256(described).hexdigest())


class TokenCache:
    """The stored access tokens.

    Args:
        database_url: An SQLAlchemy URL.

    Raises:
        BadFileError: The database cannot be used.
    """

    def __init__(self, database_url: str) -> None:
        self._database = Database(database_url, _TABLES)
        self._renewals: dict[TokenKey, threading.Lock] = {}
        self._renewals_lock = threading.Lock()

    def get(self, key: TokenKey) -> str | None:
        """The stored token, or None; one that was stored for another definition is gone for good."""
        with self._database.transaction() as transaction:
            row = transaction.one(_SELECT, key.parameters())
            if row is None:
                return None
            if row[0] != key.definition:
                transaction.execute(_DELETE_STALE, {**key.parameters(), "of_definition": row[0]})
                return None
            return str(row[1])

    def put(self, key: TokenKey, access_token: str, now_at: float) -> None:
        """Stores a token in place of the one before."""
        row = {
            "named_credential": key.named_credential,
            "username": key.username,
            "definition": key.definition,
            "access_token": access_token,
            "stored_at": now_at,
        }
        with self._database.transaction() as transaction:
            transaction.execute(_STORE, row)

    def remove(self, key: TokenKey) -> None:
        """Forgets a token."""
        with self._database.transaction() as transaction:
            transaction.execute(_DELETE, key.parameters())

    def close(self) -> None:
        """Gives the connections back."""
        self._database.close()

    @contextmanager
    def renewal(self, key: TokenKey) -> Iterator[None]:
        """Within this block no other thread of the process renews the same token."""
        with self._renewals_lock:
            lock = self._renewals.setdefault(key, threading.Lock())
        with lock:
            yield
