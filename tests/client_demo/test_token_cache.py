import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from client_demo.org2 import NamedCredential
from client_demo.token_cache import TokenCache, TokenKey, token_key

KEY = TokenKey("Org1", "anna@org2.example", "digest")


def test_a_stored_token_is_found_again(tokens: TokenCache) -> None:
    assert tokens.get(KEY) is None
    tokens.put(KEY, "first", 1.0)
    tokens.put(KEY, "second", 2.0)
    assert tokens.get(KEY) == "second"


def test_a_removed_token_is_gone(tokens: TokenCache) -> None:
    tokens.put(KEY, "token", 1.0)
    tokens.remove(KEY)
    tokens.remove(KEY)
    assert tokens.get(KEY) is None


def test_each_user_and_credential_has_a_token_of_its_own(tokens: TokenCache) -> None:
    tokens.put(KEY, "annas", 1.0)
    assert tokens.get(TokenKey("Org1", "bert@org2.example", "digest")) is None
    assert tokens.get(TokenKey("Org2", "anna@org2.example", "digest")) is None


def test_a_token_of_another_definition_is_gone_for_good(tokens: TokenCache) -> None:
    tokens.put(KEY, "token", 1.0)
    assert tokens.get(TokenKey("Org1", "anna@org2.example", "other digest")) is None
    assert tokens.get(KEY) is None


def test_another_worker_finds_the_token(tokens: TokenCache, tmp_path: Path) -> None:
    tokens.put(KEY, "token", 1.0)
    worker = TokenCache(f"sqlite:///{tmp_path / 'state' / 'client_demo.sqlite3'}")
    assert worker.get(KEY) == "token"
    worker.close()


def test_the_file_is_its_owners_alone(tokens: TokenCache, tmp_path: Path) -> None:
    tokens.put(KEY, "token", 1.0)
    state = tmp_path / "state"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in state.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "change",
    [
        {"scope": "api"},
        {"issuer": "another"},
        {"token_endpoint_url": "https://test.salesforce.com/services/oauth2/token"},
        {"audiences": ("https://test.salesforce.com",)},
        {"token_valid_for": 2},
        {"jwt_signing_certificate": "Old_Integration"},
        {"label": "Another"},
    ],
)
def test_every_field_belongs_to_the_definition(
    change: dict[str, object], a_credential: Callable[..., NamedCredential]
) -> None:
    as_it_was, as_it_is = a_credential(), a_credential(**change)
    assert token_key(as_it_was, None, "max").definition != token_key(as_it_is, None, "max").definition


def test_the_subject_belongs_to_the_definition(a_credential: Callable[..., NamedCredential]) -> None:
    credential = a_credential()
    assert token_key(credential, None, "max") != token_key(credential, None, "erika")
    assert token_key(credential, "Anna@org2.example", "max") == token_key(credential, "anna@ORG2.example", "max")


def test_one_token_is_renewed_by_one_thread_at_a_time(tokens: TokenCache) -> None:
    inside, most = 0, 0
    meeting = threading.Barrier(4)

    def renew() -> None:
        nonlocal inside, most
        meeting.wait(5)
        with tokens.renewal(KEY):
            inside += 1
            most = max(most, inside)
            threading.Event().wait(0.005)
            inside -= 1

    threads = [threading.Thread(target=renew) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert most == 1


def test_different_tokens_are_renewed_side_by_side(tokens: TokenCache) -> None:
    with tokens.renewal(KEY), tokens.renewal(TokenKey("Org1", "bert@org2.example", "digest")):
        pass
