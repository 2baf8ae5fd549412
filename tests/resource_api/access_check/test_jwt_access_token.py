import pytest
from building.jwt_for_the_api import CLAIMS, HEADER, a_token

from resource_api.access_check.jwt_access_token import looks_like_a_jwt, read_jwt


@pytest.mark.parametrize(
    ("token", "is_one"), [("00Dxx!AQ.b.c", False), ("plain", False), ("a.b.c", True), ("eyJx", True), ("", False)]
)
def test_a_jwt_is_told_from_an_opaque_token(token: str, *, is_one: bool) -> None:
    assert looks_like_a_jwt(token) is is_one


def test_a_well_formed_token_is_taken_apart() -> None:
    taken = read_jwt(a_token())
    assert (taken.flaw, taken.header, taken.claims) == ("", HEADER, CLAIMS)
    assert len(taken.signature) == 256
