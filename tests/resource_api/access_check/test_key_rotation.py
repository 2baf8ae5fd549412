"""After a rotation of the org's key, with a clock that stands still: the new key's tokens count, and no others."""

from typing import Any

import pytest
from building.jwt_for_the_api import KID, ORG1_KEY, OTHER_KEY, a_token
from jwt.algorithms import RSAAlgorithm

NEW = {"kid": "CORE_ATJWT.00Dxx0000001gPL.1800000000001"}


def jwk(key: Any, kid: str) -> dict[str, Any]:
    return dict(RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)) | {"kid": kid, "alg": "RS256"}


@pytest.fixture
def api(api: Any) -> Any:
    """Asks for the keys once, before the rotation."""
    api.server.keys = [jwk(ORG1_KEY, KID)]
    assert call(api, api.server.let(a_token())).status_code == 200
    api.server.keys.append(jwk(OTHER_KEY, NEW["kid"]))
    return api


def call(api: Any, token: str) -> Any:
    return api.get("limits", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("junk", [0, 1, 20])
def test_a_token_of_the_new_key_is_let_in_at_once_whatever_junk_came_before(api: Any, junk: int) -> None:
    for number in range(junk):
        assert call(api, a_token(OTHER_KEY, {"kid": f"made up {number}"})).status_code == 401
    assert call(api, api.server.let(a_token(OTHER_KEY, NEW))).status_code == 200
    assert sum(asked.url.path == "/id/keys" for asked in api.server.asked) == 1


def test_a_key_that_was_not_asked_for_lets_nobody_in_whom_the_authorization_server_does_not_know(api: Any) -> None:
    answer = call(api, a_token(OTHER_KEY, NEW))
    assert (answer.status_code, answer.headers["Orgless-Access"]) == (401, "token_is_live")


@pytest.mark.parametrize(
    ("claims", "check"),
    [
        ({"aud": ["https://other.example"]}, "jwt_is_meant_for_this_api"),
        ({"iss": "https://other.example"}, "jwt_was_issued_by_this_org"),
        ({"exp": 1}, "jwt_is_valid_now"),
    ],
)
def test_all_other_checks_are_judged_all_the_same(api: Any, claims: dict[str, Any], check: str) -> None:
    answer = call(api, api.server.let(a_token(OTHER_KEY, NEW, **claims)))
    assert (answer.status_code, answer.headers["Orgless-Access"]) == (401, check)


def test_once_the_keys_are_asked_for_again_the_signature_is_verified_here_too(api: Any) -> None:
    api.clock.now += 5
    answer = call(api, api.server.let(a_token(ORG1_KEY, NEW)))
    assert (answer.status_code, answer.headers["Orgless-Access"]) == (401, "jwt_signature_matches_the_key")
