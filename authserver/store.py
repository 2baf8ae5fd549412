"""What the authorization server remembers, in one database for all its workers: sessions, used ids, logins."""

from typing import Self

from plumbing.database import Database, Transaction

from . import statements
from .access_tokens import TokenForge, new_session_id, token_digest
from .assertion.report import Report
from .history import History, LoginEntry
from .login_rate import LoginRate
from .sessions import Lifetime, Session

#: After how many logins of one process old entries and used-up ids are removed.
_TIDY_EVERY = 500


class Store:
    """The database; every method is one transaction, and all workers see what one of them wrote."""

    def __init__(self, database_url: str, forge: TokenForge) -> None:
        self._database = Database(database_url, statements.TABLES)
        self._forge = forge
        self._history = History(self._database, forge)
        self._rate = LoginRate(self._database)
        self._database.close()  # a connection must not be carried over a fork into the workers
        self._logins_until_tidy = _TIDY_EVERY

    def login(self, now: float) -> "Login":
        """One exchange, in a ``with`` block: id claimed, session opened and history written together, or none of it."""
        self._logins_until_tidy -= 1
        if self._logins_until_tidy <= 0:
            self._logins_until_tidy = _TIDY_EVERY
            with self._database.transaction() as transaction:
                transaction.execute(statements.FORGET_JTIS, {"now": int(now)})
            self._history.tidy()
        return Login(self._database.transaction(), self._forge, self._history, self._rate)

    def find_session(self, token: str) -> Session | None:
        """The session of exactly this opaque token, dead or alive."""
        return self.find_session_with_digest(token_digest(token))

    def find_session_with_digest(self, digest: str) -> Session | None:
        """The session whose opaque token has this digest, dead or alive."""
        with self._database.transaction() as transaction:
            row = transaction.one(statements.FIND_SESSION, {"digest": digest})
        return None if row is None else Session(*row)

    def use(self, session: Session, now: float, lifetime: Lifetime) -> int:
        """Lets a live session that is used now live on, and answers until when; a shorter policy may end it earlier."""
        if lifetime.holds_for(session.expires_at, now):
            return session.expires_at
        values = {"id": session.session_id, **_ends(lifetime, now), "now": int(now), "live": 0}
        with self._database.transaction() as transaction:
            transaction.execute(statements.USE_SESSION, values)
        return lifetime.end(now)

    def revoke(self, session: Session) -> None:
        """Ends the session at once, for every worker."""
        with self._database.transaction() as transaction:
            transaction.execute(statements.REVOKE, {"id": session.session_id, "to": 1})

    def find_login(self, entry: str) -> LoginEntry | None:
        """One entry of the Login History."""
        return self._history.find(entry)

    def list_logins(self, most: int, before: int | None = None) -> list[LoginEntry]:
        """The newest entries first, at most so many, older than the number ``before``."""
        return self._history.newest(most, before)

    def close(self) -> None:
        """Gives files and connections back to the system."""
        self._history.close()
        self._rate.close()
        self._database.close()


class Login:
    """The writes of one exchange, inside its transaction."""

    def __init__(self, transaction: Transaction, forge: TokenForge, history: History, rate: LoginRate) -> None:
        self._transaction = transaction
        self._forge = forge
        self._history = history
        self._rate = rate
        self._report: Report | None = None
        self.entry = ""

    def __enter__(self) -> Self:
        """Begins."""
        self._transaction.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Commits, or undoes where the block raised."""
        self._transaction.__exit__(kind, error, trace)
        if kind is None and self._report is not None and not self.entry:
            self.entry = self._history.append(self._report)

    def count_login(self, user_id: str, now: float) -> int:
        """Counts a login; answers how many the user has in the current hour, this one included."""
        return self._rate.count(self._transaction, user_id, now)

    def claim(self, issuer: str, jti: str, keep_until: int) -> bool:
        """Takes an assertion's id: of any number of simultaneous claims, one succeeds (RFC 7523 3 (7))."""
        # An id may be any text, a secret that was pasted as well: its digest does.
        claimed = {"issuer": issuer, "jti": token_digest(jti), "keep_until": keep_until}
        return self._transaction.execute(statements.CLAIM_JTI, claimed) == 1

    def give_back(self, issuer: str, jti: str) -> None:
        """Undoes a claim of this same exchange."""
        self._transaction.execute(statements.UNCLAIM_JTI, {"issuer": issuer, "jti": token_digest(jti)})

    def open_session(self, consumer_key: str, user_id: str, scope: str, now: float, lifetime: Lifetime) -> str:
        """The opaque token of a new session, or of the one that already lives for this app, user and scope."""
        values = {"consumer_key": consumer_key, "user_id": user_id, "scope": scope, "issued_at": int(now), "revoked": 0}
        row = self._transaction.one(statements.FIND_LIVE, values)
        if row is None or not lifetime.holds_for(row[2], now):
            session_id = new_session_id()
            digest = token_digest(self._forge.token_of(session_id))
            ends = _ends(lifetime, now)
            new = {"session_id": session_id, "token_digest": digest, "expires_at": ends["end"], **ends}
            row = self._transaction.one(statements.OPEN_SESSION, values | new)
        if row is None:
            raise RuntimeError("the database answered no session")
        return self._token_of(row[0], row[1])

    def _token_of(self, session_id: str, digest: str) -> str:
        token = self._forge.token_of(session_id)
        if token_digest(token) == digest:
            return token
        # The token key was replaced since that session began: its token cannot be made again.
        new_id = new_session_id()
        token = self._forge.token_of(new_id)
        renamed = {"old": session_id, "new": new_id, "digest": token_digest(token)}
        self._transaction.execute(statements.RENAME_SESSION, renamed)
        return token

    def record(self, report: Report) -> None:
        """Writes the exchange into the Login History; once the block has ended, ``entry`` is the entry's name."""
        self._report = report
        self.entry = self._history.record(self._transaction, report)


def _ends(lifetime: Lifetime, now: float) -> dict[str, int]:
    """When a session ends that is used now, and the latest end that it may have already."""
    return {"end": lifetime.end(now), "latest_end": lifetime.end(now) + lifetime.surplus}
