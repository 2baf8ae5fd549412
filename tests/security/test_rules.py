"""Every rule of the security contract has its row in docs/security.md, and every test named there exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")
#: How many rules each section has.
SECTIONS = {
    "A": 7,
    "B": 13,
    "C": 14,
    "D": 5,
    "E": 11,
    "F": 9,
    "G": 10,
    "H": 11,
    "I": 4,
    "J": 5,
    "K": 7,
    "L": 5,
    "M": 10,
}
RULES = [f"{section}{number + 1}" for section, most in SECTIONS.items() for number in range(most)] + ["N"]
ROWS = dict(re.findall(r"^\| ([A-N][0-9]*) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))


@cache
def functions_in(file: str) -> frozenset[str]:
    """The names of the test functions in a file, those in classes included."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_the_page_has_a_row_for_every_rule_and_no_other() -> None:
    assert list(ROWS) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_held_by_tests_that_exist(rule: str) -> None:
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", ROWS[rule])
    assert named
    assert ROWS[rule].count("`") == 2 * len(named)
    for file, test in named:
        assert test in functions_in(file), f"{file} has no {test}"


def test_every_file_of_this_folder_holds_a_rule() -> None:
    files = {file.name for file in Path(__file__).parent.glob("test_*.py")} - {Path(__file__).name}
    assert {name for name in files if f"security/{name}" not in PAGE} == set()
