from collections.abc import Callable
from typing import Any

import pytest

from resource_api.access_check.introspection import Introspection
from resource_api.access_check.token_cache import MOST_TOKENS, TokenCache


class Server:
    def __init__(self, *, active: bool = True, expires_at: float = 0.0) -> None:
        self.said = Introspection(active=active, expires_at=expires_at)
        self.asked: list[str] = []

    def __call__(self, token: str) -> Introspection:
        self.asked.append(token)
        return self.said


@pytest.mark.parametrize(
    ("seconds", "expires_at", "waited", "questions"),
    [(0, 0, 0, 2), (5, 0, 4.9, 1), (5, 0, 5, 2), (60, 110, 9, 1), (60, 110, 10, 2)],
)
def test_an_answer_holds_for_its_seconds_and_not_beyond_the_tokens_own_end(
    seconds: float, expires_at: float, waited: float, questions: int
) -> None:
    now = [100.0]
    cache, server = TokenCache(seconds, lambda: now[0]), Server(expires_at=expires_at)
    cache.answer("token", server)
    now[0] += waited
    cache.answer("token", server)
    assert len(server.asked) == questions


def test_that_a_token_is_not_live_is_never_remembered() -> None:
    cache, server = TokenCache(60, lambda: 0.0), Server(active=False)
    cache.answer("token", server)
    cache.answer("token", server)
    assert len(server.asked) == 2


def test_it_holds_no_more_than_its_bound_and_no_token() -> None:
    cache, server = TokenCache(60, lambda: 0.0), Server()
    for number in range(MOST_TOKENS + 10):
        cache.answer(f"token {number}", server)
    assert len(cache._answers) == MOST_TOKENS
    assert not any(b"token" in digest for digest in cache._answers)


def test_with_a_cache_the_api_asks_once(new_api: Callable[..., Any]) -> None:
    api = new_api(token_cache_seconds=30.0)
    assert [api.get("limits").status_code for _ in range(3)] == [200, 200, 200]
    assert len(api.server.asked) == 1
