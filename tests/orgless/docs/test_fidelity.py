"""What ``docs/fidelity.md`` claims: the code and the tests that it names are there, and nothing is missing."""

import ast
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from authserver.assertion.check_lists import ALL_CHECKS
from orgless.docs import fact_files
from orgless.docs.fact_files import AREAS, Fact, all_facts, read_areas, read_deviations
from orgless.docs.fidelity_page import fidelity_page
from plumbing.checks import Check
from resource_api.access_check import CHECKS as API_CHECKS

ROOT = Path(__file__).parents[3]
FACTS = tuple(all_facts())
DEVIATIONS = read_deviations()
CHECKS = (*ALL_CHECKS, *API_CHECKS)


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a module defines: functions, classes, constants, and with a dot what stands in its classes."""
    return frozenset(_defined(ast.parse(path.read_text(encoding="utf-8")).body))


def _defined(body: Iterable[ast.stmt]) -> Iterable[str]:
    for one in body:
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield one.name
        elif isinstance(one, ast.ClassDef):
            yield one.name
            yield from (f"{one.name}.{name}" for name in _defined(one.body))
        elif isinstance(one, ast.Assign):
            yield from (name.id for target in one.targets for name in ast.walk(target) if isinstance(name, ast.Name))
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id


def is_there(reference: str) -> bool:
    path, _, name = reference.partition("::")
    file = ROOT / path
    return file.is_file() and (not name or name.replace("::", ".") in names_in(file))


def references(kind: str) -> list[str]:
    return sorted({one for said in (*FACTS, *DEVIATIONS) for one in getattr(said, kind)})


def code_of(check_name: str, facts: Iterable[Fact]) -> list[str]:
    return [one.id for one in facts if any(code.partition("::")[2] == check_name for code in one.code)]


def test_the_code_that_is_named_is_there() -> None:
    named = references("code")
    assert [one for one in named if not is_there(one)] == []
    assert [one for one in named if one.startswith("tests/")] == []


def test_the_tests_that_are_named_are_there() -> None:
    named = references("tests")
    assert [one for one in named if not is_there(one)] == []
    assert [one for one in named if not (one.startswith("tests/") and "::" in one)] == []
    assert [one for one in named if not one.rpartition("::")[2].startswith("test_")] == []


def test_a_fact_has_code_and_tests_or_a_reason_why_not() -> None:
    assert [one.id for one in FACTS if bool(one.left_out) == bool(one.code or one.tests)] == []
    assert [one.id for one in FACTS if not one.left_out and not (one.code and one.tests)] == []
    assert [one.id for one in DEVIATIONS if not (one.code and one.tests)] == []


def test_every_fact_and_deviation_has_a_name_of_its_own() -> None:
    names = [*(one.id for one in FACTS), *(one.id for one in DEVIATIONS)]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [
        name for name in names if not all(part.isalnum() and part == part.lower() for part in name.split("-"))
    ] == []


def test_every_file_of_facts_is_an_area_of_the_page() -> None:
    files = {file.stem for file in Path(fact_files.__file__).with_name("facts").glob("*.toml")}
    assert files == {*AREAS, "deviations"}
    titles = [area.title for area in read_areas()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_stands_for_a_fact(check: Check[Any]) -> None:
    assert code_of(check.name, FACTS) != [], "write down what is known of it in orgless/docs/facts/"


@pytest.mark.parametrize("check", [one for one in CHECKS if one.wording_is_inferred], ids=lambda check: check.name)
def test_an_inferred_wording_is_an_inferred_fact(check: Check[Any]) -> None:
    assert code_of(check.name, [one for one in FACTS if one.grade == "I"]) != []


def test_the_page_shows_every_fact_and_marks_what_is_not_evidenced() -> None:
    page = fidelity_page()
    lines = {one.id: next(line for line in page.splitlines() if f'<a id="{one.id}"></a>' in line) for one in FACTS}

    assert [one.id for one in FACTS if one.fact.replace("|", "\\|") not in lines[one.id]] == []
    assert [one.id for one in FACTS if ("| **I**° |" in lines[one.id]) != (one.grade == "I")] == []
    assert [one.id for one in FACTS if ("| **C**≠ |" in lines[one.id]) != (one.grade == "C")] == []
    assert [one.id for one in DEVIATIONS if f'<a id="{one.id}"></a>' not in page] == []


def test_the_page_counts_the_facts_of_each_grade() -> None:
    page = fidelity_page()

    inferred = [one for one in FACTS if one.grade == "I"]
    left_out = [one for one in inferred if one.left_out]
    counted = f"| {len(inferred) - len(left_out)} | {len(left_out)} |"
    assert next(line for line in page.splitlines() if line.startswith("| **I**° | inferred")).endswith(counted)
    everything = sum(bool(one.left_out) for one in FACTS)
    assert f"| all | {len(FACTS) - everything} | {everything} |" in page


def test_links_lead_to_files_of_the_project() -> None:
    targets = {part.partition(")")[0] for part in fidelity_page().split("](")[1:]}
    files = {target for target in targets if not target.startswith(("#", "checks.md"))}

    assert [target for target in files if not (ROOT / "docs" / target).resolve().is_file()] == []
    assert all(target.startswith("../") for target in files)
