"""Runs `orgless explain` in the demo world, and signs JWTs that the demo world takes."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from click.testing import CliRunner, Result

from orgless.cli import main
from orgless.loading import LoadedWorld

Explain = Callable[..., Result]


@pytest.fixture
def explain(demo_world: LoadedWorld, monkeypatch: pytest.MonkeyPatch) -> Explain:
    """Runs the command in the demo world, with something on standard input."""
    monkeypatch.setenv("ORGLESS_CERTS", str(demo_world.world.certs))

    def _explain(*words: object, stdin: str | bytes = "") -> Result:
        return CliRunner().invoke(main, ["explain", *map(str, words)], input=stdin)

    return _explain


@pytest.fixture
def a_jwt(demo_world: LoadedWorld) -> Callable[..., str]:
    """Signs a JWT that the demo world takes, but for what is given."""

    def _a_jwt(now: float | None = None, **claims: Any) -> str:
        at = int(time.time() if now is None else now)
        all_claims = {
            "iss": demo_world.org1.connected_apps[0].consumer_key,
            "sub": "max@org1.example",
            "aud": "https://login.salesforce.com",
            "iat": at,
            "exp": at + 180,
        }
        key = demo_world.org2.key_pairs["Org2_JWT"].private_key
        return jwt.encode(all_claims | claims, key, algorithm="RS256")

    return _a_jwt
