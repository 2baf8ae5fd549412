"""Org1 for its clients, and what takes them through their steps; outside CI those from npm only where they are."""

import os
from collections.abc import Iterable, Iterator

import pytest
from interop.npm_packages import why_missing
from interop.org1 import Org1, served
from interop.page import CLIENTS, PAGE, section, whole_page
from interop.steps import OPTIONAL, STEPS, Result, Step, Take
from scenes import demo_world

from orgless.loading import LoadedWorld

__all__ = ["demo_world"]

MISSING = "" if os.environ.get("CI") else why_missing()
collect_ignore = ["test_jsforce.py", "test_salesforce_cli.py"] if MISSING else []

_RESULTS = pytest.StashKey[dict[str, list[Result]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Known only where this folder is named on the command line."""
    parser.addoption("--write-page", action="store_true", help="write docs/interop.md instead of comparing with it")


def pytest_report_header() -> list[str]:
    """Says what is left out."""
    return [f"jsforce and the Salesforce CLI are left out: {MISSING}"] if MISSING else []


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RESULTS] = {}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes the page, if it is to be; a step that failed leaves it as it is."""
    results = session.config.stash.get(_RESULTS, {})
    if not session.config.getoption("--write-page", default=False) or session.testsfailed:
        return
    missing = [client for client in CLIENTS if not any(name.startswith(f"{client} ") for name in results)]
    if missing:
        raise pytest.UsageError(f"{PAGE} is not written, since these did not run: {', '.join(missing)}")
    PAGE.write_text(whole_page(results), encoding="utf-8")


@pytest.fixture(scope="session")
def org1(demo_world: LoadedWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Org1]:
    """Org1 as its clients know it."""
    with served(demo_world, tmp_path_factory.mktemp("front")) as org1:
        yield org1


@pytest.fixture
def take(subtests: pytest.Subtests, pytestconfig: pytest.Config) -> Take:
    """Takes a client through its steps, and compares what they came to with what the page says."""

    def take(client: str, steps: Iterable[Step]) -> None:
        taken, results = [], []
        for step in steps:
            taken.append(step.name)
            with subtests.test(step.name):
                results.append(Result(step.name, step.call, step.take()))
        assert [name for name in STEPS if name in taken or name not in OPTIONAL] == taken
        if pytestconfig.getoption("--write-page", default=False):
            pytestconfig.stash[_RESULTS][client] = results
        elif len(results) == len(taken):
            assert section(client, results) in PAGE.read_text(encoding="utf-8"), "out of date: run `make interop`"

    return take
