"""The authorization server's tables, and the few statements that it runs on them, on SQLite and PostgreSQL alike."""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles it too, not so the other way round

from plumbing.database import Statement

TABLES = MetaData()
_sessions = Table(
    "sessions",
    TABLES,
    Column("session_id", String(32), primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("consumer_key", String(256), nullable=False),
    Column("user_id", String(18), nullable=False),
    Column("scope", String, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked", Integer, nullable=False),
    UniqueConstraint("consumer_key", "user_id", "scope"),
)
_used_jtis = Table(
    "used_jtis",
    TABLES,
    Column("issuer", String(256), primary_key=True),
    Column("jti", String(64), primary_key=True),
    Column("keep_until", BigInteger, nullable=False),
)
_login_counts = Table(
    "login_counts",
    TABLES,
    Column("user_id", String(18), primary_key=True),
    Column("hour", BigInteger, primary_key=True),  # counted from the epoch
    Column("logins", BigInteger, nullable=False),
)
_logins = Table(
    "login_history",
    TABLES,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("profile", String(20), nullable=False),
    Column("app_label", String, nullable=False),
    Column("username", String, nullable=False),
    Column("error", String(64), nullable=False),
    Column("error_description", String, nullable=False),
    Column("kept", String, nullable=False),
)


_insert_session = insert(_sessions).values({column.name: bindparam(column.name) for column in _sessions.columns})
_is_dead = or_(_sessions.c.revoked == 1, _sessions.c.expires_at <= bindparam("issued_at"))
# Too early, or so late as only an earlier policy would have it (``Lifetime.surplus``):
_ends_wrongly = or_(_sessions.c.expires_at < bindparam("end"), _sessions.c.expires_at > bindparam("latest_end"))
OPEN_SESSION = Statement(
    _insert_session.on_conflict_do_update(
        index_elements=["consumer_key", "user_id", "scope"],
        set_={
            "session_id": case((_is_dead, _insert_session.excluded.session_id), else_=_sessions.c.session_id),
            "token_digest": case((_is_dead, _insert_session.excluded.token_digest), else_=_sessions.c.token_digest),
            "issued_at": case((_is_dead, _insert_session.excluded.issued_at), else_=_sessions.c.issued_at),
            "expires_at": case(
                (_is_dead, _insert_session.excluded.expires_at),
                (_ends_wrongly, _insert_session.excluded.expires_at),
                else_=_sessions.c.expires_at,
            ),
            "revoked": _insert_session.excluded.revoked,
        },
    ).returning(_sessions.c.session_id, _sessions.c.token_digest)
)
RENAME_SESSION = Statement(
    update(_sessions)
    .where(_sessions.c.session_id == bindparam("old"))
    .values(session_id=bindparam("new"), token_digest=bindparam("digest"))
)
FIND_LIVE = Statement(
    select(_sessions.c.session_id, _sessions.c.token_digest, _sessions.c.expires_at).where(
        _sessions.c.consumer_key == bindparam("consumer_key"),
        _sessions.c.user_id == bindparam("user_id"),
        _sessions.c.scope == bindparam("scope"),
        _sessions.c.revoked == bindparam("revoked"),
        _sessions.c.expires_at > bindparam("issued_at"),
    )
)
FIND_SESSION = Statement(
    select(*(column for column in _sessions.columns if column.name != "token_digest")).where(
        _sessions.c.token_digest == bindparam("digest")
    )
)
USE_SESSION = Statement(
    update(_sessions)
    .where(
        _sessions.c.session_id == bindparam("id"),
        _sessions.c.revoked == bindparam("live"),
        _ends_wrongly,
        _sessions.c.expires_at > bindparam("now"),
    )
    .values(expires_at=bindparam("end"))
)
REVOKE = Statement(update(_sessions).where(_sessions.c.session_id == bindparam("id")).values(revoked=bindparam("to")))
CLAIM_JTI = Statement(
    insert(_used_jtis)
    .values(issuer=bindparam("issuer"), jti=bindparam("jti"), keep_until=bindparam("keep_until"))
    .on_conflict_do_nothing()
)
UNCLAIM_JTI = Statement(
    delete(_used_jtis).where(_used_jtis.c.issuer == bindparam("issuer"), _used_jtis.c.jti == bindparam("jti"))
)
FORGET_JTIS = Statement(delete(_used_jtis).where(_used_jtis.c.keep_until < bindparam("now")))
_count_login = insert(_login_counts).values({column.name: bindparam(column.name) for column in _login_counts.columns})
COUNT_LOGIN = Statement(
    _count_login.on_conflict_do_update(
        index_elements=["user_id", "hour"],
        set_={"logins": _login_counts.c.logins + _count_login.excluded.logins},
    ).returning(_login_counts.c.logins)
)
FORGET_LOGIN_COUNTS = Statement(
    delete(_login_counts).where(
        or_(_login_counts.c.hour < bindparam("oldest"), _login_counts.c.hour > bindparam("newest"))
    )
)
RECORD_LOGIN = Statement(
    insert(_logins)
    .values({column.name: bindparam(column.name) for column in _logins.columns if column.name != "number"})
    .returning(_logins.c.number)
)
TAKE_OVER_LOGIN = Statement(
    insert(_logins).values({column.name: bindparam(column.name) for column in _logins.columns}).on_conflict_do_nothing()
)
FIND_LOGIN = Statement(select(_logins).where(_logins.c.number == bindparam("number")))
LIST_LOGINS = Statement(
    select(_logins)
    .where(_logins.c.number < bindparam("before"))
    .order_by(_logins.c.number.desc())
    .limit(bindparam("most"))
)
NEWEST_KEPT = Statement(
    select(_logins.c.number).order_by(_logins.c.number.desc()).limit(bindparam("one")).offset(bindparam("kept"))
)
FORGET_LOGINS = Statement(delete(_logins).where(_logins.c.number <= bindparam("number")))
