"""The bearer token of an Authorization header."""

import pytest

from authserver.bearer import bearer_token


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer x", "x"),
        ("bearer x", "x"),
        ("BEARER  x ", "x"),
        ("OAuth x", "x"),
        ("Bearer", None),
        ("Bearer ", None),
        ("Bearer:x", None),
        ("Bearerx", None),
        ("Token x", None),
        ("Basic x", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_token_stands_behind_one_of_two_schemes(header: str, token: str | None) -> None:
    assert bearer_token(header) == token
