"""The two profiles: one table of tolerances, every one of which a check uses."""

import ast
from pathlib import Path

import pytest

from authserver import assertion
from authserver.assertion.check_lists import ALL_CHECKS
from authserver.assertion.profile import PROFILES, TOLERANCES

FOLDER = Path(assertion.__file__).parent


def test_every_tolerance_is_used_and_every_deviation_is_in_the_table() -> None:
    used = {
        word.value
        for file in FOLDER.glob("*_checks.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "deviation"
        for word in ast.walk(node.value)
        if isinstance(word, ast.Constant) and word.value
    }
    used.add("nbf within the buffer")
    assert used == {one.deviation for one in TOLERANCES}


def test_salesforce_tolerates_all_of_them_and_strict_none() -> None:
    assert PROFILES["salesforce"].tolerated == {one.deviation for one in TOLERANCES}
    assert PROFILES["strict"].tolerated == frozenset()


RFC_CODES = {"invalid_request", "invalid_client", "invalid_grant", "unsupported_grant_type"}


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.name)
def test_a_strict_server_uses_the_codes_of_rfc_6749_only(check: object) -> None:
    assert PROFILES["strict"].error_of(check).error in RFC_CODES
    assert PROFILES["salesforce"].error_of(check) is check.error
