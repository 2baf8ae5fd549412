"""The store, on SQLite and PostgreSQL alike: sessions, used ids, logins, and what becomes of old ones."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from building import NOW, an_assertion, examined
from login_servers import FORGE

from authserver import history as history_module
from authserver import store as store_module
from authserver.access_tokens import TokenForge, token_digest
from authserver.sessions import Lifetime
from authserver.store import Store

SESSION_SECONDS = 7200
LIFETIME = Lifetime.of_idle_session(SESSION_SECONDS)


def opened(
    store: Store,
    now: float = NOW,
    user: str = "005000000000001AAA",
    scope: str = "api",
    lifetime: Lifetime = LIFETIME,
) -> str:
    with store.login(now) as login:
        return login.open_session("key", user, scope, now, lifetime)


def expiry(store: Store, token: str) -> int:
    session = store.find_session(token)
    assert session is not None
    return session.expires_at


def test_a_session_is_found_by_exactly_its_token(store: Store) -> None:
    token = opened(store)
    session = store.find_session(token)
    assert session is not None
    assert (session.consumer_key, session.user_id, session.scope) == ("key", "005000000000001AAA", "api")
    assert (session.issued_at, session.expires_at) == (int(NOW), int(NOW) + SESSION_SECONDS)
    assert session.is_live(NOW)
    assert not session.is_live(NOW + SESSION_SECONDS)
    for other in (token[:-1], token + " ", token.lower(), token.upper(), "", "%", "\0", "\ud800"):
        assert store.find_session(other) is None


def test_the_same_grant_finds_the_living_session_and_prolongs_it(store: Store) -> None:
    token = opened(store)
    for later in (1, 59, 61, 5000, 12000):
        assert opened(store, NOW + later) == token
    session = store.find_session(token)
    assert session is not None
    assert session.issued_at == int(NOW)
    assert session.expires_at == int(NOW) + 12000 + SESSION_SECONDS


def test_a_session_lives_for_at_least_its_time_after_the_last_login_less_a_minute(store: Store) -> None:
    token = opened(store)
    opened(store, NOW + 60)
    session = store.find_session(token)
    assert session is not None
    assert session.expires_at >= int(NOW) + 60 + SESSION_SECONDS - 60


def test_a_dated_token_finds_its_session_alive_to_the_second(store: Store) -> None:
    dated = Lifetime.of_dated_token(60)
    token = opened(store, lifetime=dated)
    opened(store, NOW + 1, lifetime=dated)
    assert expiry(store, token) == int(NOW) + 61
    opened(store, NOW, lifetime=dated)
    assert expiry(store, token) == int(NOW) + 61


@pytest.mark.parametrize("shorter", [Lifetime.of_idle_session(60), Lifetime.of_dated_token(60)])
def test_a_grant_or_a_use_under_a_shorter_policy_makes_a_session_shorter(store: Store, shorter: Lifetime) -> None:
    token = opened(store)
    assert opened(store, NOW + 1, lifetime=shorter) == token
    assert expiry(store, token) == int(NOW) + 61
    opened(store, NOW + 2)
    session = store.find_session(token)
    assert session is not None
    assert store.use(session, NOW + 3, shorter) == int(NOW) + 63
    assert expiry(store, token) == int(NOW) + 63


def test_a_grant_that_was_overtaken_by_another_does_not_make_its_session_shorter(store: Store) -> None:
    token = opened(store, NOW + 5)
    assert opened(store, NOW) == token
    assert expiry(store, token) == int(NOW) + 5 + SESSION_SECONDS


def test_use_prolongs_a_session_where_that_gains_something(store: Store) -> None:
    token = opened(store)
    for used_at, expires_at in ((60, 7200), (61, 7261), (100, 7261), (7260, 14460)):
        session = store.find_session(token)
        assert session is not None
        assert store.use(session, NOW + used_at, LIFETIME) == int(NOW) + expires_at
        assert expiry(store, token) == int(NOW) + expires_at
    assert session.issued_at == int(NOW)


def test_use_does_not_wake_the_dead(store: Store) -> None:
    token = opened(store)
    session = store.find_session(token)
    assert session is not None
    store.use(session, NOW + SESSION_SECONDS, LIFETIME)
    assert expiry(store, token) == int(NOW) + SESSION_SECONDS
    store.revoke(session)
    store.use(session, NOW + 100, LIFETIME)
    assert expiry(store, token) == int(NOW) + SESSION_SECONDS


def test_a_session_is_found_by_the_digest_of_its_token_too(store: Store) -> None:
    token = opened(store)
    assert store.find_session_with_digest(token_digest(token)) == store.find_session(token)
    assert store.find_session_with_digest("") is None


def test_logins_are_counted_for_each_user_by_whoever_writes_to_the_same_database(
    store: Store, database_url: str
) -> None:
    beside = Store(database_url, FORGE)
    counts = []
    for one in (store, beside, store):
        with one.login(NOW) as login:
            counts.append([login.count_login(user, NOW) for user in ("005000000000001AAA", "005000000000002AAA")])
    beside.close()
    assert counts == [[1, 1], [2, 2], [3, 3]]


def test_user_app_and_scope_tell_sessions_apart(store: Store) -> None:
    tokens = {opened(store), opened(store, user="005000000000002AAA"), opened(store, scope="api web")}
    assert len(tokens) == 3


def test_an_expired_session_is_followed_by_another(store: Store) -> None:
    first = opened(store)
    second = opened(store, NOW + SESSION_SECONDS)
    assert second != first
    assert store.find_session(first) is None


def test_a_revoked_session_stays_revoked_and_is_followed_by_another(store: Store) -> None:
    token = opened(store)
    session = store.find_session(token)
    assert session is not None
    store.revoke(session)
    dead = store.find_session(token)
    assert dead is not None
    assert not dead.is_live(NOW)
    second = opened(store)
    assert second != token
    assert store.find_session(token) is None
    assert opened(store) == second


def test_many_simultaneous_grants_open_one_session(store: Store) -> None:
    with ThreadPoolExecutor(16) as pool:
        tokens = set(pool.map(lambda _number: opened(store), range(64)))
    assert len(tokens) == 1
    assert store.find_session(tokens.pop()) is not None


def test_an_id_is_claimed_once(store: Store) -> None:
    def claim(issuer: str, jti: str) -> bool:
        with store.login(NOW) as login:
            return login.claim(issuer, jti, 2**62)

    claims = [("a", "x"), ("a", "y"), ("b", "x"), ("a", "X"), ("a", "x")]
    assert [claim(*one) for one in claims] == [True, True, True, True, False]


def test_what_a_login_did_is_undone_when_it_fails(store: Store) -> None:
    def fail() -> None:
        with store.login(NOW) as login:
            assert login.claim("a", "x", 1)
            login.open_session("key", "005000000000001AAA", "api", NOW, LIFETIME)
            login.record(examined(an_assertion()).report)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert store.list_logins(10) == []
    with store.login(NOW) as login:
        assert login.claim("a", "x", 1)


def test_old_logins_and_dead_ids_are_removed_in_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "HISTORY_LENGTH", 10)
    monkeypatch.setattr(store_module, "_TIDY_EVERY", 5)
    store._logins_until_tidy = 5
    for number in range(30):
        with store.login(NOW) as login:
            login.claim("a", f"dead {number}", int(NOW) - 1)
            login.claim("a", f"alive {number}", int(NOW))
            login.record(examined(an_assertion()).report)
    entries = store.list_logins(100)
    assert entries[0].entry == login.entry
    assert 10 <= len(entries) <= 15
    with store.login(NOW) as login:
        assert login.claim("a", "dead 0", 1)
        assert not login.claim("a", "alive 0", 1)


def test_a_replaced_key_makes_new_tokens_and_the_store_never_held_one(database_url: str) -> None:
    old, new = Store(database_url, FORGE), Store(database_url, TokenForge(b"n" * 32, "00Dxx0000001gPLEAY"))
    token = opened(old)
    replaced = opened(new)
    assert replaced != token
    assert new.find_session(token) is None
    assert new.find_session(replaced) is not None
    assert opened(new) == replaced
    for store in (old, new):
        store._database.close()


def test_tokens_are_not_in_the_database(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.sqlite3'}", FORGE)
    token = opened(store)
    store._database.close()
    data = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert data
    assert token.encode() not in data
    assert token[18:40].encode() not in data
